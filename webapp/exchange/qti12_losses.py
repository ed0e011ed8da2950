"""What an item of QTI 1.2, in Canvas's flavour, has no place for."""

from collections.abc import Callable
from typing import Any

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.writing import Losses, common_losses

Content = dict[str, Any]


def name_losses(question: DraftQuestion, losses: Losses) -> None:
    common_losses(losses, question, "title", "points", "media")
    content = question.content
    if content["format"] == "markdown" and question.kind != "cloze":
        losses.add(question, "write.format", "Its Markdown became HTML.")
    if question.tags:
        losses.add(question, "write.tags", "Its tags are left out.")
    own = _OWN.get(question.kind)
    if own is not None:
        own(question, content, losses)


def _choice(question: DraftQuestion, content: Content, losses: Losses) -> None:
    if not content["shuffle"] or any(option["pinned"] for option in content["options"]):
        losses.add(question, "write.order", "Its options may be shuffled.")


def _multi_choice(question: DraftQuestion, content: Content, losses: Losses) -> None:
    _choice(question, content, losses)
    rights = sum(option["right"] for option in content["options"])
    usual = {1 / rights, -1 / max(1, len(content["options"]) - rights)}
    if any(option["weight"] not in usual for option in content["options"]):
        losses.add(question, "write.weight", "Every right option has the same share of the mark.")
    if content["all_or_nothing"]:
        losses.add(question, "write.all_or_nothing", "Part marks are given.")


def _short_answer(question: DraftQuestion, content: Content, losses: Losses) -> None:
    _compared(question, content, content["accept"], losses)
    if any(entry["why"] for entry in content["accept"]):
        losses.add(question, "write.why", "The reasons of its answers are left out.")
    if any(entry["weight"] <= 0 for entry in content["accept"]):
        losses.add(question, "write.weight", "Answers without a mark are left out.")


def _compared(question: DraftQuestion, content: Content, accept: list[Content], losses: Losses) -> None:
    strict = any(content["match"].values()) or not content["near"] or content["mode"] != "tolerant"
    if strict or any(entry["mode"] != "tolerant" for entry in accept):
        losses.add(question, "write.matching", "How answers are compared is left out.")


def _numeric(question: DraftQuestion, content: Content, losses: Losses) -> None:
    answers = content["answers"]
    if content["unit"]:
        losses.add(question, "write.unit", f"The unit {content['unit']} is left out.")
    if any(answer["why"] for answer in answers):
        losses.add(question, "write.why", "The reasons of its answers are left out.")
    if any(answer["weight"] != 1.0 for answer in answers):
        losses.add(question, "write.weight", "Every number has the full mark; those without a mark are left out.")
    if any(answer["test"] == "relative" for answer in answers):
        losses.add(question, "write.relative", "Its margin in per cent became a fixed one.")
    if any(answer["test"] in ("figures", "decimals") for answer in answers):
        losses.add(question, "write.rounding", "How far the number is rounded is left out; it must be exact.")


def _matching(question: DraftQuestion, content: Content, losses: Losses) -> None:
    if any(pair["why"] for pair in content["pairs"]):
        losses.add(question, "write.why", "The reasons of its pairs are left out.")


def _ordering(question: DraftQuestion, content: Content, losses: Losses) -> None:
    if any(item["note"] for item in content["items"]):
        losses.add(question, "write.notes", "The notes on its items are left out.")
    if content["scoring"] != "neighbours":
        losses.add(question, "write.scoring", "How an order is marked may differ.")


def _cloze(question: DraftQuestion, content: Content, losses: Losses) -> None:
    gaps = content["gaps"]
    entries = [entry for gap in gaps for entry in gap["accept"]]
    _compared(question, content, [entry for gap in gaps if not gap["options"] for entry in gap["accept"]], losses)
    if content["prompt"]:
        losses.add(question, "write.prompt", "Its prompt stands before its text.")
    if any(gap[name] for gap in gaps for name in ("name", "group", "why")) or any(entry["why"] for entry in entries):
        losses.add(question, "write.gaps", "Names, groups and reasons of its gaps are left out: all are asked at once.")
    if any(gap["weight"] != 1.0 for gap in gaps) or any(entry["weight"] != 1.0 for entry in entries):
        losses.add(question, "write.gap_weight", "All gaps, and all answers to one, have the same mark.")
    if len({bool(gap["options"]) for gap in gaps}) > 1:
        losses.add(question, "write.gap_options", "Gaps to choose became gaps to type, as its other gaps are.")


_OWN: dict[str, Callable[[DraftQuestion, Content, Losses], None]] = {
    "choice": _choice,
    "multi_choice": _multi_choice,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
