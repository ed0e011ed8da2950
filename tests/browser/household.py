"""A site of its own with people on it, made by its commands: who has an account, who is the admin, who may sign up."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.listening import listen
from tests.browser.site import BANKS, SECRET, Site
from tests.server import BIN, ROOT, environment_for, serving

PASSWORD = "quiet harbour lantern 7"
ADMIN = "warden"


def command(site: Site, *words: str) -> str:
    done = subprocess.run(
        [str(BIN / "flask"), "--app", "webapp", *words],
        cwd=ROOT,
        env=environment_for(site.folder, SECRET_KEY=SECRET),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def household(folder: Path) -> Iterator[Site]:
    """Not set up yet, with the banks of these tests."""
    with serving(folder, SECRET_KEY=SECRET) as server:
        site = Site(server.address, folder)
        site.load_banks(BANKS)
        yield site


def visitor(browser: Browser, site: Site, said: list[str], **how: object) -> BrowserContext:
    """A browser that has never been there."""
    context = browser.new_context(base_url=site.address, reduced_motion="reduce", **how)  # type: ignore[arg-type]
    listen(context, said, site.address)
    return context


def set_up(page: Page, site: Site) -> None:
    """By the address that the log shows at the first start."""
    found = re.search(r"/setup/[\w-]+", command(site, "users", "setup-code"))
    assert found is not None
    page.goto(found[0])
    page.get_by_label("Name of this site").fill("The quiet school")
    page.get_by_label("Your username").fill(ADMIN)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/setup/check")
    command(site, "users", "sign-up", "open")


def sign_up(page: Page, name: str) -> None:
    page.goto("/signup")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Save my progress").click()
    page.wait_for_function("!location.pathname.startsWith('/signup')")


def log_in(page: Page, name: str) -> None:
    page.goto("/login")
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").last.click()
    page.wait_for_function("!location.pathname.startsWith('/login')")
