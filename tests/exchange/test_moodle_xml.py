"""Moodle XML: each type, and each of its traps."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange import moodle_xml
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.media import key_of


def question(sort: str, inside: str, text: str = "Which?", format: str = "html", name: str = "Q") -> str:
    return (
        f'<question type="{sort}"><name><text>{name}</text></name>'
        f'<questiontext format="{format}"><text><![CDATA[{text}]]></text></questiontext>{inside}</question>'
    )


def answer(text: str, fraction: str, why: str = "", more: str = "") -> str:
    said = f'<feedback format="html"><text>{escape(why)}</text></feedback>' if why else ""
    return f'<answer fraction="{fraction}" format="html"><text>{escape(text)}</text>{said}{more}</answer>'


TRUTH = answer("true", "100") + answer("false", "0")


def read(*questions: str) -> Drafts:
    return moodle_xml.read(("<?xml version='1.0'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode())


def one(*questions: str) -> DraftQuestion:
    drafts = read(*questions)
    assert drafts.errors == []
    [found] = drafts.questions
    return found


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code, each.line) for each in drafts.problems if each.code not in codes]


def options(found: DraftQuestion) -> list[tuple[str, bool, float]]:
    return [(each["text"], each["right"], each["weight"]) for each in found.content["options"]]


def test_a_single_choice_with_part_marks_feedback_and_no_shuffling() -> None:
    inside = answer("a", "100", "Yes.") + answer("b", "50") + answer("c", "-25", "<b>No</b>.")
    found = one(question("multichoice", f"<single>true</single><shuffleanswers>0</shuffleanswers>{inside}"))
    assert (found.kind, found.title, found.line) == ("choice", "Q", 3)
    assert options(found) == [("a", True, 1.0), ("b", False, 0.5), ("c", False, -0.25)]
    assert (found.content["format"], found.content["shuffle"]) == ("html", False)
    assert [each["why"] for each in found.content["options"]] == ["Yes.", "", "<strong>No</strong>."]


def test_several_answers_and_a_sum_that_is_not_full() -> None:
    drafts = read(
        question("multichoice", "<single>false</single>" + answer("a", "50") + answer("b", "25") + answer("c", "-100"))
    )
    assert options(drafts.questions[0]) == [("a", True, 0.5), ("b", True, 0.25), ("c", False, -1.0)]
    assert said(drafts) == [("warning", "moodle.fractions", 3)]


def test_a_choice_whose_best_option_has_less_than_the_full_mark() -> None:
    drafts = read(question("multichoice", "<single>true</single>" + answer("a", "90") + answer("b", "45")))
    assert (options(drafts.questions[0]), said(drafts)) == (
        [("a", True, 1.0), ("b", False, 0.5)],
        [("warning", "moodle.fractions", 3)],
    )


def test_true_or_false() -> None:
    found = one(question("truefalse", answer("true", "0", "Not so.") + answer("false", "100", "Right.")))
    assert {each["id"]: (each["right"], each["why"]) for each in found.content["options"]} == {
        "true": (False, "Not so."),
        "false": (True, "Right."),
    }


def test_short_answers_numbers_and_their_units() -> None:
    inside = "<usecase>1</usecase>" + answer("Oslo", "100") + answer("Kr*a", "50") + answer("*", "0", "No.")
    found = one(question("shortanswer", inside))
    assert [(each["text"], each["weight"], each["mode"]) for each in found.content["accept"]] == [
        ("Oslo", 1.0, "tolerant"),
        ("Kr*a", 0.5, "wildcard"),
    ]
    assert found.content["match"]["case"] is True
    units = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    inside = answer("3.14", "100", more="<tolerance>1E-2</tolerance>") + answer("3", "50", more="<tolerance/>") + units
    found = one(question("numerical", inside))
    assert [(each["test"], each["value"], each["weight"]) for each in found.content["answers"]] == [
        ("absolute", "3.14", 1.0),
        ("absolute", "3", 0.5),
    ]
    assert found.content["unit"] == "km"


def test_pairs_and_orders() -> None:
    part = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    sides = (("a", "1"), ("b", "2"), ("c", "3"), ("", "4"))
    found = one(question("matching", "".join(part.format(*each) for each in sides)))
    assert [each["left"] for each in found.content["pairs"]] == ["a", "b", "c"]
    assert [each["text"] for each in found.content["choices"]] == ["1", "2", "3", "4"]
    found = one(question("ordering", answer("second", "2") + answer("first", "1") + answer("third", "3")))
    assert [each["text"] for each in found.content["items"]] == ["first", "second", "third"]


def test_a_cloze_with_typed_chosen_and_numeric_gaps() -> None:
    text = (
        "<p>{1:SHORTANSWER:=Paris#Yes.~%50%Lyon} is in {2:MC:=France~Spain}; {1:NM:=2.1:0.1} million; {x} \\{y\\}</p>"
    )
    drafts = read(question("multianswer", "", f"<p>{text}</p>"))
    [found] = drafts.questions
    assert found.content["text"] == "{1} is in {2}; {3} million; {x} \\{y\\}"
    first, second, third = found.content["gaps"]
    assert [(each["text"], each["weight"], each["why"]) for each in first["accept"]] == [
        ("Paris", 1.0, "Yes."),
        ("Lyon", 0.5, ""),
    ]
    assert (second["options"], second["weight"], third["accept"][0]["text"]) == (["France", "Spain"], 2.0, "2.1")
    assert said(drafts) == [("info", "moodle.gap_changed", 3)]


@pytest.mark.parametrize(
    ("text", "expected", "questions"),
    [
        ("A {1:SHORTANSWER:=x} and {1:SHORTANSWER:}", [("warning", "moodle.gap", 3)], 1),
        ("A {1:PUZZLE:=x}", [("warning", "moodle.gap", 3), ("error", "moodle.no_gap", 3)], 0),
        ("No gap", [("error", "moodle.no_gap", 3)], 0),
    ],
)
def test_a_gap_that_cannot_be_read_stays_visible(
    text: str, expected: list[tuple[str, str, int | None]], questions: int
) -> None:
    drafts = read(question("cloze", "", text, "plain_text"))
    assert (said(drafts), len(drafts.questions)) == (expected, questions)
    assert all("SHORTANSWER:}" in each.content["text"] for each in drafts.questions)


def test_missing_words_offer_those_of_their_group() -> None:
    word = "<selectoption><text>{}</text><group>{}</group></selectoption>"
    words = "".join(word.format(*each) for each in (("one", "1"), ("two", "1"), ("red", "2"), ("blue", "2")))
    found = one(question("gapselect", words, "<p>[[2]] and [[3]]</p>"))
    assert (found.content["text"], [gap["options"] for gap in found.content["gaps"]]) == (
        "{1} and {2}",
        [["one", "two"], ["red", "blue"]],
    )
    assert [gap["accept"][0]["text"] for gap in found.content["gaps"]] == ["two", "red"]


@pytest.mark.parametrize("sort", ["essay", "description", "calculated", "stack", "coderunner", ""])
def test_what_cannot_be_asked_is_kept_whole_and_named(sort: str) -> None:
    drafts = read(question(sort, "<idnumber>e1</idnumber>" + answer("x", "100")))
    assert (drafts.questions, said(drafts)) == ([], [("info", "file.kept", 3)])
    [kept] = drafts.kept
    assert (kept.sort, kept.title, kept.external_id) == (sort or "unknown", "Q", "e1")
    assert "<answer" in kept.raw


def test_categories_tags_hints_points_and_ids_that_repeat_in_another_category() -> None:
    category = '<question type="category"><category><text>$course$/top/{}</text></category></question>'
    own = "<idnumber>n1</idnumber><defaultgrade>2</defaultgrade><tags><tag><text>war</text></tag></tags>"
    own += '<hint format="html"><text>Think.</text></hint>' + TRUTH
    drafts = read(category.format("A/B"), question("truefalse", own), category.format("C"), question("truefalse", own))
    assert [(each.topic, each.external_id, each.tags) for each in drafts.questions] == [
        ("B", "n1", ["war"]),
        ("C", "C/n1", ["war"]),
    ]
    assert (drafts.questions[0].content["points"], drafts.questions[0].content["hint"]) == (2.0, "Think.")


def test_pictures_are_named_whether_the_file_holds_them_or_not() -> None:
    text = '<p>Which? <img src="@@PLUGINFILE@@/My%20pic.png" alt="A map"> <img src="@@PLUGINFILE@@/no.png"></p>'
    png = b"\x89PNG\r\n\x1a\n a picture"
    held = f'<file name="My pic.png" path="/" encoding="base64">{b64encode(png).decode()}</file>'
    drafts = read(question("truefalse", held + TRUTH, text))
    words = [each.message for each in drafts.problems if each.code == "file.picture"]
    assert words == ["The picture no.png is not in this file."]
    reference = f"media:{key_of(png)}.png"
    assert drafts.questions[0].content["prompt"] == f'<p>Which? <img src="{reference}" alt="A map"> </p>'
    assert [(file.name, file.data) for file in drafts.media.values()] == [("My pic.png", png)]


def held(name: str, data: bytes) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{b64encode(data).decode()}</file>'


PNG = b"\x89PNG\r\n\x1a\n a picture"
SHOWN = f'<img src="media:{key_of(PNG)}.png" alt="A map">'


def test_files_that_no_text_shows_and_files_that_are_none() -> None:
    text = '<p>Which? <img src="@@PLUGINFILE@@/a.png" alt="A"> <img src="@@PLUGINFILE@@/b.png" alt="B"></p>'
    broken = '<file name="b.png" encoding="base64">no base 64!</file>'
    drafts = read(question("truefalse", held("a.png", b"<svg/>") + broken + held("spare.png", PNG) + TRUTH, text))
    assert drafts.questions[0].content["prompt"] == "Which? A B"
    assert [(each.code, each.field) for each in drafts.problems if each.code.startswith("file.")] == [
        ("file.unused", ""),
        ("file.picture", "a.png"),
        ("file.picture", "b.png"),
    ]
    assert drafts.media == {}


def test_the_one_picture_of_older_files_stands_below_the_text() -> None:
    older = f"<image>maps/a.png</image><image_base64>{b64encode(PNG).decode()}</image_base64>"
    drafts = read(question("truefalse", older + TRUTH, "Which?"), question("truefalse", "<image></image>" + TRUTH))
    assert [each.content["prompt"] for each in drafts.questions] == [
        f"Which?<br>{SHOWN.replace('A map', '')}",
        "Which?",
    ]


def test_the_pictures_of_a_text_with_gaps_come_above_it_and_signs_of_html_stay_signs() -> None:
    text = f'<p>5 &lt; <img src="@@PLUGINFILE@@/a.png" alt="A map"> {{1:SA:=six}}</p><p>{SOUND}</p>'
    drafts = read(question("cloze", held("a.png", PNG), text))
    content = drafts.questions[0].content
    assert (content["format"], content["prompt"], content["text"]) == ("html", SHOWN, "5 &lt; {1}")
    assert [each.field for each in drafts.problems if each.code == "file.sound"] == ["c.mp3"]


SOUND = '<audio src="c.mp3"></audio>'


def test_html_that_is_encoded_twice_is_shown_as_it_stands_with_a_word() -> None:
    drafts = read(question("truefalse", TRUTH, "&lt;p&gt;So &lt;b&gt;is&lt;/b&gt; it&lt;/p&gt;"))
    assert drafts.questions[0].content["prompt"] == "<p>So <b>is</b> it</p>"
    assert said(drafts) == [("warning", "moodle.encoded_twice", 3)]


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("a < b & c", "plain_text", ("plain", "a < b & c")),
        ("a *b*", "markdown", ("markdown", "a *b*")),
        ("no tags", "", ("plain", "no tags")),
        ("with <b>tags</b>", "moodle_auto_format", ("html", "with <strong>tags</strong>")),
    ],
)
def test_each_format_of_a_text(text: str, format: str, expected: tuple[str, str]) -> None:
    found = one(question("truefalse", TRUTH, text, format))
    assert (found.content["format"], found.content["prompt"]) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<assessment/>", "moodle.root"),
        (b"<quiz/>", "file.empty"),
        (b"<!-- <quiz>", "xml.broken"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "xml.entities"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: bytes, code: str) -> None:
    assert [(each.severity, each.code) for each in moodle_xml.read(data).problems] == [("error", code)]


def test_script_in_a_question_is_gone() -> None:
    found = one(
        question(
            "truefalse",
            TRUTH,
            "<b>x</b><script>alert(1)</script><img src=x onerror=alert(1)>",
        )
    )
    assert found.content["prompt"] == "<strong>x</strong>"


@given(
    st.lists(
        st.sampled_from(["{1:MC:", "=a", "~", "%50%b", "#c", "}", "{", "[[1]]", "\\}", "<p>", "&lt;"]), max_size=12
    )
)
def test_no_text_makes_it_stumble(parts: list[str]) -> None:
    text: Any = "".join(parts)
    for sort in ("cloze", "gapselect", "multichoice"):
        read(question(sort, answer(escape(text), "100") + answer("b", "0"), text))


def test_the_same_name_in_two_answers_is_two_pictures_and_what_none_shows_is_named() -> None:
    first, second = (b"\x89PNG\r\n\x1a\n" + each for each in (b"one", b"two"))
    show = '<img src="@@PLUGINFILE@@/image.png" alt="A sign">'
    answers = [answer(show, share, more=_file("image.png", data)) for share, data in (("100", first), ("0", second))]
    drafts = read(question("multichoice", _file("other.png", b"unused") + "<single>true</single>" + "".join(answers)))
    assert [option["text"] for option in drafts.questions[0].content["options"]] == [
        f'<img src="media:{key_of(data)}.png" alt="A sign">' for data in (first, second)
    ]
    assert sorted(drafts.media) == sorted((key_of(first), key_of(second)))
    named = [problem.message for problem in drafts.problems if problem.code == "file.unused"]
    assert named == ["No question shows other.png."]


def _file(name: str, data: bytes) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{b64encode(data).decode()}</file>'
