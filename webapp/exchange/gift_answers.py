"""GIFT, second half: what stands between the braces, as raw fields of a question kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.gift_blocks import TextFormat, plain, tagged
from webapp.exchange.markup import Marked
from webapp.exchange.shares import exact

_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,3}(?:[.,][0-9]*)?)%")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_WORDS_OF_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# What stands before an equals sign that belongs to a formula or to HTML, and begins no answer.
_JOINED = re.compile(r"(?:[A-Za-z0-9)]|\b(?:href|src|class|style|title|alt|width|height|dir|id|target))\s*$")


class Unreadable(Exception):
    """The block cannot be read as a question: code, message, hint, and the line inside the block."""

    def __init__(self, code: str, message: str, hint: str, offset: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.offset = code, message, hint, offset


@dataclass(slots=True)
class Piece:
    """One answer: its sign ("=", "~" or ""), text, weight (1 is full, None when none is given) and feedback."""

    sign: str
    text: str
    weight: float | None
    feedback: str
    offset: int  # in lines from the opening brace
    has_weight_as_text: bool = False


@dataclass(slots=True)
class Answers:
    """The kind, its raw fields, the texts in them that have a format, and remarks (code, message, hint, offset)."""

    kind: str
    raw: dict[str, Any] = field(default_factory=dict)
    texts: DraftTexts = field(default_factory=DraftTexts)
    remarks: list[tuple[str, str, str, int]] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)  # of a field: lines from the opening brace

    def put(self, holder: Any, key: Any, text: str, inherited: TextFormat) -> None:
        bare, format = tagged(text, inherited)
        self.texts.put(holder, key, Marked(plain(bare), format))


def answers_of(inside: str, format: TextFormat) -> Answers:
    """Read what stands between the braces, general feedback taken off. Raises Unreadable."""
    bare = inside.strip()
    if bare.startswith("#"):
        return _numeric(inside, format)
    if "~" in bare:
        return _choice(inside, format)
    if "=" in bare and "->" in bare:
        return _matching(inside, format)
    verdict, _hash, feedback = bare.partition("#")
    if verdict.strip() in _WORDS_OF_TRUTH:
        return _true_false(_WORDS_OF_TRUTH[verdict.strip()], feedback, format)
    return _short_answer(inside, format)


def pieces_of(inside: str) -> Iterator[Piece]:
    """Cut at each = and ~; what stands before the first of them is a piece without a sign."""
    at = 0
    for found in re.finditer(r"([=~]?)([^=~]*)", inside):
        sign, body = found[1], found[2]
        offset = inside.count("\n", 0, at) if not sign else inside.count("\n", 0, found.start())
        at = found.end()
        if not sign and not body.strip():
            continue
        text, _hash, feedback = body.partition("#")
        weighed = _WEIGHT.match(text)
        weight = exact(float(weighed[1].replace(",", ".")) / 100) if weighed else None
        yield Piece(sign, text[weighed.end() :] if weighed else text, weight, feedback, offset)


def _true_false(key: bool, feedback: str, format: TextFormat) -> Answers:
    """The feedback for the wrong answer comes first."""
    made = Answers("true_false", {"answer": "true" if key else "false"})
    wrong, _hash, right = feedback.partition("#")
    made.put(made.raw, "why_false" if key else "why_true", wrong, format)
    made.put(made.raw, "why_true" if key else "why_false", right, format)
    return made


def _choice(inside: str, format: TextFormat) -> Answers:
    pieces = list(pieces_of(inside))
    rights = sum(piece.sign == "=" for piece in pieces)
    made = Answers("choice" if rights else "multi_choice")
    options = made.raw["options"] = []
    for piece in pieces:
        if not piece.sign:
            raise Unreadable(
                "gift.loose_text",
                "Text stands before the first answer.",
                "Put = before the right answer and ~ before each wrong one.",
                piece.offset,
            )
        option: dict[str, Any] = {}
        text = piece.text
        if piece.sign == "=" and piece.weight is not None:
            text = f"%{piece.weight * 100:g}%{text}"
            made.remarks.append(_weight_as_text(piece))
        made.put(option, "text", text, format)
        made.put(option, "why", piece.feedback, format)
        _weigh(option, piece, has_rights=bool(rights))
        options.append(option)
        made.offsets[f"options[{len(options)}]"] = piece.offset
    made.remarks += _joined(pieces)
    if len(options) < 2:
        raise Unreadable("gift.few", "The question has fewer than 2 options.", "Write =right ~wrong ~wrong.")
    if rights > 1:
        made.raw["any_right"] = "yes"
        hint = "Are several answers to be ticked? Then write ~%50% before each right one."
        made.remarks.append(
            ("gift.several_right", f"{rights} options count as right, and one is to be chosen.", hint, 0)
        )
    if not rights:
        made.remarks += _sums(options)
    return made


def _weigh(option: dict[str, Any], piece: Piece, *, has_rights: bool) -> None:
    if piece.sign == "=":
        option["right"] = "yes"
    elif has_rights:
        option["right"] = "no"
        if piece.weight:
            option["weight"] = str(piece.weight)
    else:
        weight = piece.weight or 0.0
        option["right"] = "yes" if weight > 0 else "no"
        option["weight"] = str(weight)


def _sums(options: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    best = sum(weight for weight in (float(option["weight"]) for option in options) if weight > 0)
    if best > 0 and abs(best - 1) > 0.001:
        message = f"The weights of the right options add up to {best * 100:g} %, not to 100 %."
        yield "gift.weights", message, "Let them add up to 100, so that the full answer has the full mark.", 0


def _weight_as_text(piece: Piece) -> tuple[str, str, str, int]:
    message = f"“%{(piece.weight or 0) * 100:g}%” after = is read as text."
    return "gift.weight_after_equals", message, "A weight stands after ~, as in ~%50%text.", piece.offset


def _joined(pieces: list[Piece]) -> Iterator[tuple[str, str, str, int]]:
    """An equals sign in the middle of an option cuts it in two, as in Moodle."""
    for before, piece in pairwise(pieces):
        body = before.feedback or before.text
        if (
            piece.sign == "="
            and _JOINED.search(body)
            and not body.endswith((" ", "\n", "\t"))
            and "\n" not in body[-1:]
        ):
            joined = f"{plain(body)}={plain(piece.text)}"
            message = f"“{joined[:60]}” was cut in two at its equals sign."
            hint = "If it is one text, write \\= in it: " + joined[:60].replace("=", "\\=")
            yield "gift.equals", message, hint, piece.offset


def _matching(inside: str, format: TextFormat) -> Answers:
    made = Answers("matching")
    pairs: list[dict[str, Any]] = []
    extra: list[Any] = []
    for piece in pieces_of(inside):
        left, arrow, right = (piece.text + ("#" + piece.feedback if piece.feedback else "")).partition("->")
        if not arrow:
            hint = "Write each pair as =left -> right."
            raise Unreadable("gift.pair", f"“{plain(piece.text)[:60]}” has no ->.", hint, piece.offset)
        if not plain(tagged(left, format)[0]):
            extra.append("")
            made.put(extra, len(extra) - 1, right, format)
            continue
        pair: dict[str, Any] = {}
        made.put(pair, "left", left, format)
        made.put(pair, "right", right, format)
        pairs.append(pair)
        made.offsets[f"pairs[{len(pairs)}]"] = piece.offset
    if len(pairs) < 2:
        raise Unreadable("gift.few", "The question has fewer than 2 pairs.", "Write each pair as =left -> right.")
    made.raw["pairs"] = pairs
    if extra:
        made.raw["extra"] = extra
    return made


def _short_answer(inside: str, format: TextFormat) -> Answers:
    made = Answers("short_answer")
    accept = made.raw["accept"] = []
    for piece in pieces_of(inside):
        text = plain(tagged(piece.text, "plain")[0])
        entry: dict[str, Any] = {"text": text}
        if piece.weight is not None:
            entry["weight"] = str(piece.weight)
        if "*" in text:
            entry["mode"] = "wildcard"
        made.put(entry, "why", piece.feedback, format)
        accept.append(entry)
        made.offsets[f"accept[{len(accept)}]"] = piece.offset
        if text in ("true", "false") and "=" not in inside:
            hint = "Write {T} or {F} in capitals for a true or false question."
            made.remarks.append(("gift.small_truth", f"“{text}” in small letters is an answer to type.", hint, 0))
    return made


def _numeric(inside: str, format: TextFormat) -> Answers:
    made = Answers("numeric")
    answers = made.raw["answers"] = []
    for piece in pieces_of(inside.strip().removeprefix("#")):
        text = plain(piece.text)
        if text in ("", "*") and (piece.sign or answers):
            if plain(piece.feedback):
                message, hint = "The feedback for all other numbers is left out.", "Put it into the explanation."
                made.remarks.append(("gift.any_other", message, hint, piece.offset))
            continue
        entry = _number(text, piece, made)
        if piece.weight is not None:
            entry["weight"] = str(piece.weight)
        made.put(entry, "why", piece.feedback, format)
        answers.append(entry)
        made.offsets[f"answers[{len(answers)}]"] = piece.offset
    if not answers:
        raise Unreadable("gift.number", "The question has no number.", "Write {#3.14:0.01} or {#1..5}.")
    return made


def _number(text: str, piece: Piece, made: Answers) -> dict[str, Any]:
    low, dots, high = text.partition("..")
    if dots:
        return {"range": [_figure(low, piece, made), _figure(high, piece, made)]}
    value, colon, margin = text.partition(":")
    entry = {"answer": _figure(value, piece, made)}
    width = _figure(margin, piece, made) if colon and margin.strip() else "0"
    if float(width):
        entry["tolerance"] = width
    return entry


def _figure(text: str, piece: Piece, made: Answers) -> str:
    text = text.strip()
    if _DECIMAL_COMMA.fullmatch(text):
        message = f"“{text}” was read with a decimal point."
        made.remarks.append(("gift.decimal_comma", message, "GIFT writes decimals with a point.", piece.offset))
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise Unreadable("gift.number", f"“{text[:60]}” is not a number.", "Write digits, such as 3.14.", piece.offset)
    return text
