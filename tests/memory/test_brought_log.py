"""What Anki has kept of a card, as rows of our log."""

from __future__ import annotations

from datetime import date

import pytest

from tests.memory.histories import DAY, MINUTE, at, folded
from webapp.memory.brought_log import BroughtRow, KeptAnswer, KeptCard, brought_rows
from webapp.memory.fsrs import next_memory
from webapp.memory.log import LogRow, asked, replay
from webapp.memory.schedule import Options
from webapp.memory.seeding import memory_of_interval

OPTIONS = Options()
FIRST = date(2026, 3, 2).toordinal()
NOW = at(FIRST + 60)


def kept(day: int, rating: int, interval: int, sort: int, *, factor: int = 2500, minute: int = 0) -> KeptAnswer:
    return KeptAnswer(at(FIRST + day, minute=minute), rating, interval, 0, factor, 5000, sort)


def rows(answers: list[KeptAnswer], card: KeptCard | None = None) -> list[BroughtRow]:
    return brought_rows(card or KeptCard(), answers, zone="UTC", day_start=4, now=NOW)


def logged(found: list[BroughtRow]) -> list[LogRow]:
    return [
        LogRow(
            f"{number:04}", row.activity, row.rating, row.answered_at, row.local_day, True, row.phase, row.step,
            row.interval, row.due_day, row.due_at,
        )
        for number, row in enumerate(found)
    ]  # fmt: skip


HISTORY = [
    kept(0, 3, -600, 0),
    kept(0, 3, 2, 0, minute=10),
    kept(2, 3, 9, 1),
    kept(11, 1, -600, 1),
    kept(11, 3, 1, 2, minute=10),
    kept(12, 4, 8, 1),
]


def test_a_whole_history_is_replayed_by_local_days_and_due_after_its_last_interval() -> None:
    found = rows(HISTORY)
    assert [(row.activity, row.rating, row.phase, row.interval) for row in found] == [
        ("learn", 3, "learning", 0),
        ("learn", 3, "review", 2),
        ("review", 3, "review", 9),
        ("review", 1, "relearning", 0),
        ("relearn", 3, "review", 1),
        ("review", 4, "review", 8),
    ]
    memory = None
    for rating, elapsed in ((3, 0), (3, 0), (3, 2), (1, 9), (3, 0), (4, 1)):
        memory = next_memory(memory, rating, elapsed, OPTIONS.parameters)
    state = replay(logged(found), OPTIONS)
    assert state is not None and state.memory == memory
    assert (state.phase, state.due_day, state.due_at, state.reps, state.lapses) == ("review", FIRST + 20, None, 6, 1)
    assert len(asked(logged(found))) == 6


def test_a_card_in_a_step_returns_after_its_minutes() -> None:
    [row] = rows(HISTORY[:1])
    assert (row.phase, row.due_day, row.due_at) == ("learning", FIRST, HISTORY[0].at + 10 * MINUTE)
    [late] = rows([kept(0, 1, -DAY // 1000, 0)])
    assert (late.due_day, late.due_at) == (FIRST + 1, None)


def test_what_came_before_the_last_reset_or_the_last_learning_is_forgotten() -> None:
    reset = [kept(-9, 3, 4, 0), kept(-5, 0, 0, 4, factor=0), *HISTORY]
    learned_anew = [kept(-9, 3, 4, 0), kept(-5, 3, 9, 1), *HISTORY]
    assert rows(reset) == rows(learned_anew) == rows(HISTORY)


@pytest.mark.parametrize("between", [kept(-5, 0, 9, 5), kept(-5, 0, 12, 4), kept(-5, 0, -600, 0)])
def test_a_row_between_that_is_no_answer_ends_a_block_of_learning(between: KeptAnswer) -> None:
    assert rows([kept(-9, 3, -600, 0), between, *HISTORY]) == rows(HISTORY)


def test_what_is_only_crammed_ends_none() -> None:
    crammed = kept(-5, 3, 9, 3, factor=0)
    assert rows([kept(-9, 3, -600, 0), crammed, *HISTORY]) == rows([kept(-9, 3, -600, 0), *HISTORY])


def test_what_is_no_answer_or_only_crammed_says_nothing() -> None:
    more = [
        kept(3, 3, 9, 3, factor=0),  # crammed in a filtered deck
        kept(4, 0, 9, 5),  # moved by the program
        kept(5, 0, 12, 4),  # a due day set by hand
        kept(70, 3, 9, 1),  # a clock that was wrong
    ]
    assert rows([*HISTORY, *more]) == rows(HISTORY)


def test_an_answer_ahead_of_time_counts() -> None:
    [*_others, last] = rows([*HISTORY, kept(14, 3, 10, 3)])
    assert (last.activity, last.interval, last.due_day) == ("early", 10, FIRST + 24)


@pytest.mark.parametrize("factor", [2100, 640])
def test_without_its_beginning_a_history_begins_with_the_first_answer_that_gave_days(factor: int) -> None:
    answers = [kept(0, 1, -600, 2), kept(0, 3, 10, 1, factor=factor, minute=9), kept(10, 3, 25, 1, factor=factor)]
    found = rows(answers)
    assert [(row.activity, row.rating, row.interval) for row in found] == [("seed", 0, 10), ("review", 3, 25)]
    state = replay(logged(found), OPTIONS)
    assert state is not None
    assert state.memory == next_memory(memory_of_interval(10, factor, OPTIONS.parameters), 3, 10, OPTIONS.parameters)
    assert (state.due_day, state.reps) == (FIRST + 35, 2)
    assert asked(logged(found)) == []  # nothing is fitted to what is guessed


def test_without_a_history_the_card_is_what_its_interval_and_its_ease_say() -> None:
    card = KeptCard(interval=30, factor=2300, due_day=FIRST + 70, is_suspended=True, flag=2)
    found = rows([], card)
    assert [row.activity for row in found] == ["seed", "suspend", "flag"]
    state = folded(logged(found), OPTIONS)
    assert state is not None and state.memory == memory_of_interval(30, 2300, OPTIONS.parameters)
    assert (state.phase, state.last_day, state.due_day) == ("review", FIRST + 40, FIRST + 70)
    assert (state.suspended, state.flag) == (True, 2)


def test_a_new_card_brings_nothing() -> None:
    assert rows([]) == []
    assert rows([], KeptCard(is_suspended=True, flag=1)) == []
    assert rows([kept(0, 1, -600, 2)]) == []
