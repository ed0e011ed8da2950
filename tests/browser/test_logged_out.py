"""A study page that stays open while its owner logs out, or somebody else comes: no answer is lost, or given away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser.hands import fill
from tests.browser.household import household, log_in, set_up, sign_up, visitor
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

REFUSED = ("the server responded with a status of 400", "the server responded with a status of 401", "status of 409")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    with household(tmp_path_factory.mktemp("home")) as site:
        context = visitor(browser, site, [])
        page = context.new_page()
        set_up(page, site)
        context.clear_cookies()
        for name in ("hana", "jun"):
            sign_up(page, name)
            context.clear_cookies()
        context.close()
        yield site


@pytest.fixture
def here(home: Site, browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """A browser; its console speaks of each refusal."""
    context = visitor(browser, home, complaints)
    yield context
    context.close()
    complaints[:] = [line for line in complaints if not any(words in line for words in REFUSED)]


def log_out(page: Page) -> None:
    page.goto("/me/account")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login*")


def of(home: Site, name: str) -> list[tuple[str, int]]:
    statement = (
        "SELECT q.external_id, r.rating FROM review r JOIN question q ON q.id = r.question_id "
        'JOIN "user" u ON u.id = r.user_id WHERE u.name = ? ORDER BY r.seq'
    )
    return home.rows(statement, name)


def test_out_and_in_again_in_another_tab_the_answer_is_saved_once(home: Site, here: BrowserContext) -> None:
    page, other = here.new_page(), here.new_page()
    log_in(other, "hana")
    study = Study(page)
    study.open(home.card("choice"))
    log_out(other)
    log_in(other, "hana")
    page.bring_to_front()
    study.answer("choice")
    study.wait("question")
    study.wait_saved()
    assert of(home, "hana") == [("choice", 3)]
    study.check("multi-choice")  # the fresh token serves the next answer too
    page.locator("[data-undo] button").click()  # and the forms beside it
    study.wait("question")
    assert [row.activity for row in home.log(here)] == ["learn", "learn", "void"]


def test_logged_out_the_page_keeps_the_answer_and_says_so(home: Site, here: BrowserContext) -> None:
    page, other = here.new_page(), here.new_page()
    before = len(of(home, "hana"))
    log_in(other, "hana")
    study = Study(page)
    study.open(home.card("numeric"))
    log_out(other)
    page.bring_to_front()
    fill_and_go(study, page)
    expect(study.status).to_have_text("Log in; 1 waiting")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    expect(study.status).to_have_text("Log in; 1 waiting")
    assert asked == ["beforeunload"]
    with here.expect_page() as opened:
        study.status.get_by_role("link").click()
    log_in(opened.value, "hana")
    opened.value.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    study.wait("answer")
    assert of(home, "hana")[before:] == [("numeric", 3)]


def test_somebody_else_does_not_get_the_answer(home: Site, here: BrowserContext) -> None:
    page, other = here.new_page(), here.new_page()
    before = len(of(home, "hana"))
    log_in(other, "hana")
    study = Study(page)
    study.open(home.card("numeric"))
    log_out(other)
    log_in(other, "jun")
    page.bring_to_front()
    fill_and_go(study, page)
    expect(study.status).to_have_text("Not saved: somebody logged in here after this page was opened. 1 waiting")
    assert (of(home, "jun"), len(of(home, "hana"))) == ([], before)
    log_out(other)
    log_in(other, "hana")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    study.wait("answer")
    assert (of(home, "jun"), of(home, "hana")[before:]) == ([], [("numeric", 3)])


def fill_and_go(study: Study, page: Page) -> None:
    fill(page, "numeric")
    study.go()
