r"""GIFT: each kind, and each of its traps with what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange import gift
from webapp.exchange.contract import DraftQuestion, Drafts


def one(text: str) -> DraftQuestion:
    drafts = gift.read(text)
    assert drafts.errors == []
    [question] = drafts.questions
    return question


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    """The reader's own words, without those that a kind has on its content."""
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code, each.line) for each in drafts.problems if each.code not in codes]


def options(question: DraftQuestion) -> list[tuple[str, bool, float, str]]:
    return [(each["text"], each["right"], each["weight"], each["why"]) for each in question.content["options"]]


def test_a_choice_with_feedback_and_part_marks() -> None:
    question = one("::Q1:: Which?{=right#Yes. ~wrong#No. ~%50%half####Because.}")
    assert (question.kind, question.title, question.content["prompt"]) == ("choice", "Q1", "Which?")
    assert options(question) == [("right", True, 1.0, "Yes."), ("wrong", False, 0.0, "No."), ("half", False, 0.5, "")]
    assert question.content["explanation"] == "Because."


def test_several_answers_with_weights() -> None:
    question = one("Which two?{~%50%one ~%50%two ~%-100%three ~four}")
    assert (question.kind, options(question)) == (
        "multi_choice",
        [("one", True, 0.5, ""), ("two", True, 0.5, ""), ("three", False, -1.0, ""), ("four", False, 0.0, "")],
    )


@pytest.mark.parametrize(("word", "right"), [("T", "true"), ("TRUE", "true"), ("F", "false"), ("FALSE", "false")])
def test_true_or_false_with_the_feedback_of_the_wrong_side_first(word: str, right: str) -> None:
    question = one(f"It is so.{{{word}#if wrong#if right}}")
    assert question.kind == "true_false"
    assert {each["id"]: each["why"] for each in question.content["options"] if each["right"]} == {right: "if right"}
    assert [each["why"] for each in question.content["options"] if not each["right"]] == ["if wrong"]


def test_short_answers_with_weights_and_wildcards() -> None:
    question = one("Two plus two?{=four#Right. =%50%fo*r =4}")
    accept = [(each["text"], each["weight"], each["mode"]) for each in question.content["accept"]]
    assert (question.kind, accept) == (
        "short_answer",
        [("four", 1.0, "tolerant"), ("fo*r", 0.5, "wildcard"), ("4", 1.0, "tolerant")],
    )


def test_numbers_with_margin_range_and_weights() -> None:
    question = one("When?{#=1822:0 =%50%1822:2#Nearly. =%25%1800..1810}")
    found = [
        (each["test"], each["value"], each["low"], each["high"], each["weight"]) for each in question.content["answers"]
    ]
    assert question.kind == "numeric"
    assert [(each[0], each[1], each[4]) for each in found] == [
        ("absolute", "1822", 1.0),
        ("absolute", "1822", 0.5),
        ("range", "", 0.25),
    ]
    assert found[2][2:4] == ("1800", "1810")


def test_pairs_with_an_extra_right_side() -> None:
    question = one("Match.{=Canada -> Ottawa =Italy -> Rome =Japan -> Tokyo = -> Oslo}")
    assert [(each["left"]) for each in question.content["pairs"]] == ["Canada", "Italy", "Japan"]
    assert [each["text"] for each in question.content["choices"]] == ["Ottawa", "Rome", "Tokyo", "Oslo"]


def test_text_behind_the_answers_makes_a_gap() -> None:
    assert one("Grant is {~buried =entombed} in a tomb.").content["prompt"] == "Grant is _____ in a tomb."
    assert one("What is pi?{#3.14:0.01}.").content["prompt"] == "What is pi?"


def test_comments_bring_the_id_and_tags_and_count_as_lines() -> None:
    drafts = gift.read("// a remark\n// [id:q\\]1] [tag:one] [tag:two]\nWhich?{\n// inside\n=a\n~b}\n\nOther?{=a ~b}\n")
    assert [(each.external_id, each.tags, each.line) for each in drafts.questions] == [
        ("q]1", ["one", "two"], 3),
        ("", [], 8),
    ]


def test_categories_are_topics_without_what_only_moodle_knows() -> None:
    drafts = gift.read("$CATEGORY: $course$/top/History/Cold War\n\nWhich?{=a ~b}\n\n$CATEGORY: Other\nWhat?{=a ~b}")
    assert [(each.topic, each.extras["category"]) for each in drafts.questions] == [
        ("Cold War", "History/Cold War"),
        ("Other", "Other"),
    ]


def test_escaped_signs_are_signs_and_other_backslashes_stay() -> None:
    question = one(r"::a\:b:: 1 \= 1 \{x\} \~ \# \\neq \q{=a\=b ~c\nd}")
    assert question.title == "a:b"
    assert question.content["prompt"] == r"1 = 1 {x} ~ # \neq \q"
    assert [each[0] for each in options(question)] == ["a=b", "c\nd"]


def test_formats_are_inherited_and_brought_together() -> None:
    question = one("[html]<p>Which is <b>right</b>?</p>{=<p>this &amp; that</p> ~[plain]1 < 2 ~[markdown]*no*}")
    assert question.content["format"] == "html"
    assert question.content["prompt"] == "<p>Which is <strong>right</strong>?</p>"
    assert [each[0] for each in options(question)] == ["<p>this &amp; that</p>", "1 &lt; 2", "<p><em>no</em></p>"]
    assert one("[html]<p>Only a paragraph</p>{=a ~b}").content["format"] == "plain"
    assert one("[unknown] word{=a ~b}").content["prompt"] == "[unknown] word"


def test_what_has_no_answers_is_kept_and_named() -> None:
    drafts = gift.read("A text.\n\n// [id:e1]\n::Essay:: Write.{}\n\nWhich?{=a ~b}")
    assert [(each.sort, each.title, each.line, each.external_id) for each in drafts.kept] == [
        ("description", "A text.", 1, ""),
        ("essay", "Essay", 4, "e1"),
    ]
    assert said(drafts) == [("info", "file.kept", 1), ("info", "file.kept", 4)]
    assert len(drafts.questions) == 1


@pytest.mark.parametrize(
    ("text", "expected", "questions"),
    [
        (r"What is $\dfrac{1}{2}$?{=a ~b}", [("warning", "gift.unescaped_brace", 1)], 1),
        (r"What is \(\frac{1}{2}\)?{=a ~b}", [("warning", "gift.unescaped_brace", 1)], 1),
        (r"What is \neq?{=a ~b}", [("warning", "gift.backslash_n", 1)], 1),
        ("Which?{=a ~b} and {=c ~d}", [("error", "gift.second_block", 1)], 0),
        ("Which?{=a ~b} and {so on}", [("warning", "gift.braces_as_text", 1)], 1),
        ("Which?\n{=a\n~b", [("error", "gift.brace", 2)], 0),
        ("Which?\n=a ~b}", [("error", "gift.brace", 2)], 0),
        ("Which?{\n=a\n\n~b}", [("error", "gift.brace", 1), ("error", "gift.brace", 4)], 0),
        ("A stem\n\n{=a ~b}", [("info", "file.kept", 1), ("error", "gift.cut", 3)], 0),
        ("It is so.{true}", [("warning", "gift.small_truth", 1)], 1),
        ("How much?{#3,5:0,5}", [("warning", "gift.decimal_comma", 1), ("warning", "gift.decimal_comma", 1)], 1),
        ("How much?{#\n=1e3x}", [("error", "gift.number", 2)], 0),
        ("Which?{~%50%a ~%30%b ~c}", [("warning", "gift.weights", 1)], 1),
        ("Which?{=%50%a ~b}", [("warning", "gift.weight_after_equals", 1)], 1),
        ("Which?{=a =b ~c}", [("warning", "gift.several_right", 1)], 1),
        ("Which?{~%100%a}", [("error", "gift.few", 1)], 0),
        ("Match.{=a -> b}", [("error", "gift.few", 1)], 0),
        ("Match.{\n=a -> b\n=c}", [("error", "gift.pair", 3)], 0),
        ("[html]<p><img src\\=\"@@PLUGINFILE@@/x%20y.png\"> What?</p>{=a ~b}", [("warning", "file.picture", 1)], 1),
        ("How much?{#5\n~#no}", [("warning", "gift.any_other", 2)], 1),
    ],
)  # fmt: skip
def test_each_trap_is_named_at_its_line(text: str, expected: list[tuple[str, str, int | None]], questions: int) -> None:
    drafts = gift.read(text)
    assert (said(drafts), len(drafts.questions)) == (expected, questions)
    assert all(each.hint for each in drafts.problems if each.severity != "info")


def test_an_equals_sign_inside_an_option_cuts_it_and_both_readings_are_shown() -> None:
    drafts = gift.read("Solve.{=x=2 ~y=3}")
    assert [code for _severity, code, _line in said(drafts)] == ["gift.equals", "gift.equals", "gift.several_right"]
    assert [each[0] for each in options(drafts.questions[0])] == ["x", "2", "y", "3"]
    first = next(each for each in drafts.problems if each.code == "gift.equals")
    assert (first.message, first.hint) == (
        "“x=2” was cut in two at its equals sign.",
        "If it is one text, write \\= in it: x\\=2",
    )


def test_a_formula_without_escapes_is_read_as_it_was_meant() -> None:
    question = one("What is $\\dfrac{1}{2}$ and $x \\neq \\sqrt{2}$?{=a ~b}")
    assert question.content["prompt"] == "What is $\\dfrac{1}{2}$ and $x \\neq \\sqrt{2}$?"
    drafts = gift.read("What is $\\dfrac{1}{2}$?{=a ~b}")
    hints = [each.hint for each in drafts.problems if each.code == "gift.unescaped_brace"]
    assert hints == ["Escape it: $\\\\dfrac\\{1\\}\\{2\\}$"]


def test_an_id_that_is_used_twice_is_an_error_of_the_second() -> None:
    drafts = gift.read("// [id:q]\nWhich?{=a ~b}\n\n// [id:q]\nOther?{=a ~b}")
    assert (len(drafts.questions), said(drafts)) == (1, [("error", "question.twice", 5)])


@given(st.text(alphabet="{}=~#:\\%[]->T\n ax1/$", max_size=80))
def test_nothing_makes_it_stumble(text: str) -> None:
    drafts = gift.read(text)
    lines = text.count("\n") + 1
    assert all(each.line is None or 1 <= each.line <= lines for each in drafts.problems)
