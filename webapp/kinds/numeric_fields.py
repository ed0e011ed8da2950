"""Reading the answers of a numeric question: value with tolerance, range, significant figures, decimals."""

from decimal import Decimal
from typing import Any

from webapp.kinds.fields import Fields
from webapp.kinds.numbers import as_text, number_of, spread

_ANSWER_FIELDS = ("answer", "tolerance", "range", "significant_figures", "decimals", "weight", "why")
_NUMBER_HINT = "Write digits, such as 43, 1.5 or 1 500."


def read_answers(fields: Fields) -> list[dict[str, Any]]:
    """The accepted numbers: `answers`, or the one that stands in the question's own fields."""
    if not fields.has("answers"):
        return [_answer(fields)]
    found = []
    for item in fields.entries("answers", "Answer", main="answer"):
        item.warn_unknown(_ANSWER_FIELDS)
        found.append({**_answer(item), "weight": item.number("weight", 1.0, -1.0, 1.0), "why": item.text("why")})
    if all(answer["weight"] < 1.0 for answer in found):
        fields.error("answers", "No answer is worth the full mark.", "Leave the weight of the best one out.")
    return found


def _number(fields: Fields, name: str, text: str) -> Decimal | None:
    number = number_of(text)
    if text and number is None:
        fields.error(name, f"{fields.named(name)} is “{text}”, which is not a number.", _NUMBER_HINT)
    return number


def _answer(fields: Fields) -> dict[str, Any]:
    if fields.has("range"):
        return _range(fields)
    owner = fields.label or "The question"
    value = _number(fields, "answer", fields.required("answer", f"{owner} has no number as its answer.", _NUMBER_HINT))
    rounded = _rounded(fields)
    if rounded:
        return _canonical(test=rounded[0], value=value, places=rounded[1])
    return _with_tolerance(fields, value if value is not None else Decimal(0))


def _canonical(
    *,
    test: str,
    value: Decimal | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    amount: str = "",
    places: int = 0,
) -> dict[str, Any]:
    numbers = {"value": value, "low": low, "high": high}
    texts = {name: "" if number is None else as_text(number) for name, number in numbers.items()}
    return {"test": test, **texts, "amount": amount, "places": places, "weight": 1.0, "why": ""}


def _rounded(fields: Fields) -> tuple[str, int] | None:
    figures = fields.count("significant_figures", 1, 30)
    decimals = fields.count("decimals", 0, 30)
    if (figures is not None) + (decimals is not None) + fields.has("tolerance") > 1:
        fields.error(
            "tolerance",
            f"{fields.label or 'The question'} has more than one rule for what is near enough.",
            "Keep one of tolerance, significant_figures and decimals.",
        )
    if figures is not None:
        return "figures", figures
    return None if decimals is None else ("decimals", decimals)


def _with_tolerance(fields: Fields, value: Decimal) -> dict[str, Any]:
    written = fields.text("tolerance")
    is_relative = written.endswith("%")
    amount = _number(fields, "tolerance", written.removesuffix("%").strip() or "0") or Decimal(0)
    if amount < 0:
        fields.error(
            "tolerance",
            f"{fields.named('tolerance')} is {written}, below zero.",
            "Write 2 for two more or two less.",
        )
    low, high = spread(value, amount / 100 if is_relative else amount, is_relative)
    test = "relative" if is_relative else "absolute"
    return _canonical(test=test, value=value, low=low, high=high, amount=written or "0")


def _range(fields: Fields) -> dict[str, Any]:
    ends = [
        _number(item, "text", item.required("text", f"{item.label} is empty.", _NUMBER_HINT))
        for item in fields.entries("range", "End")
    ]
    low, high = ends if len(ends) == 2 else (None, None)
    if len(ends) != 2:
        fields.error(
            "range",
            f"{fields.named('range')} has {len(ends)} numbers; it needs two.",
            "Write it as [1940, 1950].",
        )
    elif low is not None and high is not None and low > high:
        fields.error("range", f"{fields.named('range')} begins above its end.", "Write the smaller number first.")
    return _canonical(test="range", low=low, high=high)
