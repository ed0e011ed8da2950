"""Many requests at once: F10, twenty identical answers are one; F16, fifty answers to one card are fifty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.banks.files import asked, bank_file, load, question_ids
from tests.client import Browser
from tests.study.pages_read import form_to
from tests.study.pupil import count_of
from tests.study.scripted import FRAGMENT, Scripted
from webapp.accounts.models import User
from webapp.database import db
from webapp.study.checking import Checked, differences_of
from webapp.study.keys import new_key
from webapp.study.models import Card, Enrolment, Review, StudySession
from webapp.study.queue import OPTIONS

pytestmark = pytest.mark.fault  # threads; their work is the test's CPU time

T = TypeVar("T")


@pytest.fixture
def learner(app: Flask, client: Browser) -> Scripted:
    load(app, bank_file(asked(f"q{n}", "choice") for n in (1, 2, 3)))
    return Scripted(app, client)


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run all jobs in threads that start together."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def sender(
    learner: Scripted, fields: dict[str, Any], address: str = "/study/answer"
) -> Callable[[], tuple[int, bytes]]:
    """One request from the learner's browser, in a client of its own, as another tab would send it."""
    client = FlaskClient(learner.app, learner.app.response_class)
    for cookie in ("form", "visitor"):
        kept = learner.client.get_cookie(cookie)
        assert kept is not None
        client.set_cookie(cookie, kept.value)
    data = {"csrf_token": learner.client.token(), **fields}

    def send() -> tuple[int, bytes]:
        response = client.post(address, data=data, headers=FRAGMENT)
        while response.status_code == 503:  # too many at once for this machine: as a page does, once more
            response = client.post(address, data=data, headers=FRAGMENT)
        return response.status_code, response.get_data()

    return send


def differences(app: Flask) -> list[Any]:
    with app.app_context():
        (user_id,) = db.session.query(User.id).one()
        found = list(differences_of(db.session.connection(), user_id, OPTIONS, Checked()))
        db.session.rollback()
    return found


def first_fields(learner: Scripted) -> dict[str, Any]:
    learner.open()
    return learner.fields(learner.card_form()["ticket"])


def test_f10_twenty_identical_answers_at_once_are_one_with_twenty_equal_replies(app: Flask, learner: Scripted) -> None:
    fields = first_fields(learner)
    replies = at_once([sender(learner, fields) for _ in range(20)])
    assert {status for status, _body in replies} == {200}
    assert len({body for _status, body in replies}) == 1
    assert [count_of(app, model) for model in (User, StudySession, Enrolment, Review, Card)] == [1] * 5
    assert differences(app) == []


def test_f10_twenty_identical_undos_at_once_take_back_one(app: Flask, learner: Scripted) -> None:
    first = first_fields(learner)
    learner.send(first)
    learner.send(learner.fields(learner.ticket_in(learner.parts()[learner.answered()["next"]])))
    learner.client.get(f"/study/s/{learner.opened(first['ticket']).session_id}")
    form = form_to(learner.client, "/undo")
    replies = at_once([sender(learner, {"key": form["key"]}, form.action) for _ in range(20)])
    assert ({status for status, _body in replies}, count_of(app, Review)) == ({303}, 3)
    assert differences(app) == []


def test_f16_fifty_answers_to_one_card_at_once_are_all_counted(app: Flask, learner: Scripted) -> None:
    fields = first_fields(learner)
    jobs = [sender(learner, {**fields, "key": new_key(n)}) for n in range(50)]
    replies = at_once(jobs)
    assert {status for status, _body in replies} == {200}
    with app.app_context():
        card = db.session.query(Card).one()
        reps = card.reps
        rated = db.session.query(Review).filter(Review.rating > 0).count()
        db.session.rollback()
    assert (reps, rated, differences(app)) == (50, 50, [])


def test_f16_answers_to_different_cards_at_once_do_not_lose_each_other(app: Flask, learner: Scripted) -> None:
    first = first_fields(learner)
    learner.send(first)
    ticket = learner.opened(first["ticket"])
    fields = []
    for name in ("q2", "q3"):
        part = learner.parts()[f"{question_ids(app)[name]}."]
        fields.append(learner.fields(learner.ticket_in(part)))
    replies = at_once([sender(learner, each) for each in fields * 5])
    assert {status for status, _body in replies} == {200}
    learner.client.get(f"/study/s/{ticket.session_id}/done")
    assert [count_of(app, model) for model in (Review, Card)] == [3, 3]
    assert differences(app) == []
