"""A5, A8, A12 to A15: what is on a page can be reached, read and pressed at any width and any size of text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.listening import NO_PAGE
from tests.browser.measures import CLIPPED, MOTION, OUTSIDE, OVERLAPS, SPACED, TARGETS
from tests.browser.site import Site
from tests.browser.stations import Stations
from tests.browser.study import Study

pytestmark = pytest.mark.browser

PAGE_SIZES = ((390, 844), (1280, 800))
Seen = dict[str, dict[str, object]]  # by check and station: what is wrong there
DOCK = """() => {
  const dock = document.querySelector(".dock");
  return dock && [getComputedStyle(dock).position === "sticky", dock.getBoundingClientRect().height / innerHeight];
}"""


def note(seen: Seen, check: str, where: str, faults: object) -> None:
    seen.setdefault(check, {})
    if faults:
        seen[check][where] = faults


def sideways(page: Page) -> object:
    """What makes the page wider than 320; an emulated phone would make its own window wider with it."""
    width, leaving = page.evaluate(OUTSIDE)
    return (width, leaving) if width > 320 or leaving else None


def unreadable(page: Page, width: int) -> object:
    wide, leaving = page.evaluate(OUTSIDE)
    too_wide = [f"scrolls sideways: {wide}"] if wide > width else []
    return [*too_wide, *leaving, *page.evaluate(CLIPPED), *page.evaluate(OVERLAPS)]


def small(page: Page) -> object:
    return [
        *page.evaluate(TARGETS, [24, "*"]),
        *page.evaluate(TARGETS, [44, ".study *:not([data-says] *, .explain *, .back *), .landing .first *"]),
    ]


def wrong_dock(page: Page, is_high: bool) -> object:
    """It sticks to the edge of a high page only, and takes less than a third of it."""
    dock = page.evaluate(DOCK)
    is_right = dock is None or (dock[0] == is_high and (not is_high or dock[1] < 1 / 3))
    return None if is_right else dock


def measure(page: Page, name: str, seen: Seen) -> None:
    for height in (640, 256):
        page.set_viewport_size({"width": 320, "height": height})
        note(seen, "sideways", f"{name}, 320x{height}", sideways(page))
        note(seen, "dock", f"{name}, 320x{height}", wrong_dock(page, height >= 34 * 16))
    note(seen, "motion", name, page.evaluate(MOTION) > 0.01)
    for width, height in PAGE_SIZES:
        page.set_viewport_size({"width": width, "height": height})
        note(seen, "targets", f"{name}, {width}x{height}", small(page))
        page.evaluate(SPACED, True)
        note(seen, "spaced", f"{name}, {width}x{height}", unreadable(page, width))
        page.evaluate(SPACED, False)


def measure_large(page: Page, name: str, seen: Seen) -> None:
    """At twice the text size, where 34em are 1088 pixels."""
    for width, height in ((390, 1100), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        note(seen, "large", f"{name}, {width}x{height}", unreadable(page, width))
        note(seen, "dock", f"{name}, large, {width}x{height}", wrong_dock(page, height >= 34 * 32))


@pytest.fixture(scope="module")
def seen(browser: Browser, large_text: Browser, base_url: str, every_station: Stations) -> Seen:
    """Everything that is measured at every station, so that each is opened twice only."""
    found: Seen = {}
    said: list[str] = []
    for name, page in every_station.visits(browser, base_url, said, reduced_motion="reduce"):
        measure(page, name, found)
    for name, page in every_station.visits(large_text, base_url, said, reduced_motion="reduce"):
        measure_large(page, name, found)
    note(found, "said", "console", [line for line in said if NO_PAGE not in line])
    return found


def test_a05_whatever_can_be_pressed_is_large_enough(seen: Seen) -> None:
    assert seen["targets"] == {}


def test_a08_nothing_moves_where_the_reader_wants_no_motion(seen: Seen) -> None:
    assert seen["motion"] == {}


@pytest.mark.browser_context_args(reduced_motion="no-preference")
def test_a08_what_moves_otherwise_moves_for_a_moment(page: Page) -> None:
    page.goto("/study?bank=kinds")
    assert 0 < page.evaluate(MOTION) <= 0.15


def test_a12_no_page_and_no_card_scrolls_sideways_at_320(seen: Seen) -> None:
    assert seen["sideways"] == {}


def test_a13_text_at_twice_its_size_is_neither_cut_nor_covered(seen: Seen) -> None:
    assert seen["large"] == {}


def test_a14_wider_spacing_of_text_cuts_nothing(seen: Seen) -> None:
    assert seen["spaced"] == {}


def test_a15_the_dock_sticks_only_where_it_leaves_room(seen: Seen) -> None:
    assert seen["dock"] == {}


def test_no_page_complains_at_any_size(seen: Seen) -> None:
    assert seen["said"] == {}


COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect(), dock = document.querySelector(".dock");
  if (document.activeElement === document.body || dock.contains(document.activeElement)) return false;
  const cover = dock.getBoundingClientRect();
  return box.top >= cover.top && box.bottom <= cover.bottom;
}"""


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 560})
def test_a15_the_dock_never_covers_what_has_the_focus(page: Page, study: Study, site: Site) -> None:
    for name in ("choice", "matching", "ordering", "self-graded"):
        study.open(site.card(name))
        study.check(name)
        for _ in range(14):
            page.keyboard.press("Tab")
            assert not page.evaluate(COVERED), (name, page.evaluate("document.activeElement.outerHTML"))
