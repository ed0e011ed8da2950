"""Where a session stands, from its queue and its answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.queue import Line, session_line

Card = tuple[int, str]
A, B, C, ELSEWHERE = (1, ""), (2, ""), (2, "backward"), (9, "")
QUEUE = [A, B, C]


def line(queue: list[Card], *answers: tuple[Card, bool]) -> Line[Card]:
    return session_line(queue, answers)


def test_at_the_start() -> None:
    assert line(QUEUE) == Line([A, B, C], place=1, size=3, again=0, answered=0, right_first=0, missed=[])


def test_one_card() -> None:
    assert line([A]) == Line([A], 1, 1, 0, 0, 0, [])
    assert line([A], (A, True)) == Line([], 1, 1, 0, 1, 1, [])
    assert line([A], (A, False)) == Line([A], 1, 1, 1, 1, 0, [A])
    assert line([A], (A, False), (A, True)) == Line([], 1, 1, 1, 2, 0, [A])


def test_no_card() -> None:
    assert line([]) == Line([], 0, 0, 0, 0, 0, [])


def test_a_failed_card_waits_at_the_end_until_it_is_right() -> None:
    failed = ((A, False),)
    assert line(QUEUE, *failed) == Line([B, C, A], 2, 3, 1, 1, 0, [A])
    failed_twice = (*failed, (B, False))
    assert line(QUEUE, *failed_twice) == Line([C, A, B], 3, 3, 2, 2, 0, [A, B])
    all_seen = (*failed_twice, (C, True))
    assert line(QUEUE, *all_seen) == Line([A, B], 3, 3, 2, 3, 1, [A, B])
    again = (*all_seen, (A, False))
    assert line(QUEUE, *again) == Line([B, A], 3, 3, 3, 4, 1, [A, B])
    right = (*again, (B, True), (A, True))
    assert line(QUEUE, *right) == Line([], 3, 3, 3, 6, 1, [A, B])


def test_undo_is_fewer_answers() -> None:
    answers = ((A, False), (B, True))
    assert line(QUEUE, *answers[:1]) == Line([B, C, A], 2, 3, 1, 1, 0, [A])
    assert line(QUEUE, *answers[:0]) == line(QUEUE)


def test_answers_out_of_order_keep_the_rest_in_order() -> None:
    assert line(QUEUE, (C, True)) == Line([A, B], 2, 3, 0, 1, 1, [])


def test_a_second_tab_does_not_bring_back_what_was_right() -> None:
    assert line(QUEUE, (A, True), (A, False)) == Line([B, C], 2, 3, 0, 2, 1, [])
    assert line(QUEUE, (A, True), (A, True)) == Line([B, C], 2, 3, 0, 2, 1, [])


def test_an_answer_to_a_card_outside_the_queue() -> None:
    assert line(QUEUE, (ELSEWHERE, False)) == Line([A, B, C], 1, 3, 0, 1, 0, [ELSEWHERE])
    assert line(QUEUE, (ELSEWHERE, False), (ELSEWHERE, False)).upcoming == [A, B, C]


def test_a_card_that_stands_in_the_queue_twice_counts_once() -> None:
    assert line([A, B, A], (A, True)) == Line([B], 2, 2, 0, 1, 1, [])


@given(st.integers(1, 15), st.lists(st.booleans(), max_size=60))
def test_a_session_studied_from_the_front(size: int, results: list[bool]) -> None:
    queue = [(number, "") for number in range(size)]
    answers: list[tuple[Card, bool]] = []
    before = session_line(queue, answers)
    for passed in results:
        if not before.upcoming:
            break
        answers.append((before.upcoming[0], passed))
        now = session_line(queue, answers)
        # the total is what was shown and what is still to come, and neither the place nor the total goes back
        assert now.size + now.again == now.answered + len(now.upcoming)
        assert before.place <= now.place <= size
        assert before.again <= now.again
        before = now
    passed_cards = {card for card, passed in answers if passed}
    assert {*queue} - {*before.upcoming} == passed_cards
    assert before.right_first + len(before.missed) == len({card for card, _ in answers})


@pytest.mark.parametrize("size", [1, 3, 15])
def test_all_right_at_the_first_try(size: int) -> None:
    queue = [(number, "") for number in range(size)]
    assert session_line(queue, [(card, True) for card in queue]) == Line([], size, size, 0, size, size, [])
