"""`make bench`: ten thousand rows of CSV and ten thousand notes of Anki brought to a bank, and the same once more;
beside it, where it is installed, what Anki takes for the same files."""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import report
from tests.load.server import ROOT, environment_for, folder_on_disk, prepare
from webapp.exchange import apkg_writer
from webapp.exchange.contract import DraftBank
from webapp.exchange.drafting import Draft, Drafting

ROWS = 10_000
CSV_FIRST, CSV_AGAIN, PACKAGE, MEMORY = 2.0, 1.0, 3.0, 300.0  # s of CPU; MiB
LARGE, HELD = 20_000, 250.0  # questions; ms
ROUNDS = 2
ANKI = Path(".venv-oracle/bin/python")

pytestmark = pytest.mark.slow  # measuring is what it is for


@dataclass(frozen=True)
class Files:
    table: Path
    cards: Path  # a table that Anki reads as it is
    package: Path


def sides(nth: int) -> tuple[str, str]:
    """About 144 bytes, as in the bars."""
    return f"What does the {nth}th word of the list that everybody learns mean?", f"It means the {nth}th thing, " * 3


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    with folder_on_disk() as folder:
        made = Files(folder / "rows.csv", folder / "cards.csv", folder / "notes.apkg")
        with made.table.open("w", newline="") as table, made.cards.open("w", newline="") as cards:
            csv.writer(table).writerow(["id", "type", "question", "correct", "tags"])
            for nth in range(ROWS):
                front, back = sides(nth)
                csv.writer(table).writerow([f"w{nth}", "self_graded", front, back, "one, two"])
                csv.writer(cards).writerow([front, back])
        drafting = Drafting("bench")
        for nth in range(ROWS):
            front, back = sides(nth)
            drafting.question(
                Draft("self_graded", {"prompt": front, "answer": back}, 1, f"w{nth}", tags=["one", "two"])
            )
        bank = DraftBank("bench", "Bench", "", "", "en", "", "", "", "", "", questions=drafting.drafts.questions)
        made.package.write_bytes(apkg_writer.write(bank).data)
        yield made


def run_alone(module: str, *files: Path | str) -> Any:
    with ExitStack() as stack:
        environment = environment_for(stack.enter_context(folder_on_disk()))
        prepare(environment)
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, files)]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])


def brought(file: Path) -> dict[str, Any]:
    """The best of a few rounds, each in a process and a database of its own."""
    found = [run_alone("bringing", file) for _round in range(ROUNDS)]
    best: dict[str, Any] = {name: min(each[name] for each in found) for name in ("first", "again", "peak")}
    return best | {name: found[0][name] for name in ("new", "same")}


def told(taken: dict[str, Any]) -> list[tuple[int, int, int]]:
    """What the first and the second time found: new, changed, the same."""
    return [(each["new"], each["changed"], each["same"]) for each in (taken["new"], taken["same"])]


def test_a_table(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    taken = brought(files.table)
    assert told(taken) == [(ROWS, 0, 0), (0, 0, ROWS)]
    with capsys.disabled():
        report.heading(f"{ROWS:,} rows of CSV read, compared and saved")
        report.at_most("first, s of CPU", taken["first"], CSV_FIRST)
        report.at_most("the same again, s of CPU", taken["again"], CSV_AGAIN)
        report.at_most("peak of memory, MiB", taken["peak"], MEMORY)


def large_files(folder: Path) -> tuple[Path, Path]:
    """Many questions, and the same with other words."""
    first, second = folder / "first.csv", folder / "second.csv"
    for file, edit in ((first, ""), (second, " now")):
        with file.open("w", newline="") as table:
            csv.writer(table).writerow(["id", "type", "question", "correct"])
            csv.writer(table).writerows(
                [f"w{nth}", "self_graded", sides(nth)[0] + edit, sides(nth)[1]] for nth in range(LARGE)
            )
    return first, second


def test_how_long_nobody_else_can_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A saved answer waits for the longest of these at most."""
    held = run_alone("holding", *large_files(tmp_path))
    with capsys.disabled():
        report.heading(f"{LARGE:,} questions: the longest write lock, ms of CPU")
        for name, each in zip(("saved", "all edited", "edits taken back", "all taken back"), held, strict=True):
            report.at_most(f"{name}, in {each['count']:,.0f} transactions", each["longest"], HELD, " ms")


@pytest.mark.parametrize("way", ["process", "thread"])
def test_how_long_an_answer_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str) -> None:
    """By the clock, while the same is done: it tells of the machine, and of what else runs on it, as well."""
    before = os.getloadavg()[0]
    taken = sorted(run_alone("waiting", way, *large_files(tmp_path)))
    with capsys.disabled():
        report.heading(
            f"{LARGE:,} questions brought by another {way}: {len(taken):,} answers, load {before:.1f} before"
        )
        report.at_most("half of the answers, ms", statistics.median(taken), HELD)
        report.at_most("99 of 100, ms", taken[len(taken) * 99 // 100], HELD)
        report.at_most("the longest, ms", taken[-1], HELD)


def test_a_package(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    taken = brought(files.package)
    assert told(taken) == [(ROWS, 0, 0), (0, 0, ROWS)]
    with capsys.disabled():
        report.heading(f"{ROWS:,} notes of an Anki package read, compared and saved")
        report.at_most("first, s of CPU", taken["first"], PACKAGE)
        report.at_most("the same again, s of CPU", taken["again"], PACKAGE)
        report.at_most("peak of memory, MiB", taken["peak"], MEMORY)


def test_beside_anki(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    """The peer's own imports of the same words, where it is installed."""
    if not ANKI.exists():
        pytest.skip("no .venv-oracle: `make oracle` installs the package anki")
    script = Path(__file__).with_name("anki_bringing.py")
    command = [str(ANKI), str(script), str(files.cards), str(files.package)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    with capsys.disabled():
        report.heading("anki beside it: the same words")
        sys.stdout.write(done.stdout or done.stderr)
