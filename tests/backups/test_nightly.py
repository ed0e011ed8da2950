"""The day's work: in order, each step by itself, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clock import START
from webapp.backups.nightly import alone, last_failed, nightly_age, record, run_steps
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
    assert (nightly_age(tmp_path, START), last_failed(tmp_path)) == (None, [])
    record(tmp_path, START, ["backup"])
    assert (nightly_age(tmp_path, START), last_failed(tmp_path)) == (None, ["backup"])
    record(tmp_path, START + 1000, [])
    assert (nightly_age(tmp_path, START + 5000), last_failed(tmp_path)) == (4000, [])
    record(tmp_path, START + 2000, ["backup", "check-progress"])
    assert (nightly_age(tmp_path, START + 5000), last_failed(tmp_path)) == (4000, ["backup", "check-progress"])
    assert [path.name for path in tmp_path.iterdir()] == ["nightly.json"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"good_at": "yesterday", "failed": 3}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "nightly.json").write_text(text)
    assert (nightly_age(tmp_path, START), last_failed(tmp_path)) == (None, [])


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Refused, match=r"^The nightly work is running already$"), alone(tmp_path):
        pytest.fail("two at once")
    with alone(tmp_path):
        pass
