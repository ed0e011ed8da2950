"""Collects problems while a bank is read, each at the place of what it is about."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from webapp.exchange.contract import Problem, Severity
from webapp.exchange.flaws import Flaw
from webapp.exchange.yaml_nodes import SHAPES, Fields, Node, Rows, Text, place_of

_LONGEST_NAME = 60


@dataclass(slots=True)
class Findings:
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        node: Node | None,
        code: str,
        message: str,
        hint: str = "",
        *,
        field: str = "",
        question: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """A problem at `field` below `node`; None for the whole file."""
        line, column = place_of(node, field) if node else (None, None)
        self.problems.append(Problem(severity, line, column, question, field, message, hint, code))

    def add_flaw(self, flaw: Flaw, question: str | None = None) -> None:
        self.problems.append(
            Problem(flaw.severity, flaw.line, flaw.column, question, "", flaw.message, flaw.hint, flaw.code)
        )

    def has_error_since(self, start: int) -> bool:
        return any(problem.severity == "error" for problem in self.problems[start:])

    def has_error_at(self, place: tuple[int, int], question: str) -> bool:
        """Whether an error of this question, the one that was read last, stands at exactly this place."""
        for problem in reversed(self.problems):
            if problem.question != question:
                return False
            if problem.severity == "error" and (problem.line, problem.column) == place:
                return True
        return False

    def in_order(self) -> list[Problem]:
        """By line and column; those of the whole file first."""
        return sorted(self.problems, key=lambda problem: (problem.line or 0, problem.column or 0))

    def unknown_names(
        self, fields: Fields, known: Iterable[str], owner: str, *, at: str = "", question: str | None = None
    ) -> None:
        """A warning for every name that means nothing here, with the known name it resembles."""
        names = sorted(known)
        for key, _ in fields:
            if key.value not in names:
                shown = key.value[:_LONGEST_NAME] + "…" * (len(key.value) > _LONGEST_NAME)
                meant = nearest(key.value, names)
                self.add(
                    key,
                    "bank.unknown_name",
                    f"{owner} has no “{shown}”; it is left out.",
                    f"Did you mean “{meant}”?" if meant else f"Names here: {', '.join(names)}.",
                    question=question,
                    severity="warning",
                )
                self.problems[-1].field = f"{at}.{key.value}" if at else key.value


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a slip of the hand may have turned into this one; None when none is near."""
    choices = {choice.lower(): choice for choice in known}
    folded = name[:_LONGEST_NAME].lower()
    found = process.extractOne(folded, choices.keys(), scorer=OSA.normalized_similarity, score_cutoff=0.5)
    return choices[found[0]] if found else None


class FlawsByLine:
    """Finds the flaws that lie in a range of lines."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self._flaws = sorted(flaws, key=lambda flaw: flaw.line or 0)
        self._lines = [flaw.line or 0 for flaw in self._flaws]

    def within(self, first: int, last: int) -> list[Flaw]:
        return self._flaws[bisect_left(self._lines, first) : bisect_right(self._lines, last)]

    def outside(self, spans: Iterable[tuple[int, int]]) -> list[Flaw]:
        taken = {id(flaw) for first, last in spans for flaw in self.within(first, last)}
        return [flaw for flaw in self._flaws if id(flaw) not in taken]


def text_of(fields: Fields, name: str, findings: Findings, *, at: str = "", question: str | None = None) -> str:
    """The text under a name, without white space around it; "" when it is not there or, with a problem, no
    text."""
    node = fields.values.get(name)
    if node is None:
        return ""
    if isinstance(node, Text):
        return node.value.strip()
    wrong_shape(findings, fields, name, Text, at=at, question=question)
    return ""


def too_long(node: Fields, name: str, text: str, most: int, findings: Findings, question: str | None = None) -> None:
    """An error where a text has more letters than can be kept."""
    if len(text) > most:
        code = "bank.too_long" if question is None else "question.too_long"
        message = f"“{name}” is longer than {most} letters."
        findings.add(node, code, message, "Shorten it.", field=name, question=question)


def wrong_shape(
    findings: Findings,
    fields: Fields,
    name: str,
    wanted: type[Text] | type[Rows] | type[Fields],
    *,
    at: str = "",
    question: str | None = None,
) -> None:
    found = SHAPES[type(fields.values[name])]
    message = f"“{name}” must be {SHAPES[wanted]}, and it is {found}."
    hint = 'A text that begins with [ or { needs quotation marks: "[sic] …".' if wanted is Text else ""
    findings.add(fields, "bank.shape", message, hint, field=name, question=question)
    findings.problems[-1].field = f"{at}.{name}" if at else name
