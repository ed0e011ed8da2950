"""Figures of the log against counting by hand: one plain loop a question, over the same rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from webapp.memory.days import local_day, offset_minutes
from webapp.memory.figures import Answer, Figures, Slot, Taken, by_day, by_hour, taken_back, tallied

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()) * 1000
ZONES = ("UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Asia/Kathmandu")


def answer(number: int, at: int = NOON, *, zone: str = "UTC", **more: Any) -> Answer:
    values = {
        "id": f"{number:04}",
        "question": 1,
        "facet": "",
        "bank": 1,
        "activity": "review",
        "rating": 3,
        "is_scheduling": True,
        "answered_at": at,
        "offset_minutes": offset_minutes(at, zone),
        "local_day": local_day(at, zone),
        "duration_ms": 4000,
        "interval_before": 5,
    }
    return Answer(**{**values, **more})


def only(answers: list[Answer], gone: set[str] | None = None) -> Figures:
    (found,) = tallied(answers, gone or set()).values()
    return found


def test_an_answer_is_counted_by_rating_and_time() -> None:
    found = only([answer(nth, rating=nth, question=nth) for nth in (1, 2, 3, 4)])
    assert found == Figures(4, 16_000, 1, 1, 1, 1, 4, 3, 0, 0)


def test_only_the_first_review_of_a_card_on_a_day_is_recall() -> None:
    rows = [answer(2, NOON + 1, rating=3), answer(1, NOON, rating=1)]
    assert only(rows)[6:] == (1, 0, 0, 0)


def test_of_one_instant_the_lower_id_is_the_first() -> None:
    assert only([answer(2, rating=3), answer(1, rating=1)])[6:] == (1, 0, 0, 0)


def test_two_facets_are_two_cards() -> None:
    assert only([answer(1), answer(2, facet="back", rating=1)])[6:] == (2, 1, 0, 0)


def test_a_card_is_mature_from_an_interval_of_three_weeks_on() -> None:
    rows = [answer(1, interval_before=20), answer(2, question=2, interval_before=21, rating=1)]
    assert only(rows)[6:] == (1, 1, 1, 0)


def test_a_card_in_a_step_is_not_asked_for_recall() -> None:
    rows = [answer(1, activity="learn", interval_before=0), answer(2, question=2, activity="relearn")]
    assert only(rows) == Figures(2, 8000, 0, 0, 2, 0)


def test_a_review_after_learning_on_the_same_day_is_not_the_first() -> None:
    rows = [answer(1, activity="learn", interval_before=0), answer(2, NOON + 60_000)]
    assert only(rows)[6:] == (0, 0, 0, 0)


def test_cram_counts_as_answers_and_not_as_recall() -> None:
    rows = [
        answer(1, activity="cram", rating=1),
        answer(2, NOON + 1, is_scheduling=False, rating=1),
        answer(3, NOON + 2),
    ]
    assert only(rows) == Figures(3, 12_000, 2, 0, 1, 0, 1, 1, 0, 0)


def test_what_was_taken_back_counts_nowhere_and_the_next_becomes_the_first() -> None:
    rows = [answer(1, rating=1), answer(2, NOON + 1)]
    assert only(rows, {"0001"}) == Figures(1, 4000, 0, 0, 1, 0, 1, 1, 0, 0)


def test_a_void_row_that_is_taken_back_takes_nothing_back() -> None:
    assert taken_back([Taken("v1", "a", 5)]) == {"a"}
    assert taken_back([Taken("v1", "a", 5), Taken("v2", "v1", 6)]) == {"v1"}


def test_hours_are_those_of_the_learners_clock() -> None:
    before = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()) * 1000  # 02:30, summer time
    rows = [answer(nth, before + nth * 3_600_000, zone="Europe/Berlin", question=nth) for nth in range(3)]
    assert sorted(slot.hour for slot in tallied(rows, set())) == [2, 3]  # 02:30 comes twice
    assert by_hour(tallied(rows, set()))[2].answers == 2


# --- against counting by hand ---------------------------------------------------------------------------------------

moments = st.integers(NOON - 40 * 86_400_000, NOON)


@st.composite
def answers(draw: Any) -> list[Answer]:
    """Rows of a few cards in two banks, from everywhere; October's change of clocks lies among the days."""
    found = []
    for number in range(draw(st.integers(0, 40))):
        question = draw(st.integers(1, 4))
        activity = draw(st.sampled_from(["learn", "review", "relearn", "early", "cram", "quiz", "import"]))
        found.append(
            answer(
                number,
                draw(moments) // 1_800_000 * 1_800_000,
                zone=draw(st.sampled_from(ZONES)),
                question=question,
                bank=1 + question % 2,
                facet=draw(st.sampled_from(["", "back"])),
                activity=activity,
                is_scheduling=activity != "cram",
                rating=draw(st.integers(1, 4)),
                duration_ms=draw(st.integers(0, 60_000)),
                interval_before=draw(st.sampled_from([0, 1, 20, 21, 300])),
            )
        )
    return found


def clock_of(row: Answer) -> datetime:
    zone = timezone(timedelta(minutes=row.offset_minutes))
    return datetime.fromtimestamp(row.answered_at / 1000, zone)


def by_hand(rows: list[Answer], slot: Slot) -> Figures:
    here = [r for r in rows if (r.local_day, r.bank, clock_of(r).hour) == slot]

    def is_first(row: Answer) -> bool:
        rivals = [
            other
            for other in rows
            if other.local_day == row.local_day
            and other.question == row.question
            and other.facet == row.facet
            and other.activity != "cram"
        ]
        return min(rivals, key=lambda r: (r.answered_at, r.id)) == row

    asked = [
        r for r in here if r.activity in ("review", "early", "quiz", "import") and r.interval_before > 0 and is_first(r)
    ]
    young = [r for r in asked if r.interval_before < 21]
    mature = [r for r in asked if r not in young]
    return Figures(
        len(here),
        sum(r.duration_ms for r in here),
        len([r for r in here if r.rating == 1]),
        len([r for r in here if r.rating == 2]),
        len([r for r in here if r.rating == 3]),
        len([r for r in here if r.rating == 4]),
        len(young),
        len([r for r in young if r.rating != 1]),
        len(mature),
        len([r for r in mature if r.rating != 1]),
    )


@given(answers(), st.sets(st.integers(0, 39)))
def test_each_hour_is_what_counting_by_hand_gives(rows: list[Answer], gone: set[int]) -> None:
    ids = {f"{number:04}" for number in gone}
    left = [row for row in rows if row.id not in ids]
    slots = {Slot(row.local_day, row.bank, clock_of(row).hour) for row in left}
    assert tallied(rows, ids) == {slot: by_hand(left, slot) for slot in slots}


@given(answers(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[Answer], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert tallied(mixed, set()) == tallied(rows, set())


@given(answers())
def test_days_and_hours_add_up_to_the_same(rows: list[Answer]) -> None:
    slots = tallied(rows, set())
    total = Figures()
    for figures in slots.values():
        total = total.plus(figures)
    for grouped in (by_day(slots), by_hour(slots)):
        found = Figures()
        for figures in grouped.values():
            found = found.plus(figures)
        assert found == total
