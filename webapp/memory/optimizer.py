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
        """The library's own objects. Answers of the same sort are one object: there are few sorts and many answers."""
        assert _library is not None
        answers: dict[tuple[int, int], Any] = {}
        for item in items:
            for answer in item.history:
                if answer not in answers:
                    answers[answer] = _library.FSRSReview(*answer)
        return [_library.FSRSItem([answers[answer] for answer in item.history]) for item in items]

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
