"""Memory from an interval and an ease."""

import pytest

from webapp.memory.seeding import difficulty_of_factor, seeded_memory


@pytest.mark.parametrize(
    ("ease", "interval", "retention", "stability", "difficulty"),
    [
        (2.5, 10, 0.9, 10.0, 6.9140563),
        (2.5, 10, 0.8, 3.01572, 9.393428),
        (2.5, 10, 0.95, 24.841097, 1.2974405),
        (1.3, 20, 0.9, 20.0, 10.0),
    ],
)
def test_what_sm2_knew(ease: float, interval: int, retention: float, stability: float, difficulty: float) -> None:
    found = seeded_memory(interval, ease, retention)
    assert tuple(found) == pytest.approx((stability, difficulty), rel=1e-5)


def test_memory_stays_within_bounds() -> None:
    assert seeded_memory(90000, 9.0) == (36500.0, 1.0)
    assert seeded_memory(0.0001, 1.0).stability == 0.001


@pytest.mark.parametrize(
    ("factor", "difficulty"),
    [(100, 1.0), (550, 5.05), (1100, 10.0), (1101, None), (2500, None), (0, None)],
)
def test_a_factor_that_fsrs_wrote_is_a_difficulty(factor: int, difficulty: float | None) -> None:
    assert difficulty_of_factor(factor) == pytest.approx(difficulty)
