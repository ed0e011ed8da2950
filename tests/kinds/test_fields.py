"""Raw fields, all of them text."""

from typing import Any

import pytest

from tests.kinds.examples import content_of, errors_of
from webapp.kinds.contract import FieldProblem
from webapp.kinds.fields import Fields, share_of, yes_or_no


def fields(**raw: Any) -> Fields:
    return Fields(raw, [])


def told(found: Fields) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.field, problem.message) for problem in found.problems]


@pytest.mark.parametrize("word", ["yes", "Y", " true ", "ON", "1"])
def test_words_for_yes(word: str) -> None:
    assert yes_or_no(word) is True


@pytest.mark.parametrize("word", ["no", "N", "False", "off", "0"])
def test_words_for_no(word: str) -> None:
    assert yes_or_no(word) is False


@pytest.mark.parametrize("word", ["", "maybe", "ja", "2"])
def test_other_words(word: str) -> None:
    assert yes_or_no(word) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", "0.5"),
        ("50 %", "0.5"),
        ("1/4", "0.25"),
        ("-1", "-1"),
        ("0,5", "0.5"),
        ("1/0", "None"),
        ("half", "None"),
        ("%", "None"),
        ("1/x", "None"),
        ("", "None"),
    ],
)
def test_shares(text: str, number: str) -> None:
    found = share_of(text)
    assert (str(found), found is None) == (number, number == "None")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" a ", "a"),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        (0.5, "0.5"),
        ("e\u0301", "é"),
        ("a\n\tb", "a\n\tb"),
    ],
)
def test_scalars_are_text(value: Any, text: str) -> None:
    found = fields(x=value)
    assert found.text("x") == text
    assert found.problems == []


def test_a_list_where_one_text_is_expected() -> None:
    found = fields(x=["a", "b"])
    assert found.text("x") == ""
    assert found.problems == [
        FieldProblem(
            "x",
            "“x” is a list, but one text is expected.",
            "Write the text on one line, in quotes when it holds a colon.",
        )
    ]


def test_control_characters_are_left_out_and_told() -> None:
    found = fields(x="a\x00b\ud800\r\nc")
    assert found.text("x") == "ab\nc"
    assert told(found) == [("warning", "x", "“x” holds control characters; they are left out.")]


def test_line_ends_of_any_system_are_no_control_characters() -> None:
    found = fields(x="a\r\nb")
    assert (found.text("x"), found.problems) == ("a\nb", [])


def test_a_text_may_have_so_many_characters() -> None:
    found = fields(x="a" * 10_001, y="a" * 10_000)
    found.text("y")
    assert found.problems == []
    found.text("x")
    assert told(found) == [("error", "x", "“x” has 10001 characters; 10000 is the most.")]


def test_numbers_and_counts() -> None:
    found = fields(a="0.25", b="", c="7", d="x", e="3", f="three", g="31")
    assert [found.number(name, 1.0, 0.0, 5.0) for name in "abcd"] == [0.25, 1.0, 1.0, 1.0]
    assert [found.count(name, 1, 30) for name in "befg"] == [None, 3, None, None]
    assert told(found) == [
        ("error", "c", "“c” is 7, outside 0 to 5."),
        ("error", "d", "“d” is “x”, which is not a number."),
        ("error", "f", "“f” is “three”, but should be a whole number from 1 to 30."),
        ("error", "g", "“g” is “31”, but should be a whole number from 1 to 30."),
    ]


def test_a_long_wrong_value_is_cut_in_its_message() -> None:
    found = fields(x="z" * 100)
    found.yes_no("x", True)
    assert told(found) == [("error", "x", f"“x” is “{'z' * 60}…”, which is neither yes nor no.")]


def test_items_are_numbered_from_one_and_may_be_bare_texts() -> None:
    found = fields(options=["a", {"text": "b", "why": "c"}, []])
    items = found.entries("options", "Option")
    assert [(item.text("text"), item.text("why"), item.label, item.path) for item in items] == [
        ("a", "", "Option 1", "options[1]"),
        ("b", "c", "Option 2", "options[2]"),
        ("", "", "Option 3", "options[3]"),
    ]
    assert [item.at("text") for item in items] == ["options[1]", "options[2].text", "options[3]"]
    assert told(found) == [("error", "options[3]", "Option 3 is a list, but one text is expected.")]


def test_one_text_is_a_list_of_one_and_nothing_is_none() -> None:
    found = fields(accept="a", empty="", none=None)
    assert [len(found.entries(name, "Answer")) for name in ("accept", "empty", "none", "absent")] == [1, 0, 0, 0]


def test_items_of_items_are_named_with_their_owner() -> None:
    gap = fields(gaps=[{"accept": ["x"]}]).entries("gaps", "Gap")[0]
    inner = gap.entries("accept", "Accepted answer")[0]
    assert (inner.label, inner.path) == ("Gap 1, accepted answer 1", "gaps[1].accept[1]")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("pass_mark", "0", "“pass_mark” is 0, outside 0.01 to 1."),
        ("points", "-1", "“points” is -1, outside 0.01 to 1000."),
        ("format", "rtf", "“format” is “rtf”, which is not one of plain, markdown, html."),
        ("foreign", "Latin", "“foreign” should hold names and values."),
        ("hint", ["a"], "“hint” is a list, but one text is expected."),
    ],
)
def test_the_fields_of_every_question(field: str, value: Any, message: str) -> None:
    problems = errors_of("true_false", **{field: value})
    assert [(problem.field, problem.message) for problem in problems] == [(field, message)]


def test_common_fields_are_kept() -> None:
    content = content_of(
        "true_false", pass_mark="0.01", points="2", format="Markdown", hint="h", foreign={"casus foederis": "la"}
    )
    names = ("pass_mark", "points", "format", "hint", "foreign")
    assert [content[name] for name in names] == [0.01, 2.0, "markdown", "h", {"casus foederis": "la"}]
