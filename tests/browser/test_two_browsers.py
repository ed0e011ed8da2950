"""A guest becomes an account, and the account is found again from another browser: one log, nothing lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.hands import KINDS
from tests.browser.household import command, household, log_in, set_up, sign_up, visitor
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = [pytest.mark.browser, pytest.mark.alone]

NAMES = list(KINDS)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    with household(tmp_path_factory.mktemp("home")) as site:
        context = visitor(browser, site, [])
        set_up(context.new_page(), site)
        context.close()
        yield site


@pytest.fixture
def two(home: Site, browser: Browser, complaints: list[str]) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    contexts = visitor(browser, home, complaints), visitor(browser, home, complaints)
    yield contexts
    for context in contexts:
        context.close()


def answer(page: Page, home: Site, names: list[str], *, wrong: tuple[str, ...] = ()) -> None:
    study = Study(page)
    for name in names:
        study.open(home.card(name))
        study.answer(name, right=name not in wrong)
        page.wait_for_load_state("networkidle")  # the answer is sent, whatever page follows


def plan(page: Page) -> tuple[list[str], str, str]:
    """What a browser shows of the cards that are due: the front page, whose options are shuffled anew, the card it
    begins with, and the bank's page."""
    page.goto("/")
    lines, prompt = page.locator("main").inner_text().splitlines(), page.locator("main [data-prompt]").inner_text()
    page.goto("/banks/kinds")
    return sorted(lines), prompt, page.locator("main").inner_text()


def given(home: Site, context: BrowserContext) -> list[tuple[str, int]]:
    return sorted(home.answers(context))


def test_ten_cards_as_a_guest_are_an_accounts_in_two_browsers(
    home: Site, two: tuple[BrowserContext, BrowserContext]
) -> None:
    first, second = two
    here, there = first.new_page(), second.new_page()
    answer(here, home, NAMES, wrong=("choice", "recall"))
    before = home.log(first)
    assert [row.question for row in before] == NAMES
    sign_up(here, "hana")
    assert home.log(first) == before
    log_in(there, "hana")
    assert home.user(second) == home.user(first)
    assert plan(there) == plan(here)
    answer(there, home, ["choice", "numeric"])
    log = home.log(second)
    assert log[:10] == before
    assert [(row.question, row.rating) for row in log[10:]] == [("choice", 3), ("numeric", 3)]
    assert home.log(first) == log
    assert plan(here) == plan(there)
    assert doubled(home, first) == 0
    assert "0 differences" in command(home, "check-progress")


def test_what_a_guest_answered_elsewhere_is_asked_about_and_joined(
    home: Site, two: tuple[BrowserContext, BrowserContext]
) -> None:
    first, second = two
    here, there = first.new_page(), second.new_page()
    answer(here, home, NAMES[:3])
    sign_up(here, "jun")
    answer(there, home, NAMES[2:5], wrong=("true-false",))
    log_in(there, "jun")
    there.wait_for_url("**/merge*")
    assert there.locator("h1").inner_text() == "3 answers were given before you logged in"
    there.get_by_role("button", name="Go on").click()
    there.wait_for_url(home.address + "/")
    assert given(home, second) == sorted(
        [*((name, 3) for name in NAMES[:3]), ("true-false", 1), *((name, 3) for name in NAMES[3:5])]
    )
    assert home.user(second) == home.user(first)
    assert plan(there) == plan(here)
    assert doubled(home, first) == 0


def doubled(home: Site, context: BrowserContext) -> int:
    statement = "SELECT count(*) - count(DISTINCT id) FROM review WHERE user_id = ?"
    return int(home.rows(statement, home.user(context))[0][0])


def test_s27_after_logging_out_the_way_back_shows_nothing(
    home: Site, two: tuple[BrowserContext, BrowserContext]
) -> None:
    page = two[0].new_page()
    sign_up(page, "mira")
    for path in ("/me/account", "/me/data"):
        page.goto(path)
    page.goto("/me/account")
    assert "mira" in page.locator("main").inner_text()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login*")
    page.go_back()
    page.wait_for_load_state()
    assert "mira" not in page.content()
    assert page.url.startswith(f"{home.address}/login")
    sign_up(page, "nilo")
    page.goto("/me/account")
    assert "mira" not in page.content()
