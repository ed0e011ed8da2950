"""Study without waiting: the next card is there before it is needed, and what is not saved yet is neither lost nor
doubled."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from tests.browser.hands import fill
from tests.browser.site import SECRET, Answer, Site
from tests.browser.study import Study
from tests.load.server import Server, environment_for

pytestmark = [pytest.mark.browser, pytest.mark.alone]

NO_NETWORK = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED")


@pytest.fixture
def without_network(context: BrowserContext, complaints: list[str]) -> Iterator[Callable[[bool], None]]:
    """Switch the network off and on; the console speaks of it."""
    yield context.set_offline
    complaints[:] = [line for line in complaints if not any(words in line for words in NO_NETWORK)]


class Held:
    """Answers on their way, until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route("**/study/answer", lambda route: self.routes.append(route))

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()
        self.routes.clear()
        self.page.unroute("**/study/answer")


def test_continue_needs_no_network(
    page: Page, study: Study, site: Site, without_network: Callable[[bool], None]
) -> None:
    study.begin()
    study.check("choice")
    without_network(True)
    study.go_on()
    study.wait("question")
    assert study.prompt == "Which of these are in a molecule of water?"
    assert study.where == "Card 2 of 10"


def test_ratings_need_no_network_and_are_saved_once_when_it_is_back(
    page: Page, study: Study, site: Site, without_network: Callable[[bool], None]
) -> None:
    study.open(site.card("recall"))
    without_network(True)
    study.answer("recall")
    study.wait("question")
    assert study.prompt == "Why does ice float?"
    expect(study.status).to_have_text("Kept on this page, 1 waiting")
    fill(page, "choice")
    study.go()
    study.wait("saving")
    expect(study.status).to_have_text("Kept on this page, 2 waiting")
    without_network(False)
    study.wait("answer")
    assert page.locator("h2#result").inner_text() == "Correct"
    study.wait_saved()
    assert site.log(page.context) == [Answer("recall", "learn", 3), Answer("choice", "learn", 3)]


def test_a_rating_never_waits_for_its_answer(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    held = Held(page)
    study.answer("recall")
    study.wait("question")
    assert (len(held.routes), study.prompt) == (1, "Why does ice float?")
    held.let_go()
    study.wait_saved()
    assert site.answers(page.context) == [("recall", 3)]


PRESS_OFTEN = """(selector) => {
  for (let i = 0; i < 20; i++) document.querySelector(selector)?.click();
}"""


def test_twenty_presses_of_check_are_one_answer(page: Page, study: Study, site: Site) -> None:
    study.begin()
    fill(page, "choice")
    page.evaluate(PRESS_OFTEN, "main [data-go]")
    study.wait("answer")
    page.evaluate(PRESS_OFTEN, "[data-continue]")
    study.wait("question")
    assert study.where == "Card 2 of 10"
    assert page.locator("[data-message]").count() == 0
    assert site.answers(page.context) == [("choice", 3)]


def test_twenty_presses_of_a_rating_are_one_answer(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    study.check("recall")
    page.evaluate(PRESS_OFTEN, ".rating [data-key='3']")
    study.wait("question")
    study.wait_saved()
    assert site.answers(page.context) == [("recall", 3)]


def test_a_double_click_on_show_answer_rates_nothing(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("self-graded"))
    page.locator("main [data-go]").dblclick()
    study.wait("answer")
    page.locator(".rating [data-key='3']").dblclick()
    study.wait("question")
    study.wait_saved()
    assert page.locator("main :checked").count() == 0
    assert site.answers(page.context) == [("self-graded", 3)]


@pytest.mark.parametrize("held_down", [False, True], ids=["twice", "held"])
def test_enter_twice_or_held_is_one_answer(page: Page, study: Study, site: Site, held_down: bool) -> None:
    study.open(site.card("numeric"))
    page.locator("main input[name=number]").fill("4")
    if held_down:
        for _ in range(10):
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
    else:
        page.evaluate("document.querySelector('main form').requestSubmit()")
        page.evaluate("document.querySelector('main form')?.requestSubmit()")
    study.wait("answer")
    assert page.locator("h2#result").inner_text() == "Correct"
    assert site.answers(page.context) == [("numeric", 3)]


def test_continue_is_refused_in_the_first_moments_of_an_answer(page: Page, study: Study) -> None:
    study.begin()
    fill(page, "choice")
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    study.go()
    study.wait("shown")
    study.go_on()
    page.keyboard.press("Enter")
    page.clock.run_for(200)
    assert page.locator("main").get_attribute("data-state") == "shown"
    page.clock.run_for(100)
    study.wait("answer")
    study.go_on()
    study.wait("question")


def test_undo_waits_for_what_is_not_saved_yet(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    study.answer("recall")
    study.wait_saved()
    study.answer("choice")
    study.wait("question")
    held = Held(page)
    fill(page, "multi-choice")
    study.go()
    study.wait("saving")
    page.locator("[data-undo] button").click()
    assert [row.activity for row in site.log(page.context)] == ["learn", "learn"]
    held.let_go()
    page.locator("main[data-state=question]").wait_for(state="attached")
    assert study.prompt == "Which of these are in a molecule of water?"
    assert [(row.question, row.activity) for row in site.log(page.context)] == [
        ("recall", "learn"),
        ("choice", "learn"),
        ("multi-choice", "learn"),
        ("multi-choice", "void"),
    ]


def test_a_link_waits_for_what_is_not_saved_yet(page: Page, study: Study, site: Site) -> None:
    study.open(site.card("recall"))
    held = Held(page)
    study.answer("recall")
    study.wait("question")
    page.get_by_role("link", name="Help", exact=True).click()
    assert "/study/s/" in page.url
    held.let_go()
    page.wait_for_url("**/help")
    assert site.answers(page.context) == [("recall", 3)]


def test_closing_the_page_asks_while_something_is_not_saved(
    page: Page, study: Study, site: Site, without_network: Callable[[bool], None]
) -> None:
    study.open(site.card("recall"))
    study.answer("recall")
    study.wait_saved()
    study.answer("choice")
    study.wait("question")
    without_network(True)
    fill(page, "multi-choice")
    study.go()
    study.wait("saving")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    expect(study.status).to_have_text("Kept on this page, 1 waiting")
    assert asked == ["beforeunload"]
    without_network(False)
    study.wait("answer")
    assert len(site.answers(page.context)) == 3


def test_a_busy_server_is_asked_again(page: Page, study: Study, site: Site, complaints: list[str]) -> None:
    study.open(site.card("recall"))
    page.route("**/study/answer", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}), times=1)
    study.answer("recall")
    study.wait("question")
    expect(study.status).to_have_text("Kept on this page, 1 waiting")
    study.wait_saved()
    assert site.answers(page.context) == [("recall", 3)]
    assert len(complaints) == 1
    complaints.clear()


def test_an_answer_that_is_refused_is_told_with_a_way_back(
    page: Page, study: Study, site: Site, complaints: list[str]
) -> None:
    study.begin()
    study.answer("choice")
    study.wait("question")
    page.route("**/study/answer", lambda route: route.fulfill(status=404), times=1)
    fill(page, "multi-choice")
    study.go()
    expect(study.status).to_have_text("Could not save. Load the page again.")
    study.status.get_by_role("link").click()
    study.wait("question")
    assert study.prompt == "Which of these are in a molecule of water?"
    study.check("multi-choice")
    assert site.answers(page.context) == [("choice", 3), ("multi-choice", 3)]
    complaints.clear()


def test_where_the_scripts_are_lost_the_forms_still_work(
    page: Page, study: Study, site: Site, complaints: list[str]
) -> None:
    page.route("**/js/actions.js", lambda route: route.abort())
    page.goto(site.card("choice"))
    fill(page, "choice")
    study.go()
    page.wait_for_url("**/r/*")
    assert page.locator("h2#result").inner_text() == "Correct"
    assert site.answers(page.context) == [("choice", 3)]
    complaints.clear()


def test_reload_and_back_show_the_card_that_is_due(page: Page, study: Study, site: Site) -> None:
    page.goto("/banks")
    study.begin()
    study.check("choice")
    page.reload()
    study.wait("question") if page.locator("main [data-side=question]").count() else study.wait("answer")
    assert page.locator("h2#result").inner_text() == "Correct"
    study.go_on()
    study.wait("question")
    page.reload()
    study.wait("question")
    assert (study.where, study.prompt) == ("Card 2 of 10", "Which of these are in a molecule of water?")
    page.go_back()
    assert page.url.endswith("/banks")
    page.go_forward()
    page.locator("main[data-state]").wait_for(state="attached")
    assert (study.where, study.prompt) == ("Card 2 of 10", "Which of these are in a molecule of water?")
    study.check("multi-choice")
    assert site.answers(page.context) == [("choice", 3), ("multi-choice", 3)]


def test_two_tabs_study_one_session_and_the_order_of_the_server_holds(page: Page, study: Study, site: Site) -> None:
    study.begin()
    study.answer("choice")
    study.wait("question")
    other = Study(page.context.new_page())
    other.open(page.url)
    other.answer("multi-choice")
    other.wait("question")
    page.bring_to_front()
    study.answer("multi-choice")
    study.wait("question")
    assert study.prompt.startswith("True or false?")
    study.answer("true-false")
    study.wait("question")
    other.page.bring_to_front()
    other.answer("true-false")
    other.wait("question")
    for tab in (study, other):
        assert tab.prompt == "Fill the 2 gaps"
    questions = [name for name, _rating in site.answers(page.context)]
    assert questions == ["choice", "multi-choice", "multi-choice", "true-false", "true-false"]


def test_a_server_that_is_killed_and_started_again_loses_and_doubles_nothing(
    context: BrowserContext, site: Site, complaints: list[str]
) -> None:
    """A second server on the same database, so that the first one goes on for the other tests."""
    server = Server(environment_for(site.folder, SECRET_KEY=SECRET), site.folder / "second.log")
    page = context.new_page()
    study = Study(page)
    with server:
        study.open(f"http://127.0.0.1:{server.port}{site.card('recall')}")
        for process in (server.process.pid, *server.workers()):
            os.kill(process, signal.SIGKILL)
    study.answer("recall")
    study.wait("question")
    fill(page, "choice")
    study.go()
    expect(study.status).to_have_text("Kept on this page, 2 waiting")
    with server:
        page.evaluate("dispatchEvent(new Event('online'))")
        study.wait("answer")
        study.wait_saved()
        study.go_on()
        study.wait("question")
        study.check("multi-choice")
        assert site.answers(context) == [("recall", 3), ("choice", 3), ("multi-choice", 3)]
        page.close()  # else the server would wait for its connection
    complaints[:] = [line for line in complaints if f":{server.port}" not in line and "ERR_CONNECTION" not in line]
