"""A file against a bank: what matches, and what sort of change it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from webapp.banks.comparing import Diff, Known, compare, sort_of_change
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.drafting import Draft, Drafting
from webapp.exchange.hashes import full_hash, stem_hash
from webapp.kinds.registry import kind_named

CHOICE = {"prompt": "Which sea is salt?", "options": [{"text": "Dead Sea", "right": "yes"}, "Lake Geneva"]}


def draft(external_id: str = "", **changes: Any) -> DraftQuestion:
    kind = changes.pop("kind", "choice")
    made = Drafting("test").question(Draft(kind, {**CHOICE, **changes}, 1, external_id=external_id))
    assert made is not None
    return made


def known(made: DraftQuestion, external_id: str, *, is_active: bool = True) -> Known:
    return Known(7, external_id, made.kind, json.dumps(made.content), stem_hash(made), full_hash(made), is_active)


def ids(diff: Diff) -> dict[str, list[str]]:
    return {
        "new": [each.external_id for each in diff.new],
        "changed": [each.known.external_id for each in diff.changed],
        "same": [each.external_id for _draft, each in diff.same],
        "missing": [each.external_id for each in diff.missing],
    }


def only(**found: list[str]) -> dict[str, list[str]]:
    return {"new": [], "changed": [], "same": [], "missing": [], **found}


def test_by_id_first_whatever_it_says() -> None:
    bank = [known(draft(), "q1"), known(draft(prompt="Another?"), "q2")]
    assert ids(compare([draft("q1"), draft("q2")], bank)) == only(same=["q1"], changed=["q2"])


def test_without_an_id_by_the_whole_content_and_then_by_what_is_asked() -> None:
    bank = [known(draft(options=[{"text": "Dead Sea", "right": "yes"}, "Other"]), "q1"), known(draft(), "q2")]
    assert ids(compare([draft()], bank)) == only(same=["q2"], missing=["q1"])
    assert ids(compare([draft(explanation="Because.")], bank)) == only(changed=["q1"], missing=["q2"])


def test_the_same_file_again_finds_what_it_has_brought() -> None:
    first = compare([draft(), draft(prompt="Another?")], [])
    bank = [known(each, each.external_id) for each in first.new]
    again = compare([draft(), draft(prompt="Another?")], bank)
    assert (len(again.same), ids(again)["new"], ids(again)["missing"]) == (2, [], [])
    assert len({each.external_id for each in first.new}) == 2


def test_two_questions_that_ask_the_same_get_two_ids() -> None:
    diff = compare([draft(), draft(explanation="Other.")], [])
    first, second = (each.external_id for each in diff.new)
    assert second == f"{first}-2"


def test_a_retired_question_is_brought_back_and_never_missing() -> None:
    bank = [known(draft(), "q1", is_active=False), known(draft(prompt="Gone?"), "q2", is_active=False)]
    assert ids(compare([draft("q1")], bank)) == only(changed=["q1"])


def test_the_same_id_for_quite_another_question_is_marked() -> None:
    [change] = compare([draft("q1", prompt="Zzz 123?")], [known(draft(), "q1")]).changed
    assert change.is_unlike is True
    [change] = compare([draft("q1", prompt="Which sea is salty?")], [known(draft(), "q1")]).changed
    assert change.is_unlike is False


def test_a_new_question_that_resembles_a_missing_one_is_named_and_not_matched() -> None:
    diff = compare([draft("q9", prompt="Which sea is salty?")], [known(draft(), "q1")])
    assert ids(diff) == only(new=["q9"], missing=["q1"])
    assert [(new.external_id, missing.external_id) for new, missing, _share in diff.alike] == [("q9", "q1")]


def content(kind: str, **raw: Any) -> dict[str, Any]:
    made, problems = kind_named(kind).validate({"prompt": "P", **raw})
    assert made is not None, problems
    return made


OPTIONS = [{"text": "a", "right": "yes"}, {"text": "b"}, {"text": "c"}]


PLAIN = content("choice", options=OPTIONS)
ITEMS = content("ordering", items=["a", "b", "c"])


@pytest.mark.parametrize(
    ("before", "after", "sort"),
    [
        (PLAIN, content("choice", options=OPTIONS, explanation="E"), "wording"),
        (PLAIN, content("choice", options=[*OPTIONS[:2], {"text": "d"}]), "wording"),
        (PLAIN, content("choice", options=[OPTIONS[1], OPTIONS[0], OPTIONS[2]]), "wording"),
        (PLAIN, content("choice", options=["a", {"text": "b", "right": "yes"}, "c"]), "key"),
        (PLAIN, content("choice", options=OPTIONS, points="2"), "points"),
        (PLAIN, content("choice", options=[*OPTIONS[:2], {"text": "c", "weight": "0.5"}]), "points"),
        (content("short_answer", accept=["a"]), content("short_answer", accept=["a", "b"]), "key"),
        (content("short_answer", accept=["a"]), content("short_answer", accept=["A"]), "wording"),
        (content("numeric", answer="1"), content("numeric", answer="2"), "key"),
        (content("numeric", answer="1"), content("numeric", answer="1", tolerance="1"), "key"),
        (ITEMS, content("ordering", items=["b", "a", "c"]), "key"),
        (ITEMS, content("ordering", items=["a", "b", "C"]), "wording"),
        (content("true_false", answer="true"), content("true_false", answer="false"), "key"),
        (content("self_graded", answer="a"), content("self_graded", answer="b"), "wording"),
        (content("self_graded", answer="a"), content("short_answer", accept=["a"]), "key"),
    ],
)
def test_what_sort_of_change_it_is(before: dict[str, Any], after: dict[str, Any], sort: str) -> None:
    assert sort_of_change(before, after) == sort
    assert sort_of_change(before, before) == "wording"


def test_an_id_of_ones_own_stays() -> None:
    assert compare([replace(draft(), external_id="mine")], []).new[0].external_id == "mine"
