"""S22 and the accessibility of each page and each side of a card, seen by a real browser in both themes."""

from __future__ import annotations

from itertools import product
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.listening import NO_PAGE
from tests.browser.measures import AXE, LOOKS
from tests.browser.stations import Stations

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "laptop": (1280, 800)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEADINGS = "[...document.querySelectorAll('h1')].filter((node) => node.checkVisibility()).length"

Found = dict[str, dict[str, Any]]


def look_at(page: Page, name: str, found: Found) -> None:
    page.evaluate(AXE_SCRIPT)
    for (size, (width, height)), theme in product(SIZES.items(), THEMES):
        if theme == THEMES[0]:
            page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        faults = page.evaluate(AXE, LOOKS if (theme, size) in (("light", "laptop"), ("dark", "phone")) else None)
        if faults:
            found[f"{theme} {size}"][name] = faults
    if page.evaluate(HEADINGS) != 1:
        found["headings"][name] = page.evaluate(HEADINGS)
    if not page.title().endswith("Recollect") and page.title() != "Recollect – remember what you read":
        found["titles"][name] = page.title()
    found["every title"][name] = page.title()


@pytest.fixture(scope="module")
def found(browser: Browser, base_url: str, every_station: Stations) -> Found:
    """What is wrong at each station; the bank of long words is for other tests."""
    seen: Found = {f"{theme} {size}": {} for theme, size in product(THEMES, SIZES)}
    seen |= {"headings": {}, "titles": {}, "every title": {}, "said": {}}
    said: list[str] = []
    short = every_station.without("long ")
    # Without motion, so that no colour is on its way while it is measured.
    for name, page in short.visits(browser, base_url, said, reduced_motion="reduce"):
        look_at(page, name, seen)
        lines = [line for line in said if "nothing/here" not in name or NO_PAGE not in line]
        if lines:
            seen["said"][name] = lines
        said.clear()
    return seen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_any_page_nor_any_side_of_a_card(found: Found, theme: str, size: str) -> None:
    assert found[f"{theme} {size}"] == {}


def test_s22_no_page_breaks_the_policy_nor_says_anything_on_the_console(found: Found) -> None:
    assert found["said"] == {}


def test_a23_every_page_has_one_main_heading(found: Found) -> None:
    assert found["headings"] == {}


def test_a23_every_title_names_the_page_and_the_product(found: Found) -> None:
    assert found["titles"] == {}
    titles = found["every title"]
    assert titles["kinds matching: question"].endswith(" – Every kind: What it is called – Recollect")
    assert titles["stranger /study"].startswith("Card 1 of 10 – ")
    assert titles["stranger /nothing/here"] == "This page is not here – Recollect"
