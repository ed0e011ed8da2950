"""What is taken along is everything, and reading it back gives the same log and the same states."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select

from tests.banks.files import asked, bank_file, bank_id, load, question_ids, recall_bank
from tests.client import Browser
from tests.conftest import START, Clock
from tests.database_guard import Guard
from tests.study.learner import Learner
from tests.study.lives import Deed, cards, live, lives, merge
from tests.study.pupil import Pupil
from tests.study.test_ownership import report, rows
from webapp.banks.models import BROUGHT, Bank, Question, Version
from webapp.database import Base, db, transaction
from webapp.study import exporting
from webapp.study.exporting import canonical, export_learner
from webapp.study.import_checks import UnreadableExport
from webapp.study.importing import import_learner
from webapp.study.models import Report, Review, StudySession
from webapp.study.ownership import anonymise

CALM = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
Data = dict[str, Any]


def exported(app: Flask, user_id: int) -> Data:
    """As it comes out of a file."""
    with app.app_context():
        with db.engine.connect() as connection:
            data = export_learner(connection, user_id)
        found: Data = json.loads(json.dumps(data))
        return found


def brought(app: Flask, pupil: Pupil, data: Data) -> dict[str, int]:
    with app.app_context(), transaction() as session:
        return import_learner(session, pupil.id, data, now=pupil.clock.now)


def log_of(pupil: Pupil, *left_out: str) -> list[Data]:
    names = {"seq", "user_id", *left_out}
    return [{name: value for name, value in row.items() if name not in names} for row in pupil.log()]


def states_of(pupil: Pupil, *left_out: str) -> list[Data]:
    names = {"user_id", *left_out}
    found = [{name: value for name, value in state.items() if name not in names} for state in pupil.states().values()]
    return sorted(found, key=str)


def another_place(app: Flask) -> None:
    """An empty database in which every id is another one."""
    with app.app_context(), transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    load(app, recall_bank(5, slug="other"))


def test_each_column_of_the_log_is_taken_along() -> None:
    named = {"seq", "user_id", "question_id", "version_id", "parameter_set_id"}
    assert set(exporting.PLAIN) == {column.key for column in Review.__table__.columns} - named
    of_reports = {column.key for column in Report.__table__.columns} - {"id", "user_id", "question_id", "version_id"}
    assert set(exporting.REPORT) == of_reports


@pytest.mark.prop
@CALM
@given(lives(most=8))
def test_reading_back_in_another_place_gives_the_same(app: Flask, clock: Clock, deeds: list[Deed]) -> None:
    first = live(app, clock, deeds)
    report(app, first, cards(app)[0])
    data = exported(app, first.id)
    log, states = log_of(first, "question_id", "version_id"), states_of(first, "question_id", "bank_id", "sibling_key")
    another_place(app)
    load(app, recall_bank(3))
    second = Pupil(app, clock)
    counts = brought(app, second, data)
    assert (counts["reviews"], counts["settled"], counts["questions_brought"]) == (len(log), 0, 0)
    assert log_of(second, "question_id", "version_id") == log
    assert states_of(second, "question_id", "bank_id", "sibling_key") == states
    assert second.differences() == []
    assert canonical(exported(app, second.id)) == canonical(data)
    again = brought(app, second, data)
    assert {name: again[name] for name in ("reviews", "cards", "settled", "enrolments", "reports")} == {
        "reviews": 0,
        "cards": 0,
        "settled": 0,
        "enrolments": 0,
        "reports": 0,
    }
    assert canonical(exported(app, second.id)) == canonical(data)


def one_of_each(app: Flask, clock: Clock) -> Pupil:
    """Answers, one taken back, one set aside, a claim, a report, two sessions and an enrolment."""
    known = cards(app)
    pupil = Pupil(app, clock, zone="Europe/Berlin")
    pupil.begin(bank_id=bank_id(app))
    first = pupil.answer(known[0], 3)
    report(app, pupil, known[0], review_id=first)
    clock.advance(minutes=1)
    pupil.claim(pupil.answer(known[1], 1))
    clock.advance(minutes=1)
    pupil.set_aside(known[2])
    clock.advance(days=3)
    pupil.begin()
    pupil.answer(known[0], 1)
    pupil.undo()
    return pupil


def test_the_parts_and_what_they_say(app: Flask, clock: Clock) -> None:
    pupil = one_of_each(app, clock)
    data = exported(app, pupil.id)
    assert list(data) == [
        "banks",
        "questions",
        "versions",
        "sessions",
        "enrolments",
        "reports",
        "reviews",
        "parameter_sets",
        "cards",
    ]
    assert [bank["bank"] for bank in data["banks"]] == ["science"]
    assert [(row["bank"], row["question"]) for row in data["questions"]] == [
        ("science", "q1"),
        ("science", "q2"),
        ("science", "q3"),
    ]
    assert [row["question"] for row in data["cards"]] == ["q1", "q2", "q3"]
    assert [row["activity"] for row in data["reviews"]] == [
        "learn",
        "learn",
        "void",
        "learn",
        "suspend",
        "review",
        "void",
    ]
    assert [row["reason"] for row in data["reports"]] == ["unclear"]
    assert data["reports"][0]["review_id"] == data["reviews"][0]["id"]
    assert len(data["sessions"]) == 2
    assert data["enrolments"] == [{"bank": "science", "started_at": START}]


def test_no_number_of_this_database_is_in_it(app: Flask, clock: Clock) -> None:
    text = json.dumps(exported(app, one_of_each(app, clock).id))
    pointers = ("user_id", "question_id", "version_id", "bank_id", "parameter_set_id", '"seq"')
    assert [name for name in pointers if name in text] == []


def test_the_answers_of_a_question_not_answered_are_not_given_away(app: Flask, clock: Clock) -> None:
    """A card that was only set aside: its key stays here."""
    pupil = one_of_each(app, clock)
    data = exported(app, pupil.id)
    aside = next(row["version"] for row in data["reviews"] if row["activity"] == "suspend")
    assert [(row["content"], row["source"]) for row in data["versions"] if row["key"] == aside] == [(None, None)]
    assert sum(row["content"] is not None for row in data["versions"]) == 2


def test_all_kinds_come_back(app: Flask, client: Browser, clock: Clock, banks: Any) -> None:
    """Answers given on the pages, of whatever kinds a session holds."""
    learner = Learner(app, client)
    learner.open("/study")
    for number in range(5):
        clock.advance(minutes=1)
        learner.answer(right=number % 2 == 0)
        if number < 4:
            learner.go_on()
    with app.app_context():
        user_id = db.session.scalars(select(Review.user_id).distinct()).one()
        db.session.rollback()
    data = exported(app, user_id)
    assert len(data["reviews"]) == 5
    with app.app_context(), transaction() as session:
        for model in (Review, StudySession):
            session.execute(delete(model))
    pupil = Pupil(app, clock)
    brought(app, pupil, data)
    assert canonical(exported(app, pupil.id)) == canonical(data)


def test_a_bank_that_is_not_here_comes_along_retired(app: Flask, client: Browser, clock: Clock) -> None:
    first = one_of_each(app, clock)
    data, log = exported(app, first.id), log_of(first, "question_id", "version_id")
    states = states_of(first, "question_id", "bank_id", "sibling_key")
    another_place(app)
    second = Pupil(app, clock)
    counts = brought(app, second, data)
    assert counts["questions_brought"] == 3
    assert log_of(second, "question_id", "version_id") == log
    assert states_of(second, "question_id", "bank_id", "sibling_key") == states
    assert (second.differences(), canonical(exported(app, second.id))) == ([], canonical(data))
    with app.app_context():
        bank = db.session.scalars(select(Bank).where(Bank.visibility == BROUGHT)).one()
        assert (bank.owner_id, bank.title, bank.is_built_in) == (second.id, "Science", False)
        found = db.session.scalars(select(Question.status).where(Question.bank_id == bank.id)).all()
        assert found == ["retired"] * 3
        private = bank.id
        db.session.rollback()
    assert second.queue(bank_id=private).cards == []  # none of it is ever asked
    client.set_cookie("visitor", second.token)
    client.get("/banks")
    assert client.last is not None
    assert "Science" not in "".join(client.last.itertext())


def test_a_version_that_is_not_here_comes_along_beside_its_question(app: Flask, clock: Clock) -> None:
    """Progress stays with the question; nothing is added to the bank that others use."""
    first = one_of_each(app, clock)
    data, states = exported(app, first.id), states_of(first, "question_id", "bank_id", "sibling_key")
    another_place(app)
    load(app, bank_file([asked(f"q{n}", prompt=f"Put otherwise: {n}?") for n in (1, 2, 3)]))
    ids = question_ids(app)
    second = Pupil(app, clock)
    brought(app, second, data)
    assert sorted(second.states()) == [(ids[f"q{n}"], "") for n in (1, 2, 3)]
    assert states_of(second, "question_id", "bank_id", "sibling_key") == states
    with app.app_context():
        known = select(Version.question_id, Version.number).where(Version.question_id.in_(ids.values()))
        assert sorted(tuple(row) for row in db.session.execute(known)) == [(each, 1) for each in sorted(ids.values())]
        db.session.rollback()
    assert canonical(exported(app, second.id)) == canonical(data)


def test_into_an_account_that_has_studied_since(app: Flask, clock: Clock) -> None:
    """As if the answers of both places had been given in one: the same as merging."""
    known = cards(app)
    first, second, third = Pupil(app, clock), Pupil(app, clock), Pupil(app, clock)
    first.answer(known[0], 3)
    data = exported(app, first.id)
    clock.advance(days=2)
    for pupil in (second, third):
        pupil.answer(known[0], 3, key=f"01a20cff-7d00-7c9d-b611-69afa22db4{pupil.id % 100:02}")
    counts = brought(app, second, data)
    merge(app, first, third)
    assert (counts["reviews"], counts["settled"]) == (1, 1)
    assert states_of(second) == states_of(third)
    assert second.differences() == []


def test_a_session_id_that_somebody_has_is_replaced(app: Flask, clock: Clock) -> None:
    first = one_of_each(app, clock)
    data = exported(app, first.id)
    second = Pupil(app, clock)
    counts = brought(app, second, data)
    assert counts["reviews"] == len(data["reviews"])
    assert canonical(exported(app, second.id)) == canonical(data) == canonical(exported(app, first.id))
    brought(app, second, data)
    assert canonical(exported(app, second.id)) == canonical(data)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data.pop("reviews"), "reviews: is missing"),
        (lambda data: data["reviews"][0].pop("zone"), "reviews, row 1: zone is missing"),
        (lambda data: data["reviews"][1].update(rating="3"), "reviews, row 2: rating is of the wrong type"),
        (lambda data: data["reviews"][1].update(rating=True), "reviews, row 2: rating is of the wrong type"),
        (lambda data: data["reviews"][0].update(rating=10**30), "reviews, row 1: rating is of the wrong type"),
        (lambda data: data["reviews"][0].update(due_day=10**7), "reviews, row 1: due_day is of the wrong type"),
        (lambda data: data["reviews"][0].update(facet="a\0"), "reviews, row 1: facet is of the wrong type"),
        (lambda data: data["reviews"][0].update(facet="\ud800"), "reviews, row 1: facet is of the wrong type"),
        (lambda data: data["reviews"][0].update(facet="x" * 41), "reviews, row 1: facet is of the wrong type"),
        (lambda data: data["reviews"][0].update(rating=5), "reviews, row 1: the rating is none"),
        (lambda data: data["reviews"][0].update(answered_at=-1), "reviews, row 1: its time is none"),
        (lambda data: data["reviews"][0].update(id="1"), "reviews, row 1: the id is no UUID"),
        (lambda data: data["reviews"][0].update(zone="Mars/Base"), "reviews, row 1: the zone Mars/Base is not known"),
        (lambda data: data["reviews"].append(data["reviews"][0]), "reviews, row 8: the id is there twice"),
        (lambda data: data["questions"].pop(0), "reports, row 1: the question q1 is not in the file"),
        (lambda data: data["versions"][0]["content"].update(prompt="?"), "versions, row 1: the content was changed"),
        (lambda data: data["questions"][0].update(kind="riddle"), "questions, row 1: the kind riddle is not known"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(app: Flask, clock: Clock, change: Any, reason: str) -> None:
    data = copy.deepcopy(exported(app, one_of_each(app, clock).id))
    change(data)
    second = Pupil(app, clock)
    with pytest.raises(UnreadableExport) as refused:
        brought(app, second, data)
    assert refused.value.reasons[0] == reason
    assert (second.log(), second.states()) == ([], {})


def test_the_log_is_read_in_short_pages(
    app: Flask, clock: Clock, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No read lasts longer than a page, and what comes in meanwhile is left out of reviews and cards alike."""
    known = cards(app)
    pupil = Pupil(app, clock)
    for number in range(7):
        pupil.answer(known[number % 3], 3)
        clock.advance(days=1)
    monkeypatch.setattr(exporting, "PAGE", 3)
    whole = exported(app, pupil.id)
    with app.app_context(), db.engine.connect() as connection:
        parts = exporting.sections(connection, pupil.id)
        found: dict[str, list[Data]] = {}
        for name, rows in parts.items():
            found[name] = []
            for row in rows:
                found[name].append(row)
                assert not connection.in_transaction()
            if name == "versions":
                pupil.answer(known[0], 1)
    assert found["reviews"] == whole["reviews"] and len(whole["reviews"]) == 7
    assert found["cards"] == whole["cards"]


def test_somebody_without_answers_has_an_empty_export(app: Flask, clock: Clock) -> None:
    assert set(map(len, exported(app, Pupil(app, clock).id).values())) == {0}


def test_what_came_along_is_the_persons_until_the_person_goes(app: Flask, clock: Clock) -> None:
    data = exported(app, one_of_each(app, clock).id)
    another_place(app)
    first, second = Pupil(app, clock), Pupil(app, clock)
    brought(app, first, data)
    merge(app, first, second)
    assert rows(app, Bank, "visibility", "owner_id") == [(BROUGHT, second.id), ("public", None)]
    assert canonical(exported(app, second.id)) == canonical(data)
    with app.app_context(), transaction() as session:
        anonymise(session, second.id, clock.now)
    assert rows(app, Bank, "visibility", "owner_id") == [(BROUGHT, None), ("public", None)]
    assert (second.log(), second.states(), rows(app, StudySession, "id")) == ([], {}, [])
