"""Fitting the parameters of the forgetting curve to a learner: what to learn from, when, and whether it was worth it.

Source of the method: open-spaced-repetition/fsrs-rs, which does the fitting itself (`optimizer`), and its discussions.
A fit is adopted only if it forecasts answers that it has not seen better than what there was.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from webapp.memory.calibration import Forecast, log_loss
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, next_memory, retrievability
from webapp.memory.log import LogRow, asked, memories
from webapp.memory.schedule import LEARNING

LEAST_TO_FIT = 8  # items; below, there is nothing but the defaults
LEAST_BY_HAND = 64  # below, only the four first stabilities could be fitted
LEAST_BY_ITSELF = 400
DAYS_BETWEEN = 30  # after so many days a tenth more items is enough to try again
COMPARED = 200  # newest answers whose forecasts are put into words
MOVING = 50  # reviews of the moving average


class Item(NamedTuple):
    """An answer a day or more after the one before: the last of the first `length` of its card's `answers`, which are
    (rating, elapsed days). Items of one card share them."""

    answered_at: int
    id: str
    answers: Sequence[tuple[int, int]]
    length: int

    @property
    def history(self) -> Sequence[tuple[int, int]]:
        return self.answers[: self.length]

    @property
    def is_right(self) -> bool:
        return self.answers[self.length - 1][0] > 1

    @property
    def elapsed(self) -> int:
        """Days since the answer before."""
        return self.answers[self.length - 1][1]


class Measure(NamedTuple):
    """How far off forecasts were: mean log loss in nats, and the root mean square of the differences between forecast
    and result in groups of like answers (0 to 1, by fsrs-rs, which lets newer answers weigh more)."""

    log_loss: float
    rmse_bins: float


class Optimizer(Protocol):
    """What fits parameters and measures them; see `optimizer`. Its own form of items is made once."""

    def made(self, items: Sequence[Item]) -> list[Any]: ...
    def fit(self, items: list[Any]) -> tuple[float, ...]: ...
    def measure(self, weights: Sequence[float], items: list[Any]) -> Measure: ...


class Trial(NamedTuple):
    """What came of a fit. The measures are on the newest fifth of the items, kept out of the fit that they judge;
    `weights` are then fitted to all."""

    weights: tuple[float, ...]
    items: int
    newest: int
    own: Measure
    in_use: Measure
    average: Measure  # of the default parameters
    constant: float  # log loss of always saying the learner's own average
    moving: float  # log loss of saying the average of the last answers
    recalled: float  # the share remembered of the last of the newest
    own_said: float  # and the mean chance that was forecast for them, by the fit
    in_use_said: float  # and by what is in use

    @property
    def is_better(self) -> bool:
        """Better than the defaults and than what is in use, by log loss."""
        return self.own.log_loss < min(self.average.log_loss, self.in_use.log_loss)


def items_of(rows: Iterable[LogRow]) -> list[Item]:
    """What can be learned from one card's log. Nothing where the beginning of its learning is missing, as in a log that
    was brought from elsewhere: how it was first remembered is then unknown."""
    found = []
    answers: list[tuple[int, int]] = []
    for row, elapsed, _was_review in asked(rows):
        if not answers and row.activity != "learn" and not (row.activity == "import" and row.phase == LEARNING):
            return []
        answers.append((row.rating, elapsed))
        if elapsed >= 1:
            found.append(Item(row.answered_at, row.id, answers, len(answers)))
    return found


def is_due(items: int, *, fitted_to: int | None, days_since: int | None) -> bool:
    """Whether it is time to fit by itself: from 400 items on, then when they have doubled, or after 30 days with a
    tenth more. `fitted_to` and `days_since` are of the last try, None before the first."""
    if items < LEAST_BY_ITSELF:
        return False
    if fitted_to is None or days_since is None:
        return True
    return items >= 2 * fitted_to or (days_since >= DAYS_BETWEEN and 10 * items >= 11 * fitted_to)


def next_at(fitted_to: int | None) -> int:
    """The number of items at which it is tried again at the latest."""
    return LEAST_BY_ITSELF if fitted_to is None else max(LEAST_BY_ITSELF, 2 * fitted_to)


def tried(items: Sequence[Item], in_use: Sequence[float], optimizer: Optimizer) -> Trial:
    """Fit on the older four fifths, measure on the newest fifth, then fit on all. ValueError below 8 items."""
    if len(items) < LEAST_TO_FIT:
        raise ValueError(f"{LEAST_TO_FIT} items are needed, not {len(items)}")
    ordered = sorted(items, key=lambda item: (item.answered_at, item.id))
    cut = len(ordered) * 4 // 5
    older, newest = ordered[:cut], ordered[cut:]
    made = optimizer.made(ordered)
    unseen = made[cut:]
    weights = optimizer.fit(made[:cut])
    average = optimizer.measure(DEFAULT_PARAMETERS, unseen)
    is_default = tuple(in_use) == DEFAULT_PARAMETERS
    last = newest[-COMPARED:]
    trial = Trial(
        weights=weights,
        items=len(items),
        newest=len(newest),
        own=optimizer.measure(weights, unseen),
        in_use=average if is_default else optimizer.measure(in_use, unseen),
        average=average,
        constant=log_loss(_constant(older, newest)),
        moving=log_loss(_moving(older, newest)),
        recalled=sum(item.is_right for item in last) / len(last),
        own_said=_mean_chance(last, weights),
        in_use_said=_mean_chance(last, in_use),
    )
    return trial._replace(weights=optimizer.fit(made)) if trial.is_better else trial


def _mean_chance(items: Sequence[Item], weights: Sequence[float]) -> float:
    """The chance of recall before the last answer of each item, by our own arithmetic."""
    total = 0.0
    for item in items:
        memory: Memory | None = None
        for rating, elapsed in item.history[:-1]:
            memory = next_memory(memory, rating, elapsed, weights)
        assert memory is not None  # an item has an answer before its last
        total += retrievability(item.elapsed, memory.stability, weights)
    return total / len(items)


def _constant(older: Sequence[Item], newest: Sequence[Item]) -> list[Forecast]:
    share = sum(item.is_right for item in older) / len(older)
    return [Forecast(share, item.is_right) for item in newest]


def _moving(older: Sequence[Item], newest: Sequence[Item]) -> list[Forecast]:
    """Each answer's forecast is the share of the fifty before it, with one right and one wrong answer added, so that it
    is never certain."""
    found = []
    window = [item.is_right for item in older[-MOVING:]]
    for item in newest:
        found.append(Forecast((sum(window) + 1) / (len(window) + 2), item.is_right))
        window = [*window[-(MOVING - 1) :], item.is_right]
    return found


def forecasts_of(rows: Iterable[LogRow], parameters: Sequence[float]) -> list[tuple[LogRow, Forecast]]:
    """What was to be expected, under these parameters, of each answer a day or more after the one before to a card in
    review, and what came."""
    return [
        (answer.row, Forecast(retrievability(answer.elapsed, before.stability, parameters), answer.row.rating > 1))
        for answer, before, _after in memories(asked(rows), parameters)
        if before is not None and answer.elapsed >= 1 and answer.was_review
    ]
