"""One's own cards: found, sorted, ticked, changed and put back, by the keyboard alone and with scripting off."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.hands import KINDS, fill
from tests.browser.site import Site
from tests.browser.study import Study
from tests.browser.test_pages_of_accounts import Album
from tests.browser.test_uploads import press_on, tab_to

pytestmark = pytest.mark.browser

BEGUN = list(KINDS)[:5]
PROMPTS = "table .q"


def answer_five(page: Page) -> None:
    page.goto("/study?bank=kinds")
    for name in BEGUN:
        fill(page, name)
        page.locator("[data-go]").click()
        page.locator("[data-continue]").click()


def state_of(site: Site, context: BrowserContext) -> list[str]:
    """What was done to cards, in the order of the log."""
    return [row.activity for row in site.log(context) if row.activity not in ("learn", "review")]


def test_by_the_keyboard_cards_are_found_sorted_set_aside_and_brought_back(
    page: Page, study: Study, site: Site
) -> None:
    study.begin()
    for name in BEGUN:
        study.answer(name)
    page.goto("/study/cards")
    assert page.locator(PROMPTS).count() == len(BEGUN)
    tab_to(page, "Question")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=question*")
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Question\n↑"]
    tab_to(page, "Words in the question or answer")
    page.keyboard.type("ice")
    press_on(page, "Show", "**q=ice*")
    [found] = page.locator(PROMPTS).all_inner_texts()
    tab_to_tick(page, found)
    page.keyboard.press("Space")
    tab_to(page, "Do this")
    page.keyboard.type("Set aside until I")
    press_on(page, "Apply", "**/study/cards?*")
    page.locator(".notice", has_text="set aside").wait_for()
    assert state_of(site, page.context) == ["suspend"]
    tab_to(page, "Undo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/study/cards?state=aside")
    assert page.locator(PROMPTS).count() == 0


def tab_to_tick(page: Page, prompt: str) -> None:
    """The box of that question, which is named by it."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('input[name=card]')"):
            named = page.evaluate(
                "document.getElementById(document.activeElement.getAttribute('aria-labelledby')).innerText"
            )
            assert named == prompt
            return
    raise AssertionError("no way to the box")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_script_cards_are_found_sorted_set_aside_and_brought_back(page: Page, site: Site) -> None:
    answer_five(page)
    page.goto("/study/cards")
    page.get_by_role("link", name="Question", exact=True).click()
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Question\n↑"]
    page.get_by_label("Bank").select_option(label="Every kind")
    page.get_by_label("State").select_option(label="Answered before")
    page.get_by_role("button", name="Show").click()
    assert page.locator(PROMPTS).count() == len(BEGUN)
    page.get_by_role("link", name="Choose all 5").click()
    page.get_by_label("Do this").select_option(label="Set aside until I bring them back")
    page.get_by_role("button", name="Apply").click()
    assert "5" in page.locator(".notice").inner_text()
    assert state_of(site, page.context) == ["suspend"] * 5
    page.goto("/study/cards?state=aside")
    assert page.locator(PROMPTS).count() == 5
    page.get_by_role("link", name="Choose all 5").click()
    page.get_by_label("Do this").select_option(label="Bring back")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Undo").click()
    page.goto("/study/cards?state=aside")
    assert page.locator(PROMPTS).count() == 5


def test_the_list_at_three_widths_and_in_both_themes(page: Page, study: Study) -> None:
    study.begin()
    for name in BEGUN[:2]:
        study.answer(name)
    album = Album()
    album.visit(page, "/study/cards", "/study/cards?all=1", "/study/cards?q=zzz", "/study/cards?topic=x&missed=1")
    assert album.faults == {}
