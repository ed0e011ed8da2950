from webapp.exchange.contract import MediaFile
from webapp.exchange.media import MOST_BYTES, Files, extension_of, key_of, references_in, with_references
from webapp.exchange.registry import FORMATS

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
