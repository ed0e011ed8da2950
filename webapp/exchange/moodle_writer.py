"""Moodle XML, written: every kind that has an equal there; the others are named among the losses.

Source: Moodle's documentation of the format, and the files it writes.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from webapp.exchange.categories import as_level
from webapp.exchange.contract import DraftQuestion, MediaFile
from webapp.exchange.drafting import shown
from webapp.exchange.media_writing import Album, file_name
from webapp.exchange.moodle_cloze_writer import cloze_text
from webapp.exchange.moodle_numbers import write_numbers
from webapp.exchange.moodle_weights import percent_of
from webapp.exchange.raw_content import number
from webapp.exchange.writing import Losses, Written, common_losses, formulas_of_moodle, legal

_FORMATS = {"plain": "plain_text", "markdown": "markdown", "html": "html"}
_SCORINGS = {"neighbours": "RELATIVE_NEXT_EXCLUDE_LAST", "positions": "ABSOLUTE_POSITION", "all": "ALL_OR_NOTHING"}


def write(questions: Iterable[DraftQuestion], media: Mapping[str, MediaFile] | None = None) -> Written:
    """The bytes of a Moodle XML file (UTF-8); topics as categories, ids as idnumbers. `media` are pictures and sounds
    by their keys: each stands in the element whose text shows it."""
    losses, album = Losses(), Album(media or {})
    quiz = Element("quiz")
    topic, count = "", 0
    for question in questions:
        if question.kind not in _TYPES:
            hint = "Take an Anki package or our bank file."
            losses.leave_out(question, f"Moodle has no question of the kind {question.kind}.", hint)
            continue
        if question.topic != topic:
            topic = question.topic
            _category(quiz, topic)
        album.take(question, losses)
        _put_files(_question(quiz, question, losses), album)
        count += 1
    indent(quiz)
    return Written(tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n", count, losses.found)


def _category(quiz: Element, topic: str) -> None:
    category = SubElement(quiz, "question", type="category")
    path = f"$course$/top/{as_level(topic)}" if topic else "$course$/top"
    put_text(SubElement(category, "category"), path)


def put_text(holder: Element, text: str) -> None:
    SubElement(holder, "text").text = legal(text)


def _put_files(made: Element, album: Album) -> None:
    for holder in list(made.iter()):
        text = holder.find("text")
        if text is not None and text.text:
            text.text, files = album.addressed(text.text, holder.get("format", ""), _address)
            for file in files:
                given = {"name": file_name(file), "path": "/", "encoding": "base64"}
                SubElement(holder, "file", given).text = b64encode(file.data).decode("ascii")


def _address(name: str) -> str:
    return f"@@PLUGINFILE@@/{name}"


def _question(quiz: Element, question: DraftQuestion, losses: Losses) -> Element:
    common_losses(losses, question, "hint", "title", "points", "media")
    formulas_of_moodle(losses, question)
    content = question.content
    sort, write_own = _TYPES[question.kind]
    made = SubElement(quiz, "question", type=sort)
    put_text(SubElement(made, "name"), question.title or shown(content["prompt"] or content.get("text", "")))
    if question.kind == "cloze":
        put_text(SubElement(made, "questiontext", format="html"), cloze_text(question, losses))
    else:
        _put(made, "questiontext", content["prompt"], content)
    _put(made, "generalfeedback", content["explanation"], content)
    SubElement(made, "defaultgrade").text = number(content["points"])
    SubElement(made, "penalty").text = "0.3333333"
    SubElement(made, "hidden").text = "0"
    SubElement(made, "idnumber").text = legal(question.external_id)
    write_own(made, question, losses)
    if question.tags:
        tags = SubElement(made, "tags")
        for tag in question.tags:
            put_text(SubElement(tags, "tag"), tag)
    if content["hint"]:
        _put(made, "hint", content["hint"], content)
    return made


def _put(holder: Element, name: str, text: str, content: dict[str, Any], **attributes: str) -> Element:
    made = SubElement(holder, name, {"format": _FORMATS[content["format"]], **attributes})
    put_text(made, text)
    return made


def _options(made: Element, question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    is_single = question.kind == "choice"
    SubElement(made, "single").text = "true" if is_single else "false"
    SubElement(made, "shuffleanswers").text = "true" if content["shuffle"] else "false"
    SubElement(made, "answernumbering").text = "abc"
    for option in content["options"]:
        share = percent_of(question, option["weight"], losses)
        answer = _put(made, "answer", option["text"], content, fraction=share)
        _put(answer, "feedback", option["why"], content)
    if any(option["pinned"] for option in content["options"]):
        losses.add(question, "write.order", "Its options may be shuffled: Moodle keeps all in their order, or none.")
    if content.get("all_or_nothing"):
        losses.add(question, "write.all_or_nothing", "Part marks are given: Moodle does not know all or nothing.")


def _true_false(made: Element, question: DraftQuestion, _losses: Losses) -> None:
    for option in question.content["options"]:
        fraction = "100" if option["right"] else "0"
        answer = SubElement(made, "answer", fraction=fraction, format="moodle_auto_format")
        put_text(answer, option["id"])
        _put(answer, "feedback", option["why"], question.content)


def _short_answer(made: Element, question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    matching_losses(question, content["accept"], losses)
    SubElement(made, "usecase").text = "1" if content["match"]["case"] else "0"
    for entry in content["accept"]:
        share = percent_of(question, entry["weight"], losses)
        answer = SubElement(made, "answer", fraction=share, format="moodle_auto_format")
        put_text(answer, entry["text"])
        _put(answer, "feedback", entry["why"], content)


def matching_losses(question: DraftQuestion, accept: Iterable[dict[str, Any]], losses: Losses) -> None:
    """Moodle compares whole texts, with a star for any letters, and with or without the case of letters."""
    content = question.content
    strict = any(is_strict for name, is_strict in content["match"].items() if name != "case")
    is_usual = content["near"] and not strict and content["mode"] == "tolerant"
    starred = all(entry["mode"] == ("wildcard" if "*" in entry["text"] else "tolerant") for entry in accept)
    if not is_usual or not starred:
        losses.add(question, "write.matching", "How answers are compared is left out: Moodle does not say it.")


def _matching(made: Element, question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    SubElement(made, "shuffleanswers").text = "true"
    extra = [choice["text"] for choice in content["choices"] if choice["id"].startswith("+")]
    sides = [(pair["left"], pair["right"]) for pair in content["pairs"]]
    for left, right in [*sides, *(("", text) for text in extra)]:
        part = _put(made, "subquestion", left, content)
        _put(part, "answer", right, content)
    if any(pair["why"] for pair in content["pairs"]):
        losses.add(question, "write.why", "The reasons of its pairs are left out.")


def _ordering(made: Element, question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    SubElement(made, "layouttype").text = "VERTICAL"
    SubElement(made, "selecttype").text = "ALL"
    SubElement(made, "selectcount").text = "0"
    SubElement(made, "gradingtype").text = _SCORINGS[content["scoring"]]
    SubElement(made, "showgrading").text = "SHOW"
    for place, item in enumerate(content["items"], 1):
        _put(made, "answer", item["text"], content, fraction=f"{place}.0000000")
    if any(item["note"] for item in content["items"]):
        losses.add(question, "write.notes", "The notes on its items are left out.")
    if content["scoring"] != "neighbours":
        losses.add(question, "write.scoring", "How an order is marked may differ.")


def _numeric(made: Element, question: DraftQuestion, losses: Losses) -> None:
    write_numbers(made, question, losses, _FORMATS[question.content["format"]])


def _cloze(_made: Element, _question: DraftQuestion, _losses: Losses) -> None:
    """Its answers stand in its text."""


_TYPES: dict[str, tuple[str, Callable[[Element, DraftQuestion, Losses], None]]] = {
    "choice": ("multichoice", _options),
    "multi_choice": ("multichoice", _options),
    "true_false": ("truefalse", _true_false),
    "short_answer": ("shortanswer", _short_answer),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "ordering": ("ordering", _ordering),
    "cloze": ("cloze", _cloze),
}
