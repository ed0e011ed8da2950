"""What all kinds share: the common fields of a question, its rating, and the course of a validation."""

from collections.abc import Iterable
from typing import Any

from webapp.kinds.contract import (
    AGAIN,
    DEFAULT_PASS_MARK,
    GOOD,
    HARD,
    Content,
    FieldProblem,
    Grade,
    Raw,
)
from webapp.kinds.fields import Fields

# Read by the bank, not by the kind: identity, place and source.
_BANK_FIELDS = (
    "id",
    "kind",
    "topic",
    "fact",
    "term",
    "tags",
    "source",
    "background",
    "language",
    "view",
    "title",
    "extras",
)
_COMMON_FIELDS = ("prompt", "format", "hint", "explanation", "pass_mark", "points", "foreign")


class BaseKind:
    """Ground for the kinds; each overrides `own_content` and the five methods of an answer's way.

    `own_fields` names the raw fields that the kind reads beside the common ones.
    """

    name = ""
    is_recognition = False
    is_self_graded = False
    needs_prompt = True
    own_fields: tuple[str, ...] = ()

    def own_content(self, fields: Fields) -> dict[str, Any]:
        """The kind's own part of the content, with problems reported to `fields`."""
        raise NotImplementedError

    def look_over(self, content: Content, fields: Fields) -> None:
        """Quality warnings, given only when the content can be used."""

    def facets(self, content: Content) -> tuple[str, ...]:
        return ("",)

    def validate(self, raw: Raw) -> tuple[Content | None, list[FieldProblem]]:
        fields = Fields(raw, [])
        content = {
            "kind": self.name,
            **_common_content(fields, self.needs_prompt),
            **self.own_content(fields),
        }
        fields.warn_unknown((*_COMMON_FIELDS, *self.own_fields, *_BANK_FIELDS))
        if fields.has_errors:
            return None, fields.problems
        if not content["explanation"]:
            fields.warn(
                "explanation",
                "The explanation is missing.",
                "Say in a sentence or two why the answer is right.",
            )
        self.look_over(content, fields)
        return content, fields.problems

    def prompt(self, content: Content, facet: str) -> str:
        return str(content["prompt"])

    def rating(self, content: Content, grade: Grade, is_sure: bool = True) -> int:
        """Again below the pass mark, Hard for part marks or an unsure answer, else Good. Never Easy: no graded
        answer says how easy it was."""
        if not grade.passed:
            return AGAIN
        return GOOD if grade.score >= 1.0 and is_sure else HARD


def _common_content(fields: Fields, needs_prompt: bool) -> dict[str, Any]:
    if needs_prompt:
        prompt = fields.required("prompt", "The question has no prompt.", "Write what the student is asked.")
    else:
        prompt = fields.text("prompt")
    foreign = fields.mapping("foreign")
    return {
        "prompt": prompt,
        "format": fields.word("format", ("plain", "markdown", "html"), "plain"),
        "hint": fields.text("hint"),
        "explanation": fields.text("explanation"),
        "pass_mark": fields.number("pass_mark", DEFAULT_PASS_MARK, 0.01, 1.0),
        "points": fields.number("points", 1.0, 0.01, 1000.0),
        "foreign": {str(word): foreign.text(word) for word in foreign.raw},
    }


def graded(content: Content, score: float) -> Grade:
    """The grade of a score before clamping: right when full, partly when above nothing."""
    # Nine digits: 1/3 + 1/3 + 1/3 must be full marks.
    score = min(1.0, max(0.0, round(score, 9)))
    outcome = "right" if score == 1.0 else "partly" if score > 0.0 else "wrong"
    return Grade(score, outcome, score >= content["pass_mark"])


BLANK = Grade(0.0, "blank", False)


def parts_of(content: Content, own: Iterable[str]) -> list[str]:
    """The texts that a learner may see: the common ones around the kind's own; no empty ones."""
    return [text for text in (content["prompt"], *own, content["hint"], content["explanation"]) if text]
