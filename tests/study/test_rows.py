"""A memory state and a log row come out of the database as they went in."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.log import LogRow
from webapp.memory.schedule import CardState
from webapp.study.models import Card, Review
from webapp.study.rows import LOG_COLUMNS, STATE_COLUMNS, STATE_NAMES, log_row_of, state_of, values_of

days = st.integers(0, 800_000)
states = st.builds(
    CardState,
    stability=st.floats(0.001, 36_500),
    difficulty=st.floats(1, 10),
    phase=st.sampled_from(["new", "learning", "review", "relearning"]),
    step=st.integers(0, 3),
    due_day=days,
    due_at=st.none() | st.integers(0, 2**48),
    interval=st.integers(0, 36_500),
    first_day=days,
    last_day=days,
    last_at=st.integers(0, 2**48),
    reps=st.integers(0, 10_000),
    lapses=st.integers(0, 1000),
    right_days=st.integers(0, 1000),
    last_right_day=days,
    suspended=st.booleans(),
    hidden_until=days,
)


@given(states)
def test_state_to_columns_to_state(state: CardState) -> None:
    values = values_of(state)
    assert state_of([values[name] for name in STATE_NAMES]) == state


def test_every_field_of_a_state_is_a_column_of_its_name() -> None:
    assert tuple(each.name for each in fields(CardState)) == STATE_NAMES
    assert [column.class_ for column in STATE_COLUMNS] == [Card] * len(STATE_NAMES)


def test_every_field_of_a_log_row_is_a_column_of_its_name() -> None:
    assert tuple(each.name for each in fields(LogRow)) == tuple(column.key for column in LOG_COLUMNS)
    assert [column.class_ for column in LOG_COLUMNS] == [Review] * len(LOG_COLUMNS)


def test_no_card_is_no_state() -> None:
    assert state_of([None] * len(STATE_NAMES)) is None


STATE = CardState(10.0, 5.0, "review", 0, 739_214, None, 10, 739_200, 739_204, 1, 3, 0, 2, 739_204, False, 0)


@pytest.mark.parametrize(
    ("changed", "show_day"),
    [
        ({}, 739_214),
        ({"hidden_until": 739_300}, 739_300),
        ({"hidden_until": 739_210}, 739_214),
        ({"suspended": True}, None),
        ({"phase": "learning", "due_at": 1_795_514_400_000}, None),
    ],
)
def test_the_queue_finds_a_card_by_the_day_on_which_it_may_be_shown(
    changed: dict[str, object], show_day: int | None
) -> None:
    assert values_of(replace(STATE, **changed))["show_day"] == show_day  # type: ignore[arg-type] # fields by name


def test_a_review_that_is_about_to_be_written_is_seen_as_the_log_will_see_it() -> None:
    row = {column.key: n for n, column in enumerate(LOG_COLUMNS)}
    assert log_row_of({**row, "answer": {"text": "unread"}}) == LogRow(*range(len(LOG_COLUMNS)))
