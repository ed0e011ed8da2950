"""Aiken, written: choices with one right answer; everything else is named among the losses."""

from collections.abc import Iterable

from webapp.exchange import aiken
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.writing import Losses, Written, common_losses


def write(questions: Iterable[DraftQuestion]) -> Written:
    """The bytes of an Aiken file (UTF-8)."""
    losses = Losses()
    blocks = []
    for question in questions:
        content = question.content
        if question.kind != "choice" or content.get("any_right"):
            losses.leave_out(question, "Aiken holds choices with one right answer only.", "Take GIFT or our bank file.")
            continue
        if not _is_read_as_question(_line(content["prompt"])):
            message = "Its text would not be read as a question: it is a single letter, or looks like a choice."
            losses.leave_out(question, message, "Put a word before it.")
            continue
        common_losses(losses, question)
        _name_losses(question, losses)
        letters = [chr(ord("A") + place) for place in range(len(content["options"]))]
        options = list(zip(letters, content["options"], strict=True))
        right = next(letter for letter, option in options if option["right"])
        lines = [f"{letter}) {_line(option['text'])}" for letter, option in options]
        blocks.append("\n".join([_line(content["prompt"]), *lines, f"ANSWER: {right}"]))
    return Written(("\n\n".join(blocks) + "\n").encode("utf-8"), len(blocks), losses.found)


def _name_losses(question: DraftQuestion, losses: Losses) -> None:
    content = question.content
    if content["format"] != "plain":
        losses.add(question, "write.format", f"Its texts stand as they are written, in {content['format']}.")
    if content["explanation"] or any(option["why"] for option in content["options"]):
        losses.add(question, "write.feedback", "Explanation and reasons are left out.")
    if any(option["weight"] not in (0.0, 1.0) for option in content["options"]):
        losses.add(question, "write.weight", "Part marks are left out.")
    if question.tags or question.topic or question.external_id:
        losses.add(question, "write.place", "Id, topic and tags are left out.")


def _is_read_as_question(line: str) -> bool:
    return len(line) > 1 and aiken.is_stem(line)


def _line(text: str) -> str:
    return " ".join(text.split())
