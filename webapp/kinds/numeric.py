"""Numeric: a number with a tolerance, a range, or figures that must agree."""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from webapp.kinds import numbers, posted, quality
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields
from webapp.kinds.numeric_fields import read_answers


class Reading(NamedTuple):
    """How a typed number was understood: the accepted answer it fits (-1 for none), and as what."""

    place: int
    weight: float
    number: Decimal | None


# "Article 51", "about 43": a learner who names the thing too has given the number.
_LEADING_WORD = re.compile(r"^\s*[^\W\d_]+\.?\s+(?=\d)")


class Numeric(BaseKind):
    name = "numeric"
    own_fields = ("answer", "tolerance", "range", "answers", "unit", "significant_figures", "decimals")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        return {"unit": fields.text("unit"), "answers": read_answers(fields)}

    def look_over(self, content: Content, fields: Fields) -> None:
        values = [answer["value"] for answer in content["answers"] if answer["weight"] >= 1.0 and answer["value"]]
        quality.warn_answer_in_stem(fields, content["prompt"], values)

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return {"unit": content["unit"], "places_hint": _places_hint(content)}

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        text = posted.typed(form, "number")
        return {"text": text} if text else {"blank": True, "text": ""}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        typed = _typed(answer)
        return graded(content, _reading(content, typed).weight) if typed else BLANK

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        typed = _typed(answer or {})
        found = _reading(content, typed)
        best = _best(content)
        read_as = "" if found.number is None else numbers.as_text(found.number)
        unit = content["unit"]
        return {
            "given": typed,
            "is_number": found.number is not None,
            "read_as": "" if read_as == typed else read_as,
            "accepted": _shown(best),
            "bounds": [best["low"], best["high"]] if best["low"] != best["high"] else None,
            "unit": unit,
            "why": content["answers"][found.place]["why"] if found.place >= 0 else "",
            "answer_text": f"{_shown(best)} {unit}".strip(),
            "given_text": typed,
        }

    def parts(self, content: Content) -> list[str]:
        texts = [text for answer in content["answers"] for text in (_shown(answer), answer["why"])]
        return parts_of(content, [*texts, content["unit"]])


def _typed(answer: Answer) -> str:
    text = answer.get("text")
    return text if isinstance(text, str) else ""


def _best(content: Content) -> dict[str, Any]:
    return next(answer for answer in content["answers"] if answer["weight"] >= 1.0)


def _shown(answer: dict[str, Any]) -> str:
    return str(answer["value"] or f"{answer['low']} to {answer['high']}")


def _fits(number: Decimal, answer: dict[str, Any]) -> bool:
    test = answer["test"]
    if test == "figures":
        return numbers.agrees_in_figures(number, numbers.stored(answer["value"]), answer["places"])
    if test == "decimals":
        return numbers.agrees_in_decimals(number, numbers.stored(answer["value"]), answer["places"])
    return numbers.stored(answer["low"]) <= number <= numbers.stored(answer["high"])


def _reading(content: Content, typed: str) -> Reading:
    """The first answer, by weight and then by order, that one of the readings fits."""
    found = numbers.readings(typed, content["unit"]) or numbers.readings(_LEADING_WORD.sub("", typed), content["unit"])
    for place, answer in sorted(enumerate(content["answers"]), key=lambda item: -item[1]["weight"]):
        for number in found:
            if _fits(number, answer):
                return Reading(place, answer["weight"], number)
    return Reading(-1, 0.0, found[0] if found else None)


def _places_hint(content: Content) -> str:
    best = _best(content)
    places = best["places"]
    if best["test"] == "figures":
        return f"Give {places} significant figure{'s' if places > 1 else ''}."
    if best["test"] == "decimals":
        return f"Give {places} decimal place{'s' if places != 1 else ''}."
    return ""
