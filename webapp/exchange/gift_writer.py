r"""GIFT, written. What is read of it is the bank again, less what the losses name.

Escaped are \ # = ~ { } : and line breaks; texts always bear the tag of their format, ids and tags stand in comments.
Source: Moodle's documentation of the format, and its list of weights.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from webapp.exchange.categories import as_level
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.moodle_weights import percent_of
from webapp.exchange.writing import Losses, Written, common_losses, formulas_of_moodle
from webapp.kinds.numbers import as_text, number_of

_LIKE_WEIGHT = re.compile(r"%-?\d")  # a text that begins so would be read as a weight
_SPECIAL = re.compile(r"([\\#=~{}:])")


def write(questions: Iterable[DraftQuestion]) -> Written:
    """The bytes of a GIFT file (UTF-8), one block a question, topics as categories."""
    losses = Losses()
    blocks: list[str] = []
    topic = ""
    count = 0
    for question in questions:
        inside = _INSIDE.get(question.kind)
        if inside is None:
            losses.leave_out(question, f"GIFT has no question of the kind {question.kind}.", "Take our bank file.")
            continue
        if question.topic != topic:
            topic = question.topic
            blocks.append(f"$CATEGORY: {as_level(topic)}" if topic else "$CATEGORY: top")
        blocks.append(_block(question, inside(question, losses), losses))
        count += 1
    return Written(("\n\n".join(blocks) + "\n").encode("utf-8"), count, losses.found)


def escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def weight_text(question: DraftQuestion, weight: float, losses: Losses) -> str:
    """The nearest share of Moodle's list, in per cent."""
    return f"%{percent_of(question, weight, losses)}%"


def _block(question: DraftQuestion, inside: str, losses: Losses) -> str:
    common_losses(losses, question, "title")
    formulas_of_moodle(losses, question)
    content = question.content
    format = {"plain": "plain", "markdown": "markdown", "html": "html"}[content["format"]]
    marks = [f"[id:{_in_comment(question.external_id)}]"] if question.external_id else []
    marks += [f"[tag:{_in_comment(tag)}]" for tag in question.tags]
    general = f"\n\t####{escaped(content['explanation'])}" if content["explanation"] else ""
    name = f"::{escaped(question.title)}::" if question.title else ""
    lines = [f"// {' '.join(marks)}"] if marks else []
    return "\n".join([*lines, f"{name}[{format}]{escaped(content['prompt'])} {{{inside}{general}\n}}"])


def _in_comment(text: str) -> str:
    return " ".join(text.split()).replace("]", "\\]")


def _why(text: str) -> str:
    return f"#{escaped(text)}" if text else ""


def _choice(question: DraftQuestion, losses: Losses) -> str:
    lines = []
    for option in question.content["options"]:
        sign = "="
        if not option["right"]:
            is_bare = not option["weight"] and not _LIKE_WEIGHT.match(option["text"])
            sign = "~" if is_bare else f"~{weight_text(question, option['weight'], losses)}"
        lines.append(f"\n\t{sign}{escaped(option['text'])}{_why(option['why'])}")
    _order_is_lost(question, losses)
    return "".join(lines)


def _multi_choice(question: DraftQuestion, losses: Losses) -> str:
    lines = []
    for option in question.content["options"]:
        is_bare = not option["weight"] and not _LIKE_WEIGHT.match(option["text"])
        weight = "" if is_bare else weight_text(question, option["weight"], losses)
        lines.append(f"\n\t~{weight}{escaped(option['text'])}{_why(option['why'])}")
    _order_is_lost(question, losses)
    if question.content["all_or_nothing"]:
        losses.add(question, "write.all_or_nothing", "Part marks are given: GIFT does not know all or nothing.")
    return "".join(lines)


def _order_is_lost(question: DraftQuestion, losses: Losses) -> None:
    if not question.content["shuffle"] or any(option["pinned"] for option in question.content["options"]):
        losses.add(question, "write.order", "Its options may be shuffled: GIFT does not keep their order.")


def _true_false(question: DraftQuestion, losses: Losses) -> str:
    sides = {option["id"]: option for option in question.content["options"]}
    right = "true" if sides["true"]["right"] else "false"
    wrong = "false" if right == "true" else "true"
    inside = right.upper()
    if sides[wrong]["why"] or sides[right]["why"]:
        inside += f"#{escaped(sides[wrong]['why'])}#{escaped(sides[right]['why'])}"
    return inside


def _short_answer(question: DraftQuestion, losses: Losses) -> str:
    content = question.content
    if content["mode"] not in ("tolerant", "wildcard") or any(content["match"].values()) or not content["near"]:
        losses.add(question, "write.matching", "How answers are compared is left out: GIFT does not say it.")
    lines = []
    for entry in content["accept"]:
        is_bare = entry["weight"] == 1.0 and not _LIKE_WEIGHT.match(entry["text"])
        weight = "" if is_bare else weight_text(question, entry["weight"], losses)
        lines.append(f"\n\t={weight}{escaped(entry['text'])}{_why(entry['why'])}")
    return "".join(lines)


def _numeric(question: DraftQuestion, losses: Losses) -> str:
    if question.content["unit"]:
        losses.add(question, "write.unit", f"The unit {question.content['unit']} is left out.")
    lines = []
    for answer in question.content["answers"]:
        weight = "" if answer["weight"] == 1.0 else weight_text(question, answer["weight"], losses)
        lines.append(f"\n\t={weight}{_figure(question, answer, losses)}{_why(answer['why'])}")
    return "#" + "".join(lines)


def _figure(question: DraftQuestion, answer: dict[str, Any], losses: Losses) -> str:
    if answer["test"] == "range":
        return f"{answer['low']}..{answer['high']}"
    if answer["test"] in ("figures", "decimals"):
        losses.add(question, "write.rounding", "How far the number is rounded is left out; it must be exact.")
        return str(answer["value"])
    if answer["test"] == "relative":
        losses.add(question, "write.relative", "Its margin in per cent became a range.")
        return f"{answer['low']}..{answer['high']}"
    margin = answer["amount"] if answer["amount"] not in ("", "0") else ""
    if "e" in margin.lower():  # 1e-05: Moodle reads it, other readers of GIFT do not
        margin = as_text(number_of(margin) or Decimal(0))
    return f"{answer['value']}:{margin}" if margin else str(answer["value"])


def _matching(question: DraftQuestion, losses: Losses) -> str:
    content = question.content
    texts = [text for pair in content["pairs"] for text in (pair["left"], pair["right"])]
    if any("->" in text for text in texts):
        losses.add(question, "write.arrow", "“->” in its texts became “→”, which GIFT does not take for a pair.")
    if any(pair["why"] for pair in content["pairs"]):
        losses.add(question, "write.why", "The reasons of its pairs are left out.")
    lines = [f"\n\t={_side(pair['left'])} -> {_side(pair['right'])}" for pair in content["pairs"]]
    extra = [choice["text"] for choice in content["choices"] if choice["id"].startswith("+")]
    return "".join([*lines, *(f"\n\t= -> {_side(text)}" for text in extra)])


def _side(text: str) -> str:
    return escaped(text.replace("->", "→"))


_INSIDE: dict[str, Callable[[DraftQuestion, Losses], str]] = {
    "choice": _choice,
    "multi_choice": _multi_choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "matching": _matching,
}
