"""Workbooks: cells as their program shows them, and what a spreadsheet does to questions."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.exchange.workbooks import workbook
from webapp.exchange import sheets
from webapp.exchange.contract import Drafts
from webapp.exchange.sniffing import read_file

OLD, NEW = b'<c r="B2" t="s"><v>6</v></c>', b'<c r="B2"><f>1+1</f></c>'
HEADER: list[Any] = ["question", "option 1", "option 2", "option 3", "correct"]


def said(drafts: Drafts) -> list[tuple[str, str, str, str]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code, each.sheet, each.cell) for each in drafts.problems if each.code not in codes]


def changed(whole: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The archive with the first place of a part written otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(buffer, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            assert name != part or old in data
            made.writestr(name, data.replace(old, new, 1) if name == part else data)
    return buffer.getvalue()


def rights(drafts: Drafts) -> list[list[str]]:
    return [[each["text"] for each in question.content["options"] if each["right"]] for question in drafts.questions]


def test_numbers_are_shown_without_a_point_and_truth_as_a_word() -> None:
    drafts = sheets.read(workbook([HEADER, ["How many?", 1, 2, 2.5, 3], ["So?", True, False, None, 1]]))
    assert rights(drafts)[0] == ["2.5"]
    assert [question.kind for question in drafts.questions] == ["choice", "true_false"]
    assert said(drafts) == []


def test_rows_keep_their_numbers_below_a_banner_and_between_blank_ones() -> None:
    drafts = sheets.read(workbook([HEADER, [], ["Which?", "a", "b", None, 9]], top=3))
    assert said(drafts) == [("error", "table.correct", "Sheet1", "E6")]
    assert "Row 6: the right answer “9” is not among the options A, B." in drafts.errors[0].message


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (date(2026, 4, 3), "d/m", ("warning", "sheet.date", "Sheet1", "B2")),
        (1234567890123456, None, ("warning", "sheet.long_number", "Sheet1", "B2")),
    ],
)
def test_what_a_spreadsheet_changed_is_named_at_its_cell(value: Any, format: str | None, expected: Any) -> None:
    def write(book: Any) -> None:
        shape = book.add_format({"num_format": format}) if format else None
        book.worksheets()[0].write(1, 1, value, shape)

    drafts = sheets.read(workbook([HEADER, ["Which?", None, "b", None, 2]], change=write))
    assert (said(drafts), len(drafts.questions)) == ([expected], 1)


def test_a_cell_with_an_error_leaves_its_question_out() -> None:
    def write(book: Any) -> None:
        book.worksheets()[0].write_formula(1, 1, "=1/0", None, "#DIV/0!")

    drafts = sheets.read(
        workbook([HEADER, ["Which?", None, "b", None, 2], ["Other?", "a", "b", None, 1]], change=write)
    )
    assert (said(drafts), rights(drafts)) == ([("error", "sheet.value_error", "Sheet1", "B2")], [["a"]])


def test_a_decimal_where_numbers_of_options_belong_is_never_guessed() -> None:
    drafts = sheets.read(workbook([HEADER, ["Which?", "a", "b", "c", 1.2]]))
    assert said(drafts) == [("error", "table.correct", "Sheet1", "E2")]
    assert drafts.errors[0].hint.startswith("Did you mean 1;2?")


def test_each_sheet_with_a_header_is_read_and_the_others_are_named() -> None:
    other = [["notes", "for", "me"], ["more", "of", "them"]]
    one: list[list[Any]]
    two: list[list[Any]]
    one, two = [HEADER, ["A?", "a", "b", None, 1]], [HEADER, ["B?", "a", "b", None, 2]]
    drafts = sheets.read(workbook(one, other, two, change=lambda book: None))
    assert (rights(drafts), said(drafts)) == ([["a"], ["b"]], [("info", "sheet.left_out", "Sheet2", "")])


def test_a_hidden_sheet_is_not_read_and_that_is_said() -> None:
    one: list[list[Any]]
    two: list[list[Any]]
    one, two = [HEADER, ["A?", "a", "b", None, 1]], [HEADER, ["B?", "a", "b", None, 2]]
    drafts = sheets.read(workbook(one, two, change=lambda book: book.worksheets()[1].hide()))
    assert (rights(drafts), said(drafts)) == ([["a"]], [("info", "sheet.hidden", "Sheet2", "")])


def test_two_columns_without_a_header_are_cards() -> None:
    drafts = sheets.read(workbook([["Hund", "dog"], ["Katze", "cat"]]))
    assert [(each.content["prompt"], each.content["answer"]) for each in drafts.questions] == [
        ("Hund", "dog"),
        ("Katze", "cat"),
    ]


def test_a_workbook_is_seen_in_its_bytes() -> None:
    drafts = read_file(workbook([HEADER, ["A?", "a", "b", None, 1]]), "quiz.bin")
    assert (drafts.format, rights(drafts)) == ("sheets", [["a"]])


@pytest.mark.slow  # the file alone takes a third of a second to be written
def test_s32_a_sheet_with_two_cells_in_its_corners_is_refused() -> None:
    def write(book: Any) -> None:
        book.worksheets()[0].write(1_048_575, 16_383, "x")

    drafts = sheets.read(workbook([["x"]], change=write))
    assert [(each.severity, each.code) for each in drafts.problems] == [("error", "file.size")]


@pytest.mark.parametrize("cut", [0, 30, 1_000])
def test_a_damaged_workbook_says_so(cut: int) -> None:
    whole = workbook([HEADER])
    drafts = sheets.read(whole[:cut] + b"x" * 40)
    assert [each.severity for each in drafts.problems] == ["error"]
    assert drafts.questions == []


def test_an_empty_workbook_says_so() -> None:
    assert [each.code for each in sheets.read(workbook([[]])).problems] == ["file.empty"]


def test_s33_a_workbook_is_looked_at_as_any_archive() -> None:
    buffer = io.BytesIO(workbook([HEADER]))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("../outside.xml", "x")
    assert [each.code for each in sheets.read(buffer.getvalue()).problems] == ["zip.name"]
