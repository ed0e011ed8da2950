"""The buttons by which a learner says how well a card was remembered, with what each leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from webapp.memory.balance import Load
from webapp.memory.days import local_day
from webapp.memory.schedule import GOOD, CardState, Options, fuzz_draw, outcomes
from webapp.memory.words import long_interval, short_interval
from webapp.study import queries, sorts
from webapp.study.log import state_before
from webapp.study.tickets import Ticket
from webapp.study.views import RatingButton
from webapp.web.texts import gettext

if TYPE_CHECKING:
    from webapp.study.pages import Desk


def rating_buttons(
    desk: Desk,
    ticket: Ticket,
    state: CardState | None,
    ratings: Sequence[int],
    at: int,
    options: Options,
    load: Load | None = None,
) -> list[RatingButton]:
    draw = fuzz_draw(ticket.question_id, ticket.facet, state)
    results = outcomes(state, at, desk.zone, draw, options, load)
    today = local_day(at, desk.zone, desk.day_start)
    is_kept = not sorts.does_count(desk.sort, state, today)
    return [
        RatingButton(
            rating,
            _rating_word(rating, len(ratings)),
            gettext("no change") if is_kept else short_interval(results[rating], at, today),
            gettext("no change") if is_kept else long_interval(results[rating], at, today),
            rating == GOOD or (len(ratings) == 2 and rating == ratings[-1]),
        )
        for rating in ratings
    ]


def _rating_word(rating: int, count: int) -> str:
    if count > 2:
        return {1: gettext("Again"), 2: gettext("Hard"), 3: gettext("Good"), 4: gettext("Easy")}[rating]
    return {1: gettext("Forgot"), 2: gettext("Hard"), 3: gettext("Remembered")}[rating]


def almost_buttons(desk: Desk, ticket: Ticket, review: Mapping[str, Any]) -> list[RatingButton]:
    """A near miss is in the log as Again; the learner may leave it so, or count it as right."""
    held = queries.card_for_user(desk.connection, review["user_id"], *ticket.card)
    options = desk.plan.options(desk.options, held.bank_id if held else None)
    at = review["answered_at"]
    place = (at, review["id"])
    before = state_before(desk.connection, review["user_id"], *ticket.card, place, desk.options, until=desk.until)
    missed, right = rating_buttons(desk, ticket, before, (1, 2), at, options)
    return [replace(missed, word=gettext("Count as missed")), replace(right, word=gettext("Count as right"))]
