"""F10: one answer that is sent more than once is one row, and each time the same reply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial

import pytest
from sqlalchemy import select

from tests.faults.conftest import Note, Serve, Served
from tests.load.crowd import assert_states_follow, together
from tests.load.database import Stored, opened, stored_answers
from tests.load.student import Answer, Student
from tests.load.wire import Reply, Wire
from webapp.study.models import StudySession

pytestmark = pytest.mark.fault

Learners = Callable[[int], Student]

PARALLEL = 20
WITHOUT_SCRIPT = ""
FRAGMENT = "X-Recollect: fragment\r\n"


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    return serve(learners=6, cards=150)


@pytest.fixture
def student(served: Served) -> Iterator[Learners]:
    """The n-th learner: another one for each test."""
    with ExitStack() as stack:

        def opened_by(nth: int) -> Student:
            found = Student(served.server.address, served.seeded.tokens[nth], served.seeded.contents)
            stack.callback(found.wire.close)
            return found

        yield opened_by


def test_f10_twenty_identical_posts_at_once_are_one_row_and_one_reply(
    served: Served, student: Learners, note: Note
) -> None:
    learner = student(0)
    learner.open()
    sent = learner.prepared()
    replies = at_once(learner, [sent] * PARALLEL, FRAGMENT)
    assert [reply.status for reply in replies] == [200] * PARALLEL
    assert len({reply.body for reply in replies}) == 1
    note(acknowledged=1, doubled=len(answers_of(served, 0)) - 1, said=f"{PARALLEL} posts at once")
    assert answers_of(served, 0) == [kept(served, 0, sent)]
    assert_states_follow(served.environment)


def test_f10_a_double_click_without_script_is_one_answer(served: Served, student: Learners) -> None:
    learner = student(1)
    learner.open()
    sent = learner.prepared()
    replies = at_once(learner, [sent, sent], WITHOUT_SCRIPT)
    assert [reply.status for reply in replies] == [303, 303]
    assert len({reply.header("location") for reply in replies}) == 1
    assert answers_of(served, 1) == [kept(served, 1, sent)]


def test_f10_enter_held_down_sends_the_form_again_and_again_for_one_answer(served: Served, student: Learners) -> None:
    learner = student(2)
    learner.open()
    sent = learner.prepared()
    replies = [post(learner, learner.wire, sent, FRAGMENT) for _nth in range(PARALLEL)]
    assert len({reply.body for reply in replies}) == 1
    assert answers_of(served, 2) == [kept(served, 2, sent)]


def test_f10_back_and_resubmit_changes_nothing_and_another_answer_is_refused(served: Served, student: Learners) -> None:
    learner = student(3)
    learner.open()
    first = learner.prepared()
    learner.take(first, post(learner, learner.wire, first, FRAGMENT))
    second = learner.prepared()
    learner.take(second, post(learner, learner.wire, second, FRAGMENT))
    again = post(learner, learner.wire, first, WITHOUT_SCRIPT)
    changed = post(learner, learner.wire, as_blank(first), WITHOUT_SCRIPT)
    assert (again.status, changed.status) == (303, 409)
    assert answers_of(served, 3) == [kept(served, 3, first), kept(served, 3, second)]
    assert_states_follow(served.environment)


def test_f10_two_tabs_of_a_card_are_two_answers_and_one_step(served: Served, student: Learners) -> None:
    tab = student(4)
    tab.open()
    tab.take(*answered(tab, tab.prepared()))  # the session has a row now
    session_id = tab.session_id
    other = student(4)
    other.form_cookie = tab.form_cookie  # one browser
    for each in (tab, other):
        each.open(f"/study/s/{session_id}")
    sent = [tab.prepared(), other.prepared()]
    assert sent[0].shown.card_id == sent[1].shown.card_id
    assert [reply.status for reply in at_once(tab, sent, FRAGMENT)] == [200, 200]
    assert sorted(answers_of(served, 4)[1:]) == sorted(kept(served, 4, each) for each in sent)
    page = tab.open(f"/study/s/{session_id}").text
    assert 'data-place="3"' in page
    assert_states_follow(served.environment)


def test_f10_one_form_sent_from_two_tabs_is_one_answer_and_one_session(served: Served, student: Learners) -> None:
    tab = student(5)
    tab.open()
    sent = tab.prepared()
    replies = at_once(tab, [sent, sent], FRAGMENT)
    assert len({reply.body for reply in replies}) == 1
    assert answers_of(served, 5) == [kept(served, 5, sent)]
    with opened(served.environment) as connection:
        asked = select(StudySession.id).where(StudySession.user_id == served.seeded.user_ids[5])
        assert len(connection.execute(asked).all()) == 1


def at_once(learner: Student, sent: Sequence[Answer], headers: str) -> list[Reply]:
    replies = list[Reply]()

    def send(each: Answer) -> None:
        wire = Wire(learner.address)
        replies.append(post(learner, wire, each, headers))
        wire.close()

    with together([partial(send, each) for each in sent]):
        pass
    return replies


def post(learner: Student, wire: Wire, sent: Answer, headers: str) -> Reply:
    return wire.post("/study/answer", sent.body, learner.cookies, headers)


def answered(learner: Student, sent: Answer) -> tuple[Answer, Reply]:
    return sent, post(learner, learner.wire, sent, FRAGMENT)


def as_blank(sent: Answer) -> Answer:
    """The same key with another answer in it."""
    own = ("csrf_token", "ticket", "key", "zone", "held", "answered_at", "elapsed_ms")
    fields = {name: sent.fields[name] for name in own}
    fields["rating" if sent.shown.kind == "self_graded" else "blank"] = "1"
    return sent._replace(fields=fields)


def kept(served: Served, nth: int, sent: Answer) -> Stored:
    question_id, _dot, facet = sent.shown.card_id.partition(".")
    return Stored(served.seeded.user_ids[nth], sent.key, int(question_id), facet, sent.rating)


def answers_of(served: Served, nth: int) -> list[Stored]:
    return [row for row in stored_answers(served.environment) if row.user_id == served.seeded.user_ids[nth]]
