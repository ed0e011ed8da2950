"""H5P: each content type, and parameters of every shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.packages import package
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.sniffing import read_file


def packed(library: str, content: Any, **more: bytes) -> bytes:
    head = {"title": "Rivers", "mainLibrary": library, "language": "en"}
    members = {"h5p.json": json.dumps(head).encode(), "content/content.json": json.dumps(content).encode()}
    return package({**members, "H5P.Blanks-1.14/script.js": b"alert(1)", **more})


def of_set(*questions: tuple[str, Any]) -> Drafts:
    listed = [
        {"library": f"{library} 1.16", "params": params, "subContentId": f"id-{number}", "metadata": {"title": library}}
        for number, (library, params) in enumerate(questions, 1)
    ]
    return read_file(packed("H5P.QuestionSet", {"questions": listed}), "set.h5p")


def said(drafts: Drafts) -> list[tuple[str, str]]:
    ours = ("question.no_explanation", "question.no_why", "question.content")
    return [(each.severity, each.code) for each in drafts.problems if each.code not in ours]


def one(library: str, params: Any, *problems: tuple[str, str]) -> DraftQuestion:
    drafts = of_set((library, params))
    assert (drafts.format, said(drafts)) == ("h5p", list(problems))
    [question] = drafts.questions
    assert (question.external_id, question.topic, question.title) == ("id-1", "Rivers", library)
    return question


def choices(*marks: bool, **more: Any) -> dict[str, Any]:
    answers = [
        {"text": f"<div>a{place}</div>", "correct": mark, "tipsAndFeedback": {"chosenFeedback": f"<div>f{place}</div>"}}
        for place, mark in enumerate(marks)
    ]
    return {"question": "<p>Which?</p>", "answers": answers, **more}


@pytest.mark.parametrize(
    ("marks", "behaviour", "kind", "flag"),
    [
        ((True, False), {}, "choice", "any_right"),
        ((True, True, False), {}, "multi_choice", "all_or_nothing"),
        ((True, False), {"type": "multi"}, "multi_choice", "all_or_nothing"),
        ((True, True, False), {"type": "single"}, "choice", "any_right"),
        ((True, True, False), {"singlePoint": True}, "multi_choice", "all_or_nothing"),
    ],
)
def test_choices(marks: tuple[bool, ...], behaviour: dict[str, Any], kind: str, flag: str) -> None:
    found = one("H5P.MultiChoice", choices(*marks, behaviour=behaviour))
    assert (found.kind, found.content["prompt"], found.content["format"]) == (kind, "Which?", "plain")
    assert [(each["text"], each["right"], each["why"]) for each in found.content["options"]] == [
        (f"a{place}", mark, f"f{place}") for place, mark in enumerate(marks)
    ]
    is_set = behaviour.get("type") == "single" or behaviour.get("singlePoint") is True
    assert bool(found.content.get(flag)) is is_set


def test_true_or_false() -> None:
    behaviour = {"feedbackOnCorrect": "Yes.", "feedbackOnWrong": "No."}
    found = one("H5P.TrueFalse", {"question": "It flows.", "correct": "true", "behaviour": behaviour})
    assert [(each["id"], each["right"], each["why"]) for each in found.content["options"]] == [
        ("true", True, "Yes."),
        ("false", False, "No."),
    ]


def gaps(found: DraftQuestion) -> list[tuple[list[str], str, list[str]]]:
    return [([one["text"] for one in gap["accept"]], gap["name"], gap["options"]) for gap in found.content["gaps"]]


def test_gaps_have_answers_alternatives_and_a_tip() -> None:
    params = {"text": "<p>Fill in.</p>", "questions": ["<p>The *Rhine/Rhein:a river* meets the *sea*; {1}.</p>"]}
    found = one("H5P.Blanks", params)
    assert (found.content["prompt"], found.content["text"]) == ("Fill in.", "The {1} meets the {2}; (1).")
    assert gaps(found) == [(["Rhine", "Rhein"], "a river", []), (["sea"], "", [])]


def test_each_sentence_with_gaps_is_a_question() -> None:
    drafts = of_set(("H5P.Blanks", {"text": "Fill in.", "questions": ["One *a*.", "None.", "Two *b*.", 3]}))
    assert [each.external_id for each in drafts.questions] == ["id-1/1", "id-1/3"]
    assert said(drafts) == [("info", "h5p.no_gap")]


def test_words_that_are_dragged_are_chosen() -> None:
    params = {
        "taskDescription": "Drag.",
        "textField": "A *cat\\+Yes.\\-No.* and a *dog:barks*.",
        "distractors": "*cow*",
    }
    found = one("H5P.DragText", params)
    assert found.content["text"] == "A {1} and a {2}."
    offered = ["cat", "dog", "cow"]
    assert gaps(found) == [(["cat"], "", offered), (["dog"], "barks", offered)]


def test_cards() -> None:
    drafts = of_set(
        (
            "H5P.Dialogcards",
            {"dialogs": [{"text": "<p>Hund</p>", "answer": "<p>dog</p>"}, {"text": "a", "answer": "b"}]},
        ),
        ("H5P.Flashcards", {"cards": [{"text": "Katze", "answer": "cat/tomcat"}]}),
        ("H5P.Essay", {"taskDescription": "Why?", "solution": {"sample": "<p>Because.</p>"}}),
    )
    assert said(drafts) == []
    assert [(each.kind, each.external_id, each.content["prompt"]) for each in drafts.questions] == [
        ("self_graded", "id-1/1", "Hund"),
        ("self_graded", "id-1/2", "a"),
        ("short_answer", "id-2/1", "Katze"),
        ("self_graded", "id-3", "Why?"),
    ]
    assert [each["text"] for each in drafts.questions[2].content["accept"]] == ["cat", "tomcat"]


def picture(path: str, alt: str = "A river", correct: bool = False) -> dict[str, Any]:
    return {"media": {"params": {"alt": alt, "file": {"path": path}}}, "correct": correct}


def test_pictures_are_named_and_drawings_refused() -> None:
    media = {"type": {"library": "H5P.Image 1.1", "params": {"alt": "A map", "file": {"path": "images/map.svg"}}}}
    drafts = of_set(("H5P.MultiChoice", choices(True, False, media=media)))
    assert said(drafts) == [("warning", "file.svg")]
    assert "images/map.svg" in drafts.problems[0].message
    options = [picture("images/a.png", "The Nile", True), picture("images/b.png", "The Rhine")]
    found = one("H5P.MultiMediaChoice", {"question": "Which?", "options": options}, *[("warning", "file.picture")] * 2)
    assert [each["text"] for each in found.content["options"]] == ["The Nile", "The Rhine"]


@pytest.mark.parametrize(
    ("library", "params", "words"),
    [
        ("H5P.MultiChoice", choices(False, False), "No answer is marked"),
        ("H5P.TrueFalse", {}, "No answer is marked"),
        ("H5P.Blanks", {"questions": ["No gap."]}, "no gap"),
        ("H5P.DragText", {}, "no gap"),
        ("H5P.Essay", {"taskDescription": "Why?"}, "essay"),
        ("H5P.DragQuestion", {}, "picture"),
        ("H5P.MarkTheWords", {}, "Marking words"),
        ("H5P.Dialogcards", {}, "no cards"),
        ("H5P.Flashcards", {"cards": {}}, "no cards"),
        ("H5P.MultiMediaChoice", {"options": [picture("a.png", "", True)]}, "without descriptions"),
        ("H5P.Timeline", {"x": 1}, "“H5P.Timeline” cannot be asked here."),
    ],
)
def test_what_cannot_be_asked_is_kept_with_the_reason(library: str, params: Any, words: str) -> None:
    drafts = of_set((library, params))
    assert said(drafts) == [("info", "file.kept")]
    [kept] = drafts.kept
    assert (kept.sort, json.loads(kept.raw)) == (library.removeprefix("H5P."), params)
    assert words in drafts.problems[0].message


def test_a_single_content_is_a_package_of_one() -> None:
    drafts = read_file(packed("H5P.TrueFalse", {"question": "It flows.", "correct": "false"}), "x.h5p")
    assert [each.kind for each in drafts.questions] == ["true_false"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package({"h5p.json": b"{}"}), "h5p.broken"),
        (package({"h5p.json": b"[]", "content/content.json": b"{}"}), "h5p.broken"),
        (package({"h5p.json": b"[" * 100_000, "content/content.json": b"{}"}), "h5p.broken"),
        (packed("H5P.QuestionSet", {"questions": []}), "file.empty"),
        (packed("H5P.QuestionSet", {"questions": "x"}), "file.empty"),
        (packed("H5P.Blanks", {}, **{"../x": b""}), "zip.name"),
    ],
)
def test_a_package_without_content_is_refused(data: bytes, code: str) -> None:
    assert [each.code for each in read_file(data, "x.h5p").problems] == [code]


NAMES = st.sampled_from(["questions", "params", "library", "answers", "text", "correct", "media", "path", "dialogs"])
LIBRARIES = st.sampled_from(["H5P.MultiChoice 1", "H5P.Blanks 1", "H5P.DragText 1", "H5P.Dialogcards 1", "x", "*a*"])
SHAPES = st.recursive(
    LIBRARIES | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.prop
@given(SHAPES)
def test_no_shape_makes_it_stumble(shape: Any) -> None:
    for library in ("H5P.QuestionSet", "H5P.Blanks", "H5P.MultiChoice"):
        read_file(packed(library, shape), "x.h5p")
