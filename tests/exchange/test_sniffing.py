"""Which format a file has, and what is refused by name."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.bank_texts import three
from webapp.exchange.registry import FORMATS
from webapp.exchange.sniffing import read_file

SAMPLES = os.environ.get("RECOLLECT_SAMPLES", "")
NO_QUESTIONS = {
    "moodle_xml/gapfill_examples-2.xml": 3,  # elements of that name inside the settings of a question
    "qti12/imsmanifest.xml": 1,  # the word stands in it
}
READ_HERE = {
    "gift": "gift",
    "aiken": "aiken",
    "csv_tsv": "delimited",
    "moodle_xml": "moodle_xml",
    "apkg": "apkg",
    "qti12": "qti12",
}


def packed(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "format", "questions"),
    [
        (three(), "bank", 3),
        ("Which?\nA) a1\nB) b1\nANSWER: B\n", "aiken", 1),
        ("Which?{=a ~b}", "gift", 1),
        ("$CATEGORY: x\n\nWhich?{T}", "gift", 1),
        ("::Q::Which?{#3}", "gift", 1),
        ("1. Which?\n*a) one\nb) two\n", "text2qti", 1),
        ("1) Which?\n*a. one\nb. two\n", "respondus", 1),
        ("#flashcards\n\nHund::dog\n", "obsidian", 1),
        ("## Hund\n\ndog\n", "mdanki", 1),
        ("question,correct\nWhich?,Oslo\n", "delimited", 1),
        ("#separator:tab\nWhich? {=a ~b}\tOslo\n", "delimited", 1),
        ("Hund\tdog\nKatze\tcat\n", "delimited", 2),
    ],
)
def test_the_format_is_seen_in_the_file_whatever_its_name(text: str, format: str, questions: int) -> None:
    drafts = read_file(text.encode(), "upload.bin")
    assert (drafts.format, len(drafts.questions), drafts.errors) == (format, questions, [])
    assert (drafts.encoding, drafts.name) == ("utf-8", "upload.bin")


def test_a_format_that_is_named_overrules_what_it_looks_like() -> None:
    assert read_file(b"a;b\nc;d\n", "x", format="gift").format == "gift"


def test_letters_of_another_encoding_are_read_and_said() -> None:
    drafts = read_file("question;correct\nGrün?;größer\n".encode("cp1252"), "x.csv")
    assert (drafts.encoding, [each.content["prompt"] for each in drafts.questions]) == ("cp1252", ["Grün?"])
    assert drafts.problems[0].code == "text.guessed"
    assert "Grün" in drafts.problems[0].message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        (b"SQLite format 3\x00", "The collection is damaged"),
        (packed("word/document.xml"), "a Word document"),
        (packed("xl/workbook.xml"), "cannot be opened"),
        (packed("xl/other.xml"), "a workbook without its sheets"),
        (packed("collection.anki21"), "The collection is damaged"),
        (packed("imsmanifest.xml"), "There is no question in this file."),
        (packed("h5p.json"), "an H5P package"),
        (packed("other.txt"), "a packed folder"),
        (b"PK\x03\x04broken", "a damaged archive"),
        (b"<?xml version='1.0'?><quiz></quiz>", "There is no question in this file."),
        (b"<questestinterop/>", "There is no question in this file."),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"<thing/>", "XML of another program (<thing>)"),
        (b"\x00\x01\x02\x00", "not a text file"),
        (b"Only a sentence.", "No questions were recognised"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_what_to_do(data: bytes, words: str) -> None:
    drafts = read_file(data, "x")
    assert (drafts.questions, len(drafts.problems)) == ([], 1)
    [problem] = drafts.problems
    assert problem.severity == "error"
    assert words in problem.message
    assert problem.hint


def test_a_file_that_is_too_large_says_how_large_it_may_be() -> None:
    [problem] = read_file(b"x" * (32 * 1024 * 1024 + 1), "x").problems
    assert (problem.code, problem.message) == ("file.size", "This file has 32.0 MB; the most is 32 MB.")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    for format in ("", *FORMATS):
        read_file(data, "x", format=format)


def manifest() -> list[dict[str, str]]:
    if not SAMPLES:
        return []
    with (Path(SAMPLES) / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["format"] in READ_HERE]


@pytest.mark.slow  # other people's files, some of them long
@pytest.mark.skipif(not SAMPLES, reason="RECOLLECT_SAMPLES is not set")
@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_files_by_others_are_read_or_their_faults_named(row: dict[str, str]) -> None:
    drafts = read_file((Path(SAMPLES) / row["file"]).read_bytes(), row["file"], format=READ_HERE[row["format"]])
    wrong = {(each.member, each.line) for each in drafts.errors}
    if not row["questions"].isdecimal():
        assert wrong or drafts.kept  # no proper XML
        return
    read = len(drafts.questions) + len(drafts.kept)
    assert read + len(wrong) >= int(row["questions"]) - NO_QUESTIONS.get(row["file"], 0)
    if row["format"] in ("gift", "aiken"):
        assert (read, wrong) == (int(row["questions"]), set())
