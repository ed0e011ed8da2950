"""How firmly a learner's cards sit, as charts: intervals, stability, difficulty, chance of recall."""

from collections.abc import Sequence
from typing import Any

from webapp.progress import words
from webapp.progress.card_queries import Spread
from webapp.progress.views import Bar, Bars
from webapp.web.texts import gettext


def spread_chart(name: str, spread: Spread) -> Bars:
    texts = _spread_texts(name)
    most, total = max([*spread.counts, 1]), sum(spread.counts)
    labels = _labels(name, spread.edges)
    middle = _middle(labels, spread.counts)
    bars = [
        Bar(
            label=label if nth % 2 == 0 or nth == len(labels) - 1 else "",
            name=label,
            value=count,
            height=100 * count / most,
            shown=str(count) if count and len(str(count)) < 4 else "",
            cells=[words.thousands(count), words.percent(count / total) if total else "–"],
        )
        for nth, (label, count) in enumerate(zip(labels, spread.counts, strict=True))
    ]
    heading = texts["heading"] % {"middle": middle} if total else texts["none"]
    columns = [texts["unit"], gettext("Cards"), gettext("Share")]
    return Bars(heading, texts["aria"], texts["caption"], bars, texts["aria"], columns)


def _labels(name: str, edges: Sequence[float]) -> list[str]:
    if name == "recall":
        shown = [round(100 * edge) for edge in edges]
        return [f"< {shown[0]} %", *(f"{edge} %" for edge in shown)]
    shown = [round(edge) for edge in edges]
    lowest = 1 if name != "stability" else 0
    ranges = [lowest, *shown]
    found = []
    for first, after in zip(ranges, [*shown, 0], strict=True):
        found.append(
            f"{first}+"
            if not after
            else str(first)
            if after - first == 1 and name != "stability"
            else f"{first}–{after - (name != 'stability')}"
        )
    return found


def _middle(labels: Sequence[str], counts: Sequence[int]) -> str:
    """The group in which the middle card lies."""
    half, seen = sum(counts) / 2, 0
    for label, count in zip(labels, counts, strict=True):
        seen += count
        if seen >= half:
            return label
    return labels[-1]


def _spread_texts(name: str) -> dict[str, Any]:
    return {
        "interval": {
            "heading": gettext("The middle card waits %(middle)s days", middle="%(middle)s"),
            "none": gettext("No card waits for a review yet"),
            "aria": gettext("Cards by the days between two reviews"),
            "caption": gettext("Days until a card comes back, counted from its last answer."),
            "unit": gettext("Days"),
        },
        "stability": {
            "heading": gettext("The middle card holds for %(middle)s days", middle="%(middle)s"),
            "none": gettext("No card has been answered yet"),
            "aria": gettext("Cards by the days they hold"),
            "caption": gettext("Days until one in ten such cards would be forgotten (stability)."),
            "unit": gettext("Days"),
        },
        "difficulty": {
            "heading": gettext("The middle card is a %(middle)s of 10 in difficulty", middle="%(middle)s"),
            "none": gettext("No card has been answered yet"),
            "aria": gettext("Cards by difficulty, 1 to 10"),
            "caption": gettext("How hard a card is for you, from 1 to 10."),
            "unit": gettext("Difficulty"),
        },
        "recall": {
            "heading": gettext(
                "The middle card would be recalled today with a chance from %(middle)s", middle="%(middle)s"
            ),
            "none": gettext("No card has been answered yet"),
            "aria": gettext("Cards by the chance to recall them today"),
            "caption": gettext("The chance to recall a card today; a group begins at its number (retrievability)."),
            "unit": gettext("Chance"),
        },
    }[name]
