"""Settings and planning in a real browser: by keys of one's own, with the question how sure, on a narrow page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser


def save(page: Page) -> None:
    page.get_by_role("button", name="Save settings").click()
    page.get_by_text("Saved.").wait_for()


def test_a_key_of_ones_own_takes_back_and_the_old_one_does_nothing(page: Page, study: Study) -> None:
    page.goto("/me/settings")
    page.get_by_text("Other keys").click()
    page.get_by_label("Undo", exact=True).fill("z")
    save(page)
    study.begin()
    study.check("choice")
    page.keyboard.press("u")
    assert page.locator("main[data-state=answer] h2#result").is_visible()
    page.keyboard.press("z")
    page.locator("main .side[data-side=question]").wait_for()
    assert page.locator("main .side").get_attribute("data-kind") == "choice"


def test_sure_or_not_stands_over_check_and_an_empty_check_still_asks(page: Page, study: Study, site: Site) -> None:
    page.goto("/me/settings")
    page.get_by_label("“Sure / Not sure” before Check").check()
    save(page)
    study.begin()
    page.get_by_label("Not sure", exact=True).check()
    page.get_by_role("button", name="Check").click()
    page.locator("[data-message]").wait_for()
    study.check("choice")
    rows = site.rows("SELECT rating, answer FROM review WHERE user_id = ?", site.user(page.context))
    assert [(rating, '"sure": false' in answer) for rating, answer in rows] == [(2, True)]


def test_options_are_reached_and_saved_by_keys_alone(page: Page, study: Study, site: Site) -> None:
    page.goto("/study-options")
    page.get_by_label("New cards a day", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.get_by_text("Saved.").wait_for()
    (plan,) = site.rows('SELECT study_plan FROM "user" WHERE id = ?', site.user(page.context))[0]
    assert plan == '{"usual":{"new_per_day":4}}'


@pytest.mark.parametrize(
    "path",
    [
        "/me/settings",
        "/study-options",
        "/study-options/reschedule",
        "/study/backlog",
        "/study/breaks",
        "/study/cards",
        "/study/done-lately",
        "/study/exam?day=2027-01-31&bank=kinds",
        "/study/own?kind=whole",
    ],
)
def test_nothing_is_wider_than_320_pixels_at_the_largest_text(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/about")
    page.context.add_cookies([{"name": "text-size", "value": "130", "url": page.url}])
    page.goto(path)
    assert page.locator("html").get_attribute("data-size") == "130"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
