"""S22 and the accessibility of each page, seen by a real browser: with scripts and without, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/study",
    "/try/history",
    "/banks",
    "/banks/history",
    "/me/settings",
    "/login",
    "/signup",
    "/reset",
    "/setup",
    "/help",
    "/about",
    "/privacy",
    "/accessibility",
    "/nothing/here",
]


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, base_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says: violations of the policy, errors of scripts, files that are missing."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("path", PAGES)
def test_s22_a_page_breaks_no_rule_of_the_policy_nor_of_axe(page: Page, complaints: list[str], path: str) -> None:
    page.goto(path, wait_until="load")
    found: dict[str, Any] = Axe().run(page).response
    faults = [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found["violations"]]
    assert faults == []
    # A page that is not there says so in the console, by its status; that is no fault of the page.
    assert [text for text in complaints if "404 (NOT FOUND)" not in text or path != "/nothing/here"] == []


def test_every_page_fits_a_narrow_screen(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    widths = {}
    for path in PAGES:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert widths == dict.fromkeys(PAGES, 320)
