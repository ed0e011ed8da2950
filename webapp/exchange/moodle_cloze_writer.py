r"""The text of a cloze as Moodle's embedded answers: {1:SHORTANSWER:=a~%50%b#why}.

Escaped in answers are } ~ # " and \; signs that HTML or the format would take for its own are written as entities.
Source: Moodle's documentation of embedded answers.
"""

import re
from html import escape
from typing import Any

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.markup import html_of_markdown, html_of_piece, without_media
from webapp.exchange.moodle_weights import percent_of
from webapp.exchange.writing import Losses
from webapp.text.simplified import no_reference

_OWN_SIGNS = re.compile(r"([}~#\"\\])")
_FIRST = {"=": "&equals;", "%": "&percnt;"}  # by name: the number sign begins a reason


def cloze_text(question: DraftQuestion, losses: Losses) -> str:
    """HTML, with the prompt before the sentence where there is one."""
    content = question.content
    _name_losses(question, losses)
    parts = [f"{_prompt(content)}<br>"] if content["prompt"] else []
    gaps = {gap["id"]: gap for gap in content["gaps"]}
    for segment in content["segments"]:
        key = segment.get("gap")
        parts.append(_html(segment["text"], content["format"]) if key is None else _gap(question, gaps[key], losses))
    return "".join(parts)


def _html(text: str, format: str) -> str:
    return html_of_piece(text, format).replace("{", "&#123;")


def _prompt(content: dict[str, Any]) -> str:
    if content["format"] == "markdown":
        return html_of_markdown(content["prompt"]).replace("{", "&#123;")
    return _html(content["prompt"], content["format"])


def _name_losses(question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    if without_media(_prompt(content), no_reference)[0].replace("<br>", "").strip():
        losses.add(question, "write.prompt", "Its prompt stands before its text.")
    if content["mode"] != "tolerant" or any(content["match"].values()) or not content["near"]:
        losses.add(question, "write.matching", "How answers are compared is left out.")
    if any(gap[name] for gap in content["gaps"] for name in ("name", "group", "why")):
        losses.add(question, "write.gaps", "Names, groups and reasons of its gaps are left out: all are asked at once.")
    if any(_whole(gap) != gap["weight"] for gap in content["gaps"]):
        losses.add(question, "write.gap_weight", "The weights of its gaps became whole numbers.")
    if any(_is_compared_otherwise(gap, entry) for gap in content["gaps"] for entry in gap["accept"]):
        losses.add(question, "write.matching", "How answers are compared is left out.")


def _is_compared_otherwise(gap: dict[str, Any], entry: dict[str, Any]) -> bool:
    return not gap["options"] and entry["mode"] != ("wildcard" if "*" in entry["text"] else "tolerant")


def _whole(gap: dict[str, Any]) -> int:
    return min(999, max(1, round(float(gap["weight"]))))


def _gap(question: DraftQuestion, gap: dict[str, Any], losses: Losses) -> str:
    if not gap["options"]:
        answers = [_answer(question, entry["text"], entry, losses) for entry in gap["accept"]]
        return f"{{{_whole(gap)}:SHORTANSWER:{'~'.join(answers)}}}"
    accepted = {entry["text"]: entry for entry in reversed(gap["accept"])}
    if any(entry["weight"] <= 0 for entry in gap["accept"]):
        losses.add(question, "write.why", "The reasons of its wrong options are left out.")
    options = [_answer(question, text, accepted.get(text), losses) for text in gap["options"]]
    return f"{{{_whole(gap)}:MULTICHOICE:{'~'.join(options)}}}"


def _answer(question: DraftQuestion, text: str, entry: dict[str, Any] | None, losses: Losses) -> str:
    weight = entry["weight"] if entry else 0.0
    mark = "=" if weight == 1.0 else f"%{percent_of(question, weight, losses)}%" if entry else ""
    why = f"#{_escaped(entry['why'])}" if entry and entry["why"] else ""
    return f"{mark}{_escaped(text)}{why}"


def _escaped(text: str) -> str:
    begin = _FIRST.get(text[:1], "")
    rest = escape(text[1:] if begin else text, quote=False)
    return begin + _OWN_SIGNS.sub(r"\\\1", rest).replace("\n", "<br>")
