"""Answers that come late, twice or in another order lead to the same memory states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.banks.files import load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil
from webapp.study.keys import new_key

CALM = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
MINUTE, DAY = 60_000, 86_400_000


@dataclass(frozen=True)
class Given:
    """An answer on its way: from which device, to which card, when, and what it came to."""

    device: int
    card: int
    at: int
    rating: int
    key: str


def deliver(pupil: Pupil, clock: Clock, answers: list[Given], *, received: int) -> None:
    """Hand in answers that were given offline: each device's session got its row before it went offline."""
    clock.now = received
    for sent in answers:
        pupil.session_id = pupil.devices[sent.device]  # type: ignore[attr-defined] # set by two_devices
        pupil.answer(sent.card, sent.rating, key=sent.key, answered_at=sent.at, issued_at=START)


def two_devices(app: Flask, clock: Clock) -> Pupil:
    clock.now = START
    pupil = Pupil(app, clock, zone="Europe/Berlin")
    pupil.devices = [pupil.session_id, new_key(START)]  # type: ignore[attr-defined] # as above
    return pupil


def outcome(pupil: Pupil) -> dict[Any, dict[str, Any]]:
    """The states, without whose they are."""
    return {
        card: {name: value for name, value in state.items() if name != "user_id"}
        for card, state in pupil.states().items()
    }


def cards(app: Flask) -> list[int]:
    ids = question_ids(app)
    if not ids:
        load(app, recall_bank(2))
        ids = question_ids(app)
    return list(ids.values())


moments = st.integers(0, 20).flatmap(
    lambda day: st.sampled_from([0, 1, 5 * MINUTE, 12 * MINUTE, 60 * MINUTE, 20 * 60 * MINUTE]).map(
        lambda within: day * DAY + within
    )
)
batches = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), moments, st.integers(1, 4)),
    min_size=2,
    max_size=7,
)


@pytest.mark.prop
@CALM
@given(batches, st.randoms(use_true_random=False))
def test_f11_two_devices_in_either_order_lead_to_one_state(
    app: Flask, clock: Clock, batch: list[tuple[int, int, int, int]], random: Any
) -> None:
    known = cards(app)
    answers = [
        Given(device, known[card], START + at, rating, new_key(START + at)) for device, card, at, rating in batch
    ]
    shuffled = random.sample(answers, len(answers))
    orders = [
        sorted(answers, key=lambda sent: (sent.at, sent.key)),
        sorted(answers, key=lambda sent: (-sent.device, sent.at, sent.key)),
        sorted(answers, key=lambda sent: (sent.device, sent.at, sent.key)),
        shuffled,
    ]
    ends = []
    for order in orders:
        pupil = two_devices(app, clock)
        deliver(pupil, clock, order, received=START + 30 * DAY)
        assert pupil.differences() == []
        assert sum(row["rating"] > 0 for row in pupil.log()) == len(answers)
        ends.append(outcome(pupil))
    assert ends[1:] == ends[:1] * 3


def test_f11_both_devices_rows_are_in_the_log(app: Flask, clock: Clock) -> None:
    first, _second = cards(app)
    pupil = two_devices(app, clock)
    late = Given(0, first, START + MINUTE, 1, new_key(START + MINUTE))
    early = Given(1, first, START + 2 * MINUTE, 3, new_key(START + 2 * MINUTE))
    deliver(pupil, clock, [early], received=START + 10 * MINUTE)
    deliver(pupil, clock, [late], received=START + 20 * MINUTE)
    rows = pupil.log()
    assert [(row["id"], row["answered_at"], row["rating"]) for row in rows if row["rating"]] == [
        (early.key, early.at, 3),
        (late.key, late.at, 1),
    ]
    state = pupil.state(first)
    assert state is not None
    assert (state.reps, state.last_at, pupil.differences()) == (2, early.at, [])


def test_f11_a_late_answer_is_scheduled_from_the_state_that_it_met(app: Flask, clock: Clock) -> None:
    first, _second = cards(app)
    pupil = two_devices(app, clock)
    deliver(pupil, clock, [Given(0, first, START + 5 * DAY, 3, new_key(START + 5 * DAY))], received=START + 6 * DAY)
    deliver(pupil, clock, [Given(1, first, START, 1, new_key(START))], received=START + 6 * DAY)
    late = pupil.log()[1]
    assert (late["activity"], late["phase"], late["interval"], late["due_at"] is not None) == (
        "learn",
        "learning",
        0,
        True,
    )


def test_f11_a_late_answer_that_changes_nothing_adds_no_other_row(app: Flask, clock: Clock) -> None:
    first, second = cards(app)
    pupil = two_devices(app, clock)
    deliver(pupil, clock, [Given(0, first, START + DAY, 3, new_key(START + DAY))], received=START + 2 * DAY)
    deliver(pupil, clock, [Given(1, second, START, 3, new_key(START))], received=START + 2 * DAY)
    assert pupil.activities() == ["learn", "learn"]


def test_f11_the_row_that_settles_the_schedule_speaks_of_the_last_answer(app: Flask, clock: Clock) -> None:
    first, _second = cards(app)
    pupil = two_devices(app, clock)
    deliver(pupil, clock, [Given(0, first, START + DAY, 3, new_key(START + DAY))], received=START + 2 * DAY)
    deliver(pupil, clock, [Given(1, first, START, 3, new_key(START))], received=START + 3 * DAY)
    last, late, settled = pupil.log()
    assert (settled["activity"], settled["rating"], settled["answered_at"], settled["local_day"]) == (
        "reschedule",
        0,
        last["answered_at"],
        last["local_day"],
    )
    assert (settled["answer"], settled["score"], settled["voids"], settled["received_at"]) == (
        None,
        None,
        None,
        late["received_at"],
    )
    state = pupil.state(first)
    assert state is not None
    assert (state.due_day, state.interval) == (settled["due_day"], settled["interval"])


@pytest.mark.parametrize("is_swapped", [False, True])
def test_f11_two_answers_of_one_instant_go_by_their_ids(app: Flask, clock: Clock, is_swapped: bool) -> None:
    """A client whose clock is far behind: both answers are clamped to the instant at which the card was shown."""
    first, _second = cards(app)
    pupil = two_devices(app, clock)
    low, high = sorted([new_key(START), new_key(START)])
    answers = [Given(0, first, START, 1, low), Given(1, first, START, 3, high)]
    deliver(pupil, clock, answers[::-1] if is_swapped else answers, received=START + MINUTE)
    state = pupil.state(first)
    assert state is not None
    assert (pupil.differences(), state.phase, state.reps) == ([], "review", 2)


def test_f11_the_same_batch_twice_is_once(app: Flask, clock: Clock) -> None:
    first, second = cards(app)
    pupil = two_devices(app, clock)
    batch = [Given(n % 2, (first, second)[n % 2], START + n * MINUTE, 1 + n % 4, new_key(START)) for n in range(6)]
    deliver(pupil, clock, batch, received=START + DAY)
    before = (pupil.log(), pupil.states())
    deliver(pupil, clock, batch[::-1], received=START + 2 * DAY)
    assert (pupil.log(), pupil.states()) == before
