"""Draws that never change: a new value here would move every due day and shuffle that has not happened yet."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.seeds import number, unit

PARTS = st.lists(st.one_of(st.integers(), st.text()), max_size=4)


def test_the_values_are_fixed() -> None:
    assert [number(), number(7, "", 0), number("session", 7, "forward")] == [
        16476032584258269876,
        8312289623350340365,
        12847495310049361423,
    ]
    assert unit(7, "", 0) == 0.4506101233982577


def test_parts_do_not_run_together() -> None:
    assert len({number("ab", "c"), number("a", "bc"), number("abc"), number("abc", ""), number("", "abc")}) == 5


def test_a_number_and_its_text_are_the_same_part() -> None:
    assert number(7, "x") == number("7", "x")


def test_another_process_draws_the_same() -> None:
    code = "from webapp.memory.seeds import number; print(number(7, 'forward', 3))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(shown) == number(7, "forward", 3)


@given(PARTS)
def test_draws_lie_in_their_range(parts: list[str | int]) -> None:
    assert 0 <= number(*parts) < 2**64
    assert 0.0 <= unit(*parts) < 1.0


def test_draws_spread_evenly() -> None:
    tenths = [0] * 10
    for question in range(2000):
        tenths[int(unit(question, "", 0) * 10)] += 1
    # 200 expected, standard deviation 13.4; the draws are fixed, so this cannot fail by chance
    assert 150 < min(tenths) <= max(tenths) < 250
