"""What is done with each question of a file: suggested, or as somebody chose."""

from __future__ import annotations

import pytest

from tests.banks.test_comparing import draft, known
from webapp.banks.comparing import Diff, compare
from webapp.banks.deciding import Choice, Decisions, decide

KEY = [{"text": "Dead Sea"}, {"text": "Lake Geneva", "right": "yes"}]


def diff() -> Diff:
    """q1 is worded differently, q2 has another right answer, q3 is missing, n1 is new and like q3, n2 is new."""
    bank = [
        known(draft(), "q1"),
        known(draft(prompt="Which lake?"), "q2"),
        known(draft(prompt="Which river is long?"), "q3"),
    ]
    file = [
        draft("q1", explanation="Salt stays."),
        draft("q2", prompt="Which lake?", options=KEY),
        draft("n1", prompt="Which river is longest?"),
        draft("n2", prompt="Who?"),
    ]
    return compare(file, bank)


def test_what_nobody_decided_keeps_progress() -> None:
    plan = decide(diff(), Decisions())
    assert [(draft.external_id, sort) for draft, _known, sort in plan.changed] == [("q1", "wording"), ("q2", "key")]
    assert [each.external_id for each in plan.added] == ["n1", "n2"]
    assert (plan.retired, plan.restarted, plan.linked, plan.skipped) == ([], [], [], 0)


@pytest.mark.parametrize(
    ("choice", "changed", "restarted", "skipped"),
    [("fix", [("q2", "wording")], [], 0), ("key", [("q2", "key")], [], 0), ("new", [], ["q2"], 0), ("skip", [], [], 1)],
)
def test_each_choice_does_what_it_says(
    choice: Choice, changed: list[tuple[str, str]], restarted: list[str], skipped: int
) -> None:
    plan = decide(diff(), Decisions(changes={"q1": "skip", "q2": choice}))
    assert [(draft.external_id, sort) for draft, _known, sort in plan.changed] == changed
    assert [draft.external_id for draft, _known in plan.restarted] == restarted
    assert plan.skipped == skipped + 1


def test_a_small_fix_that_is_called_a_changed_answer_is_one() -> None:
    plan = decide(diff(), Decisions(changes={"q1": "key"}))
    assert plan.changed[0][2] == "key"


def test_a_new_id_is_linked_to_the_question_that_it_was() -> None:
    plan = decide(diff(), Decisions(links={"n1": "q3"}, retires_missing=True))
    assert [(draft.external_id, known.external_id) for draft, known, _sort in plan.linked] == [("n1", "q3")]
    assert ([each.external_id for each in plan.added], plan.retired) == (["n2"], [])


def test_what_is_missing_goes_one_by_one_or_all() -> None:
    assert [each.external_id for each in decide(diff(), Decisions(retired=frozenset({"q3"}))).retired] == ["q3"]
    assert [each.external_id for each in decide(diff(), Decisions(retires_missing=True)).retired] == ["q3"]
    assert decide(diff(), Decisions(retired=frozenset({"q1"}))).retired == []
