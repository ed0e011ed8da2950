"""What fuzzing has found: each file is read as it should have been from the start."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.exchange import packages
from tests.fuzz.properties import sound
from tests.fuzz.seeds import AIKEN, GIFT, seeds
from webapp.exchange.contract import Drafts
from webapp.exchange.decoding import decoded
from webapp.text.simplified import simplified

QUIZ = (
    "<quiz><question type='shortanswer'><name><text>N</text></name><questiontext><text>Who{0}?</text></questiontext>{1}"
)
ANSWER = "<answer fraction='100'><text>me</text></answer></question></quiz>"


def codes(drafts: Drafts) -> set[str]:
    return {each.code for each in drafts.problems} - {"question.no_explanation"}


@pytest.mark.parametrize("number", ["&#xD800;", "&#55296;", "&#0;", "&#x1;", "&#xFFFE;", "&#99999999;"])
def test_numbers_of_signs_that_no_text_may_hold_are_dropped(number: str) -> None:
    drafts = sound(QUIZ.format(number, ANSWER).encode(), "x.xml")
    assert [each.content["prompt"] for each in drafts.questions] == ["Who?"]
    assert codes(drafts) == {"xml.repaired"}


def test_a_broken_file_with_names_that_the_recovering_parser_cannot_hand_over() -> None:
    strange = f"<quiz xmlns:x='http://a{{b' x:c='1'>{QUIZ.format('', ANSWER)[6:]}"
    drafts = sound(strange.replace("</name>", "</nam>").encode(), "x.xml")
    assert "xml.recovered" in codes(drafts)


def test_a_separator_that_an_anki_text_names_with_several_signs() -> None:
    data = b'#separator:##\n#html:false\na\tb\n"c\td\n'
    assert "csv.quote" in codes(sound(data, "x.txt"))


@pytest.mark.parametrize("fields", [("Who\x00?", "me"), ("Who?", "m\x00e")])
def test_a_zero_byte_in_a_note(fields: tuple[str, str]) -> None:
    [question] = sound(packages.old((packages.BASIC, "g\x001", fields)), "x.apkg").questions
    assert "\x00" not in json.dumps(question.extras) + question.external_id
    assert question.external_id == "g\ufffd1"


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
def test_signs_in_json_that_no_database_keeps(sign: str) -> None:
    params = {"question": f"<p>Is it{sign}?</p>", "correct": "true"}
    text = json.dumps({"questions": [{"library": "H5P.TrueFalse 1", "params": params}]}).replace("\\\\u", "\\u")
    head = json.dumps({"mainLibrary": "H5P.QuestionSet"}).encode()
    drafts = sound(packages.package({"h5p.json": head, "content/content.json": text.encode()}), "x.h5p")
    assert [each.content["prompt"] for each in drafts.questions] == ["Is it\ufffd?"]


@pytest.mark.parametrize("html", ["<![![![", "<![x[", "<!<", "<![CDATA[x", "a<!ELEMENT b"])
def test_declarations_that_no_html_knows_end_no_reading(html: str) -> None:
    assert simplified(f"before {html}").html.startswith("before")


def test_words_to_check_are_short_though_a_picture_stands_in_the_file() -> None:
    picture = "QmFzZTY0" * 20_000
    file = decoded(f"é{picture} caf\xe9, na\xefve caf\xe9".encode("cp1252"))
    [flaw] = file.flaws
    assert flaw.message.endswith(f"Check these words: é{picture[:30]}, café, naïve.")


FLOODS: tuple[tuple[str, str, Any], ...] = (
    ("gift.txt", "\\(", GIFT.index("{") + 1),
    ("gift.txt", "\\[", 0),
    ("quizlet.txt", "=", 26),
    ("quizlet.txt", "~", 26),
    ("quizlet.txt", "\n", 26),
    ("quizlet.txt", "x=", 26),
    ("quizlet.txt", "[sound:", 26),
    ("aiken.txt", "\n", len(AIKEN)),
    ("cloze.xml", "\u2028", 355),
    ("cloze.xml", "<![CDATA[", 355),
)


@pytest.mark.slow  # a hundred thousand signs each
@pytest.mark.parametrize(("name", "sign", "at"), FLOODS)
def test_twice_as_many_signs_take_no_four_times_as_long(name: str, sign: str, at: int) -> None:
    text = seeds()[name].decode()
    taken = []
    for count in (25_000, 100_000):
        data = (text[:at] + sign * (count // len(sign)) + text[at:]).encode()
        started = time.process_time()
        sound(data, name)
        taken.append(time.process_time() - started)
    assert taken[1] < max(0.5, 8 * taken[0])  # four times as many; sixteen times as long would be the square


def test_a_third_in_a_gap_of_moodle_is_a_third() -> None:
    """As in its other questions: 33.33333 is how it writes it."""
    text = "<questiontext><text>So {1:SA:=a~%33.33333%b}</text></questiontext>"
    [question] = sound(f"<quiz><question type='cloze'>{text}</question></quiz>".encode(), "x.xml").questions
    assert [each["weight"] for each in question.content["gaps"][0]["accept"]] == [1.0, 1 / 3]
