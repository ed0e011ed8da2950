"""Nothing on a page moves by itself, and a first visit is light (ux.md 5 and 11)."""

from __future__ import annotations

import gzip
import sys
import time
import urllib.request
from collections.abc import Collection
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.hands import GRADED, KINDS, RECALL
from tests.browser.site import Site
from tests.browser.stations import Stations, answered, contents_of
from tests.browser.study import Study

pytestmark = [pytest.mark.browser, pytest.mark.alone]

MOST_SHIFT = 0.01
FIRST_PAGE = 14_000  # bytes, compressed
# The browser leaves out what moves within half a second of a press.
SHIFTS = """() => new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(found.filter((entry) => !entry.hadRecentInput).map((entry) => [
    entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.data ?? "gone"),
  ]))));
})"""
# From now on, how long each press took until the next frame, in milliseconds.
WATCH = """() => {
  globalThis.presses = new Map();
  new PerformanceObserver((list) => list.getEntries().filter((entry) => entry.interactionId).forEach((entry) =>
    presses.set(entry.interactionId, Math.max(entry.duration, presses.get(entry.interactionId) ?? 0))
  )).observe({ type: "event", durationThreshold: 16 });
}"""
PRESSES = "[...globalThis.presses?.values() ?? []].sort((one, other) => one - other)"


def tell(words: str) -> None:
    """For whoever runs the tests with -s: numbers that depend on the machine."""
    sys.stdout.write(f"\n{words}\n")


def shift(page: Page) -> float:
    return float(sum(entry[0] for entry in page.evaluate(SHIFTS)))


SIZES = [(390, 844, KINDS), (1280, 800, ("choice", "matching", "ordering", "recall"))]


@pytest.mark.parametrize(("width", "height", "names"), SIZES, ids=["phone", "laptop"])
def test_nothing_moves_while_a_card_loads(
    browser: Browser,
    base_url: str,
    every_station: Stations,
    complaints: list[str],
    width: int,
    height: int,
    names: Collection[str],
) -> None:
    moved = {}
    sides = every_station.only(*(f"kinds {name}: question" for name in names), "kinds choice: wrong")
    for name, page in sides.visits(browser, base_url, complaints, viewport={"width": width, "height": height}):
        if shift(page) > MOST_SHIFT:
            moved[name] = page.evaluate(SHIFTS)
    assert moved == {}


def test_the_first_page_keeps_no_place_for_buttons_that_it_does_not_have(page: Page, site: Site) -> None:
    """Its card is answered with the lists alone; this one is the seventh of its bank."""
    contents = contents_of("kinds")
    for name in (*KINDS,)[:6]:
        answered(site, page.request, "kinds", name, contents[name], right=True)
    page.goto("/try/kinds")
    assert page.locator("main .row select").count() == 3
    assert page.locator("main .pool button").count() == 4
    assert page.locator("main .pool").bounding_box() is None


def late(route: Route) -> None:
    """An answer that comes when the browser no longer excuses what moves."""
    time.sleep(0.55)
    route.continue_()


MISSED = GRADED[3:]
FIFTEEN = [*((name, name not in MISSED) for name in KINDS), *((name, True) for name in MISSED)]


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
def test_nothing_moves_over_a_session_of_fifteen(page: Page, study: Study, site: Site) -> None:
    """Every kind, with a slow server and then on a slow machine. How long a press takes is only said."""
    study.begin()
    page.route("**/study/answer", late)
    moved: dict[str, list[Any]] = {}
    for place, (name, right) in enumerate(FIFTEEN, 1):
        study.wait("question")
        if name == "self-graded":  # from here on a fast server and a slow browser
            page.unroute("**/study/answer")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
            page.evaluate(WATCH)
        note_shifts(page, moved, f"{place} {name}, question")
        study.check(name, right=right)
        note_shifts(page, moved, f"{place} {name}, answer")
        presses = page.evaluate(PRESSES)
        if name in RECALL:
            study.rate()
        else:
            study.go_on()
    page.locator("h1.score").wait_for()
    slow = presses[round(0.98 * (len(presses) - 1))]
    tell(f"{len(presses)} presses at a quarter of the speed, the 98th of a hundred: {slow:.0f} ms")
    assert sum(entry[0] for entries in moved.values() for entry in entries) <= MOST_SHIFT, moved
    assert site.answers(page.context) == [(name, 3 if right else 1) for name, right in FIFTEEN]


def note_shifts(page: Page, moved: dict[str, list[Any]], side: str) -> None:
    """What has moved since the last look, under the name of the side on which it is found."""
    known = sum(map(len, moved.values()))
    new = page.evaluate(SHIFTS)[known:]
    if new:
        moved[side] = new


def compressed(address: str) -> int:
    """The bytes that come over the wire for this address."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        body = answer.read()
    return len(body) if answer.headers.get("Content-Encoding") == "gzip" else len(gzip.compress(body))


def test_a_first_visit_is_light(site: Site) -> None:
    pages = ("/", "/study", "/study?bank=kinds", site.card("matching"), site.card("self-graded", is_revealed=True))
    weights = {path: compressed(urljoin(site.address, path)) for path in pages}
    tell(f"pages, bytes compressed: {[*weights.values()]}")
    assert {path: weight for path, weight in weights.items() if weight > FIRST_PAGE} == {}


@pytest.mark.parametrize("path", ["/", "/study?bank=kinds"])
def test_the_scripts_are_light_and_most_come_after_the_page(page: Page, study: Study, path: str) -> None:
    asked: list[str] = []
    at_first: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "script" else None)
    page.on("load", lambda _page: at_first.extend(asked))
    page.goto(path)
    if page.locator("[data-study]").count():
        study.wait("question")
    sizes = {address.split("/js/")[1]: compressed(address) for address in asked}
    first = {address.split("/js/")[1] for address in at_first}
    tell(f"{path}: {sum(sizes[name] for name in first)} of {sum(sizes.values())} bytes of scripts at first")
    assert first
    assert sum(sizes[name] for name in first) <= 5_000
    assert sum(sizes.values()) <= 30_000
