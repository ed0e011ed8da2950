"""What holds for every kind: nothing told early, shuffles that stay put, scores in bounds, no input that crashes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinds.examples import raw_question
from tests.kinds.generated import SECRET, junk_answers, junk_forms, junk_raws, questions
from tests.kinds.right_forms import right_form
from webapp.kinds.contract import Content
from webapp.kinds.registry import KINDS, UnknownKind, kind_named, prompt_of

pytestmark = pytest.mark.prop

SEEDS = st.integers(0, 2**64 - 1)
SHUFFLED = ("choice", "multi_choice", "matching", "ordering")
NAMES = (
    "choice",
    "multi_choice",
    "true_false",
    "cloze",
    "short_answer",
    "numeric",
    "matching",
    "ordering",
    "self_graded",
)
REVEALED = {
    "choice": {"multiple", "options", "answer_text", "given_text"},
    "multi_choice": {"multiple", "options", "answer_text", "given_text"},
    "true_false": {"multiple", "options", "answer_text", "given_text"},
    "cloze": {"segments", "answer_text", "given_text"},
    "short_answer": {"given", "accepted", "also", "slips", "why", "answer_text", "given_text"},
    "numeric": {"given", "is_number", "read_as", "accepted", "bounds", "unit", "why", "answer_text", "given_text"},
    "matching": {"rows", "right_count", "count", "answer_text", "given_text"},
    "ordering": {"rows", "scoring", "right_count", "count", "answer_text", "given_text"},
    "self_graded": {"back", "ideas", "answer_text", "given_text"},
}


def content_of(raw: dict[str, Any]) -> Content:
    content, problems = kind_named(raw["kind"]).validate(raw)
    assert content is not None, problems
    return content


def test_all_nine_kinds_are_there_under_their_names() -> None:
    assert tuple(KINDS) == NAMES
    assert [kind.name for kind in KINDS.values()] == list(NAMES)


def test_recognition_and_self_grading() -> None:
    assert [name for name, kind in KINDS.items() if kind.is_recognition] == ["choice", "multi_choice", "true_false"]
    assert [name for name, kind in KINDS.items() if kind.is_self_graded] == ["self_graded"]


def test_an_unknown_name_says_which_names_there_are() -> None:
    with pytest.raises(UnknownKind) as raised:
        kind_named("essay")
    assert str(raised.value) == f"“essay” is not a question kind; there are {', '.join(NAMES)}."


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_each_kind_has_no_problem(name: str) -> None:
    content, problems = kind_named(name).validate(raw_question(name))
    assert content is not None
    assert problems == []
    assert content["kind"] == name


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_question_is_refused_and_told_why(name: str) -> None:
    content, problems = kind_named(name).validate({})
    assert content is None
    assert all(problem.message and problem.hint for problem in problems)


@given(questions)
def test_content_survives_json(raw: dict[str, Any]) -> None:
    content = content_of(raw)
    assert json.loads(json.dumps(content)) == content


@given(questions)
def test_validation_leaves_the_raw_question_alone_and_repeats_itself(raw: dict[str, Any]) -> None:
    before = json.dumps(raw)
    assert content_of(raw) == content_of(raw)
    assert json.dumps(raw) == before


@given(questions, SEEDS)
def test_the_question_side_tells_nothing(raw: dict[str, Any], seed: int) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    facet = kind.facets(content)[0]
    shown = json.dumps(kind.present(content, facet, seed))
    assert SECRET not in shown
    assert SECRET not in kind.prompt(content, facet)
    assert not {"right", "weight", "why", "accept", "key", "pinned", "note"} & set(_names(json.loads(shown)))


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in _names(inner))]
    return [name for inner in value for name in _names(inner)] if isinstance(value, list) else []


@given(questions, SEEDS)
def test_a_seed_shows_the_same_again(raw: dict[str, Any], seed: int) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    for facet in kind.facets(content):
        assert kind.present(content, facet, seed) == kind.present(content, facet, seed)


@pytest.mark.parametrize("name", NAMES)
def test_only_lists_are_shuffled_by_the_seed(name: str) -> None:
    content = content_of(raw_question(name))
    kind = kind_named(name)
    shown = {json.dumps(kind.present(content, kind.facets(content)[0], seed)) for seed in range(20)}
    assert (len(shown) > 3) == (name in SHUFFLED)


@given(questions, SEEDS)
def test_the_right_answer_is_worth_everything(raw: dict[str, Any], seed: int) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    for facet in kind.facets(content):
        form = right_form(content, facet, seed)
        answer = kind.read(content, facet, seed, form)
        grade = kind.grade(content, facet, answer)
        assert (grade.score, grade.outcome, grade.passed) == (1.0, "right", True)
        assert kind.rating(content, grade) == 3
        assert kind.rating(content, grade, is_sure=False) == (3 if kind.is_self_graded else 2)


@given(questions, SEEDS)
def test_a_blank_form_is_blank_and_worth_nothing(raw: dict[str, Any], seed: int) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    facet = kind.facets(content)[0]
    answer = kind.read(content, facet, seed, {})
    grade = kind.grade(content, facet, answer)
    assert answer["blank"] is True
    assert (grade.score, grade.outcome, grade.passed, kind.rating(content, grade)) == (0.0, "blank", False, 1)
    assert kind.reveal(content, facet, answer)["given_text"] == ""


@given(questions, SEEDS, junk_forms)
@settings(max_examples=200)
def test_no_form_crashes(raw: dict[str, Any], seed: int, form: Any) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    facet = kind.facets(content)[-1]
    answer = kind.read(content, facet, seed, form)
    check_answer(content, facet, answer)
    # Strict UTF-8, as a database wants it: no surrogate, no U+0000.
    assert b"\0" not in json.dumps(answer, ensure_ascii=False).encode()
    assert json.loads(json.dumps(answer)) == answer


@given(questions, junk_answers)
@settings(max_examples=200)
def test_no_stored_answer_crashes(raw: dict[str, Any], answer: dict[str, Any]) -> None:
    content = content_of(raw)
    check_answer(content, kind_named(content["kind"]).facets(content)[0], answer)
    check_answer(content, "a facet that is gone", answer)


def check_answer(content: Content, facet: str, answer: dict[str, Any]) -> None:
    kind = kind_named(content["kind"])
    grade = kind.grade(content, facet, answer)
    revealed = kind.reveal(content, facet, answer)
    assert 0.0 <= grade.score <= 1.0
    assert grade.outcome in ("right", "partly", "wrong", "almost", "blank")
    assert kind.rating(content, grade) in (1, 2, 3, 4)
    assert set(revealed) == REVEALED[content["kind"]]
    json.dumps(revealed)


@given(questions)
def test_the_answer_side_has_every_field_before_an_answer(raw: dict[str, Any]) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    for facet in kind.facets(content):
        revealed = kind.reveal(content, facet, None)
        assert set(revealed) == REVEALED[content["kind"]]
        assert revealed["given_text"] == ""
        assert revealed["answer_text"]


@given(questions)
def test_prompts_and_parts_are_texts(raw: dict[str, Any]) -> None:
    content = content_of(raw)
    kind = kind_named(content["kind"])
    assert all(isinstance(part, str) and part for part in kind.parts(content))
    assert [prompt_of(content, facet) for facet in kind.facets(content)] == [
        kind.prompt(content, facet) for facet in kind.facets(content)
    ]


@given(st.sampled_from(NAMES), junk_raws)
@settings(max_examples=300)
def test_no_raw_question_crashes(name: str, raw: dict[str, Any]) -> None:
    kind = kind_named(name)
    content, problems = kind.validate(raw)
    assert (content is None) == any(problem.severity == "error" for problem in problems)
    for facet in kind.facets(content) if content is not None else ():
        check_answer(content or {}, facet, kind.read(content or {}, facet, 1, {}))


@given(questions, st.data())
def test_junk_in_one_field_of_a_good_question_never_crashes(raw: dict[str, Any], data: st.DataObject) -> None:
    raw = {**raw, **data.draw(junk_raws)}
    content, problems = kind_named(raw["kind"]).validate(raw)
    assert (content is None) == any(problem.severity == "error" for problem in problems)
