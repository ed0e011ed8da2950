"""A20, A21, A22, A25: help in its place, errors that are found, words of other languages, colours of the reader's."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.listening import NO_PAGE
from tests.browser.measures import AXE, OUTSIDE
from tests.browser.site import Site
from tests.browser.stations import Stations
from tests.browser.study import Study

pytestmark = pytest.mark.browser

REPORT = "Report a problem with this question"
FOOT = "[...document.querySelectorAll('footer.foot a')].map((link) => link.textContent.trim())"


def test_a20_help_and_report_stand_at_the_same_place_on_every_page(page: Page, complaints: list[str]) -> None:
    places = {}
    for address in ("/", "/banks", "/banks/kinds", "/me/settings", "/help", "/about", "/nothing", "/study?bank=kinds"):
        page.goto(address)
        places[address] = page.evaluate(FOOT)
    frame = ["Help", "Accessibility", "Privacy", "About"]
    on_card = ["Help", REPORT, *frame[1:]]
    assert places == {address: on_card if address.startswith("/study") else frame for address in places}
    assert [line for line in complaints if NO_PAGE not in line] == []
    complaints.clear()


def test_a20_the_report_is_on_both_sides_and_names_the_card_on_the_page(page: Page, study: Study, site: Site) -> None:
    study.begin()
    for name, prompt in (("choice", "Why does ice float?"), ("multi-choice", "Which of these are in a molecule")):
        study.check(name)
        page.get_by_role("link", name=REPORT).click()
        assert prompt in page.locator("main").inner_text()
        page.go_back()
        page.locator("main[data-state]").wait_for(state="attached")
        page.locator("[data-continue]").click()
        study.wait("question")


def test_a21_a_report_without_a_reason_says_what_is_missing(page: Page, study: Study) -> None:
    study.begin()
    page.get_by_role("link", name=REPORT).click()
    page.get_by_label("What did you notice?").fill("Two of them float.")
    page.get_by_role("button", name="Send report").click()
    problem = page.locator("[data-problem]")
    expect(problem).to_be_focused()
    assert page.title() == "Error: Report a question – Recollect"
    assert problem.get_attribute("role") is None
    assert problem.locator("> [role=alert] h2").inner_text() == "There is a problem"
    link = problem.get_by_role("link")
    assert link.all_inner_texts() == page.locator("fieldset .error").all_inner_texts() == ["Choose a reason"]
    link.click()
    expect(page.locator("input[name=reason]").first).to_be_focused()
    assert page.locator("legend", has_text="Reason").evaluate("node => node.getBoundingClientRect().top >= 0")
    assert page.get_by_label("What did you notice?").input_value() == "Two of them float."
    assert page.locator("form [required]").count() == 0
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE) == []
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send report").click()
    page.wait_for_url("**/study/reported?*")
    assert page.locator("h1").inner_text() == "Thank you. The report is saved."


def test_a22_words_of_other_languages_say_so(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("short-answer"))
    marked = "[...document.querySelectorAll('main i[lang]')].map((node) => [node.lang, node.textContent])"
    assert page.evaluate(marked) == [["la", "aqua vitae"], ["ru", "вода"], ["ko", "물"]]
    study.check("short-answer")
    assert page.evaluate(marked) == [["la", "aqua vitae"], ["fr", "eau de vie"], ["la", "aqua vitae"]]
    assert page.locator("html").get_attribute("lang") == "en"


RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return { width: parseFloat(style.outlineWidth), line: style.outlineStyle };
}"""


@pytest.mark.browser_context_args(forced_colors="active")
def test_a25_in_forced_colours_the_focus_has_a_ring(page: Page, study: Study, site: Site) -> None:
    for name in ("choice", "matching", "recall"):
        study.open(site.card(name))
        rings = []
        for _ in range(6):
            page.keyboard.press("Tab")
            rings.append(page.evaluate(RING))
        assert all(ring["line"] == "solid" and ring["width"] >= 2 for ring in rings), (name, rings)


MARKS = """() => {
  const paths = [...document.querySelectorAll(".verdict .icon path, .graded .digit svg path, .ring svg path")];
  const seen = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const background = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.backgroundColor !== "rgba(0, 0, 0, 0)") return seen(style.backgroundColor);
    }
    return [255, 255, 255];
  };
  return paths.filter((path) => path.checkVisibility({ visibilityProperty: true })).map((path) => {
    const stroke = seen(getComputedStyle(path).stroke), field = background(path.closest("svg"));
    return Math.max(...stroke.map((part, n) => Math.abs(part - field[n])));
  });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a25_in_forced_colours_right_and_wrong_keep_their_marks(
    browser: Browser, base_url: str, every_station: Stations, complaints: list[str], theme: str
) -> None:
    seen = {}
    sides = every_station.only("kinds choice: wrong", "kinds multi-choice: wrong", "kinds cloze: wrong")
    for name, page in sides.visits(browser, base_url, complaints, forced_colors="active", color_scheme=theme):
        seen[name] = page.evaluate(MARKS)
    assert [len(marks) >= 2 for marks in seen.values()] == [True, True, True]
    assert {name: marks for name, marks in seen.items() if min(marks) < 128} == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_menu_opens_inside_the_page(page: Page, study: Study, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    study.open(site.card("choice"))
    page.locator("[data-menu] > summary").click()
    wide, leaving = page.evaluate(OUTSIDE)
    assert (wide, leaving) == (width, [])
    assert page.locator("[data-menu] a", has_text="End this session").is_visible()


@pytest.mark.browser_context_args(timezone_id="Asia/Seoul")
def test_the_time_zone_of_the_device_is_offered_and_taken_when_somebody_begins(
    page: Page, study: Study, site: Site
) -> None:
    page.goto("/me/settings")
    page.get_by_role("button", name="Use the zone of this device: Asia/Seoul").click()
    expect(page.locator("select[name=zone]")).to_be_focused()
    assert page.locator("select[name=zone]").input_value() == "Asia/Seoul"
    study.begin()  # the settings are not saved
    study.check("choice")
    assert site.rows('SELECT zone FROM "user" WHERE id = ?', site.user(page.context)) == [("Asia/Seoul",)]
