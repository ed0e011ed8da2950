"""The one place that knows fsrs-rs (extra `optimizer`): Rust code that fits FSRS parameters.

Without the package there is no optimizer, and nothing that needs one is shown. Parameters are always passed: what an
empty list means changes between versions.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp.memory.calibration import Forecast, log_loss
from webapp.memory.fsrs import DEFAULT_PARAMETERS, PARAMETER_BOUNDS, retrievability
from webapp.memory.training import Item, Measure

_library: Any
try:
    import fsrs_rs_python as _library
except ImportError:  # an extra that not every host installs
    _library = None


def optimizer() -> "RustOptimizer | None":
    """None where the package is not installed."""
    return RustOptimizer() if _library is not None else None


class Made(NamedTuple):
    """An item as the library takes it, with what is needed to ask for the memory before its last answer."""

    whole: Any
    answers: list[Any]  # of the card
    item: Item


class RustOptimizer:
    """`training.Optimizer` by fsrs-rs. Equal items give equal parameters."""

    def made(self, items: Sequence[Item]) -> list[Made]:
        """The answers of a card are made once."""
        assert _library is not None
        cards: dict[int, list[Any]] = {}
        found = []
        for item in items:
            answers = cards.get(id(item.answers))
            if answers is None:
                answers = cards[id(item.answers)] = [_library.FSRSReview(*answer) for answer in item.answers]
            found.append(Made(_library.FSRSItem(answers[: item.length]), answers, item))
        return found

    def fit(self, items: list[Made]) -> tuple[float, ...]:
        """Parameters within their bounds. Below 8 items the defaults; below 64 at most the first four are fitted."""
        found = _model(DEFAULT_PARAMETERS).compute_parameters([each.whole for each in items])
        return tuple(
            min(max(float(value), least), most) for value, (least, most) in zip(found, PARAMETER_BOUNDS, strict=True)
        )

    def measure(self, weights: Sequence[float], items: list[Made]) -> Measure:
        """The log loss is a plain mean, worked out here: the library's own lets newer answers weigh more. The distance
        in groups is the library's."""
        model = _model(weights)
        before = [_library.FSRSItem(each.answers[: each.item.length - 1]) for each in items]
        states = model.memory_state_batch(before)
        forecasts = [
            Forecast(retrievability(each.item.elapsed, state.stability, weights), each.item.is_right)
            for each, state in zip(items, states, strict=True)
        ]
        return Measure(log_loss(forecasts), float(model.evaluate([each.whole for each in items]).rmse_bins))


def _model(weights: Sequence[float]) -> Any:
    assert _library is not None
    return _library.FSRS(list(weights))
