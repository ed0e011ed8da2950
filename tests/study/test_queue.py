"""The order of a session: steps, then reviews by what is nearest to being forgotten, new cards spread among them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, bank_id, bare_questions, load, question_ids, recall_bank
from tests.clock import START, Clock
from tests.study.pupil import Pupil, reviewed
from webapp.memory.days import local_day
from webapp.study.queries import CardKey
from webapp.study.queue import LANDING_SIZE, SESSION_SIZE, Queue

TODAY = local_day(START, "UTC")


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    load(app, recall_bank(8))
    return question_ids(app)


def named(ids: dict[str, int], cards: list[CardKey]) -> list[str]:
    names = {question_id: name for name, question_id in ids.items()}
    return [names[question_id] + facet for question_id, facet in cards]


def due(pupil: Pupil, question_id: int, *, ago: int = 1, stability: float = 10.0, over: int = 0) -> None:
    """A card last seen so many days ago, due so many days ago."""
    pupil.keep(question_id, reviewed(TODAY, due_day=TODAY - over, last_day=TODAY - ago, stability=stability))


def in_step(pupil: Pupil, question_id: int, *, due_at: int) -> None:
    state = reviewed(TODAY, due_day=TODAY, last_day=TODAY - 1)
    pupil.keep(question_id, replace(state, phase="learning", due_at=due_at, interval=0))


# --- order ---------------------------------------------------------------------------------------------------------


def test_somebody_new_gets_the_first_cards_of_the_bank(pupil: Pupil, ids: dict[str, int]) -> None:
    queue = pupil.queue(size=5)
    assert named(ids, queue.cards) == ["q1", "q2", "q3", "q4", "q5"]
    assert (queue.review_count, queue.new_count) == (0, 5)


def test_reviews_come_by_lowest_recall(pupil: Pupil, ids: dict[str, int]) -> None:
    due(pupil, ids["q1"], ago=10, stability=10)  # recall 0.90
    due(pupil, ids["q2"], ago=30, stability=10)  # less
    due(pupil, ids["q3"], ago=1, stability=10)  # more
    due(pupil, ids["q4"], ago=30, stability=3000)  # most
    order = [name for name in named(ids, pupil.queue().cards) if name in ("q1", "q2", "q3", "q4")]
    assert order == ["q2", "q1", "q3", "q4"]


def test_cards_of_equal_recall_come_in_an_order_of_the_seed(pupil: Pupil, ids: dict[str, int]) -> None:
    for question_id in ids.values():
        due(pupil, question_id)
    orders = {seed: named(ids, pupil.queue(size=8, seed=seed).cards) for seed in map(str, range(6))}
    assert [sorted(order) for order in orders.values()] == [list(ids)] * 6
    assert len({tuple(order) for order in orders.values()}) > 1


def test_equal_asks_give_equal_queues(pupil: Pupil, ids: dict[str, int]) -> None:
    for name in ("q1", "q2", "q3", "q4", "q5"):
        due(pupil, ids[name])
    assert pupil.queue(seed="a") == pupil.queue(seed="a")


def test_steps_that_are_due_go_first_earliest_first(pupil: Pupil, ids: dict[str, int]) -> None:
    due(pupil, ids["q1"], ago=300)
    in_step(pupil, ids["q2"], due_at=START - 1000)
    in_step(pupil, ids["q3"], due_at=START - 2000)
    queue = pupil.queue(size=3)
    assert (named(ids, queue.cards), queue.review_count, queue.new_count) == (["q3", "q2", "q1"], 3, 0)


@pytest.mark.parametrize(("minutes", "is_shown"), [(0, True), (20, True), (21, False)])
def test_steps_are_shown_up_to_twenty_minutes_ahead(
    pupil: Pupil, ids: dict[str, int], minutes: int, is_shown: bool
) -> None:
    in_step(pupil, ids["q8"], due_at=START + minutes * 60_000)
    assert ("q8" in named(ids, pupil.queue().cards)) is is_shown


def test_new_cards_are_spread_among_the_reviews(pupil: Pupil, ids: dict[str, int]) -> None:
    for name in ("q5", "q6", "q7", "q8"):
        due(pupil, ids[name])
    queue = pupil.queue()
    is_new = [name in ("q1", "q2", "q3", "q4") for name in named(ids, queue.cards)]
    assert is_new == [False, True, False, True, False, True, False, True]
    assert (queue.review_count, queue.new_count) == (4, 4)


def test_at_most_a_third_of_a_session_is_new_while_reviews_wait(pupil: Pupil, ids: dict[str, int]) -> None:
    for name in ("q4", "q5", "q6", "q7", "q8"):
        due(pupil, ids[name])
    counts = {
        size: (queue.review_count, queue.new_count) for size in (2, 3, 6, 8) for queue in [pupil.queue(size=size)]
    }
    assert counts == {2: (2, 0), 3: (2, 1), 6: (4, 2), 8: (5, 3)}


def test_a_card_that_is_not_due_is_not_shown(pupil: Pupil, ids: dict[str, int]) -> None:
    due(pupil, ids["q1"], over=-1)
    assert "q1" not in named(ids, pupil.queue().cards)


def test_a_suspended_card_is_not_shown(pupil: Pupil, ids: dict[str, int]) -> None:
    state = reviewed(TODAY, due_day=TODAY - 1, last_day=TODAY - 5)
    pupil.keep(ids["q1"], replace(state, suspended=True))
    pupil.keep(ids["q2"], replace(state, hidden_until=TODAY + 1))
    pupil.keep(ids["q3"], replace(state, hidden_until=TODAY))
    pupil.keep(ids["q4"], replace(state, suspended=True, due_at=START - 1, phase="relearning"))
    assert [name for name in named(ids, pupil.queue().cards) if name in ("q1", "q2", "q3", "q4")] == ["q3"]


def test_a_retired_question_is_not_shown(app: Flask, pupil: Pupil, ids: dict[str, int]) -> None:
    due(pupil, ids["q1"])
    in_step(pupil, ids["q2"], due_at=START)
    load(app, bank_file(asked(f"q{n}") for n in range(3, 9)), now=START)
    assert named(ids, pupil.queue().cards) == ["q3", "q4", "q5", "q6", "q7", "q8"]


# --- size and scope ------------------------------------------------------------------------------------------------


def test_a_session_has_fifteen_cards_and_the_landing_run_five() -> None:
    assert (SESSION_SIZE, LANDING_SIZE) == (15, 5)


@pytest.mark.parametrize(("cards", "size"), [(1, 1), (3, 3), (15, 15), (16, 15), (40, 15)])
def test_a_session_is_as_long_as_there_is_work_and_no_longer(app: Flask, pupil: Pupil, cards: int, size: int) -> None:
    for question_id in bare_questions(app, [(f"s{n}", False) for n in range(cards)]):
        due(pupil, question_id)
    assert len(pupil.queue().cards) == size


def test_a_bank_keeps_to_itself(app: Flask, pupil: Pupil) -> None:
    load(app, recall_bank(2, slug="one"))
    load(app, recall_bank(2, slug="two"), position=1)
    one, two = question_ids(app, "one"), question_ids(app, "two")
    due(pupil, one["q1"])
    in_step(pupil, one["q2"], due_at=START)
    due(pupil, two["q1"])
    in_step(pupil, two["q2"], due_at=START)
    assert pupil.queue(bank_id=bank_id(app, "two")).cards == [(two["q2"], ""), (two["q1"], "")]
    assert sorted(pupil.queue().cards) == sorted((each, "") for each in (*one.values(), *two.values()))


def test_another_learners_cards_are_none_of_mine(pupil: Pupil, other: Pupil, ids: dict[str, int]) -> None:
    due(other, ids["q8"], ago=50)
    in_step(other, ids["q7"], due_at=START)
    assert named(ids, pupil.queue(size=3).cards) == ["q1", "q2", "q3"]


# --- siblings ------------------------------------------------------------------------------------------------------


@pytest.fixture
def family(app: Flask) -> dict[str, int]:
    """a and b are on one fact, c stands alone."""
    load(app, bank_file([asked("a", fact="H1"), asked("b", fact="H1"), asked("c")]))
    return question_ids(app)


def test_siblings_are_put_off_to_the_next_day(pupil: Pupil, family: dict[str, int], clock: Clock) -> None:
    assert named(family, pupil.queue().cards) == ["a", "c"]
    pupil.answer(family["a"], 3)
    assert named(family, pupil.queue().cards) == ["c"]
    clock.advance(days=1)
    assert named(family, pupil.queue().cards) == ["b", "c"]


def test_of_two_due_siblings_the_more_urgent_comes_today(pupil: Pupil, family: dict[str, int]) -> None:
    due(pupil, family["a"], ago=5)
    due(pupil, family["b"], ago=50)
    assert named(family, pupil.queue().cards) == ["b", "c"]


def test_a_due_card_goes_before_a_new_sibling(pupil: Pupil, family: dict[str, int]) -> None:
    due(pupil, family["b"])
    assert named(family, pupil.queue().cards) == ["b", "c"]


def test_a_step_goes_before_a_due_sibling(pupil: Pupil, family: dict[str, int]) -> None:
    due(pupil, family["a"], ago=90)
    in_step(pupil, family["b"], due_at=START)
    assert named(family, pupil.queue().cards) == ["b", "c"]


def test_a_failed_card_returns_though_it_was_seen_today(pupil: Pupil, family: dict[str, int], clock: Clock) -> None:
    pupil.answer(family["a"], 1)
    clock.advance(minutes=15)
    assert named(family, pupil.queue().cards) == ["a", "c"]


def test_both_directions_of_a_card_are_siblings(app: Flask, pupil: Pupil, clock: Clock) -> None:
    load(app, bank_file([asked("both", reversible="yes", back_prompt="What scatters?")]))
    ids = question_ids(app)
    assert named(ids, pupil.queue().cards) == ["bothforward"]
    pupil.answer(ids["both"], facet="forward")
    assert pupil.queue().cards == []
    clock.advance(days=1)
    assert named(ids, pupil.queue().cards) == ["bothbackward"]


def test_recall_comes_the_day_after_its_recognition_was_right(app: Flask, pupil: Pupil, clock: Clock) -> None:
    load(app, bank_file([asked("typed", "short_answer", fact="H1"), asked("chosen", "choice", fact="H1")]))
    ids = question_ids(app)
    assert named(ids, pupil.queue().cards) == ["chosen"]
    pupil.answer(ids["chosen"], 3)
    assert pupil.queue().cards == []
    clock.advance(days=1)
    assert named(ids, pupil.queue().cards) == ["typed"]


def test_a_queue_without_anything_is_empty(app: Flask, pupil: Pupil) -> None:
    assert pupil.queue() == Queue([])
