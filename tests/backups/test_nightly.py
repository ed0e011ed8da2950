"""The day's work: in order, each step by itself, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clock import START
from webapp.backups.nightly import (
    alone,
    is_without_backup,
    last_failed,
    next_record,
    nightly_age,
    read_record,
    run_steps,
    write_record,
)
from webapp.backups.refusals import Refused


def test_a_step_that_fails_keeps_no_other_from_being_done() -> None:
    said: list[str] = []

    def full() -> str:
        raise Refused("no room")

    steps = [("one", lambda: "done"), ("two", full), ("three", lambda: "done too")]
    assert run_steps(steps, tell=said.append, report=str) == ["two"]
    assert said == ["one: done", "two: failed: no room", "three: done too"]
    assert run_steps(steps[:1], tell=said.append, report=str) == []


def test_the_last_good_run_is_remembered(tmp_path: Path) -> None:
    record = read_record(tmp_path)
    assert (nightly_age(record, START), last_failed(record)) == (None, [])
    for at, failed, age in (
        (START, ["backup"], None),
        (START + 1000, [], 4000),
        (START + 2000, ["backup", "check-progress"], 4000),
    ):
        write_record(tmp_path, next_record(record, at, failed))
        record = read_record(tmp_path)
        assert (nightly_age(record, START + 5000), last_failed(record)) == (age, failed)
    assert [path.name for path in tmp_path.iterdir()] == ["nightly.json"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"good_at": "yesterday", "failed": 3}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "nightly.json").write_text(text)
    record = read_record(tmp_path)
    assert (nightly_age(record, START), last_failed(record), is_without_backup(record)) == (None, [], False)


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Refused, match=r"^The nightly work is running already$"), alone(tmp_path):
        pytest.fail("two at once")
    with alone(tmp_path):
        pass
