"""What learners did, one thing after the other, on their own devices: lived by several people, or by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from hypothesis import strategies as st

from tests.banks.files import load, question_ids, recall_bank
from tests.conftest import START, Clock
from tests.study.pupil import Pupil
from webapp.database import db, transaction
from webapp.study import ownership
from webapp.study.corrections import ClaimRefused
from webapp.study.keys import new_key
from webapp.study.models import Review
from webapp.study.service import NothingToUndo

MINUTE, DAY = 60_000, 86_400_000
ANSWERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Deed:
    """On which device, about which card, when, and what: a rating, or one of `undo`, `claim`, `aside`."""

    device: int
    card: int
    at: int
    what: int | str
    key: str


moments = st.integers(0, 20).flatmap(
    lambda day: st.sampled_from([0, 1, 5 * MINUTE, 12 * MINUTE, 60 * MINUTE, 20 * 60 * MINUTE]).map(
        lambda within: day * DAY + within
    )
)
kinds_of_deed = st.sampled_from([1, 1, 2, 3, 3, 3, 4, "undo", "claim", "aside"])


@st.composite
def lives(draw: Callable[..., Any], *, most: int = 10) -> list[Deed]:
    """Deeds of two devices on three cards, in the order of time."""
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), moments, kinds_of_deed), min_size=2, max_size=most)
    )
    deeds = [Deed(device, card, START + at, what, new_key(START + at)) for device, card, at, what in drawn]
    return sorted(deeds, key=lambda deed: (deed.at, deed.key))


def cards(app: Flask, count: int = 3) -> list[int]:
    if not question_ids(app):
        load(app, recall_bank(count))
    return list(question_ids(app).values())


def live(app: Flask, clock: Clock, deeds: Sequence[Deed], *, zone: str = "Europe/Berlin") -> Pupil:
    """One learner does all this, each device in a session of its own."""
    clock.now = START
    known = cards(app)
    pupil = Pupil(app, clock, zone=zone)
    sessions = [pupil.session_id, new_key(START)]
    last: dict[int, str] = {}
    for deed in deeds:
        clock.now, pupil.session_id = deed.at, sessions[deed.device]
        _do(pupil, deed, known[deed.card], last)
    clock.now = START + 30 * DAY
    return pupil


def _do(pupil: Pupil, deed: Deed, question_id: int, last: dict[int, str]) -> None:
    """Where there is nothing to take back or to claim, nothing happens: for one learner as for two."""
    if deed.what in ANSWERS:
        last[deed.device] = pupil.answer(question_id, int(deed.what), key=deed.key)
    elif deed.what == "aside":
        pupil.set_aside(question_id, key=deed.key)
    elif deed.device in last:
        try:
            if deed.what == "undo":
                pupil.undo(key=deed.key)
            else:
                pupil.claim(last[deed.device])
        except (NothingToUndo, ClaimRefused):
            pass


def merge(app: Flask, source: Pupil, target: Pupil, *, now: int = START + 30 * DAY) -> dict[str, int]:
    with app.app_context(), transaction() as session:
        return ownership.merge(session, source.id, target.id, now)


def states(pupil: Pupil) -> dict[Any, dict[str, Any]]:
    """The states, without whose they are."""
    return {
        card: {name: value for name, value in state.items() if name != "user_id"}
        for card, state in pupil.states().items()
    }


def given_rows(pupil: Pupil) -> list[tuple[Any, ...]]:
    """What learners did, without what the schedule made of it."""
    names = ("id", "question_id", "facet", "rating", "answered_at", "local_day", "voids", "answer")
    return sorted(tuple(str(row[name]) for name in names) for row in pupil.log() if row["activity"] != "reschedule")


def owners(app: Flask) -> set[int]:
    with app.app_context():
        found = set(db.session.scalars(db.select(Review.user_id).distinct()))
        db.session.rollback()
        return found
