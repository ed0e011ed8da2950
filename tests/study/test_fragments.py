"""An answer sent by script gets feedback and the next cards, the same bytes for every repeat."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, every_kind, load, question_ids
from tests.client import Browser
from tests.clock import Clock
from tests.html import text_of
from tests.study.pages_read import page, texts
from tests.study.pupil import count_of
from tests.study.scripted import FRAGMENT, Scripted
from webapp.study.keys import new_key
from webapp.study.models import Review


@pytest.fixture
def learner(app: Flask, client: Browser) -> Scripted:
    return Scripted(app, client)


@pytest.fixture
def four(app: Flask) -> dict[str, int]:
    kinds = ("choice", "self_graded", "short_answer", "self_graded")
    load(app, bank_file(asked(f"q{n}", kind) for n, kind in enumerate(kinds, 1)))
    return question_ids(app)


def card(ids: dict[str, int], name: str) -> str:
    return f"{ids[name]}."


def first_ticket(learner: Scripted) -> str:
    learner.open()
    form = learner.card_form()
    return form["ticket" if form.method == "post" else "card"]


def test_an_answer_brings_feedback_and_the_two_cards_behind_it(learner: Scripted, four: dict[str, int]) -> None:
    answered = learner.send(learner.fields(first_ticket(learner)))
    parts = learner.parts()
    assert (answered.status_code, answered.mimetype) == (200, "text/html")
    assert list(parts) == ["feedback", card(four, "q2"), card(four, "q3"), "progress"]
    assert text_of(next(parts["feedback"].iter("h2"))) == "Correct"
    told = learner.answered()
    assert (told["next"], told["done"], told["announce"]) == (card(four, "q2"), "", "Correct. Card 1 of 4.")


def test_a_card_that_the_page_holds_is_not_sent_again(learner: Scripted, four: dict[str, int]) -> None:
    learner.send(learner.fields(first_ticket(learner), held=card(four, "q2")))
    assert list(learner.parts()) == ["feedback", card(four, "q3"), "progress"]
    assert learner.answered()["next"] == card(four, "q2")


def test_a_rating_brings_no_feedback(learner: Scripted, four: dict[str, int]) -> None:
    learner.send(learner.fields(first_ticket(learner)))
    second = learner.ticket_in(learner.parts()[card(four, "q2")])
    learner.send(learner.fields(second, held=card(four, "q3")))
    assert (list(learner.parts()), learner.answered()["announce"]) == ([card(four, "q4"), "progress"], "")


def test_the_last_answer_leads_to_the_summary(learner: Scripted, app: Flask) -> None:
    load(app, bank_file([asked("only", "choice")]))
    learner.send(learner.fields(first_ticket(learner)))
    told = learner.answered()
    assert (list(learner.parts()), told["next"]) == (["feedback", "progress"], "")
    learner.client.get(told["done"])
    assert texts(learner.client, "h1") == ["1 card, 1 right, 1 minute."]


def test_a_failed_last_card_comes_back_itself(learner: Scripted, app: Flask) -> None:
    load(app, bank_file([asked("only", "choice")]))
    learner.send(learner.fields(first_ticket(learner), right=False))
    (only,) = question_ids(app).values()
    assert (list(learner.parts()), learner.answered()["next"]) == (["feedback", f"{only}.", "progress"], f"{only}.")
    assert learner.answered()["announce"] == "No answer given. Answer: Jupiter. Card 1 of 1."


def test_an_empty_check_is_one_sentence_with_422(learner: Scripted, four: dict[str, int], app: Flask) -> None:
    fields = learner.fields(first_ticket(learner))
    del fields["choice"]
    answered = learner.send(fields)
    assert (answered.status_code, count_of(app, Review)) == (422, 0)
    assert text_of(page(learner.client)) == (
        "Nothing is answered yet. If you do not know, press Check again and see the answer."
    )


def test_errors_are_short_json_of_the_same_words(learner: Scripted, four: dict[str, int]) -> None:
    fields = learner.fields(first_ticket(learner))
    learner.send(fields)
    conflict = learner.send({**fields, "choice": "9", "blank": "1"})
    missing = learner.send({**fields, "ticket": "x"})
    assert (conflict.status_code, conflict.json and conflict.json["status"]) == (409, 409)
    assert (missing.status_code, missing.json and missing.json["message"]) == (404, "404 Not Found")


# --- the same bytes ------------------------------------------------------------------------------------------------


def test_f10_a_repeat_gets_the_same_bytes(learner: Scripted, four: dict[str, int], clock: Clock, app: Flask) -> None:
    fields = learner.fields(first_ticket(learner), right=False)
    first = learner.send(fields).get_data()
    clock.advance(minutes=3)
    assert [learner.send(fields).get_data() for _ in range(3)] == [first] * 3
    assert count_of(app, Review) == 1


@pytest.mark.parametrize("days", [0, 1, 40])
def test_f10_also_after_the_learner_went_on(
    learner: Scripted, four: dict[str, int], clock: Clock, app: Flask, days: int
) -> None:
    fields = learner.fields(first_ticket(learner), right=False)
    first = learner.send(fields).get_data()
    next_ticket = learner.ticket_in(learner.parts()[card(four, "q2")])
    for name in ("q3", "q4", "q1"):
        clock.advance(days=days, minutes=1)
        learner.send(learner.fields(next_ticket))
        next_ticket = learner.ticket_in(learner.parts()[card(four, name)])
    assert learner.send(fields).get_data() == first


def test_f10_also_after_everything_was_undone(learner: Scripted, four: dict[str, int], clock: Clock) -> None:
    fields = learner.fields(first_ticket(learner))
    first = learner.send(fields).get_data()
    session_id = learner.opened(fields["ticket"]).session_id
    clock.advance(minutes=1)
    learner.client.send(f"/study/s/{session_id}/undo", {"key": new_key(clock.now)})
    assert learner.send(fields).get_data() == first


def test_f10_also_when_the_first_card_made_the_learner_in_another_zone(
    learner: Scripted, four: dict[str, int], clock: Clock
) -> None:
    """The request that makes the guest knows the zone from its form, a repeat from the table."""
    clock.advance(hours=17.9)  # three minutes to midnight and a bit: another day in the east
    fields = learner.fields(first_ticket(learner), right=False, zone="Pacific/Kiritimati")
    first = learner.send(fields).get_data()
    assert learner.send(fields).get_data() == first


def test_f10_a_card_that_returns_is_shown_as_it_was_then(learner: Scripted, app: Flask, clock: Clock) -> None:
    load(app, bank_file([asked("only")]))
    (only,) = question_ids(app).values()
    fields = learner.fields(first_ticket(learner), right=False)
    first = learner.send(fields).get_data()
    again = learner.ticket_in(learner.parts()[f"{only}."])
    clock.advance(minutes=12)
    learner.send(learner.fields(again))
    assert learner.send(fields).get_data() == first


def test_a_fragment_holds_no_form_token_and_no_key(learner: Scripted, app: Flask) -> None:
    load(app, every_kind())
    ticket = first_ticket(learner)
    for n in range(9):
        fields = learner.fields(ticket, right=n % 2 == 0)
        body = learner.send(fields).get_data(as_text=True)
        assert fields["key"] not in body.replace(f'data-review="{fields["key"]}"', "").replace(
            f"/r/{fields['key']}/claim", ""
        )
        forms = learner.client.forms()
        assert {value for form in forms for name, value in form.fields if name in ("csrf_token", "key")} <= {""}
        told = learner.answered()
        if not told["next"]:
            break
        ticket = learner.ticket_in(learner.parts()[told["next"]])


def test_fragment_and_page_show_the_same_feedback(learner: Scripted, app: Flask) -> None:
    load(app, bank_file([asked("q1", "choice"), asked("q2", "choice")]))
    fields = learner.fields(first_ticket(learner), right=False)
    learner.send(fields)
    from_fragment = text_of(next(learner.parts()["feedback"].iter("article")))
    told = learner.answered()
    session_id = learner.opened(fields["ticket"]).session_id
    learner.client.get(f"/study/s/{session_id}/r/{told['review']}")
    assert text_of(next(page(learner.client).iter("article"))) == from_fragment


def test_the_place_of_a_rating_is_that_of_the_card_that_follows(learner: Scripted, four: dict[str, int]) -> None:
    learner.send(learner.fields(first_ticket(learner)))
    progress = text_of(learner.parts()["progress"])
    assert progress.startswith("Card 1 of 4")
    second = learner.ticket_in(learner.parts()[card(four, "q2")])
    learner.send(learner.fields(second))
    assert text_of(learner.parts()["progress"]).startswith("Card 3 of 4")


def test_without_the_header_it_is_a_redirect(learner: Scripted, four: dict[str, int]) -> None:
    fields = learner.fields(first_ticket(learner))
    answered = learner.client.send("/study/answer", fields)
    session_id = learner.opened(fields["ticket"]).session_id
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/study/s/{session_id}/r/{fields['key']}")
    assert FRAGMENT == {"X-Recollect": "fragment"}
