"""What the cards come to, summed up by the database, against going through them one by one."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.database_guard import Guard
from tests.study.lives import Deed, live, lives
from tests.study.pupil import Pupil, reviewed
from tests.study.test_hot_path import plans
from webapp.banks.models import RETIRED, Question
from webapp.database import db, transaction
from webapp.memory.days import local_day
from webapp.memory.fsrs import DEFAULT_PARAMETERS, retrievability
from webapp.memory.schedule import LEARNING
from webapp.progress import card_queries
from webapp.progress.card_queries import EDGES, Group
from webapp.progress.queries import Wanted
from webapp.study.models import Card

TODAY = local_day(START, "UTC")
CALM = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
Row = dict[str, Any]


def asked(app: Flask, function: Any, *arguments: Any, **named: Any) -> Any:
    with app.app_context():
        found = function(db.session.connection(), *arguments, **named)
        db.session.rollback()
    return found


def rows_of(app: Flask, pupil: Pupil) -> list[Row]:
    """The learner's cards with their topics, as they stand in the table."""
    with app.app_context():
        found = [
            {**{column.key: getattr(card, column.key) for column in Card.__table__.columns}, "topic": topic}
            for card, topic in db.session.execute(
                select(Card, Question.topic).join(Question).where(Card.user_id == pupil.id, Question.status == "active")
            )
        ]
        db.session.rollback()
    return found


def is_aside(row: Row, today: int) -> bool:
    return bool(row["suspended"]) or row["hidden_until"] > today


def chance(row: Row, today: int) -> float:
    return retrievability(max(0, today - row["last_day"]), row["stability"])


def by_hand(rows: list[Row], today: int) -> Group:
    chances = [chance(row, today) for row in rows]
    in_review = [row for row in rows if row["phase"] == "review" and not is_aside(row, today)]
    return Group(
        begun=len({row["question_id"] for row in rows}),
        learned=len({row["question_id"] for row in rows if row["right_days"] >= 3}),
        cards=len(rows),
        known=pytest.approx(sum(chances)),  # type: ignore[arg-type] # compared as one number
        spread=pytest.approx(sum(each * (1 - each) for each in chances), abs=1e-12),  # type: ignore[arg-type]
        load=pytest.approx(sum(1 / max(1, row["interval"]) for row in in_review)),  # type: ignore[arg-type]
    )


def assert_summed_up(app: Flask, pupil: Pupil) -> None:
    today, wanted = pupil.today, Wanted(pupil.id, pupil.today)
    rows = [row for row in rows_of(app, pupil) if row["reps"]]
    groups = asked(app, card_queries.groups_for, wanted, DEFAULT_PARAMETERS)
    keys = {(row["bank_id"], row["topic"]) for row in rows}
    assert groups == {
        key: by_hand([row for row in rows if (row["bank_id"], row["topic"]) == key], today) for key in keys
    }
    by_question = asked(app, card_queries.questions_for, wanted, DEFAULT_PARAMETERS)
    assert by_question == {
        name: by_hand([row for row in rows if row["question_id"] == name], today)
        for name in {row["question_id"] for row in rows}
    }
    counts, spreads = asked(app, card_queries.spreads_for, wanted, DEFAULT_PARAMETERS)
    in_review = [row for row in rows if row["phase"] == "review" and not is_aside(row, today)]
    assert counts == (
        sum(row["phase"] != "review" and not is_aside(row, today) for row in rows),
        sum(row["interval"] < 21 for row in in_review),
        sum(row["interval"] >= 21 for row in in_review),
        sum(is_aside(row, today) for row in rows),
        pytest.approx(sum(chance(row, today) for row in rows)),
        len(rows),
    )
    for name, of_card in (("interval", in_review), ("stability", rows), ("difficulty", rows)):
        expected = [0] * (len(EDGES[name]) + 1)
        for row in of_card:
            expected[bisect_right(EDGES[name], row[name])] += 1
        assert (name, spreads[name].counts) == (name, expected)
    assert sum(spreads["recall"].counts) == len(rows)
    added = asked(app, card_queries.added_for, wanted, today - 20)
    days = [row["first_day"] for row in rows if row["first_day"] >= today - 20]
    assert added == {day: days.count(day) for day in days}


@CALM
@given(lives(most=14))
def test_sums_are_those_of_the_cards(app: Flask, clock: Clock, deeds: list[Deed]) -> None:
    assert_summed_up(app, live(app, clock, deeds))


def test_cards_of_every_sort(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(7))
    one, two, three, four, five, six, seven = question_ids(app).values()
    pupil.keep(one, reviewed(TODAY, due_day=TODAY - 4, last_day=TODAY - 10))
    pupil.keep(two, reviewed(TODAY, due_day=TODAY + 3, last_day=TODAY - 27, right_days=3, stability=300.0))
    pupil.keep(three, reviewed(TODAY, due_day=TODAY, last_day=TODAY, phase=LEARNING, interval=0, due_at=START))
    pupil.keep(four, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 1, suspended=True))
    pupil.keep(five, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 1, hidden_until=TODAY + 2))
    pupil.keep(six, reviewed(TODAY, due_day=TODAY + 90, last_day=TODAY - 100))
    pupil.keep(seven, reviewed(TODAY, due_day=TODAY + 1, last_day=TODAY))
    with app.app_context(), transaction() as session:
        session.execute(update(Question).where(Question.id == seven).values(status=RETIRED))
    assert_summed_up(app, pupil)
    counts, _spreads = asked(app, card_queries.spreads_for, Wanted(pupil.id, TODAY), DEFAULT_PARAMETERS)
    assert counts[:4] == (1, 1, 2, 2)
    due = asked(app, card_queries.due_days_for, Wanted(pupil.id, TODAY), TODAY + 13)
    assert due == {TODAY - 4: 1, TODAY + 3: 1, TODAY: 1, TODAY + 2: 1}


def test_a_question_with_several_cards_is_one_question(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(4))
    one, two, three, four = question_ids(app).values()
    for question_id, facet, right_days in (
        (one, "", 3),
        (two, "forward", 3),
        (two, "backward", 5),
        (three, "1", 0),
        (three, "2", 3),
        (three, "10", 4),
        (four, "", 3),  # of an earlier version, which could not be reversed
        (four, "forward", 0),
        (four, "backward", 0),
    ):
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3, right_days=right_days), facet=facet)
    assert_summed_up(app, pupil)
    groups = asked(app, card_queries.groups_for, Wanted(pupil.id, TODAY), DEFAULT_PARAMETERS, by_topic=False)
    assert [(group.begun, group.learned, group.cards) for group in groups.values()] == [(4, 4, 9)]
    [row, *_others] = rows_of(app, pupil)
    for wanted in (
        Wanted(pupil.id, TODAY, bank_id=row["bank_id"]),
        Wanted(pupil.id, TODAY, bank_id=row["bank_id"], topic=row["topic"]),
    ):
        groups = asked(app, card_queries.groups_for, wanted, DEFAULT_PARAMETERS)
        rows = [each for each in rows_of(app, pupil) if wanted.topic in (None, each["topic"])]
        assert sum(group.begun for group in groups.values()) == len({each["question_id"] for each in rows})


def test_a_bank_or_a_topic_alone(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(2))
    load(app, recall_bank(1, slug="other"))
    for question_id in (*question_ids(app).values(), *question_ids(app, "other").values()):
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3))
    (other,) = (row for row in rows_of(app, pupil) if row["question_id"] in question_ids(app, "other").values())
    for topic in (None, other["topic"]):
        wanted = Wanted(pupil.id, TODAY, bank_id=other["bank_id"], topic=topic)
        assert [group.cards for group in asked(app, card_queries.groups_for, wanted, DEFAULT_PARAMETERS).values()] == [
            1
        ]
        assert asked(app, card_queries.due_days_for, wanted, TODAY) == {TODAY: 1}
        assert asked(app, card_queries.spreads_for, wanted, DEFAULT_PARAMETERS)[0].cards == 1
        assert asked(app, card_queries.added_for, wanted, 0) == {TODAY - 3: 1}
    nothing = Wanted(pupil.id, TODAY, bank_id=other["bank_id"], topic="no such topic")
    assert asked(app, card_queries.groups_for, nothing, DEFAULT_PARAMETERS) == {}
    assert asked(app, card_queries.spreads_for, nothing, DEFAULT_PARAMETERS)[0] == (0, 0, 0, 0, 0.0, 0)


def test_every_statement_is_served_by_an_index(app: Flask, pupil: Pupil, guard: Guard) -> None:
    load(app, recall_bank(1))
    [question_id] = question_ids(app).values()
    for facet in ("forward", "backward"):
        pupil.keep(question_id, reviewed(TODAY, due_day=TODAY, last_day=TODAY - 3), facet=facet)
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plans are SQLite's; PostgreSQL reads small tables whole")
    guard.statements.clear()
    wanted = Wanted(pupil.id, TODAY)
    for function, more in (
        (card_queries.groups_for, DEFAULT_PARAMETERS),
        (card_queries.questions_for, DEFAULT_PARAMETERS),
        (card_queries.spreads_for, DEFAULT_PARAMETERS),
        (card_queries.due_days_for, TODAY),
        (card_queries.added_for, TODAY),
    ):
        asked(app, function, wanted, more)
    seen = [(statement, [1] * statement.count("?")) for statement in guard.statements]
    assert len(seen) == 8
    lines = [line for _statement, found in plans(app, seen) for line in found]
    assert [line for line in lines if line.startswith("SCAN") and "anon" not in line] == []


def test_the_database_knows_powers_whatever_library_it_is(app: Flask) -> None:
    with app.app_context():
        assert db.session.execute(db.select(db.func.power(2.0, -0.5))).scalar() == pytest.approx(0.5**0.5)
        db.session.rollback()
