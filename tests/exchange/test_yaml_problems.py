"""Slips of YAML, in a teacher's language: one slip costs one question, and the line and column are right."""

from typing import Any

import pytest
import yaml

from tests.exchange.bank_texts import LAST, SECOND_LINE, SOUND, bank, ids, only, read, short, three
from webapp.exchange import yaml_lines

PROMPT = SECOND_LINE + 2
COLON = "There is a second colon in this line, so it is not clear where the text begins."
READ_AS_LIST = "A text that begins with {} is read as a list, and there is more text after its end."
NO_COMMA = "Inside { … } a comma or the closing } is missing before this place."
TOO_FAR_IN = "This line is indented as if it belonged to the text above it, but it has a name and a colon."
INDENT = "This line does not fit the lines above it."

SLIPS = {
    "second colon": ("prompt: Who said: no?", 0, 21, COLON),
    "open quote": ('prompt: "Who said no?', 0, 13, 'The quotation mark " that is opened here is never closed.'),
    "open single quote": ("prompt: 'Tis so", 0, 13, "The quotation mark ' that is opened here is never closed."),
    "apostrophe": ("prompt: 'Russia's role'", 0, 21, "There is more text after the closing quotation mark '."),
    "word in quotes": ('prompt: "No" is what?', 0, 18, 'There is more text after the closing quotation mark ".'),
    "at": ("prompt: @me", 0, 13, "A text cannot begin with the at sign @ here."),
    "backquote": ("prompt: `x`", 0, 13, "A text cannot begin with the backquote ` here."),
    "percent": ("prompt: %5", 0, 13, "A text cannot begin with the percent sign % here."),
    "percent in a list": ("accept: [%]", 0, 14, "A text cannot begin with the percent sign % here."),
    "star": ("prompt: *a* b", 0, 13, "A text cannot begin with the star * here."),
    "unknown code": (r'prompt: "a \quad b"', 0, 16, r'Inside "…" the backslash begins a code, and \q is none.'),
    "gap": ("text: {1} is what", 0, 11, READ_AS_LIST.format("{")),
    "bracket": ("prompt: [sic] what", 0, 13, READ_AS_LIST.format("[")),
    "colon in braces": ("accept: [{text: who: me}]", 0, 24, "Inside { … } there is a colon in a text."),
    "no comma": ('accept: [{text: "a" b}]', 0, 25, NO_COMMA),
    "tab": ("prompt: a\n\taccept: [b]", 1, 1, "This line is indented with a tab."),
    "too far in": ("prompt: a\n      accept: [b]", 1, 7, TOO_FAR_IN),
    "too far out": ("prompt: a\n   accept: [b]", 1, 4, INDENT),
    "no colon": ("accept [b]", 0, 5, "This line has neither a name with a colon nor a hyphen before it."),
}  # fmt: skip


@pytest.fixture(params=[yaml.BaseLoader, yaml.CBaseLoader], ids=["pure", "C"])
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    parser: Any = request.param
    monkeypatch.setattr(yaml_lines, "LOADER", parser)


@pytest.mark.usefixtures("_both_parsers")
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_costs_its_question_only(name: str) -> None:
    lines, line, column, message = SLIPS[name]
    reading = read(three(short(lines, "explanation: c")))
    assert ids(reading) == ["first", "last"]
    problem = only(reading)
    assert (problem.severity, problem.line, problem.column, problem.question, problem.message) == (
        "error",
        PROMPT + line,
        column,
        "second",
        message,
    )
    assert problem.hint != ""


def test_three_slips_cost_three_questions() -> None:
    slips = [short("prompt: a: b: c", name=f"q{n}") for n in range(3)]
    reading = read(bank(*slips, SOUND, LAST))
    assert ids(reading) == ["second", "last"]
    assert [(p.question, p.line) for p in reading.problems] == [("q0", 10), ("q1", 13), ("q2", 16)]


def test_a_line_at_the_margin_still_belongs_to_its_question() -> None:
    reading = read(three(short("prompt: a\naccept: [b]", "explanation: c")))
    assert ids(reading) == ["first", "last"]
    assert (only(reading).line, only(reading).message) == (PROMPT + 1, INDENT)


def test_a_part_of_the_head_may_follow_the_questions() -> None:
    text = three(short("prompt: a: b: c"))
    head, rest = text.split("facts:")
    facts, questions = rest.split("questions:")
    reading = read(f"{head}questions:{questions}facts:{facts}")
    assert ids(reading) == ["first", "last"]
    assert only(reading).question == "second"


def test_a_slip_in_the_head_refuses_the_bank_and_still_names_the_slips_below() -> None:
    reading = read(three(short("prompt: a: b: c")).replace("title: Demo", "title: A: B: C"))
    assert reading.bank is None
    assert [(p.line, p.question) for p in reading.problems] == [(2, None), (PROMPT, "second")]


@pytest.mark.parametrize(
    ("lines", "code", "severity", "line", "column"),
    [
        (("prompt: &a b", "accept: [c]"), "yaml.anchor", "error", 0, 13),
        (("prompt: b", "accept: [*c]"), "yaml.anchor", "error", 1, 14),
        (("prompt: !b c", "accept: [c]"), "yaml.tag", "error", 0, 13),
        (("prompt: !!python/object:os.system c", "accept: [c]"), "yaml.tag", "error", 0, 13),
        (("prompt: b", "accept: [c]", "prompt: d"), "yaml.twice", "error", 2, 5),
        (("prompt: b", "accept: [{text: c, d and e, weight: 1}]"), "yaml.comma", "error", 1, 24),
        (("prompt: b", "accept: [c]", "? [d]", ": e"), "yaml.name", "error", 2, 7),
        ((r'prompt: "\frac b"', "accept: [c]"), "yaml.escape", "error", 0, 13),
        ((r'prompt: "\text b"', "accept: [c]"), "yaml.tab", "warning", 0, 13),
        (("prompt: Who was #1 then", "accept: [c]"), "yaml.remark", "warning", 0, 21),
    ],
)
def test_what_is_yaml_and_not_meant(lines: tuple[str, ...], code: str, severity: str, line: int, column: int) -> None:
    reading = read(three(short(*lines, "explanation: x")))
    problem = next(found for found in reading.problems if found.code == code)
    assert (problem.severity, problem.line, problem.column, problem.question) == (
        severity,
        PROMPT + line,
        column,
        "second",
    )
    assert ids(reading) == (["first", "second", "last"] if severity == "warning" else ["first", "last"])


def test_a_name_that_stands_twice_names_both_lines() -> None:
    problem = only(read(three(short("prompt: b", "accept: [c]", "explanation: x", "prompt: d"))))
    assert problem.message == f"“prompt” stands here twice: in line {PROMPT} and in line {PROMPT + 3}."


def test_a_remark_after_a_value_is_no_slip() -> None:
    assert read(three(short("prompt: b # ask this", "accept: [c]  # one", "explanation: x"))).problems == []


def test_a_second_document_is_named_and_not_read() -> None:
    reading = read(three() + "---\nbank: other\n")
    assert ids(reading) == ["first", "second", "last"]
    assert (only(reading).code, only(reading).line) == ("yaml.second_part", three().count("\n") + 1)


def test_s35_an_alias_bomb_stays_small() -> None:
    lines = ["  - &a0 [x, x, x, x, x, x, x, x, x]"] + [
        f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)
    ]
    reading = read("bank: b\ntitle: B\nquestions:\n" + "\n".join(lines))
    assert ids(reading) == []
    assert {problem.code for problem in reading.problems} == {"yaml.anchor", "question.shape"}


@pytest.mark.usefixtures("_both_parsers")
@pytest.mark.parametrize(
    "deep", ["  - " + "[" * 200, "  - " + "{a: " * 200, "\n".join("  " * n + "-" for n in range(1, 99))]
)
def test_depth_is_limited(deep: str) -> None:
    reading = read("bank: b\ntitle: B\nquestions:\n" + deep)
    assert (reading.bank, only(reading).code) == (None, "yaml.depth")


def test_number_and_length_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_lines, "MOST_NODES", 20)
    reading = read(three())
    assert (reading.bank, only(reading).code) == (None, "yaml.size")
    monkeypatch.setattr(yaml_lines, "MOST_NODES", 2000)
    monkeypatch.setattr(yaml_lines, "MOST_LETTERS", 100)
    reading = read(three(SOUND.replace("frozen", "frozen " * 20)))
    assert (only(reading).code, only(reading).line, only(reading).question) == ("yaml.long", PROMPT, "second")
