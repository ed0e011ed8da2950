"""The one place that knows fsrs-rs (extra `optimizer`): Rust code that fits FSRS parameters.

Without the package there is no optimizer, and nothing that needs one is shown. Parameters are always passed: what an
empty list means changes between versions.
"""

from collections.abc import Sequence
from typing import Any

from webapp.memory.fsrs import DEFAULT_PARAMETERS, PARAMETER_BOUNDS
from webapp.memory.training import Item, Measure

_library: Any
try:
    import fsrs_rs_python as _library
except ImportError:  # an extra that not every host installs
    _library = None


def optimizer() -> "RustOptimizer | None":
    """None where the package is not installed."""
    return RustOptimizer() if _library is not None else None


class RustOptimizer:
    """`training.Optimizer` by fsrs-rs. Equal items give equal parameters."""

    def made(self, items: Sequence[Item]) -> list[Any]:
        """The library's own objects, those of a card's answers made once."""
        assert _library is not None
        cards: dict[int, list[Any]] = {}
        found = []
        for item in items:
            answers = cards.get(id(item.answers))
            if answers is None:
                answers = cards[id(item.answers)] = [_library.FSRSReview(*answer) for answer in item.answers]
            found.append(_library.FSRSItem(answers[: item.length]))
        return found

    def fit(self, items: list[Any]) -> tuple[float, ...]:
        """Parameters within their bounds. Below 8 items the defaults, below 64 with the first four fitted."""
        found = _model(DEFAULT_PARAMETERS).compute_parameters(items)
        return tuple(
            min(max(float(value), least), most) for value, (least, most) in zip(found, PARAMETER_BOUNDS, strict=True)
        )

    def measure(self, weights: Sequence[float], items: list[Any]) -> Measure:
        found = _model(weights).evaluate(items)
        return Measure(float(found.log_loss), float(found.rmse_bins))


def _model(weights: Sequence[float]) -> Any:
    assert _library is not None
    return _library.FSRS(list(weights))
