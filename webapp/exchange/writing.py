"""What a writer of another format hands over: the file, and what it could not hold."""

import re
from dataclasses import dataclass, field

from webapp.exchange.contract import DraftQuestion, Problem, Severity
from webapp.exchange.drafting import shown
from webapp.exchange.media import references_in
from webapp.exchange.raw_content import key_at
from webapp.kinds.contract import DEFAULT_PASS_MARK
from webapp.text.mathematics import has_lone_dollars
from webapp.text.nested import texts_in

# No XML 1.0 may hold them; the other control characters are in no question.
_ILLEGAL = re.compile("[\ufffe\uffff]")
_WITH_KEYS = ("options", "pairs", "items")


@dataclass(slots=True)
class Written:
    """`written` counts the questions that are in the file; `losses` name each that is not, or not wholly. `suffix` is
    how the name of the file ends where that is not as its format says: "zip" for a bank with its pictures."""

    data: bytes
    written: int = 0
    losses: list[Problem] = field(default_factory=list)
    suffix: str = ""


@dataclass(slots=True)
class Losses:
    """Collects for one file."""

    found: list[Problem] = field(default_factory=list)

    def add(self, question: DraftQuestion, code: str, message: str, hint: str = "") -> None:
        """A part that is missing in the file."""
        self._add("info", question, code, message, hint)

    def leave_out(self, question: DraftQuestion, message: str, hint: str = "", *, code: str = "write.left_out") -> None:
        """The question is not in the file."""
        self._add("warning", question, code, message, hint)

    def _add(self, severity: Severity, question: DraftQuestion, code: str, message: str, hint: str) -> None:
        self.found.append(Problem(severity, None, None, name_of(question), "", message, hint, code))


def name_of(question: DraftQuestion) -> str:
    """What a loss calls it."""
    content = question.content
    return question.external_id or shown(str(content.get("prompt") or content.get("text") or ""))


def common_losses(losses: Losses, question: DraftQuestion, *holds: str) -> None:
    """What hardly any other format has a place for. `holds` are those of hint, title, points, pass_mark, media that
    this one has."""
    content = question.content
    if content["hint"] and "hint" not in holds:
        losses.add(question, "write.hint", "The hint is left out.")
    if question.title and "title" not in holds:
        losses.add(question, "write.title", "Its title is left out.")
    if content["points"] != 1.0 and "points" not in holds:
        losses.add(question, "write.points", "Its points are left out.")
    if content["pass_mark"] != DEFAULT_PASS_MARK and "pass_mark" not in holds:
        losses.add(question, "write.pass_mark", "Its pass mark is left out.")
    if "media" not in holds and shown_by(question):
        hint = "Bring them beside the file, or take our bank file, Moodle XML, QTI or an Anki package."
        losses.add(question, "write.media", "Its pictures and sounds are named in the file, and not in it.", hint)
    if content["foreign"]:
        losses.add(question, "write.foreign", "Words marked as of another language are not marked.")
    if question.kind != "true_false" and any(
        item["id"] != key_at(place) for name in _WITH_KEYS for place, item in enumerate(content.get(name, ()))
    ):
        losses.add(question, "write.keys", "The keys of its parts are new.")
    notes = (question.source_says, question.paragraph, question.reference, question.background, question.view)
    if any(notes) or question.fact or question.term:
        losses.add(question, "write.source", "The note on its source is left out.")


def formulas_of_moodle(losses: Losses, question: DraftQuestion) -> None:
    """For a format that Moodle shows: it knows formulas between two dollars, and between brackets with a backslash."""
    if question.content["format"] == "markdown" and any(map(has_lone_dollars, texts_in(question.content))):
        hint = "In Moodle write two dollars on each side. Here they are read as formulas again."
        losses.add(
            question, "write.formula", "Moodle shows its formulas between single dollars as they are written.", hint
        )


def shown_by(question: DraftQuestion) -> list[str]:
    """References to the pictures and sounds that its texts show; a plain text shows none."""
    return references_in(question) if question.content["format"] != "plain" else []


def legal(text: str) -> str:
    """The text without what XML forbids."""
    return _ILLEGAL.sub("\ufffd", text)
