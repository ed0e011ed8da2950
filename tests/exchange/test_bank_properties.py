"""No bytes break the reader, and no slip in one question costs another."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.exchange.bank_texts import FIRST, HEAD, LAST, SOUND, ids, three
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import Reading
from webapp.exchange.decoding import decoded
from webapp.exchange.yaml_lines import parse

pytestmark = pytest.mark.prop

VALID = three().encode()
SIGNS = st.text(st.sampled_from(" \t\n:-#'\"[]{},&*!|>%@`?\\abn1é\u2028"), max_size=12)


def assert_sound(reading: Reading, data: bytes) -> None:
    """Every problem is written out and lies inside the file; what a bank keeps, it keeps once."""
    text = decoded(data).text
    last = data.count(b"\n") + data.count(b"\r") + 1 if text is None else text.count("\n") + 1
    assert [p for p in reading.problems if not p.message or not p.code] == []
    assert [p for p in reading.problems if p.line is not None and not 1 <= p.line <= last] == []
    assert [p for p in reading.problems if (p.line is None) != (p.column is None)] == []
    assert [p for p in reading.problems if p.severity not in ("error", "warning")] == []
    if reading.bank is None:
        assert reading.errors != []
    else:
        assert len(set(ids(reading))) == len(ids(reading))


@given(st.binary(max_size=200) | st.text(max_size=120).map(str.encode))
@example(b"")
@example(b"%YAML 1." + b"9" * 5000)
@example(b'bank: "\\UFFFFFFFF"')
@example(b"? ? ? [")
@example(b"--- --- ---\n...\n...")
@example(b"bank: &a\n  *a: *a")
@example("bank: \U0010ffff\ud7ff\n".encode())
def test_s35_any_bytes_give_a_reading(data: bytes) -> None:
    assert_sound(read_bank(data, "x"), data)


@given(st.integers(0, len(VALID) - 1), st.integers(0, 7))
def test_s35_a_flipped_bit(at: int, bit: int) -> None:
    data = VALID[:at] + bytes([VALID[at] ^ (1 << bit)]) + VALID[at + 1 :]
    assert_sound(read_bank(data, "x"), data)


@given(st.integers(0, len(VALID)), st.integers(0, 40), SIGNS)
def test_a_piece_cut_out_and_something_put_in(at: int, length: int, put: str) -> None:
    data = VALID[:at] + put.encode() + VALID[at + length :]
    assert_sound(read_bank(data, "x"), data)


INSIDE = st.text(st.sampled_from(" :#'\"[]{},&*!|>%@`?\\abn1é"), max_size=20)


@given(INSIDE, st.sampled_from(["What is frozen water?", "[ice]", "Below 0 °C it is solid."]))
def test_whatever_stands_in_one_question_the_others_are_read(text: str, old: str) -> None:
    data = three(SOUND.replace(old, text)).encode()
    reading = read_bank(data, "x")
    assert_sound(reading, data)
    assert [name for name in ids(reading) if name != "second"] == ["first", "last"]
    second = [problem for problem in reading.errors if problem.question == "second"]
    assert ("second" in ids(reading)) == (second == [])
    assert reading.errors == second


@given(st.lists(st.sampled_from(["  - a\n", "    b: c\n", "  d\n", "\n", "# e\n", "  - {\n", "x: 'y\n"]), max_size=8))
def test_lines_in_any_order(lines: list[str]) -> None:
    data = (HEAD + FIRST + "".join(lines) + LAST).encode()
    assert_sound(read_bank(data, "x"), data)


@given(st.text(st.sampled_from(" \n:-#'\"[]{},&*!|>%@`?\\ab1"), max_size=60), st.integers(1, 5000))
def test_lines_count_from_where_the_text_begins(text: str, first_line: int) -> None:
    """The same text further down a file has the same flaws further down."""
    here, there = parse(text), parse(text, first_line)
    moved = [(flaw.code, flaw.line and flaw.line + first_line - 1, flaw.column) for flaw in here.flaws]
    assert [(flaw.code, flaw.line, flaw.column) for flaw in there.flaws] == moved
