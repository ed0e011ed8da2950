"""Fitting by fsrs-rs, where it is installed, against our own arithmetic."""

from __future__ import annotations

from random import Random

import pytest

from tests.progress.simulated import lives, log_row
from webapp.memory import optimizer as module
from webapp.memory.calibration import Forecast, log_loss
from webapp.memory.fsrs import DEFAULT_PARAMETERS, PARAMETER_BOUNDS, Memory, next_memory, retrievability
from webapp.memory.optimizer import RustOptimizer, optimizer
from webapp.memory.training import Item, items_of, tried

pytestmark = pytest.mark.slow  # a log long enough to learn from
TRUTH = (0.1, 0.5, 0.9, 3.0, *DEFAULT_PARAMETERS[4:8], 1.2, *DEFAULT_PARAMETERS[9:])


@pytest.fixture
def rust() -> RustOptimizer:
    pytest.importorskip("fsrs_rs_python", reason="the extra `optimizer` is not installed")
    found = optimizer()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def items() -> list[Item]:
    cards = lives(3000, 739_000, Random(4), truth=TRUTH)
    return [item for card in cards for item in items_of(log_row(row) for row in card.rows)]


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_library", None)
    assert optimizer() is None


def test_equal_items_give_equal_parameters_within_their_bounds(rust: RustOptimizer, items: list[Item]) -> None:
    weights = rust.fit(rust.made(items))
    assert weights == rust.fit(rust.made(items))
    assert weights != DEFAULT_PARAMETERS
    assert all(least <= value <= most for value, (least, most) in zip(weights, PARAMETER_BOUNDS, strict=True))


@pytest.mark.parametrize("weights", [DEFAULT_PARAMETERS, TRUTH], ids=["defaults", "others"])
def test_the_library_measures_what_our_arithmetic_says(
    rust: RustOptimizer, items: list[Item], weights: tuple[float, ...]
) -> None:
    ours = log_loss([Forecast(_chance(item, weights), item.is_right) for item in items])
    assert rust.measure(weights, rust.made(items)).log_loss == pytest.approx(ours, abs=1e-5)


def _chance(item: Item, weights: tuple[float, ...]) -> float:
    memory: Memory | None = None
    for rating, elapsed in item.history[:-1]:
        memory = next_memory(memory, rating, elapsed, weights)
    assert memory is not None
    return retrievability(item.history[-1][1], memory.stability, weights)


def test_a_learner_who_forgets_otherwise_is_forecast_better(rust: RustOptimizer, items: list[Item]) -> None:
    trial = tried(items, DEFAULT_PARAMETERS, rust)
    assert trial.is_better
    assert trial.own.log_loss < trial.average.log_loss - 0.003
    assert tried(items, trial.weights, rust).in_use.log_loss < trial.average.log_loss


def test_few_items_change_no_more_than_they_can_tell(rust: RustOptimizer, items: list[Item]) -> None:
    assert rust.fit(rust.made(items[:7])) == pytest.approx(DEFAULT_PARAMETERS, abs=1e-6)
    some = rust.fit(rust.made(items[:63]))
    assert some[4:] == pytest.approx(DEFAULT_PARAMETERS[4:], abs=1e-6)
