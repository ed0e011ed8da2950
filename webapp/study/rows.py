"""Between database rows and the pure types of `memory`: one place that knows which column is which field."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from webapp.banks.models import Question
from webapp.memory.log import LogRow
from webapp.memory.schedule import CardState
from webapp.study.models import Card, Review

# In the order of CardState's fields.
STATE_COLUMNS = (
    Card.stability,
    Card.difficulty,
    Card.phase,
    Card.step,
    Card.due_day,
    Card.due_at,
    Card.interval,
    Card.first_day,
    Card.last_day,
    Card.last_at,
    Card.reps,
    Card.lapses,
    Card.right_days,
    Card.last_right_day,
    Card.suspended,
    Card.hidden_until,
    Card.flag,
)
STATE_NAMES = tuple(column.key for column in STATE_COLUMNS)

# In the order of LogRow's fields.
LOG_COLUMNS = (
    Review.id,
    Review.activity,
    Review.rating,
    Review.answered_at,
    Review.local_day,
    Review.is_scheduling,
    Review.phase,
    Review.step,
    Review.interval,
    Review.due_day,
    Review.due_at,
    Review.voids,
)


def sibling_days() -> Any:
    """In a statement about a question and its card: the days on which siblings of the card are due, as one text."""
    other = aliased(Card)
    comma: Any = literal_column("','")  # in the statement itself, so that it can be prepared
    return (
        select(func.aggregate_strings(cast(other.show_day, String), comma))
        .where(
            other.user_id == bindparam("user_id"),
            other.sibling_key == Question.sibling_key,
            other.id != func.coalesce(Card.id, 0),
        )
        .correlate(Question, Card)
        .scalar_subquery()
    )


def state_of(values: Sequence[Any]) -> CardState | None:
    """The state from the state columns of an outer join; None where there is no card."""
    return None if values[0] is None else CardState(*values)


def values_of(state: CardState) -> dict[str, Any]:
    """The columns of `card` for a state."""
    values = {name: getattr(state, name) for name in STATE_NAMES}
    # A card in a step of minutes is found by its instant, not by its day.
    values["show_day"] = state.show_day if state.due_at is None else None
    return values


def log_row_of(review: Mapping[str, Any]) -> LogRow:
    """The log's view of a review that is about to be inserted."""
    return LogRow(*(review[column.key] for column in LOG_COLUMNS))
