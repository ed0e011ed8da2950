"""What a change changes, side by side, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from webapp.banks.comparing import asked_by
from webapp.kinds.registry import kind_named
from webapp.text.pictures import PICTURE, SOUND, descriptions, with_descriptions
from webapp.text.pictures import described as in_words
from webapp.text.references import is_sound

_LINE_END, _WORD, _BESIDE_LINE_END = re.compile(r"\s*\n\s*"), re.compile(r"\n|\S+"), re.compile(r" ?\n ?")
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
    return [
        (told(text), is_right, text not in others, others.get(text, is_right) != is_right) for text, is_right in lines
    ]


def told(text: str, other: str = "") -> str:
    """With words in the place of pictures and sounds. Where the other text has another under the same words, the
    beginning of its key tells them apart."""
    there = descriptions(other)
    words = {}
    for reference, description in descriptions(text).items():
        name = f"{SOUND if is_sound(reference) else PICTURE}: {description}".removesuffix(": ")
        is_replaced = reference not in there and description in there.values()
        words[reference] = f"[{name}, {reference.partition(':')[2][:4]}]" if is_replaced else f"[{name}]"
    return in_words(with_descriptions(text, words))


def words_apart(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Lines stay lines: a table or a list would not be known again as one."""
    old, new = (_WORD.findall(_LINE_END.sub("\n", told(*each))) for each in ((before, after), (after, before)))
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for sort, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        for side, words in zip(found, (old[a:b], new[c:d]), strict=True):
            if words:
                side.append((_BESIDE_LINE_END.sub("\n", " ".join(words)).strip(" "), sort != "equal"))
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
