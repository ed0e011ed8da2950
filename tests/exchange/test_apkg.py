"""Anki packages: each layout, each sort of note, and what a package must not do."""

from __future__ import annotations

import io
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.packages import BASIC, CLOZE, REVERSED, TYPED, collection, message, new, old, package
from webapp.exchange import apkg, apkg_collection
from webapp.exchange.contract import Drafts
from webapp.exchange.media import key_of
from webapp.exchange.protobuf import fields_of
from webapp.exchange.sniffing import read_file

PNG, MP3 = b"\x89PNG\r\n\x1a\n a picture", b"ID3 a sound"


def said(drafts: Drafts) -> list[tuple[str, str]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code) for each in drafts.problems if each.code not in codes]


def bare(*notes: Any) -> bytes:
    return collection(notes)


@pytest.mark.parametrize("make", [old, new], ids=["old", "new"])
def test_both_layouts_give_the_same_notes(make: Callable[..., bytes]) -> None:
    drafts = apkg.read(
        make((BASIC, "g1", ("front", "back")), (CLOZE, "g2", ("{{c1::Oslo}} is in {{c2::Norway::state}}", "e")))
    )
    first, second = drafts.questions
    assert (first.kind, first.external_id, first.tags, first.topic) == ("self_graded", "g1", ["one", "two"], "Deep")
    assert (first.content["prompt"], first.content["answer"], first.content["reversible"]) == ("front", "back", False)
    assert (second.kind, second.content["text"]) == ("cloze", "{1} is in {2}")
    gaps = [(gap["accept"][0]["text"], gap["group"], gap["name"]) for gap in second.content["gaps"]]
    assert gaps == [("Oslo", "1", ""), ("Norway", "2", "state")]
    assert (second.content["explanation"], said(drafts)) == ("e", [])


def test_the_newest_collection_is_read_and_not_the_decoy_beside_it() -> None:
    assert [each.content["prompt"] for each in apkg.read(new((BASIC, "g", ("real", "note")))).questions] == ["real"]


@pytest.mark.parametrize(
    "text",
    [
        "Please update to the latest Anki version, then import the file again.",
        "This file requires a newer version of Anki.",
    ],
)
def test_a_decoy_alone_is_refused_by_name(text: str) -> None:
    assert said(apkg.read(old((BASIC, "g", (text, ""))))) == [("error", "apkg.decoy")]


def test_reversed_and_typed_cards() -> None:
    drafts = apkg.read(old((REVERSED, "g1", ("Hund", "dog")), (TYPED, "g2", ("2 + 2", "<b>four</b>"))))
    first, second = drafts.questions
    assert (first.kind, first.content["reversible"]) == ("self_graded", True)
    assert (second.kind, second.content["accept"][0]["text"]) == ("short_answer", "four")


def test_a_reverse_that_depends_on_an_empty_field_is_not_asked() -> None:
    kind = {
        "name": "Optional",
        "type": 0,
        "flds": ["Front", "Back", "Add"],
        "tmpls": [("{{Front}}", "{{Back}}"), ("{{#Add}}{{Back}}{{/Add}}", "{{Front}}")],
    }
    drafts = apkg.read(old((kind, "g1", ("a", "b", "")), (kind, "g2", ("c", "d", "y"))))
    assert [each.content["reversible"] for each in drafts.questions] == [False, True]


def test_html_formulas_pictures_and_sounds() -> None:
    fields = ('a <b>b</b> [latex]x^2[/latex]<img src="map.png">', "[sound:a.mp3] c [sound:b.mp3]")
    media = {"0": "map.png", "1": "a.mp3", "2": "b.mp3"}
    drafts = apkg.read(old((BASIC, "g", fields), media=media, files={"0": PNG, "1": MP3}))
    [card] = drafts.questions
    shown = f'<img src="media:{key_of(PNG)}.png" alt="">'
    assert (card.content["format"], card.content["prompt"]) == ("html", f"a <strong>b</strong> \\(x^2\\){shown}")
    heard = f'<audio src="media:{key_of(MP3)}.mp3"></audio>'
    assert (card.content["answer"], card.external_id) == (f"{heard} c", "g")
    assert {key: (file.name, file.data) for key, file in drafts.media.items()} == {
        key_of(PNG): ("map.png", PNG),
        key_of(MP3): ("a.mp3", MP3),
    }
    words = [(each.message, each.field) for each in drafts.problems if each.code.startswith("file.")]
    assert words == [
        ("The sound b.mp3 is not in this file.", "b.mp3"),
        ("A picture has no description.", ""),
    ]


def test_names_of_media_in_the_new_layout() -> None:
    note = (BASIC, "g", ("a [sound:x.mp3]", '<img src="y%20z.png" alt="Y">'))
    drafts = apkg.read(new(note, media=["x.mp3", "y z.png", "q.png"], files=[MP3, PNG, PNG + b"!"]))
    assert {file.name: file.data for file in drafts.media.values()} == {"x.mp3": MP3, "y z.png": PNG}
    assert [each.message for each in drafts.problems if each.code.startswith("file.")] == ["No question shows q.png."]


def test_a_map_of_media_that_lies_leads_nowhere() -> None:
    fields = ('a <img src="../../etc/x.png" alt="X"> <img src="gone.png" alt="G">', "b <img src='collection.anki2'>")
    media = {"0": "../../etc/x.png", "7": "gone.png", "collection.anki2": "collection.anki2"}
    drafts = apkg.read(old((BASIC, "g", fields), media=media, files={"0": PNG}))
    assert drafts.questions[0].content["prompt"] == f'a <img src="media:{key_of(PNG)}.png" alt="X"> G'
    assert [(each.field, each.message) for each in drafts.problems if each.code == "file.picture"] == [
        ("gone.png", "The picture gone.png is not in this file."),
        ("collection.anki2", "The picture collection.anki2 is of a sort that is not known."),
    ]


def test_what_a_gap_text_shows_stands_above_it() -> None:
    note = (CLOZE, "g", ('<img src="a.png" alt="A"> {{c1::Oslo}} [sound:b.mp3]', ""))
    drafts = apkg.read(old(note, media={"0": "a.png", "1": "b.mp3"}, files={"0": PNG, "1": MP3}))
    content = drafts.questions[0].content
    assert content["text"] == "{1}"
    assert content["prompt"] == (
        f'<img src="media:{key_of(PNG)}.png" alt="A"><br><audio src="media:{key_of(MP3)}.mp3"></audio>'
    )


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ((BASIC, "g!1", ("", "back of the card")), "apkg.empty"),
        ((CLOZE, "g!1", ("no gap", "")), "apkg.no_gap"),
        ((CLOZE, "g!1", ('{{c1::<img src="x.png">}}', "")), "apkg.no_gap"),
    ],
)
def test_a_note_that_cannot_be_asked_is_named_by_its_guid(note: Any, code: str) -> None:
    drafts = apkg.read(old(note, (BASIC, "g2", ("a", "b"))))
    assert ([each.code for each in drafts.errors], len(drafts.questions)) == ([code], 1)
    assert "g!1" in drafts.errors[0].message


def test_covered_pictures_are_kept_and_named() -> None:
    kind = {**CLOZE, "name": "Image Occlusion"}
    drafts = apkg.read(old((kind, "g", ("{{c1::image-occlusion:rect}}", "x"))))
    assert ([each.sort for each in drafts.kept], said(drafts)) == (["Image Occlusion"], [("info", "file.kept")])


def test_a_guid_that_is_used_twice_is_an_error_of_the_second() -> None:
    drafts = apkg.read(old((BASIC, "g", ("a", "b")), (BASIC, "g", ("c", "d"))))
    assert (len(drafts.questions), said(drafts)) == (1, [("error", "question.twice")])
    assert drafts.errors[0].line is None
    assert drafts.errors[0].message == "The id “g” is used twice in this file."


def test_a_bare_collection_is_read_without_its_media() -> None:
    drafts = read_file(bare((BASIC, "g", ("a", "b"))), "collection.anki2")
    assert (drafts.format, len(drafts.questions), said(drafts)) == ("apkg", 1, [("info", "apkg.bare")])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package({"media": b"{}"}), "apkg.no_collection"),
        (package({"collection.anki2": b"no database"}), "apkg.broken"),
        (package({"collection.anki21b": b"\x28\xb5\x2f\xfd broken"}), "apkg.broken"),
        (package({"collection.anki2": collection([(BASIC, "g", ("a", "b"))])[:3000]}), "apkg.broken"),
        (b"SQLite format 3\x00 and no more", "apkg.broken"),
        (package({"collection.anki2": collection([])}), "file.empty"),
        (package({"../collection.anki2": b"x"}), "zip.name"),
    ],
)
def test_what_is_no_package_is_refused_with_what_to_do(data: bytes, code: str) -> None:
    drafts = apkg.read(data)
    assert (drafts.questions, [each.code for each in drafts.errors]) == ([], [code])
    assert drafts.errors[0].hint


def test_s32_what_grows_while_it_is_unpacked_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apkg_collection, "MOST_UNPACKED", 1_000_000)
    bomb = zstandard.ZstdCompressor().compress(bytes(3_000_000))
    assert len(bomb) < 1_000
    assert said(apkg.read(package({"collection.anki21b": bomb}))) == [("error", "file.size")]


def test_s35_a_view_in_the_place_of_a_table_is_not_read() -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(collection([(BASIC, "g", ("a", "b"))]))
    database.execute("ALTER TABLE notes RENAME TO hidden")
    database.execute("CREATE VIEW notes AS SELECT * FROM hidden")
    assert said(apkg.read(package({"collection.anki2": database.serialize()}))) == [("error", "apkg.broken")]


def test_s35_a_collection_that_computes_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apkg_collection, "MOST_SECONDS", -1.0)
    notes = [(BASIC, f"g{number}", ("a", "b")) for number in range(2_000)]
    assert said(apkg.read(package({"collection.anki2": collection(notes)}))) == [("error", "apkg.broken")]


FOR_EVER = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"


def test_s35_only_the_time_of_the_database_itself_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apkg_collection, "MOST_SECONDS", 0.005)
    content = collection([(BASIC, "g", ("a", "b"))])
    with apkg_collection.asking(content) as ask:
        for _row in ask("SELECT 1 UNION SELECT 2"):
            until = time.thread_time() + 0.008
            while time.thread_time() < until:
                pass
    with pytest.raises(apkg_collection.Unusable), apkg_collection.asking(content) as ask:
        list(ask(FOR_EVER))


def test_s35_a_table_that_computes_its_texts_is_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apkg_collection, "MOST_SECONDS", 0.002)
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(collection([(BASIC, "g", ("a", "b"))]))
    database.execute("DROP TABLE notes")
    dear = "replace(hex(zeroblob(5000)), '0', 'abc')"
    database.execute(f"CREATE TABLE notes (id INTEGER, guid TEXT, mid INTEGER, tags TEXT, flds TEXT AS ({dear}))")
    database.execute("BEGIN")
    database.executemany("INSERT INTO notes VALUES (?, 'g', 1, '')", [(number,) for number in range(1, 120)])
    database.execute("COMMIT")
    assert said(apkg.read(package({"collection.anki2": database.serialize()}))) == [("error", "apkg.broken")]


@given(st.binary(max_size=60))
def test_no_message_makes_the_reader_of_protobuf_stumble(data: bytes) -> None:
    list(fields_of(data))


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 2**40) | st.binary(max_size=9)), max_size=5))
def test_fields_are_read_as_they_were_written(fields: list[tuple[int, int | bytes]]) -> None:
    assert list(fields_of(message(*fields))) == fields


@given(st.binary(max_size=80), st.integers(0, 3_000))
def test_no_damage_makes_it_stumble(data: bytes, at: int) -> None:
    whole = bytearray(collection([(CLOZE, "g", ("{{c1::a}}", "b"))]))
    whole[at : at + len(data)] = data
    apkg.read(bytes(whole))
    apkg.read(package({"collection.anki2": bytes(whole)}))
    apkg.read(io.BytesIO(data).getvalue())
