"""Pictures and sounds: found beside the text that names them, and named by what they hold."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange.contract import Drafts, MediaFile
from webapp.exchange.markup import without_media
from webapp.exchange.media import MOST_BYTES, Files, extension_of, key_of, references_in, with_references
from webapp.exchange.registry import FORMATS
from webapp.exchange.sniffing import read_file

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"
OTHER = b"\x89PNG\r\n\x1a\n" + b"another"


def _files() -> Files:
    held = {"web_resources/My pic.PNG": PNG, "drawing.png": b"<svg xmlns='x'/>", "note.png": b"only words"}
    return Files(held, held.get, {"b.png": OTHER})


def test_a_file_is_found_by_path_or_name_in_any_writing_and_named_by_its_bytes() -> None:
    expected = MediaFile(key_of(PNG), "png", PNG, "web_resources/My pic.PNG")
    for source in (
        "web_resources/My pic.PNG",
        "my%20pic.png",
        "@@PLUGINFILE@@/My%20pic.png",
        "$IMS-CC-FILEBASE$/web_resources/My%20pic.png?canvas_download=1",
        "./web_resources/my pic.png#top",
    ):
        files = _files()
        assert files.find(source) == expected, source
        assert files.used == {expected.key: expected}
        assert files.names_unused() == ["drawing.png", "note.png"]


def test_what_was_brought_beside_the_file_is_found_too() -> None:
    assert _files().find("elsewhere/B.png") == MediaFile(key_of(OTHER), "png", OTHER, "b.png")


def test_a_name_is_taken_at_its_word_before_anything_is_cut_off_it() -> None:
    held = {name: PNG + name.encode() for name in ("IMG.png", "img.png", "C#4.png", "what?.png", "50%25.png")}
    files = Files(held, held.get)
    for name, data in held.items():
        assert files.find(name) == MediaFile(key_of(data), "png", data, name)
    assert files.names_unused() == []


def test_what_many_texts_show_is_unpacked_once() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return PNG

    files = Files(["a.png"], read)
    assert [files.reference("a.png"), files.reference("A.png")] == [f"media:{key_of(PNG)}.png"] * 2
    assert asked == ["a.png"]


def test_why_there_is_none() -> None:
    files = _files()
    assert files.find("c.png") == "missing"
    assert files.find("") == "missing"
    assert files.find("drawing.png") == "drawing"
    assert files.find("note.png") == "unknown"
    assert files.take("big.png", PNG + bytes(MOST_BYTES)) == "large"
    assert Files(["a.png"], lambda _name: None).find("a.png") == "large"
    assert files.used == {}


def test_bytes_say_what_they_are() -> None:
    assert [
        extension_of(data)
        for data in (
            PNG,
            b"\xff\xd8\xff\xe0",
            b"GIF89a",
            b"RIFF0000WEBPVP8 ",
            b"RIFF0000WAVEfmt ",
            b"RIFF0000AVI LIST",
            b"ID3\x04",
            b"\xff\xfb\x90\x64",
            b"OggS",
            b"fLaC",
            b"\x00\x00\x00\x20ftypM4A ",
            b"",
            b"%PDF-1.7",
        )
    ] == ["png", "jpg", "gif", "webp", "wav", "", "mp3", "mp3", "ogg", "flac", "m4a", "", ""]


def test_references_of_a_question_are_found_and_replaced() -> None:
    one, two = f"media:{key_of(PNG)}.png", f"media:{key_of(OTHER)}.png"
    drafts = FORMATS["aiken"].read("Which?\nA. one\nB. two\nANSWER: A\n")
    question = drafts.questions[0]
    assert references_in(question) == [] and with_references(question, {one: two}) is question
    question.content["prompt"] = f"![a]({one}) and ![b]({two}), ![a]({one})"
    question.content["options"][1]["text"] = f'<img src="{one}">'
    assert references_in(question) == [one, two]
    other = with_references(question, {one: "media:" + "0" * 32 + ".jpg"})
    assert references_in(other) == ["media:" + "0" * 32 + ".jpg", two]
    assert references_in(question) == [one, two]


def _read(text: str | bytes, name: str = "x.txt", **files: bytes) -> Drafts:
    """With companions by name; an underscore stands for the dot."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_file(data, name, companions={key.replace("_", "."): data for key, data in files.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[html]<p>Which? <img src\\="a.png" alt\\="A"></p>{{=b ~c}}', '<p>Which? <img src="{ref}" alt="A"></p>'),
        ("::q::[markdown]Which? ![A](a.png){{=b ~c}}", "Which? ![A]({ref})"),
        ("## Which? ![A](a.png)\n\n%\n\nb\n", "Which? ![A]({ref})"),
        ("question,correct,image\nWhich?,b,A.PNG\n", 'Which?<br><img src="{ref}" alt="">'),
        ('question,correct\n"Which? <img src=""x/a.png"" alt=""A"">",b\n', 'Which? <img src="{ref}" alt="A">'),
        ("1. Which? ![A](a.png)\n*a) b\nb) c\n", '<p>Which? <img src="{ref}" alt="A"></p>'),
    ],
    ids=["gift", "gift markdown", "mdanki", "image column", "tag in a cell", "text2qti"],
)
def test_a_picture_beside_a_text_is_found_in_each_format(text: str, expected: str) -> None:
    drafts = _read(text.replace("{{", "{").replace("}}", "}"), a_png=PNG)
    [question] = drafts.questions
    assert question.content["prompt"] == expected.format(ref=f"media:{key_of(PNG)}.png")
    assert {file.data for file in drafts.media.values()} == {PNG}
    assert [each.message for each in drafts.problems if each.code == "file.picture"] == []
    without = _read(text.replace("{{", "{").replace("}}", "}"))
    [missing] = [each for each in without.problems if each.code == "file.picture"]
    assert missing.field.lower().endswith("a.png") and without.media == {}


def test_s30_a_drawing_is_refused_by_what_it_is() -> None:
    drafts = _read("question,correct,image\nWhich?,b,a.png\n", a_png=b"<?xml version='1.0'?><svg onload='x'/>")
    [said] = [each for each in drafts.problems if each.code == "file.picture"]
    assert "SVG" in said.message and drafts.media == {}


def test_bytes_within_the_text_are_taken() -> None:
    text = f'question,correct\n"Which? <img src=""data:image/png;base64,{b64encode(PNG).decode()}"">",b\n'
    assert {file.data for file in _read(text).media.values()} == {PNG}


def test_what_was_brought_beside_it_stands_for_a_drawing_of_the_archive() -> None:
    files = Files(companions={"drawing.png": OTHER, "film.mp4": b"\x00\x00\x00\x20ftypisom"})
    inner = files.within(["a/drawing.png"], lambda _name: b"<svg/>")
    found = inner.find("drawing.png")
    assert isinstance(found, MediaFile)
    assert (found.data, inner.used) == (OTHER, {found.key: found})
    assert inner.find("film.mp4") == "film"


def test_a_file_is_unpacked_once_and_the_nearest_of_one_name_is_taken() -> None:
    held = {"a/x.png": PNG, "b/c/x.png": OTHER}
    unpacked: list[str] = []

    def read(name: str) -> bytes:
        unpacked.append(name)
        return held[name]

    files = Files(held, read)
    found = [files.find(source) for source in ("c/x.png", "c/x.png", "x.png", "b/x.png")]
    assert [each.data if isinstance(each, MediaFile) else each for each in found] == [OTHER, OTHER, PNG, PNG]
    files.folder = "b/c"
    assert files.find("x.png") == found[0]
    assert unpacked == ["b/c/x.png", "a/x.png"]


SOURCES = st.text(st.sampled_from("./\\%2Fab:;,=?#$@\x00\ud800é"), max_size=20)


@pytest.mark.prop
@given(
    st.sampled_from(["", "data:", "data:image/png;base64,", "@@PLUGINFILE@@/", "$IMS-CC-FILEBASE$"]), SOURCES, SOURCES
)
def test_no_name_makes_it_stumble_or_leave_the_archive(begin: str, source: str, name: str) -> None:
    asked: list[str] = []

    def read(wanted: str) -> bytes:
        asked.append(wanted)
        return PNG

    files = Files([name], read, {source: OTHER})
    files.folder = name
    found = files.find(begin + source)
    assert isinstance(found, MediaFile) or found in ("missing", "unknown", "drawing", "large", "film")
    assert set(asked) <= {name}


@pytest.mark.parametrize("text", ["<audio>", "<audio x<", "<img ", "<audio></b>", "<audio><b>"])
def test_tags_that_are_never_closed_cost_no_more_than_others(text: str) -> None:
    assert without_media(text * 1_500, Files().reference) == (text * 1_500, [])


def test_of_several_with_one_name_the_nearest_is_taken_and_that_is_said() -> None:
    held = {"maps/a/pic.png": PNG, "b/pic.png": OTHER}
    for source, taken, guesses in (
        ("pic.png", "maps/a/pic.png", [("pic.png", "maps/a/pic.png", "b/pic.png")]),
        ("c/pic.png", "maps/a/pic.png", [("c/pic.png", "maps/a/pic.png", "b/pic.png")]),
        ("b/pic.png", "b/pic.png", []),
        ("a/pic.png", "maps/a/pic.png", []),  # it ends so, and no other does
    ):
        files = Files(held, held.get)
        found = files.find(source)
        assert (isinstance(found, MediaFile) and found.name, files.guesses()) == (taken, guesses), source
        assert files.guesses() == []


def test_of_several_that_were_brought_with_one_name_too() -> None:
    files = Files(companions={"a/pic.png": PNG, "b/pic.png": OTHER, "c/same.png": PNG, "d/same.png": PNG})
    found = [files.find(source) for source in ("b/pic.png", "pic.png", "same.png")]
    assert [isinstance(each, MediaFile) and each.data for each in found] == [OTHER, PNG, PNG]
    assert files.guesses() == [("pic.png", "a/pic.png", "b/pic.png")]
