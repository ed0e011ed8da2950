"""Files brought to a bank: progress is kept, nothing is lost, and a day long it can be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import question_ids
from tests.conftest import Clock
from tests.study.pupil import Pupil
from webapp.banks.models import Bank, ImportBatch, Question, Version
from webapp.database import db

FIRST = "id,question,option_1,option_2,correct,topic\nq1,Which?,a,b,1,T\nq2,What?,a,b,2,T\nq3,Who?,a,b,1,T\n"
SECOND = "id,question,option_1,option_2,correct\nq1,Which?,a,b,1\nq2,What exactly?,a,b,2\nq4,When?,a,b,1\nq5,,a,b,1\n"


def bring(app: Flask, folder: Path, text: str | bytes, *words: str, name: str = "quiz.csv") -> tuple[int, Any]:
    """Exit code, and what the command printed as JSON."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = app.test_cli_runner().invoke(args=["banks", "import", str(file), "--bank", "mine", "--json", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.output[done.output.index("{\n") :])


def state(app: Flask) -> list[tuple[str, str, int, str, str]]:
    """Id, status, number and change of the current version, topic."""
    with app.app_context():
        rows = db.session.execute(
            select(Question.external_id, Question.status, Version.number, Version.change, Question.topic)
            .join(Version, Version.id == Question.version_id)
            .join(Bank, Bank.id == Question.bank_id)
            .where(Bank.slug == "mine")
            .order_by(Question.position)
        ).all()
        db.session.rollback()
        return [(name, status, number, change, topic) for name, status, number, change, topic in rows]


def bank(app: Flask) -> Bank:
    with app.app_context():
        found = db.session.execute(select(Bank).where(Bank.slug == "mine")).scalar_one()
        db.session.expunge_all()
        db.session.rollback()
        return found


def undo(app: Flask, number: int) -> tuple[int, list[str]]:
    done = app.test_cli_runner().invoke(args=["banks", "undo-import", str(number)])
    return done.exit_code, done.output.splitlines()


def test_a_new_bank_and_the_same_file_again(app: Flask, tmp_path: Path) -> None:
    code, said = bring(app, tmp_path, FIRST, "--title", "My quiz")
    assert (code, said["format"], said["encoding"], said["questions"], said["by_kind"]) == (
        0,
        "delimited",
        "utf-8",
        3,
        {"choice": 3},
    )
    assert said["diff"] == {"new": 3, "changed": 0, "same": 0, "missing": 0}
    assert [each[:3] for each in state(app)] == [("q1", "active", 1), ("q2", "active", 1), ("q3", "active", 1)]
    mine = bank(app)
    assert (mine.title, mine.visibility, mine.question_count) == ("My quiz", "public", 3)
    _code, again = bring(app, tmp_path, FIRST)
    assert again["diff"] == {"new": 0, "changed": 0, "same": 3, "missing": 0}
    assert [each[2] for each in state(app)] == [1, 1, 1]


def test_a_changed_file_adds_versions_and_leaves_what_it_does_not_hold(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path, FIRST)
    code, said = bring(app, tmp_path, SECOND)
    assert (code, said["diff"]) == (0, {"new": 1, "changed": 1, "same": 1, "missing": 1})
    assert [(each["code"], each["line"]) for each in said["problems"] if each["severity"] == "error"] == [
        ("table.no_question", 5)
    ]
    assert state(app) == [
        ("q1", "active", 1, "new", "T"),
        ("q2", "active", 2, "wording", "T"),
        ("q3", "active", 1, "new", "T"),
        ("q4", "active", 1, "new", ""),
    ]


def test_what_is_missing_is_retired_when_that_is_asked_for_and_may_come_back(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path, FIRST)
    bring(app, tmp_path, SECOND, "--retire-missing")
    assert [each[:2] for each in state(app)][2] == ("q3", "retired")
    assert bank(app).question_count == 3
    bring(app, tmp_path, FIRST)
    assert [each[:3] for each in state(app)][2] == ("q3", "active", 1)  # the version that was there


def test_a_dry_run_saves_nothing(app: Flask, tmp_path: Path) -> None:
    code, said = bring(app, tmp_path, FIRST, "--dry-run")
    assert (code, said["diff"]["new"], said["batch"], state(app)) == (0, 3, None, [])
    with app.app_context():
        assert db.session.execute(select(Bank.slug)).all() == []
        db.session.rollback()


def test_an_import_is_taken_back(app: Flask, tmp_path: Path) -> None:
    bring(app, tmp_path, FIRST)
    before = state(app)
    _code, said = bring(app, tmp_path, SECOND, "--retire-missing")
    assert undo(app, said["batch"]) == (0, [f"Import {said['batch']} is taken back."])
    assert (state(app), bank(app).question_count) == (before, 3)
    assert undo(app, said["batch"]) == (1, ["Error: This import has been taken back before."])
    assert undo(app, 99) == (1, ["Error: There is no import 99"])


def test_what_was_answered_is_retired_and_not_deleted_when_an_import_is_taken_back(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    _code, said = bring(app, tmp_path, FIRST)
    pupil = Pupil(app, clock)
    first = question_ids(app, "mine")["q1"]
    pupil.begin(bank_id=bank(app).id)
    pupil.answer(first)
    log = pupil.log()
    assert undo(app, said["batch"])[0] == 0
    assert [each[:2] for each in state(app)] == [("q1", "retired")]
    assert (len(log), pupil.log()) == (1, log)


def test_what_was_edited_since_is_left_as_it_is(app: Flask, tmp_path: Path) -> None:
    _code, first = bring(app, tmp_path, FIRST)
    bring(app, tmp_path, SECOND)
    code, lines = undo(app, first["batch"])
    assert (code, lines[1:]) == (0, ["q2 was edited since, and is left as it is."])
    assert [each[0] for each in state(app)] == ["q2", "q4"]


def test_after_a_day_it_is_too_late(app: Flask, clock: Clock, tmp_path: Path) -> None:
    _code, said = bring(app, tmp_path, FIRST)
    clock.advance(hours=25)
    assert undo(app, said["batch"]) == (1, ["Error: An import can be taken back for 24 hours."])


@pytest.mark.usefixtures("banks")
def test_a_built_in_bank_takes_no_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(FIRST)
    done = app.test_cli_runner().invoke(args=["banks", "import", str(file), "--bank", "history"])
    assert done.exit_code == 1
    assert "comes with the app" in done.output


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("Only a sentence.", (), "There is no question in the file"),
        (FIRST, ("--bank", "Not a name"), "cannot be the short name of a bank"),
    ],
)
def test_what_cannot_be_brought_says_why_and_leaves_nothing(
    app: Flask, tmp_path: Path, text: str, words: tuple[str, ...], reason: str
) -> None:
    code, said = bring(app, tmp_path, text, *words)
    assert (code, reason in said["refused"]) == (1, True)
    with app.app_context():
        assert db.session.execute(select(ImportBatch.id)).all() == []
        assert db.session.execute(select(Bank.id)).all() == []
        db.session.rollback()


def test_the_head_of_our_own_file_is_that_of_a_new_bank(app: Flask, tmp_path: Path) -> None:
    questions = "questions:\n  - {id: q1, kind: self_graded, prompt: P, answer: A}\n"
    text = f"bank: other\ntitle: Water\nsubject: Science\n{questions}"
    bring(app, tmp_path, text, "--private", name="water.yaml")
    mine = bank(app)
    assert (mine.title, mine.subject, mine.visibility) == ("Water", "Science", "private")


def test_the_lines_for_people(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "quiz.csv"
    file.write_text(SECOND)
    done = app.test_cli_runner().invoke(args=["banks", "import", str(file), "--bank", "mine"])
    last = done.output.splitlines()[-1]
    assert last.startswith(f"{file}: 3 questions, 0 kept as they are; 3 new, 0 changed, 0 same, 0 missing; import ")
    assert f"{file}:5: Row 5 has no question." in done.output
