"""What a kind says of a question, for somebody who sees a form: kinds speak to whoever writes a bank file, and name its
fields. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from webapp.exchange.contract import Problem
from webapp.exchange.sniffing import BANK
from webapp.teaching.items import Item

CODE = "question.content"  # of the problems that kinds find
_FIELDS: Mapping[str, str] = {
    "why": "reason",
    "why_true": "the reason why “True” is wrong",
    "why_false": "the reason why “False” is wrong",
    "prompt": "the question",
    "back_prompt": "the question of the way back",
    "text": "the text",
    "answer": "the answer",
    "answers": "the answers",
    "accept": "the accepted answers",
    "options": "the options",
    "gaps": "the list of gaps",
    "pairs": "the list of pairs",
    "items": "the list of steps",
    "extra": "the further choices",
    "ideas": "the list of ideas",
    "unit": "the unit",
    "tolerance": "the margin",
    "range": "the range",
    "weight": "the weight",
    "points": "the points",
    "pass_mark": "the pass mark",
    "explanation": "the explanation",
    "hint": "the hint",
    "left": "the left side",
    "right": "the right side",
    "name": "the name",
    "group": "the group",
    "mode": "the way of comparing",
    "note": "the note",
}
_NAMED = re.compile(rf"“({'|'.join(_FIELDS)})”")
_OF_FILES = re.compile(rf"\b(?:{'|'.join(_FIELDS)}|reversible|shuffle|kind): ?\w|\b[a-z]+_[a-z]+\b")
_INSTEAD: Mapping[str, str] = {
    "Put right: yes on one option, or use the kind multi_choice.": "Mark the right one.",
    "Write answer: true or answer: false.": "Choose one of both.",
    "Write each pair with “left” and “right”.": "Write both sides of each pair.",
}


def told_of(item: Item, format: str) -> list[Problem]:
    """The problems of a question of a file of this format. Who writes bank files knows their words."""
    if format == BANK and not item.is_mended:
        return item.problems
    return [plainly(problem) for problem in item.problems]


def plainly(problem: Problem) -> Problem:
    """Those of kinds in other words; a hint on how a file is written is left out where no other is known."""
    if problem.code != CODE:
        return problem
    return replace(problem, message=plain_message(problem.message), hint=_hint(problem.hint))


def plain_message(message: str) -> str:
    said = _NAMED.sub(lambda found: _FIELDS[found[1]], message)
    return said[:1].upper() + said[1:]


def _hint(hint: str) -> str:
    if hint in _INSTEAD:
        return _INSTEAD[hint]
    if _OF_FILES.search(hint):
        return ""
    parts = re.split(r" under (?:“[a-z_]+”)", hint)
    return plain_message("".join(parts))
