"""A4, A7, A16, A17: what the controls of a card are called, and what pressing them does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.hands import GRADED, WAY, fill
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

RATINGS = """[...document.querySelectorAll("main .rating > *")].map((node) => [node.innerText, node.ariaLabel])"""


def seen_and_named(page: Page) -> list[tuple[str, str | None]]:
    return [(" ".join(seen.split()), name) for seen, name in page.evaluate(RATINGS)]


def test_a04_a_rating_is_called_what_stands_on_it_and_more(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    study.check("recall")
    [forgot, remembered] = seen_and_named(page)
    assert forgot == ("Forgot 10 min", "Forgot 10 minutes, next review")
    assert re.fullmatch(r"Remembered \d+ d", remembered[0])
    assert re.fullmatch(re.escape(remembered[0]) + r"ays?, next review", remembered[1] or "")


def test_a04_so_are_the_buttons_of_a_near_miss(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("short-answer"))
    page.locator("main input[name=text]").fill("watre")
    study.go()
    study.wait("answer")
    pairs = seen_and_named(page)
    assert [seen.split(" ")[:3] for seen, _name in pairs] == [["Count", "as", "missed"], ["Count", "as", "right"]]
    assert all(name and name.startswith(seen) and name.endswith(", next review") for seen, name in pairs)


def test_a04_without_intervals_a_rating_has_the_name_that_is_seen(page: Page, study: Study, site: Site) -> None:
    page.goto("/me/settings")
    page.get_by_label("Show on the buttons when a card comes back").uncheck()
    page.get_by_role("button", name="Save settings").click()
    study.open(site.card("recall"))
    study.check("recall")
    assert seen_and_named(page) == [("Forgot", None), ("Remembered", None)]


def test_a07_right_and_wrong_are_told_by_an_icon_and_by_words(page: Page, study: Study, site: Site) -> None:
    for name in GRADED:
        study.open(site.card(name))
        study.check(name, right=False)
        assert page.locator(".verdict > svg").count() == 1, name
        assert page.locator(".verdict h2").inner_text() in {"Not right", "Partly right"}, name
        for row in page.locator(".graded :is(.is-right, .is-missed, .is-also)").all():
            assert row.locator("svg, .ring").count() >= 1, name
            assert re.search(r"\b(right|Right|place)\b", row.inner_text()), (name, row.inner_text())


def texts_in_order(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("main .row label").all_inner_texts()]


def values(page: Page) -> list[str]:
    return [select.input_value() for select in page.locator("main .row select").all()]


def test_a16_rows_are_put_in_order_by_buttons_and_each_move_is_told(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("ordering"))
    live = page.locator("[data-live]")
    for place, text in enumerate(WAY):
        while texts_in_order(page).index(text) > place:
            button = page.get_by_role("button", name=f"Move up: {text}")
            button.click()
            assert button.evaluate("node => node === document.activeElement")
            assert live.inner_text() == f"{text}, now {texts_in_order(page).index(text) + 1} of 4"
    page.get_by_role("button", name=f"Move down: {WAY[0]}").press("Space")
    page.get_by_role("button", name=f"Move up: {WAY[0]}").press("Enter")
    assert (texts_in_order(page), values(page)) == (WAY, ["1", "2", "3", "4"])
    study.go()
    study.wait("answer")
    assert page.locator("h2#result").inner_text() == "Correct"
    assert site.answers(page.context) == [("ordering", 3)]


def test_a03_the_same_words_again_are_told_again(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("ordering"))
    top = texts_in_order(page)[0]
    said = []
    for _ in range(3):
        page.get_by_role("button", name=f"Move up: {top}").click()
        said.append(page.locator("[data-live]").text_content())
    assert said == [f"{top}, now 1 of 4", f"{top}, now 1 of 4 ", f"{top}, now 1 of 4"]


def test_a16_choices_are_put_into_rows_and_taken_out_by_buttons(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("matching"))
    live = page.locator("[data-live]")
    pairs = {"Solid": "Ice", "Liquid": "Water", "Gas": "Vapour"}
    for row in texts_in_order(page):
        page.get_by_role("button", name=pairs[row], exact=True).click()
        assert live.inner_text() == f"{row}: {pairs[row]}"
    pressed = page.locator("main .pool [aria-pressed=true]")
    assert sorted(pressed.all_inner_texts()) == ["Ice", "Vapour", "Water"]
    ice = page.get_by_role("button", name="Ice", exact=True)
    ice.click()
    assert (live.inner_text(), ice.get_attribute("aria-pressed")) == ("Solid: Choose", "false")
    page.get_by_role("button", name="Foam", exact=True).click()
    assert live.inner_text() == "Solid: Foam"
    page.locator("main .row", has_text="Solid").locator("select").select_option(label="Ice")
    assert page.get_by_role("button", name="Foam", exact=True).get_attribute("aria-pressed") == "false"
    study.go()
    study.wait("answer")
    assert site.answers(page.context) == [("matching", 3)]


def test_a17_a_rating_counts_when_the_button_is_let_go_on_it(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    study.check("recall")
    page.locator(".rating [data-key='3']").hover()
    page.mouse.down()
    assert page.locator("main").get_attribute("data-state") == "answer"
    page.mouse.move(5, 5)
    page.mouse.up()
    assert page.locator("main").get_attribute("data-state") == "answer"
    page.locator(".rating [data-key='3']").hover()
    page.mouse.down()
    page.mouse.up()
    study.wait("question")
    study.wait_saved()
    assert site.answers(page.context) == [("recall", 3)]


def test_the_ideas_that_are_ticked_suggest_a_rating(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("self-graded"))
    study.check("self-graded")
    primary = page.locator(".rating .is-primary")
    said = [primary.get_attribute("data-key")]
    for box in page.locator("main [data-ideas] label").all():
        box.click()
        said.append(primary.get_attribute("data-key"))
    assert said == ["3", "1", "3"]


def test_a_filled_form_is_not_asked_again(page: Page, study: Study, site: Site) -> None:
    """Nothing chosen is asked about once; whatever is chosen takes the question back."""
    study.open(site.card("choice"))
    study.go()
    page.locator("[data-message]").wait_for()
    fill(page, "choice")
    assert page.locator("[data-message]").count() == 0
    study.go()
    study.wait("answer")
    assert site.answers(page.context) == [("choice", 3)]
