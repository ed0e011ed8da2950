"""ux.md 8: every study action with scripting off, from the first page without an account to the end of a session."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import GRADED, KINDS, RECALL, fill
from tests.browser.site import Answer, Site

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(java_script_enabled=False)]


def go(page: Page) -> None:
    page.locator("[data-go]").click()


def test_without_script_a_stranger_answers_the_first_card_at_once(page: Page, site: Site) -> None:
    page.goto("/")
    assert page.locator("label.choice").count() >= 2
    page.locator("label.choice").first.click()
    go(page)
    assert page.locator("h2#result").inner_text() in {"Correct", "Not right"}
    assert len(site.answers(page.context)) == 1


def test_without_script_every_kind_is_answered_and_the_session_ends_with_its_summary(page: Page, site: Site) -> None:
    page.goto("/study?bank=kinds")
    for place, name in enumerate(KINDS, 1):
        assert page.locator("[data-where]").inner_text() == f"Card {place} of 10"
        assert page.locator("main .side").get_attribute("data-kind") == KINDS[name]
        if name in GRADED:
            fill(page, name)
            go(page)
            assert page.locator("h2#result").inner_text() == "Correct"
            assert page.locator("details[data-source] blockquote").count() == 1
            page.locator("[data-continue]").click()
        else:
            go(page)
            page.locator(".rating").get_by_role("button", name="Remembered").click()
    expect(page.locator("h1")).to_have_text(re.compile(r"10 cards,\s+10 right"))
    assert site.answers(page.context) == [(name, 3) for name in KINDS]


def test_without_script_wrong_answers_are_explained_with_an_open_source_note(page: Page, site: Site) -> None:
    for name in GRADED:
        page.goto(site.card(name))
        fill(page, name, right=False)
        go(page)
        assert page.locator("h2#result").inner_text() in {"Not right", "Partly right"}, name
        assert page.locator(".explain").is_visible(), name
        assert page.locator("details[data-source] blockquote").is_visible(), name
    assert site.answers(page.context) == [(name, 1) for name in GRADED]


def test_without_script_a_second_press_says_that_the_answer_is_not_known(page: Page, site: Site) -> None:
    page.goto(site.card("short-answer"))
    go(page)
    assert page.title().startswith("Error: ")
    assert "Nothing is answered yet" in page.locator("[data-message]").inner_text()
    go(page)
    assert page.locator("h2#result").inner_text() == "No answer given"
    assert site.answers(page.context) == [("short-answer", 1)]


def test_without_script_a_near_miss_is_for_the_learner_to_decide(page: Page, site: Site) -> None:
    page.goto(site.card("short-answer"))
    page.locator("input[name=text]").fill("watre")
    go(page)
    assert page.locator("h2#result").inner_text() == "Almost: spelling"
    page.get_by_role("button", name="Count as right").click()
    page.locator("[data-where]", has_text="Card 2").wait_for()
    assert site.answers(page.context) == [("short-answer", 1), ("short-answer", 2)]


def test_without_script_a_recalled_card_is_rated_and_the_rating_undone(page: Page, site: Site) -> None:
    page.goto(site.card("recall"))
    go(page)
    assert page.locator(".back").inner_text() == "A place where groundwater comes out by itself."
    page.locator(".rating").get_by_role("button", name="Forgot").click()
    page.locator(".undo button").click()
    assert page.locator("[data-prompt]").inner_text() == "What is a spring?"
    assert site.log(page.context) == [Answer("recall", "learn", 1), Answer("recall", "void", 0)]


def test_without_script_a_session_can_be_ended_and_taken_up_again(page: Page) -> None:
    page.goto("/study?bank=kinds")
    fill(page, "choice")
    go(page)
    page.locator("[data-continue]").click()
    address = page.url
    page.locator("[data-menu] > summary").click()
    page.locator("a[data-end]").click()
    expect(page.locator("h1")).to_have_text(re.compile(r"1 card,\s+1 right"))
    page.goto(address)
    assert page.locator("[data-where]").inner_text() == "Card 2 of 10"


def test_without_script_a_card_is_set_aside_and_reported(page: Page, site: Site) -> None:
    page.goto("/study?bank=kinds")
    fill(page, "choice")
    go(page)
    page.locator("[data-continue]").click()
    page.locator("[data-menu] > summary").click()
    page.get_by_role("link", name="Report this question").click()
    page.get_by_label("Spelling or grammar").check()
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("link", name="Back to the session").click()
    page.locator("[data-menu] > summary").click()
    page.get_by_role("button", name="tomorrow").click()
    assert page.locator("main .side").get_attribute("data-kind") == "true_false"
    assert site.log(page.context) == [Answer("choice", "learn", 3), Answer("multi-choice", "suspend", 0)]
    assert site.rows("SELECT reason FROM report WHERE user_id = ?", site.user(page.context)) == [("language",)]


def test_without_script_theme_and_time_zone_are_changed(page: Page, site: Site) -> None:
    page.goto("/me/settings")
    page.get_by_label("Dark").check()
    zone = page.locator("select[name=zone]")
    assert zone.locator("optgroup").count() > 5
    zone.select_option("Asia/Seoul")
    page.get_by_role("button", name="Save settings").click()
    assert page.locator(".notice").inner_text() == "Saved."
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("select[name=zone]").input_value() == "Asia/Seoul"
    assert site.rows('SELECT zone FROM "user" WHERE id = ?', site.user(page.context)) == [("Asia/Seoul",)]


def test_without_script_no_control_is_there_that_does_nothing(page: Page, site: Site) -> None:
    for name in KINDS:
        page.goto(site.card(name, is_revealed=name in RECALL))
        assert page.locator("button[type=button]:visible").count() == 0, name
