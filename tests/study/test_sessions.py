"""A session without scripts: its cards in turn, failed ones again, undo from anywhere, an end at any time."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import form_to, link, page, prompt, shown, texts, title, where
from tests.study.pupil import count_of
from webapp.database import db
from webapp.study.keys import new_key
from webapp.study.models import Card, Review, StudySession


def choices(count: int) -> str:
    return bank_file(asked(f"q{n}", "choice") for n in range(1, count + 1))


@pytest.fixture
def three(app: Flask) -> dict[str, int]:
    load(app, choices(3))
    return question_ids(app)


def activities(app: Flask) -> list[str]:
    with app.app_context():
        found = [row.activity for row in db.session.query(Review).order_by(Review.seq)]
        db.session.rollback()
    return found


def named(learner: Learner) -> str:
    return prompt(learner.client).partition(":")[0]


def undo(learner: Learner) -> None:
    learner.follow(learner.client.submit(form_to(learner.client, "/undo")))


# --- going through -------------------------------------------------------------------------------------------------


def test_cards_come_one_after_the_other(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    seen = []
    for _ in range(3):
        seen.append((named(learner), where(learner.client)))
        learner.answer()
        seen.append((named(learner), where(learner.client)))
        learner.go_on()
    assert seen == [
        (name, f"Card {place} of 3") for place, name in enumerate(("q1", "q2", "q3"), 1) for _side in range(2)
    ]
    assert texts(learner.client, "h1") == ["3 cards, 3 right, 1 minute."]


def test_a_failed_card_returns_and_the_header_counts_it_apart(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    seen = []
    for right in (False, True, True, False, True):
        seen.append((named(learner), where(learner.client)))
        learner.answer(right=right)
        learner.go_on()
    assert seen == [
        ("q1", "Card 1 of 3"),
        ("q2", "Card 2 of 3 + 1 again"),
        ("q3", "Card 3 of 3 + 1 again"),
        ("q1", "Card 3 of 3 + 1 again"),
        ("q1", "Card 3 of 3 + 2 again"),
    ]
    assert texts(learner.client, "h1") == ["3 cards, 2 right, 1 minute."]


def progress(learner: Learner) -> tuple[str | None, str | None]:
    (bar,) = (each for each in shown(learner.client) if each.tag == "progress")
    return bar.get("value"), bar.get("max")


def test_the_bar_never_moves_back(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    seen = [progress(learner)]
    for right in (False, True, True, True):
        learner.answer(right=right)
        seen.append(progress(learner))
        learner.go_on()
    assert seen == [("0", "3"), ("1", "4"), ("2", "4"), ("3", "4"), ("4", "4")]


def test_the_title_names_place_and_bank(learner: Learner, app: Flask) -> None:
    load(app, bank_file([asked("q1", "choice", topic="Light")]))
    learner.open()
    assert title(learner.client) == "Card 1 of 1 – Science: Light – Recollect"


def test_options_stay_put_within_a_showing(learner: Learner, app: Flask, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    learner.go_on()
    address = link_to_session(learner)
    first = options(learner.client)
    learner.client.get(address)
    assert options(learner.client) == first


def link_to_session(learner: Learner) -> str:
    (main,) = (each for each in shown(learner.client) if each.tag == "main")
    return main.get("data-home") or ""


def options(client: Browser) -> list[str]:
    return [text_of(each) for each in shown(client) if each.get("class") == "says"]


def test_a_session_begun_yesterday_goes_on_today(learner: Learner, three: dict[str, int], clock: Clock) -> None:
    learner.open()
    learner.answer()
    address = link_to_session(learner)
    clock.advance(days=1)
    learner.client.get(address)
    assert (named(learner), where(learner.client)) == ("q2", "Card 2 of 3")


def test_study_offers_what_is_left_in_a_session_of_its_own(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    learner.open()
    assert (named(learner), where(learner.client)) == ("q2", "Card 1 of 2")


def test_a_session_of_one_bank_keeps_to_it(app: Flask, learner: Learner) -> None:
    load(app, recall_bank(2, slug="one"))
    load(app, choices(2), position=1)
    learner.open("/study?bank=science")
    learner.answer()
    learner.go_on()
    assert (named(learner), where(learner.client)) == ("q2", "Card 2 of 2")
    learner.answer()
    learner.go_on()
    with app.app_context():
        made = db.session.query(StudySession).one()
        kept = (made.bank_id is not None, made.size)
        db.session.rollback()
    assert kept == (True, 2)


@pytest.mark.parametrize("address", ["/study?bank=none", "/try/none", "/banks/none", "/study?bank=%25", "/try/%00"])
def test_a_bank_that_there_is_not_is_404(app: Flask, client: Browser, three: dict[str, int], address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_session_that_never_was_is_404_without_a_ticket(client: Browser, three: dict[str, int]) -> None:
    session_id = new_key(0)
    found = [
        client.get(f"/study/s/{session_id}").status_code,
        client.get(f"/study/s/{session_id}?reveal=1&card=x").status_code,
        client.get(f"/study/s/{session_id}/r/{session_id}").status_code,
        client.get("/study/s/%00").status_code,
    ]
    assert found == [404] * 4


def test_ids_that_are_none_are_404_for_a_learner_too(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    session_id = learner.client.get(link_to_session(learner)).request.path.rpartition("/")[2]
    addresses = ["/study/s/%00", f"/study/s/{session_id}/r/%00", "/study/s/%00/r/%00"]
    found = [learner.client.get(address).status_code for address in addresses]
    found += [learner.client.send(f"{address}/undo").status_code for address in addresses[:1]]
    found += [learner.client.send(f"{address}/claim").status_code for address in addresses[1:]]
    assert found == [404] * 6


def test_a_ticket_opens_no_other_session(learner: Learner, app: Flask) -> None:
    load(app, recall_bank(1))
    learner.open()
    text = learner.card_form()["card"]
    assert learner.client.get(f"/study/s/{new_key(0)}", query_string={"card": text}).status_code == 404


def test_reveal_on_a_graded_card_shows_its_question(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    learner.go_on()
    answered = learner.client.get(f"{link_to_session(learner)}?reveal=1")
    assert (answered.status_code, texts(learner.client, "button", data_go="")) == (200, ["Check"])


# --- retired on the way --------------------------------------------------------------------------------------------


def test_a_question_that_is_retired_meanwhile_is_passed_over(
    app: Flask, learner: Learner, clock: Clock, three: dict[str, int]
) -> None:
    learner.open()
    learner.answer()
    load(app, bank_file([asked("q1", "choice"), asked("q3", "choice")]), now=clock.now)
    learner.go_on()
    assert named(learner) == "q3"
    learner.answer()
    learner.go_on()
    assert texts(learner.client, "h1") == ["2 cards, 2 right, 1 minute."]
    assert [text for text in texts(learner.client, "a") if text.startswith("Go on")] == []


def test_a_recall_card_behind_a_retired_one_can_be_turned(app: Flask, learner: Learner, clock: Clock) -> None:
    load(app, recall_bank(3))
    learner.open()
    learner.answer()
    load(app, bank_file([asked("q1"), asked("q3")]), now=clock.now)
    learner.client.get(link_to_session(learner))
    assert named(learner) == "q3"
    learner.client.submit(learner.card_form())
    assert [text_of(each) for each in shown(learner.client) if each.get("data-rate") is not None] != []


def test_a_question_in_other_words_is_asked_in_them(
    app: Flask, learner: Learner, clock: Clock, three: dict[str, int]
) -> None:
    learner.open()
    learner.answer()
    changed = asked("q2", "choice", prompt="q2: in other words?")
    load(app, bank_file([asked("q1", "choice"), changed, asked("q3", "choice")]), now=clock.now)
    learner.go_on()
    assert prompt(learner.client) == "q2: in other words?"


def test_an_answer_counts_for_the_words_that_were_on_the_page(
    app: Flask, learner: Learner, clock: Clock, three: dict[str, int]
) -> None:
    learner.open()
    shown_prompt, version_id = prompt(learner.client), learner.ticket().version_id
    load(app, bank_file([asked("q1", "choice", prompt="Other words?")]), now=clock.now)
    learner.answer()
    with app.app_context():
        kept = db.session.query(Review).one().version_id
        db.session.rollback()
    assert (prompt(learner.client), kept) == (shown_prompt, version_id)


# --- undo ----------------------------------------------------------------------------------------------------------


def test_undo_from_the_feedback_brings_the_card_back(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer(right=False)
    undo(learner)
    assert (named(learner), where(learner.client), activities(app)) == ("q1", "Card 1 of 3", ["learn", "void"])
    assert count_of(app, Card) == 0


def test_undo_from_the_next_card_brings_the_last_one_back(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    learner.go_on()
    undo(learner)
    assert (named(learner), where(learner.client)) == ("q1", "Card 1 of 3")


def test_undo_from_the_summary_takes_back_the_last_card(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    for _ in range(3):
        learner.answer()
        learner.go_on()
    undo(learner)
    assert (named(learner), where(learner.client)) == ("q3", "Card 3 of 3")
    learner.answer()
    learner.go_on()
    assert texts(learner.client, "h1") == ["3 cards, 3 right, 1 minute."]


def test_undo_goes_back_to_the_beginning_and_then_rests(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    for _ in range(2):
        learner.answer()
        learner.go_on()
    for name in ("q2", "q1"):
        undo(learner)
        assert named(learner) == name
    (button,) = (each for each in shown(learner.client) if each.tag == "button" and text_of(each) == "Undo")
    assert (button.get("disabled") is not None, count_of(app, Card)) == (True, 0)


def test_undo_sent_twice_is_once(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    for _ in range(2):
        learner.answer()
        learner.go_on()
    form = form_to(learner.client, "/undo")
    for _ in range(2):
        learner.follow(learner.client.submit(form))
    assert (named(learner), activities(app)) == ("q2", ["learn", "learn", "void"])


def test_undo_with_nothing_left_changes_nothing(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    address = form_to(learner.client, "/undo").action
    for _ in range(2):
        learner.follow(learner.client.send(address, {"key": ""}))
    assert (named(learner), activities(app)) == ("q1", ["learn", "void"])


def test_undo_with_the_key_of_an_answer_elsewhere_is_409(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    learner.answer()
    with app.app_context():
        key = db.session.query(Review).one().id
        db.session.rollback()
    learner.open()
    learner.answer()
    refused = learner.client.send(form_to(learner.client, "/undo").action, {"key": key})
    assert (refused.status_code, activities(app)) == (409, ["learn", "learn"])


# --- the end -------------------------------------------------------------------------------------------------------


def test_a_session_can_be_ended_before_its_first_answer(app: Flask, learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    ended = learner.client.get(link(learner.client, "End this session Nothing is lost"))
    assert (ended.status_code, ended.headers["Location"]) == (303, "/banks")
    assert [count_of(app, model) for model in (StudySession, Review)] == [0, 0]


def test_a_session_can_be_ended_at_any_card_and_nothing_is_lost(
    app: Flask, learner: Learner, three: dict[str, int]
) -> None:
    learner.open()
    learner.answer()
    learner.go_on()
    learner.client.get(link(learner.client, "End this session Nothing is lost"))
    assert texts(learner.client, "h1") == ["1 card, 1 right, 1 minute."]
    assert activities(app) == ["learn"]
    learner.client.get(link(learner.client, "Go on: 2 cards left"))
    assert (named(learner), where(learner.client)) == ("q2", "Card 2 of 3")


def test_an_answered_session_leads_to_its_summary(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    address = link_to_session(learner)
    for _ in range(3):
        learner.answer()
        learner.go_on()
    answered = learner.client.get(address)
    assert (answered.status_code, answered.headers["Location"]) == (303, f"{address}/done")


def test_the_page_holds_the_next_card_for_scripts_alone(learner: Learner, three: dict[str, int]) -> None:
    learner.open()
    (held,) = (each for each in page(learner.client).iter("template") if each.get("data-next") is not None)
    assert held.get("data-card") == f"{three['q2']}."
    assert named(learner) == "q1"
