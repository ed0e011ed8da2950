"""S29: whatever somebody writes into a bank, an answer, a search or a report, no browser ever runs it.

The policy would stop such a script as well; here it is switched off, so that the pages have to hold by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.hostile import CANARY, bad, write_banks
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(bypass_csp=True)]

# What only a text that became a part of the page could have made.
FOREIGN = "img, iframe, script:not([src]), [onerror], [onload], [onfocus], [autofocus], a[href^='javascript:']"
RAN = f"""() => globalThis.{CANARY} !== undefined || [...document.querySelectorAll({FOREIGN!r})].length
  + [...document.querySelectorAll("template")].map((kept) => kept.content.querySelectorAll({FOREIGN!r}).length)
    .reduce((sum, count) => sum + count, 0) > 0"""


@pytest.fixture(scope="module")
def hostile(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("hostile")
    slugs = write_banks(folder)
    site.load_banks(folder)
    return slugs


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser in which anything that ran is known, whatever page it ran on."""
    ran: list[str] = []
    context.on("dialog", lambda dialog: ran.append(dialog.message))
    yield context
    assert ran == []


def assert_inert(page: Page, where: str) -> None:
    assert not page.evaluate(RAN), where


def answer_somehow(page: Page) -> None:
    """Choose the first of everything, and type what should not run."""
    for field in page.locator("main form[data-answer-form] input.gap").all():
        field.fill(bad("typed"))
    for row in page.locator("main form[data-answer-form] select").all():
        row.select_option(index=1)
    choices = page.locator("main form[data-answer-form] label.choice")
    if choices.count():
        choices.first.click()


@pytest.mark.parametrize("place", [0, 1], ids=["plain", "markdown"])
def test_s29_a_session_of_every_kind_runs_nothing(page: Page, study: Study, hostile: list[str], place: int) -> None:
    study.begin(hostile[place])
    kinds = []
    for _ in range(9):
        kind = page.locator("main .side").get_attribute("data-kind") or ""
        kinds.append(kind)
        assert_inert(page, f"{kind}, question")
        answer_somehow(page)
        study.go()
        study.wait("answer")
        assert_inert(page, f"{kind}, answer")
        page.locator("main .dock [data-key='1'], main .dock [data-continue]").first.click()
        study.wait("question")
    assert len(set(kinds)) == 9
    page.locator("[data-menu] > summary").click()
    page.locator("a[data-end]").click()
    page.locator("h1.score").wait_for()
    assert page.locator("ol.missed li").count() >= 5
    assert_inert(page, "summary")


def test_s29_pages_about_the_bank_run_nothing(page: Page, study: Study, hostile: list[str]) -> None:
    for slug in hostile:
        for address in (f"/banks/{slug}", f"/try/{slug}"):
            page.goto(address)
            for fold in page.locator("details > summary:visible").all():
                fold.click()
            assert_inert(page, address)
    for address in ("/", "/banks", f"/banks?q={quote(bad('search'))}&subject={quote(bad('subject'))}"):
        page.goto(address)
        assert_inert(page, address)


def test_s29_a_report_runs_nothing(page: Page, study: Study, hostile: list[str]) -> None:
    study.begin(hostile[1])
    page.get_by_role("link", name="Report a problem with this question").click()
    page.get_by_label("What did you notice?").fill(bad("comment"))
    page.get_by_role("button", name="Send report").click()  # without a reason: the comment comes back
    page.locator("[data-problem]").wait_for()
    assert page.get_by_label("What did you notice?").input_value() == bad("comment")
    assert_inert(page, "report with a mistake")
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="Send report").click()
    page.wait_for_url("**/study/reported?*")
    assert_inert(page, "report sent")


def test_the_canary_sings_where_something_does_run(page: Page, complaints: list[str]) -> None:
    page.goto("/help")
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {bad('x')!r})")
    page.locator("img").first.wait_for(state="attached")
    assert page.evaluate(RAN)
    complaints.clear()  # its picture is not there
