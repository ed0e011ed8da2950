"""The progress pages of somebody who has studied for months: with axe, at 320 pixels, by keyboard, without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.listening import listen
from tests.browser.measures import AXE
from tests.browser.site import SECRET
from tests.clock import Clock
from tests.progress.learners import give_past
from tests.server import environment_for, serving
from tests.study.pupil import Pupil
from webapp.app import build_app
from webapp.database import db
from webapp.memory.optimizer import optimizer
from webapp.migrating import engine_of
from webapp.progress.nightly import fit_everybody
from webapp.web.visitor import NAME

pytestmark = pytest.mark.browser

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = ((320, 640), (1280, 800))


@dataclass(frozen=True)
class Months:
    address: str
    token: str
    pages: list[str]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Months]:
    """A site of its own with one learner: two hundred days, and a schedule that was fitted."""
    folder: Path = tmp_path_factory.mktemp("months")
    with serving(folder, SECRET_KEY=SECRET) as server:
        app = build_app(environment_for(folder, SECRET_KEY=SECRET))
        now = time.time_ns() // 1_000_000
        pupil = Pupil(app, Clock(now))
        card = give_past(app, pupil, cards=40, days=200)[0].question
        with app.app_context():
            fit_everybody(now)
            db.session.remove()
        engine_of(app).dispose()
        pages = ["/progress", "/progress?period=all&by=paragraph", "/progress/figures", "/progress/forecasts"]
        pages += [f"/progress/cards/{card}", *(["/progress/schedule"] if optimizer() else [])]
        yield Months(server.address, pupil.token, pages)


@pytest.fixture
def learner(browser: Browser, months: Months, complaints: list[str]) -> Iterator[BrowserContext]:
    yield from opened(browser, months, complaints)


def opened(browser: Browser, months: Months, said: list[str], **how: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=months.address, reduced_motion="reduce", **how)
    context.add_cookies([{"name": NAME, "value": months.token, "url": months.address}])
    listen(context, said, months.address)
    yield context
    context.close()


def test_axe_finds_nothing_with_every_table_open(learner: BrowserContext, months: Months) -> None:
    page, found = learner.new_page(), {}
    for path in months.pages:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        page.evaluate(AXE_SCRIPT)
        for (width, height), theme in product(SIZES, THEMES):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            faults = page.evaluate(AXE, None)
            if faults:
                found[path, width, theme] = faults
    assert found == {}


@pytest.mark.parametrize("is_large", [False, True], ids=["usual text", "twice the text"])
def test_nothing_scrolls_sideways_at_320_pixels(
    browser: Browser, large_text: Browser, months: Months, complaints: list[str], is_large: bool
) -> None:
    wide = {}
    for context in opened(large_text if is_large else browser, months, complaints):
        page = context.new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        for path in months.pages:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[path] = width
    assert wide == {}


def test_tables_open_by_keyboard(learner: BrowserContext, months: Months) -> None:
    page = learner.new_page()
    page.goto("/progress")
    reach(page, "summary")
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"  # the table, which may scroll


def reach(page: Page, tag: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName.toLowerCase()") == tag:
            return
    pytest.fail(f"no {tag} within sixty steps")


@pytest.mark.skipif(optimizer() is None, reason="the extra `optimizer` is not installed")
def test_a_schedule_is_taken_back_and_used_again_without_scripts(
    browser: Browser, months: Months, complaints: list[str]
) -> None:
    for context in opened(browser, months, complaints, java_script_enabled=False):
        page = context.new_page()
        page.goto("/progress/schedule")
        assert page.locator("h1").inner_text().startswith("Your schedule fits you")
        page.get_by_role("button", name="Take it back").click()
        assert page.locator("h1").inner_text() == "Your schedule follows the average learner again"
        page.get_by_role("button", name="Use the one from").first.click()
        assert page.locator("h1").inner_text().startswith("Your schedule fits you")


def test_the_filter_works_without_scripts(browser: Browser, months: Months, complaints: list[str]) -> None:
    for context in opened(browser, months, complaints, java_script_enabled=False):
        page = context.new_page()
        page.goto("/progress")
        page.get_by_label("Looking back on").select_option("all")
        page.get_by_role("button", name="Show", exact=True).click()
        assert "period=all" in page.url
        assert page.get_by_role("heading", name="in all").count() == 1
