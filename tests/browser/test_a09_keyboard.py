"""A9: everything can be done with Tab, Enter, Space and the arrows; and faster with single keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import FORMS, KINDS, OPTIONS, RECALL, TYPED, WAY
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

MOST_TABS = 40
RIGHT_TEXT = {"choice": OPTIONS["choice"][0][0], "true-false": OPTIONS["true-false"][0][0]}
FOCUSED = "document.activeElement"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"s => {FOCUSED}.matches(s)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def choose_radio(page: Page, text: str) -> None:
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    for _ in range(5):
        if text in page.evaluate(f"{FOCUSED}.closest('label').innerText"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def choose_boxes(page: Page, texts: list[str]) -> None:
    for _ in range(page.locator("main input[type=checkbox]").count()):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.closest('label').querySelector('.says').innerText") in texts:
            page.keyboard.press("Space")
    tab_to(page, "main [data-go]")
    page.keyboard.press("Enter")


def choose_in_selects(page: Page, wanted: dict[str, str]) -> None:
    """Go down each row's list with the arrow, until it says what belongs there."""
    for _ in wanted:
        tab_to(page, "main select")
        label = page.evaluate(f"{FOCUSED}.labels[0].textContent")
        row = next(row for row in wanted if row in label)
        for _ in range(6):
            if page.evaluate(f"{FOCUSED}.selectedOptions[0].text") == wanted[row]:
                break
            page.keyboard.press("ArrowDown")
    tab_to(page, "main [data-go]")
    page.keyboard.press("Space")


def answer_by_keys(page: Page, name: str) -> None:
    if name in RIGHT_TEXT:
        choose_radio(page, RIGHT_TEXT[name])
    elif name == "multi-choice":
        choose_boxes(page, OPTIONS[name][0])
    elif name in TYPED:
        tab_to(page, "main input.gap")
        page.keyboard.type(TYPED[name][1])
        page.keyboard.press("Enter")
    elif name == "cloze":
        tab_to(page, "main input.gap")
        page.keyboard.type("steam")
        choose_in_selects(page, {"what falls from clouds": "rain"})
    elif name == "matching":
        choose_in_selects(page, FORMS)
    elif name == "ordering":
        choose_in_selects(page, {text: str(place) for place, text in enumerate(WAY, 1)})
    else:
        tab_to(page, "main [data-go]")
        page.keyboard.press("Enter")


def test_a09_from_the_first_page_to_the_summary_by_tab_enter_space_and_arrows(
    page: Page, study: Study, site: Site
) -> None:
    page.goto("/")
    tab_to(page, "a[href='/banks']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/banks")
    tab_to(page, "a[href*='bank=kinds']")
    page.keyboard.press("Enter")
    for name in KINDS:
        study.wait("question")
        answer_by_keys(page, name)
        study.wait("answer")
        tab_to(page, "[data-key='3'], [data-continue]")
        page.keyboard.press("Space" if name in RECALL else "Enter")
    page.wait_for_url("**/done")
    expect(page.locator("h1")).to_have_text(re.compile(r"10 cards,\s+10 right"))
    assert site.answers(page.context) == [(name, 3) for name in KINDS]


def test_a09_the_first_page_is_a_card_that_keys_can_answer(page: Page, study: Study) -> None:
    page.goto("/")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    study.wait("answer")
    is_right = page.locator(".verdict.was-right").count() == 1  # the options stand in another order each time
    page.keyboard.press("Enter")
    study.wait("question")
    assert study.where == "Card 2 of 5" + ("" if is_right else " + 1 again")


def digit_of(page: Page, text: str) -> str:
    return page.locator("main label.choice", has_text=text).locator("[data-digit]").get_attribute("data-digit") or ""


def test_a09_a_session_by_single_keys(page: Page, study: Study, site: Site) -> None:
    study.begin()
    for name in KINDS:
        study.wait("question")
        for text in OPTIONS.get(name, ([], []))[0]:
            page.keyboard.press(digit_of(page, text))
        if name in OPTIONS or name in RECALL:
            page.keyboard.press("Space" if name in RECALL else "Enter")
        else:
            answer_by_keys(page, name)
        study.wait("answer")
        page.keyboard.press("1" if name == "recall" else "Enter")
    study.wait("question")  # the forgotten card comes back
    assert study.where == "Card 10 of 10 + 1 again"
    page.keyboard.press("Space")
    study.wait("answer")
    page.keyboard.press("Space")  # two presses are enough for a card to recall
    page.wait_for_url("**/done")
    assert site.answers(page.context) == [
        *((name, 3) for name in KINDS if name != "recall"),
        ("recall", 1),
        ("recall", 3),
    ]


@pytest.mark.parametrize("key", ["u", "Control+z"])
def test_a09_undo_by_key_brings_the_last_card_back(page: Page, study: Study, site: Site, key: str) -> None:
    study.begin()
    study.answer("choice")
    study.wait("question")
    study.wait_saved()
    page.keyboard.press(key)
    page.locator("main [data-prompt]", has_text="Why does ice float?").wait_for()
    assert [row.activity for row in site.log(page.context)] == ["learn", "void"]


def test_a09_keys_for_source_note_report_and_list_of_keys(page: Page, study: Study) -> None:
    study.begin()
    page.keyboard.press("p")  # would give the answer away: nothing on the question side
    assert page.locator("details[data-source]").count() == 0
    study.check("choice")
    note = page.locator("details[data-source]")
    assert note.get_attribute("open") is None
    page.keyboard.press("p")
    assert note.get_attribute("open") == ""
    page.keyboard.press("e")
    page.wait_for_url("**/study/report?*")
    page.go_back()
    page.locator("main[data-study]").wait_for()
    page.keyboard.press("?")
    page.wait_for_url("**/help#keys")
    assert page.locator("#keys").is_visible()


def test_a09_escape_closes_the_menu_and_then_ends_the_session(page: Page, study: Study) -> None:
    study.begin()
    study.check("choice")
    page.locator("[data-menu] > summary").click()
    page.keyboard.press("Escape")
    assert page.locator("[data-menu]").get_attribute("open") is None
    assert page.evaluate(f"{FOCUSED}.matches('[data-menu] > summary')")
    page.keyboard.press("Escape")
    page.wait_for_url("**/done")
