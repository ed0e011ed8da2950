"""A question as a note of Anki: which type it has, what stands in its fields, and which card is which facet."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from webapp.exchange.apkg_schema import BOTH_WAYS, CARD, CLOZE, TYPED
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import stem_hash
from webapp.exchange.markup import html_of_markdown, html_of_piece, without_media
from webapp.exchange.media_writing import Album
from webapp.exchange.writing import Losses, common_losses
from webapp.kinds import options
from webapp.kinds.accepted import best_text
from webapp.kinds.contract import Content
from webapp.kinds.shuffle import derived, shuffled
from webapp.text.simplified import no_reference

_BACKWARD = "backward"
_SOUND = re.compile(r"<audio src=\"([^\"<>]*)\"></audio>")


@dataclass(slots=True)
class AnkiNote:
    """`cards` are the numbers of the note's cards by our facets; `fields` are HTML."""

    guid: str
    sort: str
    fields: list[str]
    tags: list[str] = field(default_factory=list)
    cards: dict[str, int] = field(default_factory=lambda: {"": 0})


def note_of(question: DraftQuestion, losses: Losses, album: Album | None = None) -> AnkiNote:
    """Every kind makes a note; what it does not hold is added to the losses. `album` takes what it shows."""
    common_losses(losses, question, "media")
    content = question.content
    if content["format"] == "markdown":
        losses.add(question, "write.format", "Its Markdown became HTML.")
    if any(" " in tag for tag in question.tags):
        losses.add(question, "write.tags", "Spaces in its tags became underscores.")
    made = _KINDS[question.kind](question, losses)
    made.tags = ["_".join(tag.split()) for tag in question.tags]
    if album is not None and album.take(question, losses):
        made.fields = [_with_files(text, album) for text in made.fields]
    return made


def _with_files(html: str, album: Album) -> str:
    """Pictures by the names of their files, and sounds as Anki plays them."""
    html, _files = album.addressed(html, "html")
    return _SOUND.sub(lambda found: f"[sound:{found[1]}]" if found[1] in album.used else found[0], html)


def _html(content: Content, text: str) -> str:
    if content["format"] == "markdown":
        return html_of_markdown(text)
    return text if content["format"] == "html" else plain_html(text)


def plain_html(text: str) -> str:
    return escape(text, quote=False).replace("{", "&#123;").replace("\n", "<br>")


def _note(question: DraftQuestion, sort: str, *fields: str) -> AnkiNote:
    return AnkiNote(question.external_id, sort, list(fields))


def _self_graded(question: DraftQuestion, losses: Losses) -> AnkiNote:
    content = question.content
    ideas = _list([_html(content, idea) for idea in content["ideas"]])
    extra = ideas + _html(content, content["explanation"])
    if content["ideas"] or content["back_prompt"]:
        losses.add(question, "write.card", "Ideas are no ticks, and the way back asks with the answer itself.")
    if ideas and content["format"] == "plain":
        losses.add(question, "write.format", "Its texts became HTML.")
    if extra:
        losses.add(question, "write.explanation", "Its explanation stands below the answer.")
    front, back = _html(content, content["prompt"]), _html(content, content["answer"])
    made = _note(question, BOTH_WAYS if content["reversible"] else CARD, front, back, extra)
    if content["reversible"]:
        made.cards = {"forward": 0, _BACKWARD: 1}
    return made


def _short_answer(question: DraftQuestion, losses: Losses) -> AnkiNote:
    content = question.content
    best = best_text(content["accept"])
    others = [entry["text"] for entry in content["accept"] if entry["weight"] > 0 and entry["text"] != best]
    entries = content["accept"]
    is_strict = any(content["match"].values()) or content["mode"] != "tolerant" or not content["near"]
    if is_strict or any(entry["mode"] != "tolerant" for entry in entries):
        losses.add(question, "write.matching", "How answers are compared is left out.")
    if len(entries) > 1 or entries[0]["why"]:
        losses.add(question, "write.answers", "Only its best answer is compared; others are named below it.")
    extra = _html(content, content["explanation"])
    if others:
        extra = f"{plain_html('; '.join(others))}<br>{extra}"
    return _note(question, TYPED, _html(content, content["prompt"]), plain_html(best), extra)


def _cloze(question: DraftQuestion, losses: Losses) -> AnkiNote:
    content = question.content
    gaps = {gap["id"]: gap for gap in content["gaps"]}
    _name_cloze_losses(question, losses)
    parts = [_html(content, content["prompt"]) + "<br>"] if content["prompt"] else []
    parts += [
        _piece(segment["text"], content["format"]) if "text" in segment else _gap(gaps[segment["gap"]])
        for segment in content["segments"]
    ]
    extra = _html(content, content["explanation"])
    made = _note(question, CLOZE, "".join(parts), extra)
    made.cards = {gap["group"]: int(gap["group"] or 1) - 1 for gap in content["gaps"]}
    return made


def _piece(text: str, format: str) -> str:
    return html_of_piece(text, format).replace("{", "&#123;")


def _gap(gap: Content) -> str:
    name = gap["name"] or " / ".join(gap["options"])
    hint = f"::{_in_gap(name)}" if name else ""
    return f"{{{{c{gap['group'] or 1}::{_in_gap(best_text(gap['accept']))}{hint}}}}}"


def _in_gap(text: str) -> str:
    return plain_html(text).replace("}", "&#125;").replace("::", "&#58;&#58;")


def _name_cloze_losses(question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    if without_media(_html(content, content["prompt"]), no_reference)[0].replace("<br>", "").strip():
        losses.add(question, "write.prompt", "Its prompt stands before its text.")
    if any(content["match"].values()) or content["mode"] != "tolerant" or not content["near"]:
        losses.add(question, "write.matching", "How answers are compared is left out.")
    is_plain = all(len(gap["accept"]) == 1 and not gap["options"] and not gap["why"] for gap in content["gaps"])
    if not is_plain or any(gap["weight"] != 1.0 or gap["accept"][0]["why"] for gap in content["gaps"]):
        losses.add(question, "write.gaps", "Only the best answer of each gap stands in it; nothing is marked.")
    elif not all(gap["group"] for gap in content["gaps"]):
        losses.add(question, "write.gaps", "Its gaps have got the number 1 all together.")


def _turned_to_card(question: DraftQuestion, losses: Losses) -> AnkiNote:
    losses.add(question, "write.kind", "It became a card with two sides, which nobody marks.")
    content = question.content
    front, back = _SIDES[question.kind](question)
    extra = _html(content, content["explanation"])
    return _note(question, CARD, _html(content, content["prompt"]) + front, back, extra)


def _seed(question: DraftQuestion) -> int:
    """The same in every export, so that a second one changes nothing."""
    return int(stem_hash(question)[:15], 16)


def _options(question: DraftQuestion) -> tuple[str, str]:
    content = question.content
    held = {option["id"]: option for option in content["options"]}
    fixed = question.kind == "true_false"
    order = list(held) if fixed else options.shown_order(content, _seed(question))
    shown = [held[key] for key in order]
    right = _list([_html(content, option["text"]) for option in shown if option["right"]])
    whys = [f"{_html(content, option['text'])} – {_html(content, option['why'])}" for option in shown if option["why"]]
    return _list([_html(content, option["text"]) for option in shown], "ol type=A"), right + _list(whys)


def _numbers(question: DraftQuestion) -> tuple[str, str]:
    content = question.content
    unit = f" {content['unit']}" if content["unit"] else ""
    texts = []
    for answer in content["answers"]:
        if answer["weight"] > 0:
            amount = answer["amount"] if answer["amount"] not in ("", "0") else ""
            one = f"{answer['value']} ± {amount}" if amount else answer["value"]
            value = f"{answer['low']} – {answer['high']}" if answer["test"] == "range" else one
            texts.append(plain_html(f"{value}{unit}"))
    return "", "<br>".join(texts)


def _pairs(question: DraftQuestion) -> tuple[str, str]:
    content = question.content
    lefts = [_html(content, pair["left"]) for pair in content["pairs"]]
    rights = [_html(content, choice["text"]) for choice in shuffled(content["choices"], derived(_seed(question), 1))]
    solved = [f"{_html(content, pair['left'])} → {_html(content, pair['right'])}" for pair in content["pairs"]]
    return _list(lefts, "ol") + _list(rights, "ol type=A"), _list(solved)


def _order(question: DraftQuestion) -> tuple[str, str]:
    content = question.content
    texts = [_html(content, item["text"]) for item in content["items"]]
    return _list(shuffled(texts, _seed(question))), _list(texts, "ol")


def _list(items: list[Any], tag: str = "ul") -> str:
    inside = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}>{inside}</{tag.split()[0]}>" if items else ""


_SIDES: dict[str, Callable[[DraftQuestion], tuple[str, str]]] = {
    "choice": _options,
    "multi_choice": _options,
    "true_false": _options,
    "numeric": _numbers,
    "matching": _pairs,
    "ordering": _order,
}
_KINDS: dict[str, Callable[[DraftQuestion, Losses], AnkiNote]] = {
    **dict.fromkeys(_SIDES, _turned_to_card),
    "self_graded": _self_graded,
    "short_answer": _short_answer,
    "cloze": _cloze,
}
