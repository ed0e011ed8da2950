"""F16: fifty answers to one card at once. Each is in the log, and each has moved the memory state."""

from __future__ import annotations

import secrets
from functools import partial

import pytest
from sqlalchemy import func, select

from tests.faults.conftest import Note, Serve
from tests.load.crowd import assert_states_follow, together
from tests.load.database import opened
from tests.load.student import Answer, Student
from tests.load.wire import Wire
from webapp.study.keys import new_key
from webapp.study.models import Card, Review

pytestmark = pytest.mark.fault

THREADS = 50


def test_f16_fifty_answers_at_once_are_fifty_rows_and_fifty_repetitions(serve: Serve, note: Note) -> None:
    served = serve(learners=0, cards=0)
    student = Student(served.server.address, secrets.token_urlsafe(32), served.seeded.contents)
    student.open()
    student.wire.close()
    shown = student.prepared()
    statuses = list[int]()

    def send(sent: Answer) -> None:
        wire = Wire(student.address)
        statuses.append(wire.post("/study/answer", sent.body, student.cookies).status)
        wire.close()

    answers = [with_key(shown, new_key(nth)) for nth in range(THREADS)]
    with together([partial(send, sent) for sent in answers]):
        pass
    assert statuses == [200] * THREADS
    with opened(served.environment) as connection:
        rows = connection.execute(select(func.count()).select_from(Review).where(Review.rating > 0)).scalar_one()
        repetitions = connection.execute(select(Card.reps)).scalars().all()
    note(acknowledged=len(statuses), lost=THREADS - rows)
    assert (rows, repetitions) == (THREADS, [THREADS])
    assert_states_follow(served.environment)


def with_key(sent: Answer, key: str) -> Answer:
    return sent._replace(key=key, fields={**sent.fields, "key": key})
