"""Pictures and sounds of QTI and H5P packages: however their files are named, the questions show them."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

import pytest

from tests.exchange.packages import package
from tests.exchange.shown import file_of, picture, sound
from tests.exchange.test_h5p import packed
from tests.exchange.test_qti2 import as_three, choices, interaction, item, key
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.sniffing import read_file

ONE, TWO, CRY = (file_of(each) for each in (picture(b"1"), picture(b"2"), sound()))
LIST = '<manifest xmlns="{}"><resources><resource identifier="r" type="{}" href="{}"/></resources></manifest>'


def shown(file: Any, alt: str = "") -> str:
    tag = f'<img src="{file.reference}" alt="{alt}">'
    return tag if file.extension == "png" else f'<audio src="{file.reference}"></audio>'


def said(drafts: Drafts) -> list[tuple[str, str, str]]:
    codes = ("question.no_explanation", "question.no_why", "question.content", "file.undescribed")
    return [(each.code, each.field, each.message) for each in drafts.problems if each.code not in codes]


def canvas(material: str, files: dict[str, bytes], option: str = "<mattext>one</mattext>") -> Drafts:
    """A package of QTI 1.2 with one item, in the folder `quiz`."""
    choice = (
        f'<response_lid ident="r" rcardinality="Single"><render_choice><response_label ident="a"><material>{option}'
        '</material></response_label><response_label ident="b"><material><mattext>two</mattext></material>'
        "</response_label></render_choice></response_lid>"
    )
    scores = '<conditionvar><varequal respident="r">a</varequal></conditionvar><setvar action="Set">100</setvar>'
    text = (
        '<questestinterop><assessment title="T"><section><item ident="q1"><presentation>'
        f"<material>{material}</material>{choice}</presentation><resprocessing><respcondition>{scores}"
        "</respcondition></resprocessing></item></section></assessment></questestinterop>"
    )
    listed = LIST.format("http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_xmlv1p2", "quiz/q.xml")
    members = {"imsmanifest.xml": listed.encode(), "quiz/q.xml": text.encode()}
    return read_file(package(members | files), "x.zip")


def html(text: str) -> str:
    return f'<mattext texttype="text/html">{escape(text)}</mattext>'


def only(drafts: Drafts) -> DraftQuestion:
    [question] = drafts.questions
    return question


@pytest.mark.parametrize(
    "source",
    [
        "$IMS-CC-FILEBASE$/Uploaded%20Media/a%20b.png?canvas_download=1&canvas_qs_wrap=1",
        "%24IMS-CC-FILEBASE%24/Uploaded%20Media/a%20b.png",
        "$IMS_CC_FILE_BASE$Uploaded Media/a b.png",
        "../web_resources/Uploaded Media/a b.png",
        "web_resources/Uploaded%20Media/A%20B.PNG",
    ],
)
def test_qti_1_a_file_of_canvas_is_found_under_all_of_its_names(source: str) -> None:
    files = {"web_resources/Uploaded Media/a b.png": ONE.data, "other/a b.png": TWO.data}
    drafts = canvas(html(f'<p>A <img src="{source}" alt="x"></p>'), files)
    assert only(drafts).content["prompt"] == f"<p>A {shown(ONE, 'x')}</p>"
    assert list(drafts.media) == [ONE.key]
    unused = "No question shows other/a b.png."
    assert said(drafts) == [("file.unused", "", unused)]


def test_qti_1_a_path_leads_from_the_folder_of_the_item_and_then_from_that_of_the_package() -> None:
    text = html('<img src="img/a.png" alt="x"><img src="img/b.png" alt="y">')
    drafts = canvas(text, {"quiz/img/a.png": ONE.data, "img/a.png": TWO.data, "img/b.png": TWO.data})
    assert only(drafts).content["prompt"] == shown(ONE, "x") + shown(TWO, "y")


def test_qti_1_pictures_and_sounds_that_are_no_html() -> None:
    drafts = canvas(
        '<mattext>5 &lt; 6?</mattext><matimage uri="a.png" label="a map"/>'
        '<mataudio uri="c.wav"/><matvideo uri="f.mp4"/>',
        {"quiz/a.png": ONE.data, "quiz/c.wav": CRY.data, "quiz/f.mp4": b"film"},
        '<matimage embedded="base64" imagtype="image/png">' + b64encode(TWO.data).decode() + "</matimage>",
    )
    content = only(drafts).content
    assert content["prompt"].removesuffix("<br>") == f"5 &lt; 6?<br>{shown(ONE, 'a map')}<br>{shown(CRY)}"
    assert [each["text"] for each in content["options"]] == [shown(TWO), "two"]
    assert said(drafts) == [("file.lost", "", "A film was left out.")]
    assert {file.data for file in drafts.media.values()} == {ONE.data, TWO.data, CRY.data}


def test_qti_1_what_is_not_there_is_named_with_its_file() -> None:
    drafts = canvas(html('<p>See <img src="$IMS-CC-FILEBASE$/no%20map.png" alt="a map"> it</p>'), {})
    assert only(drafts).content["prompt"] == "See a map it"
    assert said(drafts) == [("file.picture", "no map.png", "The picture no map.png is not in this file.")]


def newer(body: str, files: dict[str, bytes]) -> Drafts:
    listed = LIST.format("http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p1", "items/q.xml")
    members = {"imsmanifest.xml": listed.encode(), "items/q.xml": body.encode()}
    return read_file(package(members | files), "x.zip")


@pytest.mark.parametrize("spelled", [str, as_three], ids=["2", "3"])
def test_qti_2_pictures_as_images_and_as_objects(spelled: Any) -> None:
    options = choices(("A", '<object data="../b.png" type="image/png">a lake</object>'), ("B", "b"))
    asked = interaction("choiceInteraction", options, ' maxChoices="1" shuffle="true"')
    body = item(
        key("A"), f'<p><img src="images/a.png" alt="a map"/><object data="c.wav" type="audio/wav"/> Which?</p>{asked}'
    )
    drafts = newer(spelled(body), {"items/images/a.png": ONE.data, "b.png": TWO.data, "items/c.wav": CRY.data})
    content = only(drafts).content
    assert content["prompt"] == f"<p>{shown(ONE, 'a map')}{shown(CRY)} Which?</p>"
    assert [each["text"] for each in content["options"]] == [shown(TWO, "a lake"), "b"]
    assert (said(drafts), len(drafts.media)) == ([], 3)


def test_qti_2_the_picture_of_a_text_with_gaps_comes_above_it() -> None:
    gap = '<textEntryInteraction responseIdentifier="{}"/>'
    keys = key("x", base="string") + key("y", base="string", name="S")
    body = f'<p><img src="a.png" alt="a map"/>One {gap.format("R")}, two {gap.format("S")}.</p>'
    drafts = newer(item(keys, body), {"items/a.png": ONE.data})
    content = only(drafts).content
    assert (content["kind"], content["prompt"], content["text"]) == ("cloze", shown(ONE, "a map"), "One {1}, two {2}.")


def held(path: str, alt: str, *, correct: bool = False) -> dict[str, Any]:
    return {"media": {"params": {"alt": alt, "file": {"path": path}}}, "correct": correct}


def test_h5p_choices_that_are_pictures_are_shown_and_not_told() -> None:
    options = [held("images/a.png", "", correct=True), held("images/b.png", "a lake"), held("images/c.png", "a sea")]
    data = packed(
        "H5P.MultiMediaChoice",
        {"question": "Which?", "options": options},
        **{"content/images/a.png": ONE.data, "content/images/b.png": TWO.data, "content/images/spare.png": picture()},
    )
    drafts = read_file(data, "x.h5p")
    content = only(drafts).content
    assert (content["prompt"], [each["text"] for each in content["options"]]) == (
        "Which?",
        [shown(ONE), shown(TWO, "a lake"), "a sea"],
    )
    assert said(drafts) == [
        ("file.picture", "images/c.png", "The picture images/c.png is not in this file."),
        ("file.unused", "", "No question shows content/images/spare.png."),
    ]


def test_h5p_cards_with_pictures_and_sounds() -> None:
    card = {"text": "Hund", "answer": "dog", "image": {"path": "images/a.png"}, "audio": [{"path": "audios/c.wav"}]}
    files = {"content/images/a.png": ONE.data, "content/audios/c.wav": CRY.data}
    drafts = read_file(packed("H5P.Dialogcards", {"dialogs": [card]}, **files), "x.h5p")
    assert only(drafts).content["prompt"] == f"Hund<br>{shown(ONE)}<br>{shown(CRY)}"
    assert said(drafts) == []
