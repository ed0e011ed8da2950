"""`flask --app webapp banks …`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.files import ROOT
from tests.banks.files import asked, bank_file, question_ids, recall_bank
from tests.exchange.test_bank_writer import without_lines
from tests.media.drawn import picture
from tests.media.test_service import rows
from webapp.exchange.bankfile import read_bank
from webapp.exchange.sniffing import read_file


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_check_counts_the_questions_of_a_sound_file(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, "science.yaml", recall_bank(3))
    done = app.test_cli_runner().invoke(args=["banks", "check", str(file)])
    assert (done.exit_code, done.output) == (0, f"{file}: 3 questions, 0 problems\n")


def test_check_names_what_is_wrong_and_exits_with_1(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, "science.yaml", bank_file([asked("q1"), asked("q2", answer=None)]))
    done = app.test_cli_runner().invoke(args=["banks", "check", str(file)])
    first, *_more = done.output.splitlines()
    assert (done.exit_code, first.startswith(str(file)), "q2" in first) == (1, True, True)
    assert question_ids(app) == {}


def test_check_prints_one_json_object(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, "science.yaml", recall_bank(1))
    done = app.test_cli_runner().invoke(args=["banks", "check", "--json", str(file)])
    assert (done.exit_code, type(json.loads(done.output))) == (0, dict)


def test_check_says_which_file_is_missing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "missing.yaml"
    done = app.test_cli_runner().invoke(args=["banks", "check", str(file)])
    assert (done.exit_code, done.output) == (1, f"Error: {file}: No such file or directory\n")


def test_load_loads_a_folder_and_says_what_changed(app: Flask, tmp_path: Path) -> None:
    written(tmp_path, "science.yaml", recall_bank(3))
    runner = app.test_cli_runner()
    first = runner.invoke(args=["banks", "load", str(tmp_path)])
    assert (first.exit_code, first.output) == (0, "science: 3 new, 0 changed, 0 same, 0 retired\n")
    written(tmp_path, "science.yaml", bank_file([asked("q1"), asked("q2", prompt="In other words?")]))
    second = runner.invoke(args=["banks", "load", str(tmp_path)])
    assert (second.exit_code, second.output) == (0, "science: 0 new, 1 changed, 1 same, 1 retired\n")


def test_load_refuses_a_folder_with_a_file_that_has_an_error(app: Flask, tmp_path: Path) -> None:
    written(tmp_path, "science.yaml", "no bank\n")
    done = app.test_cli_runner().invoke(args=["banks", "load", str(tmp_path)])
    assert (done.exit_code, done.output) == (1, "Error: science.yaml: This is not a bank file.\n")
    assert question_ids(app) == {}


def test_s38_a_fault_in_one_line_leaves_nothing_and_is_found_by_its_line(app: Flask, tmp_path: Path) -> None:
    text = bank_file([asked("q1"), asked("q2"), asked("q3", answer=None)])
    file = written(tmp_path, "science.yaml", text)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["banks", "load", str(tmp_path)])
    assert (done.exit_code, question_ids(app)) == (1, {})
    checked = json.loads(runner.invoke(args=["banks", "check", "--json", str(file)]).output)
    assert [(each["line"], each["question"]) for each in checked["banks"][0]["problems"]] == [(20, "q3")]
    assert "id: q3" in "".join(text.splitlines()[19:])  # the card begins in this line


def test_s38_the_same_file_again_makes_no_duplicates(app: Flask, tmp_path: Path) -> None:
    written(tmp_path, "science.yaml", recall_bank(3))
    runner = app.test_cli_runner()
    runner.invoke(args=["banks", "load", str(tmp_path)])
    before = question_ids(app)
    again = runner.invoke(args=["banks", "load", str(tmp_path)])
    assert (again.output, question_ids(app)) == ("science: 0 new, 0 changed, 3 same, 0 retired\n", before)


def test_check_reads_other_formats_too_and_says_what_it_found(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "quiz.gift"
    file.write_text("::One:: Which?{=a#Yes. ~b#No.####Because.}\n\nNo answers.\n\nBroken.{=a", encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["banks", "check", str(file)])
    assert (done.exit_code, done.output.splitlines()) == (
        1,
        [
            f"{file}:3: question No answers.: info: This is a text without answers. It is kept as it is and not asked.",
            f"{file}:5: question Broken.: The answers have a {{ without a }}. "
            "Is there an empty line inside the question? Delete it.",
            f"{file}: 1 questions, 2 problems",
        ],
    )
    whole = app.test_cli_runner().invoke(args=["banks", "check", "--json", str(file)])
    assert json.loads(whole.output)["banks"][0]["by_kind"] == {"choice": 1}


@pytest.mark.usefixtures("banks")
@pytest.mark.slow  # reads and writes a whole bank
def test_export_of_a_bank_is_read_as_the_same_bank(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "out.yaml"
    done = app.test_cli_runner().invoke(args=["banks", "export", "history", str(file)])
    assert (done.exit_code, done.output) == (0, f"{file}: 63 of 63 questions\n")
    before = read_bank((ROOT / "questions" / "history.yaml").read_bytes(), "x").bank
    again = read_bank(file.read_bytes(), "x")
    assert (again.problems, without_lines(again.bank)) == ([], without_lines(before))


@pytest.mark.usefixtures("banks")
def test_export_names_what_a_format_does_not_hold(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "out.aiken.txt"
    done = app.test_cli_runner().invoke(args=["banks", "export", "history", str(file), "--to", "aiken"])
    lines = done.output.splitlines()
    written = int(lines[-1].removeprefix(f"{file}: ").split()[0])
    assert (done.exit_code, 0 < written < 63) == (0, True)
    assert sum("Aiken holds choices with one right answer only." in line for line in lines) == 63 - written
    assert len(read_file(file.read_bytes(), "x").questions) == written


def test_export_of_no_bank_says_so(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["banks", "export", "nothing", str(tmp_path / "x")])
    assert (done.exit_code, done.output) == (1, "Error: There is no bank nothing\n")


def test_pictures_beside_a_file_come_with_it_and_leave_with_the_bank(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, "maps.csv", 'id,question,correct\nq1,"Where? <img src=""a.png"" alt=""a map"">",here\n')
    beside = tmp_path / "A.PNG"
    beside.write_bytes(picture("red"))
    runner = app.test_cli_runner()
    words = ["banks", "import", str(file), "--bank", "maps", "--beside", str(beside)]
    tried = runner.invoke(args=[*words, "--dry-run", "--json"])
    assert (json.loads(tried.output)["diff"]["new"], rows(app)) == (1, ([], []))
    assert runner.invoke(args=words).exit_code == 0
    assert len(rows(app)[0]) == 1
    again = json.loads(runner.invoke(args=[*words, "--json"]).output)["diff"]
    assert again == {"new": 0, "changed": 0, "same": 1, "missing": 0}
    away = tmp_path / "away.zip"
    assert runner.invoke(args=["banks", "export", "maps", str(away)]).exit_code == 0
    named = runner.invoke(args=["banks", "export", "maps", str(tmp_path / "away.yaml")]).output
    assert "this is an archive, with the pictures and sounds of the bank. Call it away.zip." in named
    [medium] = read_file(away.read_bytes(), "away.zip").media.values()
    assert [medium.key] == rows(app)[0]
