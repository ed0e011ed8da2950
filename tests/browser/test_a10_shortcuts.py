"""A10: single keys can be switched off, and never fire where somebody types or asks for something else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

SEND = """keys => keys.forEach(key => (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...key})))"""


def send(page: Page, **key: Any) -> None:
    """A key press with what a layout or a held key would say of it."""
    page.evaluate(SEND, [key])


def test_a10_switched_off_within_two_steps_single_keys_do_nothing(page: Page, study: Study) -> None:
    study.begin()
    page.locator("[data-menu] > summary").click()
    page.locator("[data-menu] a", has_text="Settings").click()
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Save settings").click()
    page.get_by_text("Saved.").wait_for()
    study.begin()
    for key in ("1", "Enter", " ", "u", "p", "e", "?", "Escape"):
        page.keyboard.press(key)
    assert page.locator("main :checked").count() == 0
    assert page.locator("[data-message]").count() == 0
    assert study.page.url.endswith("/study?bank=kinds")
    assert page.locator("p.keys").count() == 0
    study.check("choice")
    for key in ("1", "3", "u", "p", "e", "?", "Escape"):
        page.keyboard.press(key)
    assert page.locator("details[data-source]").get_attribute("open") is None
    assert page.locator("main[data-state=answer] h2#result").is_visible()


def test_a10_keys_typed_into_a_field_are_text(page: Page, study: Study, site: Site) -> None:
    address = site.card("short-answer")
    study.open(address)
    page.locator("main input[name=text]").focus()
    page.keyboard.type("1 up? e")
    assert page.locator("main input[name=text]").input_value() == "1 up? e"
    page.keyboard.press("Escape")
    assert page.url.endswith(address)


def test_a10_keys_in_a_list_choose_in_the_list(page: Page, study: Study, site: Site) -> None:
    address = site.card("matching")
    study.open(address)
    page.locator("main select").first.focus()
    for key in ("u", "e", "p"):
        page.keyboard.press(key)
    assert page.url.endswith(address)


@pytest.mark.parametrize("held", ["ctrlKey", "metaKey", "altKey"])
def test_a10_keys_with_modifiers_belong_to_the_browser(page: Page, study: Study, held: str) -> None:
    study.begin()
    for key, code in (("1", "Digit1"), ("e", "KeyE"), ("p", "KeyP"), ("?", "Slash"), ("Enter", "Enter")):
        send(page, key=key, code=code, **{held: True})
    assert page.locator("main :checked").count() == 0
    assert page.url.endswith("/study?bank=kinds")


def test_a10_a_held_key_counts_as_nothing(page: Page, study: Study) -> None:
    study.begin()
    send(page, key="1", code="Digit1", repeat=True)
    send(page, key="Enter", code="Enter", repeat=True)
    assert page.locator("main :checked").count() == 0
    assert page.locator("[data-message]").count() == 0


def test_a10_nothing_happens_while_a_dialog_is_open(page: Page, study: Study) -> None:
    study.begin()
    page.evaluate("document.body.append(Object.assign(document.createElement('dialog'), {open: true}))")
    page.keyboard.press("1")
    assert page.locator("main :checked").count() == 0


@pytest.mark.parametrize("layout", [("з", "с"), ("ㅔ", "ㅊ"), ("P", "C")], ids=["Cyrillic", "Korean", "capitals"])
def test_a10_letters_are_found_by_their_place_on_the_keyboard(
    page: Page, study: Study, layout: tuple[str, str]
) -> None:
    study.begin()
    study.check("choice")
    note, other = page.locator("details[data-source]"), layout[1]
    send(page, key=other, code="KeyC")
    assert note.get_attribute("open") is None
    send(page, key=layout[0], code="KeyP")
    assert note.get_attribute("open") == ""


def test_a10_the_left_hand_has_keys_of_its_own(page: Page, study: Study) -> None:
    study.begin()
    for place, key in enumerate("asd"):
        page.keyboard.press(key)
        assert page.locator("main [data-digit]").nth(place).is_checked()


def test_a10_a_focused_button_keeps_space_and_enter(page: Page, study: Study) -> None:
    study.begin()
    page.locator("[data-menu] > summary").focus()
    page.keyboard.press("Space")
    assert page.locator("[data-menu]").get_attribute("open") == ""
    assert page.locator("[data-message]").count() == 0
