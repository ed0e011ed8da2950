"""Which format a file has, and what is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.bank_texts import three
from tests.exchange.packages import package
from webapp.exchange.registry import FORMATS
from webapp.exchange.sniffing import read_file


def packed(name: str) -> bytes:
    return package({name: b"x"})


@pytest.mark.parametrize(
    ("text", "format", "questions"),
    [
        (three(), "bank", 3),
        ("Which?\nA) a1\nB) b1\nANSWER: B\n", "aiken", 1),
        ("Which?{=a ~b}", "gift", 1),
        ("$CATEGORY: x\n\nWhich?{T}", "gift", 1),
        ("::Q::Which?{#3}", "gift", 1),
        ("[markdown] Only words", "gift", 0),
        ("1. Which?\n*a) one\nb) two\n", "text2qti", 1),
        ("1) Which?\n*a. one\nb. two\n", "respondus", 1),
        ("#flashcards\n\nHund::dog\n", "obsidian", 1),
        ("## Hund\n\ndog\n", "mdanki", 1),
        ("question,correct\nWhich?,Oslo\n", "delimited", 1),
        ("question,correct\nWhat is {} in Python? x={},A dictionary\n", "delimited", 1),
        ("What is $\\sum_{i=1}^{n} i$?\tn(n+1)/2\nWhat is $\\frac{a=b}{2}$?\tWrong\n", "delimited", 2),
        ("#separator:tab\nWhich? {=a ~b}\tOslo\n", "delimited", 1),
        ("Hund\tdog\nKatze\tcat\n", "delimited", 2),
        ("Vorname\tfirst name\nNachname\tlast name\nE-Mail\temail\n", "delimited", 3),
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
        (packed("h5p.json"), "The package holds no content"),
        (packed("word/document.xml"), "a Word document"),
        (packed("ppt/presentation.xml"), "a presentation"),
        (packed("moodle_backup.xml"), "a backup of a Moodle course"),
        (packed("META-INF/container.xml"), "an electronic book"),
        (packed("Index/Document.iwa"), "a document of Pages"),
        (packed("content.xml"), "a document of LibreOffice"),
        (b"\x1f\x8b\x08", "a packed file"),
        (b"7z\xbc\xaf\x27\x1c", "an archive of 7-Zip"),
        (b"Rar!\x1a\x07\x00", "an archive of RAR"),
        (b"{\\rtf1 x}", "a document with formats"),
        (b"GIF89a", "a picture"),
        (b"RIFF\x00\x00\x00\x00WEBP", "a picture"),
        (b"RIFF\x00\x00\x00\x00WAVE", "a sound or a film"),
        (b"\x00\x00\x00\x20ftypmp42", "a sound or a film"),
        (b"<POOL><TITLE/></POOL>", "a pool of Blackboard"),
        (b"<examview/>", "a file of ExamView"),
        (b"<svg xmlns='x'/>", "a drawing"),
        (b"<manifest/>", "the list of a package"),
        (b"Cities: {1:MULTICHOICE:=Oslo~Bergen} and {:SA:=Bern}", "a text of Moodle with answers"),
        (b":TYPE:MC:1:0:C\n:TITLE:One\n", "a file of WebCT"),
        (b'{"questions": []}', "data of a program"),
        (b"PK\x03\x04broken", "a damaged archive"),
        (b"<?xml version='1.0'?><quiz></quiz>", "There is no question in this file."),
        (b"<questestinterop/>", "There is no question in this file."),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"<thing/>", "XML of another program (<thing>)"),
        (b"\x00\x01\x02\x00", "not a text file"),
        (b"username,firstname,lastname,age\nu1,A,B,9\n", "a list of people"),
        ("Vorname;Nachname;E-Mail\nÄ;B;c@d.example\n".encode(), "a list of people"),
        (b"A B\ta@b.example\nC D\tc@d.example\nE F\te@f.example\n", "a list of people"),
        (b"$CATEGORY: Rivers\n", "There is no question in this file."),
        (b"#review\n\nOnly a sentence, with a comma.", "No questions were recognised"),
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
