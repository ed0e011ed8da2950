"""What the four ratings lead to: steps, the rollover, intervals."""

from datetime import date

import pytest

from tests.memory.histories import DAY, HOUR, MINUTE, MONDAY, at, row_of
from webapp.memory.log import apply
from webapp.memory.schedule import CardState, Options, Outcome, becomes_leech, fuzz_draw, outcomes
from webapp.memory.seeds import unit

TWO_STEPS = Options(learning_steps=(60, 600))
NO_STEPS = Options(learning_steps=(), relearning_steps=())


def intervals(ratings: str, options: Options) -> list[int]:
    """The intervals given without fuzz when each answer comes when it is due."""
    state: CardState | None = None
    now, found = at(MONDAY), []
    for number, letter in enumerate(ratings):
        rating = " AHGE".index(letter)
        row = row_of(outcomes(state, now, "UTC", None, options)[rating], now, number)
        state = apply(state, row, options)
        assert state is not None
        found.append(row.interval)
        now = row.due_at if row.due_at is not None else at(row.due_day)
    return found


def card(
    phase: str = "review", *, step: int = 0, interval: int = 11, stability: float = 11.0, days: int = 11
) -> CardState:
    """A card last answered `days` before Monday, due on Monday."""
    last = MONDAY - days
    return CardState(stability, 5.0, phase, step, MONDAY, None, interval, last, last, at(last), 3, 0, 2, last, False, 0)


def test_intervals_with_steps() -> None:
    assert intervals("GGGGGGAAGGGGG", TWO_STEPS) == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ("AGGGGG", [1, 2, 6, 17, 44, 102]),
        ("HGGGGG", [1, 5, 17, 50, 133, 321]),
        ("GGGGGG", [2, 11, 46, 163, 497, 1346]),
        ("EGGGGG", [8, 39, 153, 510, 1482, 3848]),
    ],
)
def test_intervals_without_steps(ratings: str, expected: list[int]) -> None:
    assert intervals(ratings, NO_STEPS) == expected


@pytest.mark.parametrize(
    ("first", "second", "stability", "interval"),
    [
        (at(MONDAY, 22), at(MONDAY + 1, 7), 7.3153, 7),
        (at(MONDAY, 10), at(MONDAY + 2, 9), 10.9643, 11),
        # on one day stability stays; Hard gets the 2 days, so Good gets 3
        (at(MONDAY, 10), at(MONDAY, 23), 2.3065, 3),
        # 03:59 of the next morning is still Monday
        (at(MONDAY, 10), at(MONDAY + 1, 4) - MINUTE, 2.3065, 3),
    ],
)
def test_days_of_the_calendar_not_blocks_of_24_hours(first: int, second: int, stability: float, interval: int) -> None:
    state = apply(None, row_of(outcomes(None, first, "UTC", None, NO_STEPS)[3], first, 0), NO_STEPS)
    outcome = outcomes(state, second, "UTC", None, NO_STEPS)[3]
    state = apply(state, row_of(outcome, second, 1), NO_STEPS)
    assert state is not None
    assert state.stability == pytest.approx(stability, abs=5e-5)
    assert outcome.interval == interval


def test_a_new_card() -> None:
    now = at(MONDAY)
    assert outcomes(None, now, "UTC", None, Options()) == {
        1: Outcome(1, "learning", 0, 0, MONDAY, now + 10 * MINUTE),
        2: Outcome(2, "learning", 0, 0, MONDAY, now + 15 * MINUTE),
        3: Outcome(3, "review", 0, 2, MONDAY + 2, None),
        4: Outcome(4, "review", 0, 8, MONDAY + 8, None),
    }


def test_two_steps() -> None:
    now = at(MONDAY)
    new = outcomes(None, now, "UTC", None, TWO_STEPS)
    assert new[2] == Outcome(2, "learning", 0, 0, MONDAY, now + 330_000)  # the mean of both steps
    assert new[3] == Outcome(3, "learning", 1, 0, MONDAY, now + 10 * MINUTE)
    second = outcomes(card("learning", step=1, interval=0, days=0), now, "UTC", None, TWO_STEPS)
    assert second[1] == Outcome(1, "learning", 0, 0, MONDAY, now + MINUTE)
    assert second[2] == Outcome(2, "learning", 1, 0, MONDAY, now + 10 * MINUTE)
    assert (second[3].phase, second[3].due_at) == ("review", None)


def test_a_lapse_and_relearning() -> None:
    now = at(MONDAY)
    assert outcomes(card(), now, "UTC", None, Options())[1] == Outcome(1, "relearning", 0, 0, MONDAY, now + 10 * MINUTE)
    found = outcomes(card("relearning", interval=0, stability=2.0, days=0), now, "UTC", None, Options())
    assert found[1] == Outcome(1, "relearning", 0, 0, MONDAY, now + 10 * MINUTE)
    assert found[2] == Outcome(2, "relearning", 0, 0, MONDAY, now + 15 * MINUTE)
    assert found[3] == Outcome(3, "review", 0, 2, MONDAY + 2, None)
    assert (found[4].phase, found[4].interval) == ("review", 3)


def test_a_lapse_without_relearning_steps_comes_back_in_days() -> None:
    found = outcomes(card(), at(MONDAY), "UTC", None, NO_STEPS)
    assert (found[1].phase, found[1].due_at) == ("review", None)
    assert 1 <= found[1].interval < found[2].interval


def test_a_step_that_is_no_longer_in_the_options() -> None:
    found = outcomes(card("learning", step=4, interval=0), at(MONDAY), "UTC", None, TWO_STEPS)
    assert (found[2].step, found[3].phase) == (1, "review")
    assert outcomes(card("learning", interval=0), at(MONDAY), "UTC", None, NO_STEPS)[1].phase == "review"


@pytest.mark.parametrize(
    ("hour", "minute", "step", "days"),
    [
        (23, 0, 5 * HOUR - 1000, 0),  # until a second before 04:00
        (23, 0, 5 * HOUR, 1),
        (23, 0, 5 * HOUR + DAY - 1000, 1),
        (23, 0, 5 * HOUR + DAY, 2),
        (27, 55, 10 * MINUTE, 1),
        (4, 0, DAY - 1000, 0),
        (4, 0, DAY, 1),
    ],
)
def test_a_step_that_passes_the_rollover_becomes_days(hour: int, minute: int, step: int, days: int) -> None:
    now = at(MONDAY, hour, minute)
    found = outcomes(None, now, "UTC", None, Options(learning_steps=(step // 1000,)))[1]
    assert (found.interval, found.due_day) == (0, MONDAY + days)
    assert found.due_at == (None if days else now + step)


@pytest.mark.parametrize(("text", "hours"), [("2026-03-28", 23), ("2026-10-24", 25), ("2026-06-10", 24)])
def test_days_of_23_and_25_hours(text: str, hours: int) -> None:
    day = date.fromisoformat(text).toordinal()
    now = at(day, 4, zone="Europe/Berlin")
    for step, due_day in ((hours * 3600 - 60, day), (hours * 3600, day + 1)):
        assert outcomes(None, now, "Europe/Berlin", None, Options(learning_steps=(step,)))[1].due_day == due_day


@pytest.mark.parametrize(
    ("steps", "seconds"),
    [
        ((600,), 900),
        ((60, 600), 330),
        ((600, 60), 330),
        ((8 * 3600,), 12 * 3600),
    ],
)
def test_hard_on_the_first_step(steps: tuple[int, ...], seconds: int) -> None:
    now = at(MONDAY, 4)
    assert outcomes(None, now, "UTC", None, Options(learning_steps=steps))[2].due_at == now + seconds * 1000


@pytest.mark.parametrize(
    ("steps", "days"),
    [
        ((20 * 3600,), 1),  # 30 hours are a day
        ((28 * 3600,), 2),  # 42 hours are two
        ((5 * 86400,), 6),  # 1.5 times would be 7.5 days; never more than a day longer
        ((86400, 3 * 86400), 2),
    ],
)
def test_hard_on_a_long_first_step_waits_whole_days(steps: tuple[int, ...], days: int) -> None:
    assert outcomes(None, at(MONDAY, 4), "UTC", None, Options(learning_steps=steps))[2].due_day == MONDAY + days


def test_graduating_comes_after_a_hard_step_of_days() -> None:
    found = outcomes(None, at(MONDAY, 4), "UTC", None, Options(learning_steps=(5 * 86400,)))
    assert [found[rating].due_day - MONDAY for rating in (2, 3, 4)] == [6, 7, 8]


@pytest.mark.parametrize(
    ("step", "u", "seconds"),
    [(600, 0.0, 600), (600, 0.5, 675), (60, 0.99, 74.85), (3600, 0.5, 3750), (36000, 0.5, 36150)],
)
def test_steps_get_up_to_a_quarter_and_five_minutes(step: int, u: float, seconds: float) -> None:
    now = at(MONDAY)
    assert outcomes(None, now, "UTC", u, Options(learning_steps=(step,)))[1].due_at == now + int(seconds * 1000)


@pytest.mark.parametrize(
    ("interval", "stability", "good"),
    [
        (11, 11.0, 12),  # u = 0 would choose the lower bound; it grows by a day at least
        (29, 30.0, 30),
    ],
)
def test_an_interval_that_grows_grows_by_a_day(interval: int, stability: float, good: int) -> None:
    # Early on the same day: stability stays, so the interval is the stability.
    state = card(interval=interval, stability=stability, days=0)
    assert outcomes(state, at(MONDAY), "UTC", 0.0, Options(retention=0.89))[3].interval >= good
    found = outcomes(state, at(MONDAY), "UTC", 0.0, Options())
    assert found[2].interval == max(interval, good if stability > interval else interval)


def test_an_interval_that_shrinks_beyond_the_bounds_may_shrink() -> None:
    assert outcomes(card(interval=40, stability=10.0, days=0), at(MONDAY), "UTC", 0.0, Options())[2].interval == 8


@pytest.mark.parametrize(("maximum", "expected"), [(12, [12, 12, 12]), (1, [1, 1, 1])])
def test_ratings_are_equal_at_the_maximum(maximum: int, expected: list[int]) -> None:
    found = outcomes(card(), at(MONDAY), "UTC", 0.7, Options(maximum_interval=maximum))
    assert [found[rating].interval for rating in (2, 3, 4)] == expected


def test_the_retention_moves_the_interval() -> None:
    found = [outcomes(card(), at(MONDAY), "UTC", None, Options(retention=r))[3].interval for r in (0.8, 0.9, 0.97)]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 3


def test_a_card_set_aside_before_its_first_answer_is_new() -> None:
    aside = CardState(0.0, 0.0, "new", 0, MONDAY, None, 0, 0, 0, 0, 0, 0, 0, 0, False, MONDAY + 3)
    assert aside.memory is None
    assert outcomes(aside, at(MONDAY), "UTC", 0.3, Options()) == outcomes(None, at(MONDAY), "UTC", 0.3, Options())


@pytest.mark.parametrize(
    ("due_day", "suspended", "hidden_until", "show_day"),
    [(20, False, 0, 20), (20, False, 25, 25), (20, False, 15, 20), (20, True, 0, None), (20, True, 25, None)],
)
def test_when_a_card_may_be_shown(due_day: int, suspended: bool, hidden_until: int, show_day: int | None) -> None:
    state = CardState(1.0, 5.0, "review", 0, due_day, None, 1, 1, 1, 1, 1, 0, 0, 0, suspended, hidden_until)
    assert state.show_day == show_day


def test_the_draw_goes_by_the_answers_so_far() -> None:
    assert [fuzz_draw(7, "1", None), fuzz_draw(7, "1", card())] == [unit(7, "1", 0), unit(7, "1", 3)]


@pytest.mark.parametrize(
    ("threshold", "leeches"),
    [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (1, list(range(1, 21))), (0, [])],
)
def test_leeches(threshold: int, leeches: list[int]) -> None:
    assert [lapses for lapses in range(21) if becomes_leech(lapses, threshold)] == leeches
