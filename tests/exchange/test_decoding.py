"""Bytes to text: nothing is guessed in silence."""

import pytest

from tests.exchange.bank_texts import SECOND_LINE, SOUND, ids, only, three
from webapp.exchange.bankfile import read_bank
from webapp.exchange.decoding import decoded

ACCENTS = "Kłyszcz, détente, Straße"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_unicode_is_found_with_and_without_its_mark(encoding: str, mark: bytes) -> None:
    found = decoded(mark + f"bank: {ACCENTS}\n".encode(encoding))
    assert (found.text, found.encoding, found.flaws) == (f"bank: {ACCENTS}\n", encoding, [])


def test_windows_1252_is_read_with_a_notice_that_shows_what_to_check() -> None:
    text = "Zoë détente Straße naïve Müller Ñandú coûte"
    found = decoded(text.encode("cp1252"))
    (flaw,) = found.flaws
    assert (found.text, found.encoding, flaw.severity) == (text, "cp1252", "warning")
    assert flaw.message == (
        "This file does not say how its letters are encoded; we guessed Windows-1252. "
        "Check these words: Zoë, détente, Straße, naïve, Müller."
    )


def test_a_bank_in_windows_1252_is_read_with_one_warning() -> None:
    reading = read_bank(three(SOUND.replace("frozen water", "détente")).encode("cp1252"), "x")
    assert ids(reading) == ["first", "second", "last"]
    assert (only(reading).code, only(reading).line) == ("text.guessed", None)


@pytest.mark.parametrize("byte", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"])
def test_bytes_that_windows_1252_does_not_have_rule_it_out(byte: bytes) -> None:
    found = decoded(b"bank: " + byte)
    assert (found.text, [flaw.code for flaw in found.flaws]) == (None, ["text.encoding"])


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xef\xbb\xbf\xff", b"\xff\xfe\x00\xd8"])
def test_a_mark_that_lies_is_an_error(data: bytes) -> None:
    found = decoded(data)
    assert (found.text, [flaw.code for flaw in found.flaws]) == (None, ["text.encoding"])


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"a\x00b", b"SQLite format 3\x00\x10"])
def test_what_is_no_text_is_named_so(data: bytes) -> None:
    found = decoded(data)
    assert (found.text, [flaw.message for flaw in found.flaws]) == (None, ["This is not a text file."])


def test_a_control_character_becomes_a_space_and_is_named_at_its_place() -> None:
    reading = read_bank(three(SOUND.replace("frozen", "fro\x0bzen")).encode(), "x")
    assert ids(reading) == ["first", "second", "last"]
    problem = only(reading)
    assert (problem.severity, problem.line, problem.column, problem.message) == (
        "warning",
        SECOND_LINE + 2,
        24,
        "There is an invisible control character (U+000B) in this line; a space stands in its place.",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_several_are_named_once_and_no_other_letter_moves(encoding: str) -> None:
    found = decoded("one\x0btwo\x07 three\nfour\x0cfive ä".encode(encoding))
    assert found.text == "one two  three\nfour five ä"
    told = [flaw for flaw in found.flaws if flaw.code == "text.control"]
    assert [(flaw.line, flaw.column, flaw.message) for flaw in told] == [
        (1, 4, "There are 3 invisible control characters, the first (U+000B) in this line; each became a space.")
    ]


@pytest.mark.parametrize(
    "data", [bytes(range(1, 32)) * 9, b"a\x00b", "a\x00b c".encode("utf-16"), b"words " * 20 + b"\x01\x02" * 20]
)
def test_what_is_full_of_them_is_no_text(data: bytes) -> None:
    found = decoded(data)
    assert (found.text, [flaw.code for flaw in found.flaws]) == (None, ["text.binary"])


def test_letters_that_were_encoded_twice_are_a_warning_with_their_place() -> None:
    text = three(SOUND.replace("frozen", "dÃ©tente"))
    problem = only(read_bank(text.encode(), "x"))
    assert (problem.severity, problem.line, problem.column, problem.message) == (
        "warning",
        SECOND_LINE + 2,
        22,
        "“Ã©” looks like an accented letter that was encoded twice.",
    )


@pytest.mark.parametrize("text", ["São Paulo, Ñ", "Ã", "â€", "«Â Qui?»"[:3]])
def test_honest_capitals_with_accents_are_no_double_encoding(text: str) -> None:
    assert decoded(text.encode()).flaws == []


def test_line_ends_become_line_feeds_and_a_mark_inside_goes() -> None:
    assert decoded("a\r\nb\rc\n\ufeffd".encode()).text == "a\nb\nc\nd"
