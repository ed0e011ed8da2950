"""What a writer of another format hands over: the file, and what it could not hold."""

from dataclasses import dataclass, field

from webapp.exchange.contract import DraftQuestion, Problem, Severity
from webapp.exchange.drafting import shown


@dataclass(slots=True)
class Written:
    """`written` counts the questions that are in the file; `losses` name each that is not, or not wholly."""

    data: bytes
    written: int = 0
    losses: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Losses:
    """Collects for one file."""

    found: list[Problem] = field(default_factory=list)

    def add(self, question: DraftQuestion, code: str, message: str, hint: str = "") -> None:
        """A part that is missing in the file."""
        self._add("info", question, code, message, hint)

    def leave_out(self, question: DraftQuestion, message: str, hint: str = "") -> None:
        """The question is not in the file."""
        self._add("warning", question, "write.left_out", message, hint)

    def _add(self, severity: Severity, question: DraftQuestion, code: str, message: str, hint: str) -> None:
        name = question.external_id or shown(str(question.content.get("prompt", "")))
        self.found.append(Problem(severity, None, None, name, "", message, hint, code))


def common_losses(losses: Losses, question: DraftQuestion, *, has_hint: bool = False) -> None:
    """What hardly any other format has a place for."""
    content = question.content
    if content["hint"] and not has_hint:
        losses.add(question, "write.hint", "The hint is left out.")
    if content["foreign"]:
        losses.add(question, "write.foreign", "Words marked as of another language are not marked.")
    if question.source_says or question.paragraph or question.reference or question.background:
        losses.add(question, "write.source", "The note on its source is left out.")
