"""What is learned from, when, and whether a fit is taken: with an optimizer that is written out here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.memory.histories import manual, played
from webapp.memory import training
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, next_memory, retrievability
from webapp.memory.log import LogRow, replay
from webapp.memory.schedule import Options
from webapp.memory.training import Item, Measure, forecasts_of, is_due, items_of, next_at, tried

DAY = 1440  # minutes
PLAIN = Options()


def log(*answers: tuple[int, int]) -> list[LogRow]:
    """Rows of a card, the first of which begins its learning."""
    first, *others = played(answers, PLAIN)
    return [replace(first, activity="learn"), *others]


def test_an_item_is_an_answer_of_another_day_with_all_before_it() -> None:
    found = items_of(log((1, 0), (3, 12), (3, DAY), (3, 15), (4, 4 * DAY)))
    assert [list(item.history) for item in found] == [
        [(1, 0), (3, 0), (3, 1)],
        [(1, 0), (3, 0), (3, 1), (3, 0), (4, 4)],
    ]
    assert [item.is_right for item in found] == [True, True]


def test_rows_that_do_not_count_teach_nothing() -> None:
    rows = log((3, 0), (3, DAY), (1, 3 * DAY))
    cram = replace(rows[-1], id="cram", activity="cram", is_scheduling=False)
    void = manual("void", rows[-1].answered_at + 1, 900, voids=rows[-1].id)
    assert [list(item.history) for item in items_of([*rows[:2], cram, rows[2], void])] == [[(3, 0), (3, 1)]]


def test_a_reset_hides_what_came_before_it() -> None:
    rows = log((3, 0), (3, DAY), (3, 3 * DAY), (3, 5 * DAY))
    reset = manual("reset", rows[1].answered_at + 1, 900)
    again = replace(rows[2], activity="learn")
    assert [list(item.history) for item in items_of([*rows[:2], reset, again, rows[3]])] == [[(3, 0), (3, 5)]]


def test_a_card_whose_beginning_is_missing_teaches_nothing() -> None:
    rows = log((3, 0), (3, DAY), (3, 3 * DAY))
    assert items_of(rows[1:]) == []
    brought = [replace(row, activity="import") for row in rows]
    assert len(items_of([replace(brought[0], phase="learning"), *brought[1:]])) == 2
    assert items_of([replace(brought[0], phase="review"), *brought[1:]]) == []


@pytest.mark.parametrize(
    ("items", "fitted_to", "days", "expected"),
    [
        (399, None, None, False),
        (400, None, None, True),
        (799, 400, 29, False),
        (800, 400, 0, True),
        (440, 400, 29, False),
        (440, 400, 30, True),
        (439, 400, 300, False),
        (200, 64, 300, False),
    ],
)
def test_when_it_is_fitted_by_itself(items: int, fitted_to: int | None, days: int | None, expected: bool) -> None:
    assert is_due(items, fitted_to=fitted_to, days_since=days) is expected


def test_the_next_try() -> None:
    assert (next_at(None), next_at(64), next_at(842)) == (400, 400, 1684)


class Told:
    """Knows beforehand what a fit gives and how far off each set is; remembers what it was given."""

    def __init__(self, fits: Sequence[tuple[float, ...]], losses: dict[tuple[float, ...], float]) -> None:
        self.fits, self.losses = list(fits), losses
        self.fitted: list[list[Item]] = []
        self.measured: list[list[Item]] = []

    def made(self, items: Sequence[Item]) -> list[Any]:
        return list(items)

    def fit(self, items: list[Any]) -> tuple[float, ...]:
        self.fitted.append(items)
        return self.fits.pop(0)

    def measure(self, weights: Sequence[float], items: list[Any]) -> Measure:
        self.measured.append(items)
        return Measure(self.losses[tuple(weights)], 0.05)


OLDER, ALL, IN_USE = ((1.0, *DEFAULT_PARAMETERS[1:]), (1.5, *DEFAULT_PARAMETERS[1:]), (2.0, *DEFAULT_PARAMETERS[1:]))


def items(count: int) -> list[Item]:
    """In no order; the newest half was forgotten."""
    found = [Item(nth, f"{nth:04}", [(3, 0), (3 if nth < count / 2 else 1, 2)], 2) for nth in range(count)]
    return found[1::2] + found[::2]


@pytest.mark.parametrize(
    ("own", "in_use", "average", "expected"),
    [(0.3, 0.35, 0.4, True), (0.36, 0.35, 0.4, False), (0.36, 0.4, 0.35, False), (0.35, 0.35, 0.4, False)],
)
def test_only_a_fit_that_beats_both_is_taken(own: float, in_use: float, average: float, expected: bool) -> None:
    told = Told([OLDER, ALL], {OLDER: own, IN_USE: in_use, DEFAULT_PARAMETERS: average})
    trial = tried(items(10), IN_USE, told)
    assert trial.is_better is expected
    assert trial.weights == (ALL if expected else OLDER)
    assert (trial.own.log_loss, trial.in_use.log_loss, trial.average.log_loss) == (own, in_use, average)


def test_the_newest_fifth_is_kept_out_of_the_fit() -> None:
    told = Told([OLDER, ALL], {OLDER: 0.1, DEFAULT_PARAMETERS: 0.4})
    trial = tried(items(10), DEFAULT_PARAMETERS, told)
    assert [[item.answered_at for item in each] for each in told.fitted] == [list(range(8)), list(range(10))]
    assert {tuple(item.answered_at for item in each) for each in told.measured} == {(8, 9)}
    assert (trial.items, trial.newest, trial.in_use) == (10, 2, trial.average)


def test_what_it_is_compared_with_besides() -> None:
    told = Told([OLDER, ALL], {OLDER: 0.1, DEFAULT_PARAMETERS: 0.4})
    trial = tried(items(10), DEFAULT_PARAMETERS, told)
    # Of the older eight five were right; both newest were not. The moving average has seen five of eight, then of nine.
    assert trial.constant == pytest.approx(-_log(1 - 5 / 8))
    assert trial.moving == pytest.approx(-(_log(1 - 6 / 10) + _log(1 - 6 / 11)) / 2)
    assert trial.recalled == 0.0
    said = retrievability(2, next_memory(None, 3, 0, DEFAULT_PARAMETERS).stability, DEFAULT_PARAMETERS)
    assert trial.in_use_said == pytest.approx(said)


def _log(value: float) -> float:
    import math  # why: the name would hide the function that makes logs of cards

    return math.log(value)


def test_too_few_items_are_refused() -> None:
    with pytest.raises(ValueError, match="8 items are needed, not 7"):
        tried(items(7), DEFAULT_PARAMETERS, Told([], {}))


def test_forecasts_are_of_cards_in_review() -> None:
    rows = log((3, 0), (3, 12), (3, 3 * DAY), (1, 20 * DAY), (3, 11), (3, 2 * DAY))
    found = forecasts_of(rows, DEFAULT_PARAMETERS)
    assert [(row.id, forecast.is_right) for row, forecast in found] == [
        (rows[2].id, True),
        (rows[3].id, False),
        (rows[5].id, True),
    ]
    held = replay(rows[:2], PLAIN)
    assert held is not None and isinstance(held.memory, Memory)
    assert found[0][1].chance == retrievability(3, held.stability, DEFAULT_PARAMETERS)


def test_the_moving_average_forgets_what_is_long_past() -> None:
    old = [Item(nth, f"{nth:04}", [(3, 0), (1, 2)], 2) for nth in range(100)]
    late = [Item(200 + nth, f"{nth:04}", [(3, 0), (3, 2)], 2) for nth in range(training.MOVING)]
    newest = [Item(400 + nth, f"{nth:04}", [(3, 0), (3, 2)], 2) for nth in range(38)]
    told = Told([OLDER, ALL], {OLDER: 0.1, DEFAULT_PARAMETERS: 0.4})
    trial = tried([*old, *late, *newest], DEFAULT_PARAMETERS, told)
    assert trial.moving == pytest.approx(-_log(51 / 52))
