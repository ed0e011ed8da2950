"""An import is written where nobody sees it, a piece at a time; what makes it visible, or takes it back, is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select

from tests.banks.files import question_ids
from tests.banks.test_imports import FIRST, SECOND, bank, bring, state, undo
from tests.conftest import Clock
from tests.study.pupil import Pupil
from webapp.banks import staging, sweeping
from webapp.banks.models import STAGED, Bank, Question, QuestionWord, Version
from webapp.banks.staging import runs
from webapp.banks.sweeping import sweep_abandoned
from webapp.banks.word_index import catch_up
from webapp.database import db
from webapp.database_errors import DatabaseBusy
from webapp.study.holdings import answered

ROWS = 60


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> int:
    """Pieces small enough that a few questions are many of them."""
    monkeypatch.setattr(staging, "MOST_ROWS", 40)
    monkeypatch.setattr(staging, "_VERSIONS_AT_ONCE", 5)
    monkeypatch.setattr(sweeping, "AT_ONCE", 5)
    return 40


@contextmanager
def written(app: Flask) -> Iterator[list[Counter[str]]]:
    """Of each write transaction: how often each statement ran, by its first words, and its rows."""
    found: list[Counter[str]] = []

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            found.append(Counter())

    def ran(_c: Any, cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            found[-1][statement.split(" ", 1)[0]] += len(parameters) if is_many else max(1, cursor.rowcount)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "begin", begin)
    event.listen(engine, "after_cursor_execute", ran)
    try:
        yield found
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "after_cursor_execute", ran)


def table(edit: str = "") -> str:
    rows = (f"w{n},self_graded,What does word {n} mean{edit}?,Meaning {n}\n" for n in range(ROWS))
    return "id,type,question,correct\n" + "".join(rows)


def counts(app: Flask) -> tuple[int, ...]:
    """Banks, questions, versions, words."""
    with app.app_context():
        made = [
            db.session.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (Bank, Question, Version, QuestionWord)
        ]
        db.session.rollback()
    return tuple(made)


def shelves(app: Flask) -> int:
    with app.app_context():
        found = db.session.execute(select(func.count()).where(Bank.visibility == STAGED)).scalar_one()
        db.session.rollback()
    return found


def test_no_transaction_of_an_import_grows_with_the_file(app: Flask, tmp_path: Path, pieces: int) -> None:
    with written(app) as transactions:
        bring(app, tmp_path, table())
    rows = [sum(each.values()) for each in transactions]
    assert max(rows) <= pieces + 2 + 10  # the last question of a piece may have some words
    assert len(rows) > ROWS * 9 / pieces
    assert rows[-1] == 2  # the bank's own row makes it visible, in two steps
    assert (len(state(app)), bank(app).question_count, shelves(app)) == (ROWS, ROWS, 0)


def test_edits_are_written_ahead_and_one_row_a_question_makes_them_visible(
    app: Flask, tmp_path: Path, pieces: int
) -> None:
    bring(app, tmp_path, table())
    with written(app) as transactions:
        bring(app, tmp_path, table(" today"))
    assert [each["INSERT"] for each in transactions if each["INSERT"] > 1 and not each["DELETE"]] == [5] * 12
    shown = [each for each in transactions if each["UPDATE"] >= ROWS and not each["DELETE"]]
    assert [(each["INSERT"], each["DELETE"], each["UPDATE"] - ROWS) for each in shown] == [(0, 0, 3)]
    assert {each[2:4] for each in state(app)} == {(2, "wording")}
    with app.app_context():
        assert set(question_ids(app, "mine").values()) == set(
            db.session.scalars(select(QuestionWord.question_id).where(QuestionWord.word == "today"))
        )
        db.session.rollback()


def test_taking_back_moves_out_of_sight_and_sweeps_in_small_steps(app: Flask, tmp_path: Path, pieces: int) -> None:
    _code, first = bring(app, tmp_path, FIRST)
    _code, said = bring(app, tmp_path, table())
    with written(app) as transactions:
        assert undo(app, said["batch"])[0] == 0
    assert [each[0] for each in state(app)] == ["q1", "q2", "q3"]
    assert len([each for each in transactions if each["DELETE"]]) >= ROWS / 5
    assert bank(app).question_count == 3
    assert shelves(app) == 1  # the newest question stays until there is a newer one
    bring(app, tmp_path, SECOND)
    swept(app)
    assert shelves(app) == 0
    assert first["batch"] != said["batch"]


def swept(app: Flask) -> str:
    with app.app_context():
        return sweep_abandoned(int(app.config["CLOCK"]()) + 7_200_000, answered=answered)


class Killed(BaseException):
    """What no handler sees, as when the process is killed."""


@pytest.mark.parametrize("text", [table(), SECOND])
def test_a_process_killed_before_the_end_leaves_nothing_to_be_seen(
    app: Flask, tmp_path: Path, pieces: int, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    bring(app, tmp_path, FIRST)
    before, there, head = state(app), counts(app), bank(app).changed_at
    with monkeypatch.context() as patched:

        def killed(*_some: Any, **_more: Any) -> None:
            raise Killed

        patched.setattr(staging, "move_in", killed)
        file = tmp_path / "quiz.csv"
        file.write_text(text)
        with pytest.raises(Killed):
            app.test_cli_runner().invoke(args=["banks", "import", str(file), "--bank", "mine"])
    assert (state(app), bank(app).changed_at, shelves(app)) == (before, head, 1)
    assert counts(app) != there
    with app.app_context():
        assert (
            sweep_abandoned(int(app.config["CLOCK"]()), answered=answered) == "0 shelves swept"
        )  # perhaps being written
    assert swept(app) == "1 shelves swept"
    assert (state(app), counts(app)) == (before, there)


@contextmanager
def busy(app: Flask) -> Iterator[list[str]]:
    """The database refuses what remains to be done when a change is visible; which tables that was."""
    refused: list[str] = []

    def refuse(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        for name in ("question_word", "import_batch", "bank"):
            if statement.startswith(f"DELETE FROM {name} "):
                refused.append(name)
                raise DatabaseBusy

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield refused
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


def test_what_remains_when_an_import_is_visible_is_left_to_the_night(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path, FIRST)
    with busy(app) as refused:
        code, said = bring(app, tmp_path, SECOND)
    assert (code, refused) == (0, ["question_word", "import_batch"])
    assert [each[2] for each in state(app)] == [1, 2, 1, 1]
    assert shelves(app) == 1
    with app.app_context():
        assert catch_up(0) == "1 questions indexed"
    assert (swept(app), shelves(app), len(state(app))) == ("1 shelves swept", 0, 4)
    bring(app, tmp_path, table())  # so that none of the others is the newest
    with busy(app) as refused:
        assert undo(app, said["batch"])[0] == 0
    assert refused == ["question_word", "question_word"]  # of the question as it was, and of the one that goes
    assert [each[:3] for each in state(app)][:3] == [("q1", "active", 1), ("q2", "active", 1), ("q3", "active", 1)]


def test_a_bank_that_was_changed_meanwhile_is_left_as_it_is(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(app, tmp_path, FIRST)
    put = staging.put_batch

    def meanwhile(batch: Any) -> int:
        monkeypatch.setattr(staging, "put_batch", put)
        bring(app, tmp_path, FIRST.replace("What?", "Whatever?"), name="other.csv")
        return put(batch)

    monkeypatch.setattr(staging, "put_batch", meanwhile)
    code, said = bring(app, tmp_path, SECOND)
    assert (code, said["refused"], said["batch"]) == (1, "Somebody changed the bank in the meantime. Try again.", None)
    assert [each[:2] for each in state(app)] == [("q1", "active"), ("q2", "active"), ("q3", "active")]
    assert [each[3] for each in state(app)] == ["new", "wording", "new"]
    assert shelves(app) == 0


def test_what_is_answered_while_it_is_taken_back_stays_with_who_answered(
    app: Flask, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(app, tmp_path, FIRST)
    _code, said = bring(app, tmp_path, table())
    pupil, wanted = Pupil(app, clock), question_ids(app, "mine")["w7"]
    open_shelf = staging.open_shelf

    def meanwhile(made: Bank | None, *, now: int) -> int:
        pupil.begin(bank_id=bank(app).id)
        pupil.answer(wanted)
        return open_shelf(made, now=now)

    monkeypatch.setattr(staging, "open_shelf", meanwhile)
    undo(app, said["batch"])
    assert [each[:2] for each in state(app)] == [
        ("q1", "active"),
        ("q2", "active"),
        ("q3", "active"),
        ("w7", "retired"),
    ]
    assert question_ids(app, "mine")["w7"] == wanted


def test_runs_of_ids() -> None:
    assert runs([]) == []
    assert runs([5, 3, 4, 9, 7, 8, 1]) == [(1, 1), (3, 5), (7, 9)]
