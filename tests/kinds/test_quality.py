"""Warnings that make questions better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.kinds import quality
from webapp.kinds.fields import Fields
from webapp.kinds.typed_text import folded, has_phrase


def option(text: str) -> Fields:
    return Fields({"text": text}, [], "options[1]", "Option 1")


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "none of the above.",
        "None of these",
        "all these options",
        "All of the options are right",
        "Both A and B",
        "neither a nor c",
        "Both of these",
    ],
)
def test_catch_alls(text: str) -> None:
    found = option(text)
    quality.warn_catch_all(found, text)
    assert [(problem.field, problem.severity) for problem in found.problems] == [("options[1].text", "warning")]


@pytest.mark.parametrize("text", ["All of Korea", "None", "Both Russia and China", "The above-ground lines", "A and B"])
def test_real_answers_are_no_catch_alls(text: str) -> None:
    found = option(text)
    quality.warn_catch_all(found, text)
    assert found.problems == []


@pytest.mark.parametrize(
    ("lengths", "word"),
    [
        ([60, 20, 22, 24], "longer"),
        ([10, 60, 70], "shorter"),
        ([60, 40, 40], None),
        ([30, 10, 12], None),
        ([40, 10, 12], "longer"),
        ([80, 80, 80], None),
    ],
)
def test_lengths_that_give_the_right_option_away(lengths: list[int], word: str | None) -> None:
    found = Fields({}, [])
    quality.warn_lengths(found, ["x" * length for length in lengths], [0])
    expected = [f"The right answer, option 1, is much {word} than the others."] if word else []
    assert [problem.message for problem in found.problems] == expected


@pytest.mark.parametrize(
    ("stem", "answer", "is_told"),
    [
        ("What does a mutual defence pact promise?", "Mutual defence", True),
        ("What does a mutual defence pact promise?", "defences", False),
        ("Who is in the EU?", "EU", False),
        ("Who rules?", "", False),
    ],
)
def test_stems_that_hold_the_answer(stem: str, answer: str, is_told: bool) -> None:
    found = Fields({}, [])
    quality.warn_answer_in_stem(found, stem, [answer])
    assert bool(found.problems) is is_told


STEMS = st.text(alphabet="abTHE he15.,'-/%=é“ ", max_size=24)


@given(STEMS, STEMS)
def test_the_short_cut_past_folding_changes_no_verdict(stem: str, answer: str) -> None:
    found = Fields({}, [])
    quality.warn_answer_in_stem(found, stem, [answer])
    holds = len(folded(answer)) >= 4 and has_phrase(stem, answer)
    assert [problem.field for problem in found.problems] == (["prompt"] if holds else [])
