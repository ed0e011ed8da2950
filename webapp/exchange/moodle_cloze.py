"""Gaps in the text of Moodle's questions: {1:SHORTANSWER:=a~%50%b} of a cloze, [[1]] of missing words.

Source: Moodle's documentation of embedded answers.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from webapp.exchange.shares import exact
from webapp.text.simplified import simplified

MOST_GAPS = 20
_GAP = re.compile(r"\{(\d{0,3}):([A-Z_]{1,16}):((?:\\.|[^\\}])*)\}", re.DOTALL)
_LOOKS_LIKE_GAP = re.compile(r"\{\d{0,3}:[A-Za-z_]{1,20}[^}]{0,40}")
_ALTERNATIVE = re.compile(r"(?<!\\)~")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
_FEEDBACK = re.compile(r"(?<!\\)#")
_ESCAPED = re.compile(r"\\([}~#\"\\/])")
_CHOICES = {
    "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS",
    "MCVS", "MULTICHOICE_HS", "MCHS",
}  # fmt: skip
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_BRACKETS = re.compile(r"\[\[(\d{1,3})\]\]")


@dataclass(slots=True)
class Cloze:
    """`text` with {1}, {2} … where the gaps are; `broken` are markers that could not be read, `notes` what changed."""

    text: str
    gaps: list[dict[str, Any]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def embedded(text: str, *, is_html: bool) -> Cloze:
    """The text of a cloze; an unreadable marker stays visible."""
    made = Cloze("")
    parts, at = [], 0
    for found in _GAP.finditer(text.replace("&quot;", '"')):
        parts.append(text.replace("&quot;", '"')[at : found.start()])
        gap = _gap(found[2], found[3], made)
        if gap is None:
            parts.append(found[0])
            made.broken.append(found[0])
        else:
            if found[1] and int(found[1]) > 1:
                gap["weight"] = found[1]
            made.gaps.append(gap)
            parts.append(_mark(len(made.gaps)))
        at = found.end()
    parts.append(text.replace("&quot;", '"')[at:])
    rest = "".join(parts)
    made.broken += [each for each in _LOOKS_LIKE_GAP.findall(rest) if each not in "".join(made.broken)]
    _settle(made, rest, is_html=is_html)
    return made


def with_words(text: str, words: list[tuple[str, str]], *, is_html: bool) -> Cloze:
    """The text of missing words: [[2]] is the second of the words (text, group), and those of its group are offered."""
    made = Cloze("")

    def replaced(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        if not 0 <= place < len(words):
            made.broken.append(found[0])
            return found[0]
        word, group = words[place]
        options = list(dict.fromkeys(each for each, of in words if of == group))
        gap: dict[str, Any] = {"accept": [{"text": word}]}
        if len(options) > 1:
            gap["options"] = options
        made.gaps.append(gap)
        return _mark(len(made.gaps))

    _settle(made, _BRACKETS.sub(replaced, text), is_html=is_html)
    return made


def _mark(number: int) -> str:
    return f"\ufdd0{number}\ufdd1"  # noncharacters: no text has them, and HTML leaves them alone


def _settle(made: Cloze, text: str, *, is_html: bool) -> None:
    """Gaps stand in plain text here: what formats it is dropped."""
    if is_html:
        simple = simplified(text)
        if simple.plain is None:
            made.notes.append("Its formatting was left out, since gaps stand in plain text.")
        text = simple.plain if simple.plain is not None else _without_tags(simple.html)
    text = re.sub(r"\{(\d{1,3})\}", r"(\1)", text)  # what is no gap of ours must not look like one
    made.text = text.replace("\ufdd0", "{").replace("\ufdd1", "}").strip()


def _without_tags(html: str) -> str:
    text = re.sub(r"</(?:p|li|tr|blockquote|pre)>|<br>", "\n", html)
    return simplified(re.sub(r"<[^>]*>", " ", text.replace("\n", "<br>")).replace(" <br> ", "<br>")).plain or ""


def _gap(sort: str, body: str, made: Cloze) -> dict[str, Any] | None:
    answers = [_answer(each) for each in _ALTERNATIVE.split(body)]
    answers = [each for each in answers if each["text"]]
    if not answers:
        return None
    if sort in _CHOICES:
        return _choice(answers)
    if sort in _TYPED:
        accept = [each for each in answers if each["text"] != "*"]
        return {"accept": _accepted(accept)} if any(float(each["weight"]) >= 1 for each in accept) else None
    if sort in _NUMBERS:
        return _number(answers, made)
    return None


def _answer(text: str) -> dict[str, str]:
    weighed = _WEIGHT.match(text)
    weight = exact(float(weighed[1]) / 100) if weighed else 0.0
    text = text[weighed.end() :] if weighed else text.lstrip()
    if text.startswith("="):
        weight, text = 1.0, text[1:]
    body, *feedback = _FEEDBACK.split(text, maxsplit=1)
    return {
        "text": _plain(body),
        "weight": str(weight),
        "why": _plain(feedback[0]) if feedback else "",
    }


def _plain(text: str) -> str:
    text = _ESCAPED.sub(r"\1", text)
    simple = simplified(text)
    return simple.plain if simple.plain is not None else _without_tags(simple.html)


def _accepted(answers: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**each, **({"mode": "wildcard"} if "*" in each["text"] else {})} for each in answers]


def _choice(answers: list[dict[str, str]]) -> dict[str, Any] | None:
    best = max(answers, key=lambda each: float(each["weight"]))
    if float(best["weight"]) <= 0 or len(answers) < 2:
        return None
    marked = [each for each in answers if float(each["weight"]) > 0]
    accept = [{**each, "weight": "1" if each is best else each["weight"]} for each in marked]
    return {"accept": accept, "options": list(dict.fromkeys(each["text"] for each in answers))}


def _number(answers: list[dict[str, str]], made: Cloze) -> dict[str, Any] | None:
    accept = []
    for each in answers:
        value, colon, margin = each["text"].partition(":")
        if value.strip() in ("", "*"):
            continue
        if colon and margin.strip().strip("0.") and float(each["weight"]) > 0:
            made.notes.append(f"The gap {value.strip()} must be exact here; its margin {margin.strip()} was left out.")
        accept.append({**each, "text": value.strip()})
    return {"accept": accept} if any(float(each["weight"]) >= 1 for each in accept) else None
