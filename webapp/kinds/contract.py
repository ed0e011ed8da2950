"""What every question kind promises to the rest of the app.

The words: *raw* is what an author wrote (text, lists and mappings only, every scalar still text); *content*
is the canonical, JSON-safe form that `validate` makes of it and a version stores; *facet* names the card of
a question that is asked ("" when there is one card only); *answer* is what a learner gave, JSON-safe, with
the order that was shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Raw = Mapping[str, Any]
Content = dict[str, Any]
Answer = dict[str, Any]
Form = Mapping[str, Sequence[str]]

DEFAULT_PASS_MARK = 0.6

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something wrong with a raw question, in words for its author.

    `field` is a path with places counted from 1, as people count: "prompt", "options[2].why", "gaps[1].accept".
    `severity` is "error" (the question cannot be used) or "warning" (it can, but should be looked at).
    """

    field: str
    message: str
    hint: str = ""
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Grade:
    """The mark of one answer.

    `score` is a share of the question's points, 0..1. `outcome` is "right", "partly", "wrong", "almost" (a slip of
    spelling, for the learner to decide) or "blank". `passed` is false for "almost": it counts as missed
    until claimed. `own_rating` is the learner's own 1..4 on a self-graded card, 0 elsewhere.
    """

    score: float
    outcome: str
    passed: bool
    own_rating: int = 0


class Kind(Protocol):
    """One question kind; an instance of each stands in `registry.KINDS`.

    No method keeps state, and none raises on bad input: validate reports it, read and grade ignore it.
    """

    @property
    def name(self) -> str: ...

    @property
    def is_recognition(self) -> bool:
        """True when the answer is among what is shown, so that a guess may be right."""

    @property
    def is_self_graded(self) -> bool: ...

    def facets(self, content: Content) -> tuple[str, ...]:
        """The cards of this question; ("",) when it makes one."""

    def validate(self, raw: Raw) -> tuple[Content | None, list[FieldProblem]]:
        """Canonical content and what to tell the author; content is None when a problem is an error."""

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        """What the question side needs: no key, no weight, no feedback, no order that tells the answer."""

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        """The answer in a posted form; `{"blank": True, ...}` when it holds none. Unknown values are not chosen."""

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade: ...

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        """What the answer side needs, in the order that was shown; None stands for "no answer given yet"."""

    def rating(self, content: Content, grade: Grade, is_sure: bool = True) -> int:
        """The scheduler's rating 1..4 (Again, Hard, Good, Easy) that a grade is worth."""

    def prompt(self, content: Content, facet: str) -> str:
        """The question of this card in one text, for headings and lists."""

    def parts(self, content: Content) -> list[str]:
        """Every text a learner may see, for search and hashes; no empty ones."""
