"""The formulas against numbers worked out elsewhere."""

import pytest

from webapp.memory.fsrs import (
    DEFAULT_PARAMETERS,
    PARAMETER_BOUNDS,
    Memory,
    interval_for,
    migrated_parameters,
    next_memory,
    retrievability,
)


def remembered(answers: list[tuple[int, int]], parameters: tuple[float, ...] = DEFAULT_PARAMETERS) -> Memory:
    memory: Memory | None = None
    for rating, elapsed in answers:
        memory = next_memory(memory, rating, elapsed, parameters)
    assert memory is not None
    return memory


AGAIN_THEN_GOOD = [(1, 0), (3, 0), (3, 1), (3, 3), (3, 8), (3, 21)]


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty"),
    [(1, 0.212, 6.4133), (2, 1.2931, 5.1122), (3, 2.3065, 2.1181), (4, 8.2956, 1.0)],
)
def test_the_first_answer(rating: int, stability: float, difficulty: float) -> None:
    assert tuple(next_memory(None, rating, 0)) == pytest.approx((stability, difficulty), abs=5e-5)


def test_a_history_of_six_answers() -> None:
    assert tuple(remembered(AGAIN_THEN_GOOD)) == pytest.approx((53.62691, 6.3574867), abs=1e-4)


def test_without_the_same_day_parameters() -> None:
    parameters = (*DEFAULT_PARAMETERS[:17], 0.0, 0.0, 0.0, DEFAULT_PARAMETERS[20])
    assert remembered(AGAIN_THEN_GOOD, parameters).stability == pytest.approx(53.335106, abs=1e-4)


@pytest.mark.parametrize(("elapsed", "stability"), [(0, 2.3065), (1, 7.3153), (2, 10.9643)])
def test_elapsed_days_decide(elapsed: int, stability: float) -> None:
    assert remembered([(3, 0), (3, elapsed)]).stability == pytest.approx(stability, abs=5e-5)


@pytest.mark.parametrize(
    ("before", "rating", "after"),
    [(5.0, 1, 1.59682), (5.0, 2, 5.0), (5.0, 3, 5.0), (5.0, 4, 8.12961), (1.2, 3, 1.24583)],
)
def test_a_right_answer_on_the_same_day_never_lowers_stability(before: float, rating: int, after: float) -> None:
    assert next_memory(Memory(before, 5.0), rating, 0).stability == pytest.approx(after, abs=1e-5)


def test_difficulty_returns_towards_an_unclamped_easy() -> None:
    # w7 = 0.001 draws towards -4.7716; with the clamped 1.0 the last digits would be 0.0058 higher.
    assert next_memory(Memory(5.0, 5.0), 3, 5).difficulty == pytest.approx(0.999 * 5.0 + 0.001 * -4.7716, abs=1e-7)


def test_a_lapse_is_never_longer_than_a_failure_on_the_same_day_allows() -> None:
    after = next_memory(Memory(0.01, 1.0), 1, 30)
    assert after.stability == pytest.approx(0.01 / 2.718281828459045 ** (0.5425 * 0.0912))


def test_stability_and_difficulty_stay_within_their_bounds() -> None:
    assert next_memory(Memory(36500.0, 1.0), 4, 36500) == Memory(36500.0, 1.0)
    assert tuple(next_memory(Memory(0.001, 10.0), 1, 0)) == pytest.approx((0.001, 9.98523), abs=1e-5)
    assert next_memory(Memory(1.0, 9.99), 1, 1).difficulty < 10.0


@pytest.mark.parametrize(
    ("retention", "days"),
    [(0.70, 929), (0.80, 332), (0.85, 191), (0.90, 100), (0.95, 40), (0.97, 22), (0.99, 7)],
)
def test_the_interval_for_a_retention(retention: float, days: int) -> None:
    interval = interval_for(100.0, retention)
    assert round(interval) == days
    assert retrievability(interval, 100.0) == pytest.approx(retention)


def test_recall_falls_from_one_to_nine_tenths_in_the_stability() -> None:
    assert retrievability(0, 12.5) == 1.0
    assert retrievability(12.5, 12.5) == pytest.approx(0.9)


@pytest.mark.parametrize("rating", [-1, 0, 5])
def test_other_ratings_are_refused(rating: int) -> None:
    with pytest.raises(ValueError, match="rating"):
        next_memory(None, rating, 0)


def test_21_parameters_stay_as_they_are() -> None:
    assert migrated_parameters(list(DEFAULT_PARAMETERS)) == DEFAULT_PARAMETERS


def test_19_parameters_get_the_two_that_change_nothing() -> None:
    assert migrated_parameters(DEFAULT_PARAMETERS[:19]) == (*DEFAULT_PARAMETERS[:19], 0.0, 0.5)


def test_17_parameters_are_carried_over() -> None:
    old = (0.5, 1.2, 3.3, 16.0, 7.2, 0.5, 1.5, 0.01, 1.5, 0.1, 1.0, 2.0, 0.1, 0.3, 2.2, 0.2, 3.0)
    w5 = 0.30543024395805155  # ln(2.5) / 3
    expected = (*old[:4], 8.2, w5, 2.0, *old[7:], 0.0, 0.0, 0.0, 0.5)
    assert migrated_parameters(old) == pytest.approx(expected)


@pytest.mark.parametrize("count", [0, 1, 18, 20, 22])
def test_other_numbers_of_parameters_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        migrated_parameters([1.0] * count)


@pytest.mark.parametrize("place", range(21))
@pytest.mark.parametrize("end", [0, 1])
def test_parameters_outside_their_bounds_are_refused(place: int, end: int) -> None:
    values = list(DEFAULT_PARAMETERS)
    values[place] = PARAMETER_BOUNDS[place][end]
    assert migrated_parameters(values)[place] == values[place]
    values[place] += 0.0001 if end else -0.0001
    with pytest.raises(ValueError, match=f"w{place} "):
        migrated_parameters(values)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_parameters_that_are_no_numbers_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="w3 "):
        migrated_parameters([*DEFAULT_PARAMETERS[:3], value, *DEFAULT_PARAMETERS[4:]])
