"""The answers of a numerical question in Moodle XML: a value and a margin, both exact decimals."""

from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.moodle_weights import percent_of
from webapp.exchange.writing import Losses, legal
from webapp.kinds.numbers import as_text

_UNIT_IS_OPTIONAL, _UNIT_IS_NOT_SHOWN = "0", "3"


def write_numbers(made: Element, question: DraftQuestion, losses: Losses, format: str) -> None:
    """`format` is Moodle's word for the format of the reasons."""
    for entry in question.content["answers"]:
        value, margin = value_and_margin(question, entry, losses)
        share = percent_of(question, entry["weight"], losses)
        answer = SubElement(made, "answer", fraction=share, format="moodle_auto_format")
        SubElement(answer, "text").text = value
        feedback = SubElement(answer, "feedback", format=format)
        SubElement(feedback, "text").text = legal(entry["why"])
        SubElement(answer, "tolerance").text = margin
    unit = question.content["unit"]
    if unit:
        held = SubElement(SubElement(made, "units"), "unit")
        SubElement(held, "multiplier").text = "1"
        SubElement(held, "unit_name").text = legal(unit)
    SubElement(made, "unitgradingtype").text = "0"
    SubElement(made, "unitpenalty").text = "0.1"
    SubElement(made, "showunits").text = _UNIT_IS_OPTIONAL if unit else _UNIT_IS_NOT_SHOWN
    SubElement(made, "unitsleft").text = "0"


def value_and_margin(question: DraftQuestion, entry: dict[str, Any], losses: Losses) -> tuple[str, str]:
    if entry["test"] == "absolute":
        return str(entry["value"]), str(entry["amount"])
    if entry["test"] in ("figures", "decimals"):
        losses.add(question, "write.rounding", "How far the number is rounded is left out; it must be exact.")
        return str(entry["value"]), "0"
    low, high = Decimal(entry["low"]), Decimal(entry["high"])
    middle = (low + high) / 2
    if entry["test"] == "range":
        losses.add(question, "write.range", "Its range became its middle with a margin.")
    else:
        losses.add(question, "write.relative", "Its margin in per cent became a fixed one.")
        middle = Decimal(entry["value"])
    return as_text(middle), as_text(high - middle)
