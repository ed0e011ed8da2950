"""F11: two devices without a network answer the same cards. Both answers are in the log, whichever arrives first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import START, Clock
from tests.faults.conftest import Note
from tests.study.lives import DAY, MINUTE, cards, given_rows, states
from tests.study.pupil import Pupil
from webapp.study.keys import new_key

pytestmark = [pytest.mark.fault, pytest.mark.prop]

CALM = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
ONLINE = START + 5 * DAY  # both devices are back

# Which of three cards, when after the page was loaded (ms), and how.
deeds = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(1, 4 * DAY // MINUTE).map(lambda minutes: minutes * MINUTE), st.integers(1, 4)
    ),
    min_size=1,
    max_size=4,
)
Held = tuple[str, int, int, int]  # its key before
Deeds = Sequence[tuple[int, int, int]]


def study(app: Flask, clock: Clock, devices: Sequence[list[Held]]) -> Pupil:
    """A learner whose devices deliver what they hold one after the other."""
    clock.now = START
    known = cards(app)
    pupil = Pupil(app, clock, zone="Europe/Berlin")
    for card in known:
        pupil.answer(card, 3, key=f"first-{card}")
    clock.now = ONLINE
    for held in devices:
        pupil.begin()
        for key, card, after, rating in held:
            pupil.answer(known[card], rating, key=key, issued_at=START + 1, answered_at=START + 1 + after)
    return pupil


@CALM
@given(deeds, deeds)
def test_f11_the_order_of_delivery_does_not_matter(app: Flask, clock: Clock, phone: Deeds, laptop: Deeds) -> None:
    held = [
        [(new_key(START + after), card, after, rating) for card, after, rating in sorted(device, key=_time)]
        for device in (phone, laptop)
    ]
    one, other = study(app, clock, held), study(app, clock, held[::-1])
    assert given_rows(one) == given_rows(other)
    assert len(given_rows(one)) == 3 + len(phone) + len(laptop)
    assert states(one) == states(other)
    assert (one.differences(), other.differences()) == ([], [])


def _time(deed: tuple[int, int, int]) -> Any:
    return deed[1]


def test_f11_the_same_answer_from_both_devices_is_one(app: Flask, clock: Clock, note: Note) -> None:
    (card, *_others) = cards(app)
    pupil = Pupil(app, clock)
    sent = pupil.submission(card, 3)
    first = pupil.send(sent)
    pupil.session_id = new_key(START)
    again = pupil.send(sent)
    assert first.review["id"] == again.review["id"] == sent.key
    assert len(pupil.log()) == 1
    note(acknowledged=1, doubled=len(pupil.log()) - 1, said="one state for both orders of delivery")
