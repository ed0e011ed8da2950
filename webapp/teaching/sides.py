"""What a change changes, side by side, word by word. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from webapp.banks.comparing import asked_by
from webapp.kinds.registry import kind_named

Piece = tuple[str, bool]  # a text, and whether the other side has something else there


@dataclass(frozen=True, slots=True)
class Side:
    asked: list[Piece]
    lines: list[tuple[str, bool, bool, bool]]  # part of an answer, is right; whether text, whether that is other
    explanation: list[Piece]


def sides(before: dict[str, Any], after: dict[str, Any]) -> tuple[Side, Side]:
    """As it is in the bank, and as the file has it."""
    asked = words_apart(asked_by(before), asked_by(after))
    told = words_apart(before["explanation"], after["explanation"])
    lines = [_lines(before), _lines(after)]
    return tuple(  # type: ignore[return-value] # of two
        Side(asked[at], _marked(lines[at], dict(lines[1 - at])), told[at]) for at in (0, 1)
    )


def _marked(lines: list[tuple[str, bool]], others: dict[str, bool]) -> list[tuple[str, bool, bool, bool]]:
    return [(text, is_right, text not in others, others.get(text, is_right) != is_right) for text, is_right in lines]


def words_apart(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    old, new = before.split(), after.split()
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for sort, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        for side, words in zip(found, (old[a:b], new[c:d]), strict=True):
            if words:
                side.append((" ".join(words), sort != "equal"))
    return found


def _lines(content: dict[str, Any]) -> list[tuple[str, bool]]:
    if content.get("options"):
        return [(option["text"], option["right"]) for option in content["options"]]
    kind = kind_named(content["kind"])
    answers = [kind.reveal(content, facet, None)["answer_text"] for facet in kind.facets(content)]
    return [(text, True) for text in answers]


def what_changed(before: dict[str, Any], after: dict[str, Any]) -> Sequence[str]:
    """The parts that differ, most important first: asked, answer, explanation, other."""
    found = []
    if before["kind"] != after["kind"]:
        found.append("kind")
    if _lines(before) != _lines(after):
        found.append("answer")
    if asked_by(before) != asked_by(after):
        found.append("asked")
    if before["explanation"] != after["explanation"]:
        found.append("explanation")
    return found or ["other"]
