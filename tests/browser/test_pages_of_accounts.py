"""S22 and the accessibility of the pages of accounts, my data and the admin: in both themes, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Literal

import pyotp
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.household import ADMIN, PASSWORD, command, household, log_in, set_up, sign_up, visitor
from tests.browser.measures import AXE, CLIPPED, LOOKS, OUTSIDE, OVERLAPS
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "narrow": (320, 640), "laptop": (1280, 800)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE = {"phone": "light", "narrow": "dark", "laptop": "light"}  # where all rules are asked; elsewhere only LOOKS
HEADINGS = "[...document.querySelectorAll('h1')].filter((node) => node.checkVisibility()).length"

Faults = dict[str, Any]


class Album:
    """What is wrong with each page, and which pages were seen."""

    def __init__(self) -> None:
        self.faults: Faults = {}
        self.names: list[str] = []
        self.said: list[str] = []
        self.shots = ""  # a folder: whoever wants to look at the pages sets it

    def look(self, page: Page, name: str) -> None:
        self.names.append(name)
        page.evaluate(AXE_SCRIPT)
        found: list[Any] = [] if page.evaluate(HEADINGS) == 1 else [f"{page.evaluate(HEADINGS)} main headings"]
        if not page.title().endswith("Recollect"):
            found.append(page.title())
        for (size, (width, height)), theme in product(SIZES.items(), THEMES):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            rules = None if WHOLE[size] == theme else LOOKS
            found += [(theme, size, each) for each in page.evaluate(AXE, rules)]
            if theme == THEMES[0]:
                drawn, outside = page.evaluate(OUTSIDE)
                found += [(size, f"{drawn} wide")] if drawn > width else []
                found += [(size, each) for each in [*outside, *page.evaluate(CLIPPED), *page.evaluate(OVERLAPS)]]
            if self.shots and size != "narrow":
                page.screenshot(path=f"{self.shots}/{re.sub(r'[^a-z]+', '-', name)}-{size}-{theme}.png", full_page=True)
        if self.said:
            found.append(list(self.said))
            self.said.clear()
        if found:
            self.faults[name] = found

    def visit(self, page: Page, *addresses: str) -> None:
        for address in addresses:
            page.goto(address)
            self.look(page, address)


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Album]:
    album = Album()
    with household(tmp_path_factory.mktemp("album")) as site:
        admin = visitor(browser, site, album.said)
        before_and_during_set_up(album, admin, site)
        pupil = visitor(browser, site, album.said)
        a_pupil(album, pupil)
        a_guest_who_logs_in(album, visitor(browser, site, album.said), site)
        the_admin(album, admin, site)
        a_second_step(album, admin, visitor(browser, site, album.said))
        yield album


def before_and_during_set_up(album: Album, context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    album.visit(page, "/signup", "/setup")
    set_up(page, site)
    album.look(page, "/setup/check")
    command(site, "users", "sign-up", "code")
    assert context.browser is not None
    guest = visitor(context.browser, site, album.said)
    page = guest.new_page()
    page.goto("/signup")
    album.look(page, "/signup by code")
    guest.close()
    command(site, "users", "sign-up", "open")


def a_pupil(album: Album, context: BrowserContext) -> None:
    page = context.new_page()
    album.visit(page, "/login", "/login?out=1", "/reset", "/signup", "/me/data", "/me/settings")
    page.goto("/signup")
    page.get_by_role("button", name="Save my progress").click()
    page.locator(".error").first.wait_for()
    forget_422(album)
    album.look(page, "/signup with errors")
    page.goto("/login")
    page.get_by_label("Username or e-mail").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").last.click()
    page.locator(".error").first.wait_for()
    forget_422(album)
    album.look(page, "/login with an error")
    sign_up(page, "hana")
    study_once(page)
    album.visit(page, "/me/account", "/me/account?saved=password", "/me/data", "/me/settings", "/privacy")
    page.goto("/me/data")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("[Dd]elete")).last.click()
    page.wait_for_load_state()
    album.look(page, "/me/data while the account waits to be erased")


def study_once(page: Page) -> None:
    study = Study(page)
    study.begin()
    study.check("choice")


def a_guest_who_logs_in(album: Album, context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    study = Study(page)
    study.open(site.card("choice"))
    study.check("choice")
    album.visit(page, "/me/data", "/me/data/forget", "/signup")
    log_in(page, ADMIN)
    page.wait_for_url("**/merge*")
    album.look(page, "/merge")
    page.get_by_label("Leave them").check()
    page.get_by_role("button", name="Go on").click()
    context.clear_cookies()
    study.open(site.card("choice"))
    study.check("choice")
    page.goto("/me/data/forget")
    page.locator("main form button").click()
    page.wait_for_url("**/me/data/forgotten")
    album.look(page, "/me/data/forgotten")


def the_admin(album: Album, context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    album.visit(page, "/admin", "/admin?q=hana", "/setup/check", "/me/account")
    [(hana,)] = site.rows("SELECT id FROM \"user\" WHERE name_key = 'hana'")
    album.visit(page, f"/admin/people/{hana}")
    page.locator('form[action$="/code"] button').click()
    page.wait_for_load_state()
    album.look(page, "/admin/people with a code")


def a_second_step(album: Album, context: BrowserContext, other: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/me/account")
    secret = "".join(re.findall(r"\b[A-Z2-7]{4}\b", page.locator("main .secret").first.inner_text()))
    form = page.locator('form[action$="/second-step"]')
    form.get_by_label("Password now").fill(PASSWORD)
    form.get_by_label("The code it shows").fill(pyotp.TOTP(secret).now())
    form.get_by_role("button").click()
    page.wait_for_url("**saved=on*")
    album.look(page, "/me/account with a second step")
    page = other.new_page()
    page.goto("/login")
    page.get_by_label("Username or e-mail").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").last.click()
    page.get_by_label("The code it shows").wait_for()
    album.look(page, "/login/second-step")


def forget_422(album: Album) -> None:
    """The console names the status of a form that is shown again."""
    album.said[:] = [line for line in album.said if "422" not in line]


def test_s22_a23_axe_console_headings_and_layout_are_clean_on_each_page(album: Album) -> None:
    assert album.faults == {}
