"""The shares of a mark that Moodle's form knows, and the one nearest to ours. Source: Moodle's list of weights."""

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.writing import Losses

# Others are refused by Moodle unless it is told to take the nearest.
WEIGHTS = (
    1.0, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2, 0.1666667, 0.1428571,
    0.125, 0.1111111, 0.1, 0.05, 0.0,
)  # fmt: skip


def percent_of(question: DraftQuestion, weight: float, losses: Losses) -> str:
    """The nearest share of Moodle's list, in per cent ("33.33333", "-50"); a changed one is named."""
    near = min(WEIGHTS, key=lambda each: abs(each - abs(weight)))
    if abs(near - abs(weight)) > 0.00001:
        message = f"The weight {weight * 100:g} % became {near * 100:g} %, the nearest that Moodle knows."
        losses.add(question, "write.weight", message)
    percent = f"{near * 100:.5f}".rstrip("0").rstrip(".")
    return f"{'-' if weight < 0 and near else ''}{percent}"
