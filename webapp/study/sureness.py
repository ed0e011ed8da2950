"""Sure or not: the learner's word before Check. Right but not sure brings a card back sooner, as Hard does; sure and
wrong brings it back tomorrow, since such a slip returns when its correction is forgotten."""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from webapp.direct import Prepared, Reader
from webapp.memory.schedule import AGAIN, RELEARNING, CardState, Outcome
from webapp.study.models import Review

SURE, NOT_SURE = "1", "0"

_last_miss = Prepared(
    select(Review.answer)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.question_id == bindparam("question_id"),
        Review.facet == bindparam("facet"),
        Review.local_day == bindparam("today"),
        Review.rating == AGAIN,
    )
    .order_by(Review.seq.desc())
    .limit(1)
)


def with_word(answer: dict[str, Any], word: str | None, *, is_self_graded: bool) -> dict[str, Any]:
    """The answer with what the learner said of it; nothing is added where nothing was said."""
    if is_self_graded or word not in (SURE, NOT_SURE):
        return answer
    return {**answer, "sure": word == SURE}


def is_sure(answer: dict[str, Any]) -> bool:
    """Nothing said counts as sure."""
    return answer.get("sure") is not False


def back_tomorrow(
    connection: Reader, user_id: int, card: tuple[int, str], state: CardState | None, outcome: Outcome, today: int
) -> Outcome:
    """What a card is given that was missed today by somebody who was sure, and is right now: tomorrow. Looks into the
    log for cards alone that are being learned again."""
    if state is None or state.phase != RELEARNING or outcome.rating == AGAIN or outcome.interval <= 1:
        return outcome
    values = {"user_id": user_id, "question_id": card[0], "facet": card[1], "today": today}
    row = _last_miss.row(connection, values)
    if row is None or not row[0] or row[0].get("sure") is not True:
        return outcome
    return replace(outcome, interval=1, due_day=today + 1)
