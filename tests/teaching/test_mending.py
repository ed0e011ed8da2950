"""A question as lines and back: what its teacher did not touch stays as the file had it."""

from __future__ import annotations

import pytest

from tests.kinds.examples import raw_question
from webapp.exchange.raw_content import raw_of
from webapp.kinds.registry import KINDS, kind_named
from webapp.teaching.mending import LISTS, checked, lines_of, listed, other_fields, with_lines, with_options


@pytest.mark.parametrize("kind", list(KINDS))
def test_untouched_lines_give_the_same_question(kind: str) -> None:
    content, _problems = kind_named(kind).validate(raw_question(kind))
    assert content is not None
    before = raw_of(content)
    raw = other_fields(before, kind)
    if kind in LISTS:
        raw = with_lines(raw, "\r\n".join(lines_of(before)), before)
        if kind == "numeric":
            raw = {name: value for name, value in raw.items() if name not in ("answer", "tolerance", "range")}
    if "options" in raw:
        rows = [
            {"text": each["text"], "why": each.get("why", ""), "right": each.get("right") == "yes"}
            for each in before["options"]
        ]
        raw = with_options(raw, rows, before)
    assert checked(raw)[0] == content


def test_a_touched_line_is_read_and_its_neighbours_keep_what_they_had() -> None:
    before = {"kind": "short_answer", "accept": [{"text": "rot", "weight": "0.5"}, "red"]}
    raw = with_lines({"kind": "short_answer"}, "rot\nscarlet", before)
    assert raw["accept"] == [{"text": "rot", "weight": "0.5"}, "scarlet"]


@pytest.mark.parametrize(
    ("kind", "line", "item"),
    [
        ("matching", "Ice -> solid", {"left": "Ice", "right": "solid"}),
        ("cloze", "colour | color", {"accept": ["colour", "color"]}),
        ("numeric", "9.8 ± 0.1", {"answer": "9.8", "tolerance": "0.1"}),
        ("numeric", "9..10", {"range": ["9", "10"]}),
        ("ordering", "First", "First"),
    ],
)
def test_a_line_says_what_it_looks_like(kind: str, line: str, item: object) -> None:
    assert listed(with_lines({"kind": kind}, line, {"kind": kind})) == [item]


def test_another_kind_keeps_no_field_that_only_the_old_one_had() -> None:
    before = {"kind": "choice", "format": "markdown", "any_right": "yes", "options": []}
    assert other_fields(before, "short_answer") == {"kind": "short_answer", "format": "markdown"}


def test_an_unknown_kind_is_a_problem() -> None:
    content, problems = checked({"kind": "riddle"})
    assert (content, [problem.field for problem in problems]) == (None, ["kind"])
