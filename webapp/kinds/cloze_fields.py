"""Reading the text and the gaps of a cloze."""

import re
from typing import Any

from webapp.kinds.accepted import read_accept
from webapp.kinds.fields import Fields
from webapp.kinds.typed_text import folded

MAX_GAPS = 20
_GAP_FIELDS = ("accept", "name", "group", "why", "options", "weight")
_GAP = re.compile(r"\{([0-9]{1,3})\}")


def read_segments(fields: Fields, gap_count: int) -> list[dict[str, str]]:
    """The sentence cut at its gaps, [{"text": ...} | {"gap": "1"}]; reports gaps missing, double, unknown."""
    text = fields.required("text", "The cloze has no text.", "Write the sentence, with {1} where the first gap is.")
    segments: list[dict[str, str]] = []
    for place, piece in enumerate(_GAP.split(text)):
        if place % 2:
            segments.append({"gap": str(int(piece))})
        elif piece:
            segments.append({"text": piece})
    found = [segment["gap"] for segment in segments if "gap" in segment]
    wanted = [str(number) for number in range(1, gap_count + 1)]
    if text:
        _report_gaps(fields, found, wanted)
    return segments


def _report_gaps(fields: Fields, found: list[str], wanted: list[str]) -> None:
    for key in wanted:
        if found.count(key) != 1:
            times = "does not stand" if key not in found else "stands more than once"
            fields.error("text", f"Gap {key} {times} in the text.", f"Write {{{key}}} once, where the gap is.")
    for key in dict.fromkeys(found):
        if key not in wanted:
            fields.error(
                "text",
                f"The text names gap {key}, but “gaps” has {len(wanted)}.",
                f"Describe gap {key} under “gaps”.",
            )


def read_gaps(fields: Fields, mode: str) -> list[dict[str, Any]]:
    """The gaps in order; gap 1 is {1} of the text. A bare text stands for its accepted answer."""
    items = fields.entries("gaps", "Gap", main="accept")
    if not 1 <= len(items) <= MAX_GAPS:
        fields.error(
            "gaps",
            f"The cloze has {len(items)} gaps; it needs from 1 to {MAX_GAPS}.",
            "Describe each gap under “gaps”.",
        )
    gaps = [_gap(item, number, mode) for number, item in enumerate(items, 1)]
    if any(gap["group"] for gap in gaps):
        for item, gap in zip(items, gaps, strict=True):
            if not gap["group"]:
                item.error(
                    "group",
                    f"{item.label} has no group, but other gaps have one.",
                    "Give every gap a group, or none.",
                )
    return gaps


def _gap(item: Fields, number: int, mode: str) -> dict[str, Any]:
    item.warn_unknown(_GAP_FIELDS)
    options = item.texts("options", "Option")
    accept = read_accept(item, "exact" if options else mode)
    if options:
        _check_options(item, options, accept)
    return {
        "id": str(number),
        "name": item.text("name"),
        "group": str(item.count("group", 1, 99) or ""),
        "why": item.text("why"),
        "weight": item.number("weight", 1.0, 0.01, 1000.0),
        "options": options,
        "accept": accept,
    }


def _check_options(item: Fields, options: list[str], accept: list[dict[str, Any]]) -> None:
    if len(options) < 2:
        item.error(
            "options",
            f"{item.label} has one option only.",
            "Add wrong options, or leave “options” out to have it typed.",
        )
    for entry in accept:
        entry["mode"] = "exact"
        if entry["text"] and entry["text"] not in options:
            item.error(
                "options",
                f"{item.label}: the accepted answer “{entry['text']}” is not among its options.",
                "Write it in the same way in both lists.",
            )
    if len({folded(option) for option in options}) < len(options):
        item.warn("options", f"{item.label} offers the same option twice.", "Change one of them, or remove it.")
