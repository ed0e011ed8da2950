"""Our own template as CSV, and cards as tab-separated text. What is read of it is the bank again, less the losses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

from webapp.exchange.cells import BOM, csv_lines
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.raw_content import number
from webapp.exchange.writing import Losses, Written, common_losses, shown_by
from webapp.kinds.numbers import as_text, number_of
from webapp.text.references import PICTURES, REFERENCE
from webapp.text.simplified import looks_like_html

OPTIONS = 8
COLUMNS = (
    "id", "type", "question", *(f"option_{place}" for place in range(1, OPTIONS + 1)),
    "correct", "points", "feedback", "hint", "tags", "topic", "source", "image",
)  # fmt: skip


def write_csv(questions: Iterable[DraftQuestion]) -> Written:
    """UTF-8 with BOM, without which a spreadsheet shows wrong letters."""
    losses = Losses()
    rows = [COLUMNS, *(cells for _question, cells in rows_of(questions, losses))]
    return Written((BOM + "".join(csv_lines(rows))).encode("utf-8"), len(rows) - 1, losses.found)


def rows_of(questions: Iterable[DraftQuestion], losses: Losses) -> Iterator[tuple[DraftQuestion, tuple[str, ...]]]:
    """The cells below `COLUMNS`, of each question that a row can hold."""
    for question in questions:
        cells = _cells(_as_cells_say_it(question), losses)
        if cells is not None:
            yield question, tuple(cells.get(name, "") for name in COLUMNS)


def write_cards(questions: Iterable[DraftQuestion]) -> Written:
    """Front, tab, back: self-graded cards alone. A side that holds a tab or a line break cannot be written."""
    losses = Losses()
    lines = []
    for question in questions:
        sides = [question.content["prompt"], question.content.get("answer", "")]
        if question.kind != "self_graded":
            losses.leave_out(question, "This file holds cards with two sides only.", "Take CSV or our bank file.")
        elif any(re.search(r"[\t\n\r]", side) for side in sides):
            losses.leave_out(question, "A side of this card holds a tab or a line break.", "Take CSV for it.")
        else:
            lines.append("\t".join(sides) + "\n")
            _name_card_losses(question, losses)
    return Written("".join(lines).encode("utf-8"), len(lines), losses.found)


def _name_card_losses(question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    common_losses(losses, question)
    if content["explanation"]:
        losses.add(question, "write.feedback", "Its explanation is left out.")
    if content["ideas"] or content["reversible"] or content["back_prompt"]:
        losses.add(question, "write.card", "Ideas to tick and the way back are left out.")
    if question.tags or question.topic or question.external_id:
        losses.add(question, "write.place", "Id, topic and tags are left out.")


def _as_cells_say_it(question: DraftQuestion) -> DraftQuestion:
    """A cell does not say that it is HTML: where it has no tag it is read as it stands, without entities."""
    content = question.content
    if content["format"] != "html":
        return question
    made = dict(content)
    for name in ("prompt", "explanation", "hint", "answer"):
        if isinstance(content.get(name), str):
            made[name] = _bare(content[name])
    for name, keys in (("options", ("text",)), ("items", ("text",)), ("pairs", ("left", "right"))):
        if name in content:
            made[name] = [{**item, **{key: _bare(item[key]) for key in keys}} for item in content[name]]
    return replace(question, content=made)


def _bare(html: str) -> str:
    text = unescape(html)
    return html if looks_like_html(html) or looks_like_html(text) or "->" in text else text


def _cells(question: DraftQuestion, losses: Losses) -> dict[str, str] | None:
    content = question.content
    own = _own(question, losses)
    if own is None:
        return None
    common_losses(losses, question, "hint", "points")
    if any(item.get("why") for name in ("options", "accept", "answers", "pairs") for item in content.get(name, ())):
        losses.add(question, "write.why", "The reasons of single answers are left out.")
    if content["format"] == "markdown":
        losses.add(question, "write.format", "Its Markdown stands as it is written.")
    return {
        **own,
        "id": question.external_id,
        "type": question.kind,
        "question": content["prompt"],
        "points": "" if content["points"] == 1.0 else number(content["points"]),
        "feedback": content["explanation"],
        "hint": content["hint"],
        "tags": ", ".join(question.tags),
        "topic": question.topic,
        "image": _image(question),
    }


def _image(question: DraftQuestion) -> str:
    """The name of the one picture of what is asked: for people, and for programs that show pictures by a column."""
    found = dict.fromkeys(REFERENCE.findall(question.content["prompt"])) if shown_by(question) else {}
    pictures = [f"{key}.{extension}" for key, extension in found if extension in PICTURES]
    return pictures[0] if len(pictures) == 1 else ""


def _own(question: DraftQuestion, losses: Losses) -> dict[str, str] | None:
    content = question.content
    if question.kind in ("choice", "multi_choice"):
        return _options(question, losses)
    if question.kind == "true_false":
        right = next(option["id"] for option in content["options"] if option["right"])
        return {"correct": right.upper()}
    if question.kind == "short_answer":
        return _accepted(question, losses)
    if question.kind == "numeric":
        return _number(question, losses)
    if question.kind == "ordering":
        if any(item["note"] for item in content["items"]) or content["scoring"] != "neighbours":
            losses.add(question, "write.order", "Notes on its items, and how it is marked, are left out.")
        return _listed(question, [item["text"] for item in content["items"]], losses)
    if question.kind == "matching":
        return _pairs(question, losses)
    if question.kind == "self_graded":
        if content["ideas"] or content["reversible"] or content["back_prompt"]:
            losses.add(question, "write.card", "Ideas to tick and the way back are left out.")
        return {"correct": content["answer"]}
    losses.leave_out(question, f"A row of a table cannot hold the kind {question.kind}.", "Take our bank file.")
    return None


def _listed(question: DraftQuestion, texts: Sequence[str], losses: Losses) -> dict[str, str] | None:
    if len(texts) > OPTIONS:
        losses.leave_out(question, f"It has {len(texts)} options; a row takes {OPTIONS}.", "Take our bank file.")
        return None
    return {f"option_{place}": text for place, text in enumerate(texts, 1)}


def _options(question: DraftQuestion, losses: Losses) -> dict[str, str] | None:
    options = question.content["options"]
    cells = _listed(question, [option["text"] for option in options], losses)
    if cells is None:
        return None
    rights = [str(place) for place, option in enumerate(options, 1) if option["right"]]
    if question.content.get("any_right"):
        losses.leave_out(question, "A row of a table cannot say that one of several right options is enough.")
        return None
    if any(option["weight"] not in _usual(question) for option in options):
        losses.add(question, "write.weight", "Part marks are left out.")
    if question.content.get("all_or_nothing"):
        losses.add(question, "write.all_or_nothing", "Part marks are given: a row does not say all or nothing.")
    if not question.content["shuffle"] or any(option["pinned"] for option in options):
        losses.add(question, "write.order", "Its options may be shuffled.")
    return {**cells, "correct": ";".join(rights)}


def _usual(question: DraftQuestion) -> set[float]:
    options = question.content["options"]
    rights = sum(option["right"] for option in options)
    if question.kind == "choice":
        return {0.0, 1.0}
    return {1 / rights, -1 / max(1, len(options) - rights)}


def _accepted(question: DraftQuestion, losses: Losses) -> dict[str, str] | None:
    content = question.content
    full = [entry["text"] for entry in content["accept"] if entry["weight"] == 1.0]
    if any("|" in text for text in full):
        losses.leave_out(question, "An accepted answer holds the bar that separates answers.", "Take our bank file.")
        return None
    is_plain = content["mode"] == "tolerant" and not any(content["match"].values()) and content["near"]
    if len(full) < len(content["accept"]) or not is_plain or any(e["mode"] != "tolerant" for e in content["accept"]):
        losses.add(question, "write.matching", "Answers worth a part, and how answers are compared, are left out.")
    return {"correct": "|".join(full)}


def _number(question: DraftQuestion, losses: Losses) -> dict[str, str]:
    content = question.content
    best = max(content["answers"], key=lambda answer: float(answer["weight"]))
    if len(content["answers"]) > 1:
        losses.add(question, "write.answers", "Only its best answer is written.")
    if content["unit"]:
        losses.add(question, "write.unit", f"The unit {content['unit']} is left out.")
    return {"correct": _figure(question, best, losses)}


def _figure(question: DraftQuestion, answer: dict[str, Any], losses: Losses) -> str:
    if answer["test"] == "range":
        return f"{answer['low']}..{answer['high']}"
    if answer["test"] in ("figures", "decimals"):
        losses.add(question, "write.rounding", "How far the number is rounded is left out; it must be exact.")
    amount = answer["amount"] if answer["test"] in ("absolute", "relative") else ""
    if "e" in amount.lower():  # 1e-05, which no cell has
        amount = as_text(number_of(amount.removesuffix("%")) or Decimal(0)) + ("%" if amount.endswith("%") else "")
    return f"{answer['value']}±{amount}" if amount not in ("", "0") else str(answer["value"])


def _pairs(question: DraftQuestion, losses: Losses) -> dict[str, str] | None:
    content = question.content
    if any("->" in text or "→" in text for pair in content["pairs"] for text in (pair["left"], pair["right"])):
        losses.leave_out(question, "A side of a pair holds the arrow that separates sides.", "Take our bank file.")
        return None
    if any(choice["id"].startswith("+") for choice in content["choices"]):
        losses.add(question, "write.extra", "Right sides that belong nowhere are left out.")
    return _listed(question, [f"{pair['left']} -> {pair['right']}" for pair in content["pairs"]], losses)
