"""Pictures and sounds that were brought beside a file are shown by its questions, whatever its format."""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.exchange.shown import file_of, picture, sound
from webapp.exchange.contract import Drafts
from webapp.exchange.sniffing import read_file
from webapp.exchange.writing import shown_by

MAP, CRY = file_of(picture()), file_of(sound())
BESIDE = {"My map.png": MAP.data, "cry.wav": CRY.data}
INLINE = "data:image/png;base64," + b64encode(MAP.data).decode()
ESCAPED = INLINE.replace(":", "\\:").replace("=", "\\=")

FILES = {
    "gift": '::A::[html]Which? <img src\\="@@PLUGINFILE@@/My%20map.png" alt\\="a"> {=a ~b}\n',
    "gift in Markdown": "::A::[markdown]Which? ![a](My%20map.png) {=a ~b}\n",
    "csv": 'question,correct,image\n"Which?",Bern,My map.png\n',
    "csv with a tag": 'question,correct\n"Which? <img src=""My map.png"" alt=""a"">",Bern\n',
    "anki text": '#separator:tab\n#html:true\nWhich? <img src="My map.png" alt="a">\tBern\n',
    "quizlet": "Which?\tBern <img src='My map.png' alt='a'>\nHow?\tso\n",
    "mdanki": "## Which?\n\n![a](My%20map.png)\n\n%\n\nBern\n",
    "obsidian": "#flashcards\n\nWhich? ![[My map.png]]::Bern\n",
    "text2qti": "Quiz title: T\n1. Which? ![a](My%20map.png)\n*a) x\nb) y\n",
    "bank": "bank: b\ntitle: B\nquestions:\n  - {id: q, kind: true_false, answer: true, format: markdown, "
    "prompt: '![a](My%20map.png) Which?'}\n",
    "moodle": '<quiz><question type="truefalse"><questiontext format="html"><text>'
    '&lt;img src="@@PLUGINFILE@@/My map.png" alt="a"&gt; Which?</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer></question></quiz>',
    "aiken": "Which? ![a](My%20map.png)\nA) x\nB) y\nANSWER: A\n",
    "aiken with a tag": 'Which?\nA) <img src="My map.png" alt="a">\nB) y\nANSWER: A\n',
    "respondus": "1) Which? ![a](My%20map.png)\n*a. x\nb. y\n",
    "inside of the text": f'::A::[html]Which? <img src\\="{ESCAPED}" alt\\="a"> {{=a ~b}}\n',
}


def of_kind(drafts: Drafts, code: str) -> list[tuple[str, int | None]]:
    return [(each.field, each.line) for each in drafts.problems if each.code == code]


@pytest.mark.parametrize("format", FILES)
def test_a_picture_is_shown(format: str) -> None:
    drafts = read_file(FILES[format].encode(), "questions", companions=BESIDE)
    assert drafts.errors == []
    assert shown_by(drafts.questions[0]) == [MAP.reference]
    assert {key: file.data for key, file in drafts.media.items()} == {MAP.key: MAP.data}
    assert of_kind(drafts, "file.picture") == []
    assert "My map.png" not in str(drafts.questions[0].content)


@pytest.mark.parametrize("format", [each for each in FILES if not each.startswith("inside")])
def test_without_it_its_name_is_said_so_that_it_can_be_added(format: str) -> None:
    drafts = read_file(FILES[format].encode(), "questions")
    assert (len(drafts.questions) > 0, drafts.media) == (True, {})
    [(field, line)] = of_kind(drafts, "file.picture")
    assert (field.casefold(), line is not None) == ("my map.png", True)


@pytest.mark.parametrize(
    "text",
    [
        "#separator:tab\n#html:true\nHund [sound:cry.wav]\tdog\n",
        "Hund [sound:cry.wav]\tdog\nKatze\tcat\n",
        "## Hund\n\n![](cry.wav)\n\n%\n\ndog\n",
        '::A::[html]Hund <audio controls><source src\\="cry.wav">No sound</audio> {=a ~b}\n',
    ],
)
def test_a_sound_is_played(text: str) -> None:
    drafts = read_file(text.encode(), "questions", companions=BESIDE)
    assert shown_by(drafts.questions[0]) == [CRY.reference]
    assert "No sound" not in str(drafts.questions[0].content)
    assert of_kind(drafts, "file.sound") == []
    missing = read_file(text.encode(), "questions")
    assert [field for field, _line in of_kind(missing, "file.sound") + of_kind(missing, "file.picture")] == ["cry.wav"]


@pytest.mark.parametrize("format", ["csv", "obsidian", "bank", "anki text", "mdanki"])
def test_a_picture_without_a_description_is_named_once(format: str) -> None:
    text = FILES[format].replace("![a]", "![]").replace(' alt="a"', "")
    drafts = read_file(text.encode(), "questions", companions=BESIDE)
    assert len(of_kind(drafts, "file.undescribed")) == 1


def test_what_is_kept_of_the_file_has_no_bytes_of_pictures() -> None:
    long = FILES["inside of the text"].replace(INLINE[22:40], INLINE[22:40] + "A" * 2000)
    drafts = read_file(long.encode(), "questions")
    assert len(drafts.media) == 1
    assert len(str(drafts.questions[0].extras)) < 1000


def test_a_plain_text_of_a_bank_file_that_names_a_picture_is_told() -> None:
    text = FILES["bank"].replace("format: markdown, ", "")
    drafts = read_file(text.encode(), "questions", companions=BESIDE)
    assert drafts.questions[0].content["prompt"] == "![a](My%20map.png) Which?"
    [(field, line)] = of_kind(drafts, "file.format")
    assert (field, line) == ("My map.png", 4)


TWO = {"a/My map.png": MAP.data, "b/My map.png": picture(b"another")}


@pytest.mark.parametrize("format", [each for each in FILES if not each.startswith("inside")])
def test_which_of_two_with_one_name_was_taken_is_said_at_the_question(format: str) -> None:
    drafts = read_file(FILES[format].encode(), "questions", companions=TWO)
    [told] = [each for each in drafts.problems if each.code == "file.guessed"]
    assert (told.severity, told.field.casefold(), told.line is not None) == ("warning", "my map.png", True)
    assert told.message == "Several files are called My map.png: a/My map.png was taken."
    assert told.hint == "If another is meant, write its folder before the name, as in b/My map.png."


def test_the_rest_of_a_plain_text_stays_as_it_is_written() -> None:
    aiken = "Is 2 < 3 & *x*? ![a](My%20map.png)\nA) <b>\nB) y_1_\nANSWER: A\n"
    shown = read_file(aiken.encode(), "questions", companions=BESIDE).questions[0].content
    assert (shown["format"], shown["prompt"]) == (
        "html",
        f'Is 2 &lt; 3 &amp; *x*? <img src="{MAP.reference}" alt="a">',
    )
    assert [option["text"] for option in shown["options"]] == ["&lt;b&gt;", "y_1_"]
    without = read_file(aiken.encode(), "questions").questions[0].content
    assert (without["format"], without["options"][0]["text"]) == ("plain", "<b>")
