"""Where pictures and sounds stand in the files that are written, and what is said where they cannot."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64decode
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring

from tests.exchange.bank_texts import three
from tests.exchange.shown import FILES
from tests.exchange.written import bank_of, codes, drafted
from webapp.exchange import bank_archive
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.proving import DIFFERS, proved
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import READERS, WRITERS

MAP, CRY = FILES[0], FILES[2]
NAME, SOUND = f"{MAP.key}.png", f"{CRY.key}.wav"
CARD = drafted(
    f"""{{kind: self_graded, format: html, answer: 'Bern <audio src="{CRY.reference}"></audio>',
    prompt: '<p>Which? <img src="{MAP.reference}" alt="a map"></p>'}}"""
)
ASKED = drafted(
    f"""{{kind: true_false, format: html, answer: true, prompt: '<p>Is it? <img src="{MAP.reference}" alt="a"></p>'}}"""
)
TOLD = f"""{{kind: true_false, format: markdown, answer: true, prompt: "![a map]({MAP.reference}) Is it?",
    explanation: "`{MAP.reference}` ![]({CRY.reference})"}}"""


def showing(*questions: DraftQuestion) -> DraftBank:
    return replace(bank_of(*questions), media={each.key: each for each in FILES})


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bank_with_pictures_is_an_archive_of_its_file_and_of_them() -> None:
    written = WRITERS["bank"](showing(CARD))
    held = members(written.data)
    assert (list(held), written.suffix) == (["bank.yaml", *sorted([f"media/{NAME}", f"media/{SOUND}"])], "zip")
    assert (held[f"media/{NAME}"], held[f"media/{SOUND}"]) == (MAP.data, CRY.data)
    drafts = read_file(written.data, "demo.zip")
    assert (drafts.format, [(each.content, each.external_id) for each in drafts.questions]) == (
        "bank",
        [(CARD.content, "q1")],
    )
    assert {key: file.data for key, file in drafts.media.items()} == {MAP.key: MAP.data, CRY.key: CRY.data}
    assert WRITERS["bank"](showing(CARD)).data == written.data


def test_a_bank_without_pictures_is_its_file() -> None:
    written = WRITERS["bank"](showing(drafted("{kind: true_false, prompt: P, answer: true}")))
    assert (written.data.startswith(b"bank: demo\n"), written.suffix) == (True, "")


def test_an_archive_that_is_too_large_to_be_brought_back_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_archive, "MOST_BYTES", 100)
    [loss] = WRITERS["bank"](showing(CARD)).losses
    assert (loss.code, loss.question, loss.message) == (
        "write.size",
        "Demo",
        "The archive has 0 MB, and an upload takes 0 MB.",
    )


def test_facts_and_terms_come_along_in_the_archive() -> None:
    bank = read_bank(three().encode(), "x").bank
    assert bank is not None and bank.facts
    bank.questions[0].content |= {"format": "html", "prompt": f'<img src="{MAP.reference}" alt="a"> Which?'}
    bank.media = {MAP.key: MAP}
    again = read_file(WRITERS["bank"](bank).data, "x.zip").bank
    assert again is not None
    assert (again.facts, again.terms, again.title) == (bank.facts, bank.terms, bank.title)
    assert [(each.fact, each.term, each.content) for each in again.questions] == [
        (each.fact, each.term, each.content) for each in bank.questions
    ]


def test_moodle_has_each_file_beside_the_text_that_shows_it() -> None:
    root = fromstring(WRITERS["moodle"](showing(drafted(TOLD))).data)
    text, told = (next(root.iter(name)) for name in ("questiontext", "generalfeedback"))
    assert text.findtext("text") == f"![a map](@@PLUGINFILE@@/{NAME}) Is it?"
    assert told.findtext("text") == f"`{MAP.reference}` ![](@@PLUGINFILE@@/{SOUND})"
    files = [(each.get("name"), each.get("path"), each.get("encoding")) for each in root.iter("file")]
    assert files == [(NAME, "/", "base64"), (SOUND, "/", "base64")]
    assert [b64decode(each.findtext("file", "")) for each in (text, told)] == [MAP.data, CRY.data]


def test_qti_has_them_below_web_resources_as_canvas_wants_it() -> None:
    card = drafted(TOLD)
    held = members(WRITERS["qti"](showing(card)).data)
    [item] = [data.decode() for name, data in held.items() if name.endswith(".xml") and b"<item" in data]
    assert f'src="$IMS-CC-FILEBASE$/media/{NAME}"' in item.replace("&quot;", '"').replace("&lt;", "<")
    assert held[f"web_resources/media/{NAME}"] == MAP.data
    manifest = held["imsmanifest.xml"].decode()
    assert f'type="webcontent" href="web_resources/media/{NAME}"' in manifest
    assert f'<file href="web_resources/media/{SOUND}" />' in manifest


def test_anki_has_them_by_number_and_plays_sounds() -> None:
    data = WRITERS["apkg"](showing(CARD)).data
    held = members(data)
    assert json.loads(held["media"]) == dict(enumerate_names(sorted([NAME, SOUND])))
    assert {held["0"], held["1"]} == {MAP.data, CRY.data}
    drafts = READERS["apkg"](data)
    fields = drafts.questions[0].extras["anki"]["fields"]
    assert (fields["Front"], fields["Back"]) == (
        f'<p>Which? <img src="{NAME}" alt="a map"></p>',
        f"Bern [sound:{SOUND}]",
    )
    assert drafts.questions[0].content == CARD.content


def enumerate_names(names: list[str]) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in enumerate(names)]


CLOZE = drafted(
    f"""{{kind: cloze, format: html, text: "5 &lt; {{1}} {{{{x", gaps: [{{accept: [six], group: 1}}],
    prompt: '<img src="{MAP.reference}" alt="a map">'}}"""
)


@pytest.mark.parametrize("format", ["moodle", "qti", "apkg"])
def test_the_picture_of_a_cloze_stands_above_it_and_its_text_stays(format: str) -> None:
    drafts = READERS[format](WRITERS[format](showing(CLOZE)).data)
    [again] = drafts.questions
    assert (again.content["prompt"], again.content["text"]) == (CLOZE.content["prompt"], CLOZE.content["text"])
    assert {file.data for file in drafts.media.values()} == {MAP.data}


@pytest.mark.parametrize("format", ["csv", "xlsx", "gift", "aiken", "cards"])
def test_a_file_of_texts_names_what_it_does_not_hold(format: str) -> None:
    image = f'<img src="{MAP.reference}" alt="a map">'
    kind = "self_graded" if format == "cards" else "choice"
    own = "answer: a" if format == "cards" else "options: [{text: a, right: yes}, b]"
    question = drafted(f"""{{kind: {kind}, format: html, prompt: 'Which? {image}', {own}}}""")
    written = WRITERS[format](showing(question))
    told = {loss.message: loss.hint for loss in written.losses if loss.code == "write.media"}
    assert list(told) == ["Its pictures and sounds are named in the file, and not in it."]
    assert "write.media" not in codes(WRITERS[format](showing(drafted(f"{{kind: {kind}, prompt: P, {own}}}"))))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_column_of_pictures_names_the_one_of_what_is_asked_and_shows_it_once(format: str) -> None:
    image = f'<img src="{MAP.reference}" alt="a map">'
    one = drafted(f"""{{kind: self_graded, format: html, prompt: 'Which? {image}', answer: '{image}'}}""")
    two = drafted(
        f"""{{kind: self_graded, format: html, answer: a,
        prompt: 'Which? {image} <img src="{FILES[1].reference}" alt="b">'}}""",
        external_id="q2",
    )
    written = WRITERS[format](showing(one, two))
    drafts = READERS[format](written.data)
    assert [each.content["prompt"] for each in drafts.questions] == [one.content["prompt"], two.content["prompt"]]
    assert [each.code for each in drafts.problems if each.code == "file.picture"] == []
    if format == "csv":
        assert [line.rpartition(",")[2] for line in written.data.decode().splitlines()] == ["image", NAME, ""]


def test_a_picture_that_the_bank_does_not_have_is_named() -> None:
    lone = bank_of(ASKED)
    for format in ("bank", "moodle", "qti", "apkg"):
        written = WRITERS[format](lone)
        assert "write.media" in codes(written), format
        assert MAP.reference in READERS[format](written.data).questions[0].content["prompt"], format
    assert WRITERS["bank"](lone).suffix == ""


def test_what_is_read_back_without_its_picture_is_found() -> None:
    bank = showing(ASKED)
    written = WRITERS["moodle"](bank)
    written.data = written.data.replace(b"<file ", b"<lost ").replace(b"</file>", b"</lost>")
    written.data = written.data.replace(f"@@PLUGINFILE@@/{NAME}".encode(), MAP.reference.encode())
    proved(written, bank.questions, READERS["moodle"], bank.media)
    said = [loss.message for loss in written.losses if loss.code == DIFFERS]
    assert said == ["It is read back without a picture or sound of it."]
