"""Anki packages for tests, of the old layout and of the new one, made in memory."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import zstandard

BASIC = {"name": "Basic", "type": 0, "flds": ["Front", "Back"], "tmpls": [("{{Front}}", "{{FrontSide}}<hr>{{Back}}")]}
REVERSED = {**BASIC, "name": "Basic (and reversed card)", "tmpls": [*BASIC["tmpls"], ("{{Back}}", "{{Front}}")]}  # type: ignore[misc]
TYPED = {**BASIC, "name": "Basic (type)", "tmpls": [("{{Front}}\n{{type:Back}}", "{{Back}}")]}
CLOZE = {
    "name": "Cloze",
    "type": 1,
    "flds": ["Text", "Extra"],
    "tmpls": [("{{cloze:Text}}", "{{cloze:Text}}{{Extra}}")],
}

Note = tuple[Mapping[str, Any], str, Sequence[str]]  # note type, guid, fields


def varint(value: int) -> bytes:
    made = b""
    while value > 0x7F:
        made += bytes([value & 0x7F | 0x80])
        value >>= 7
    return made + bytes([value])


def message(*fields: tuple[int, int | bytes]) -> bytes:
    """A protocol buffer of varints and texts."""
    made = b""
    for number, value in fields:
        if isinstance(value, int):
            made += varint(number << 3) + varint(value)
        else:
            made += varint(number << 3 | 2) + varint(len(value)) + value
    return made


def collection(
    notes: Sequence[Note], *, is_new: bool = False, tags: str = " one two ", deck: str = "Top::Deep"
) -> bytes:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    database.execute("CREATE TABLE notes (id INTEGER, guid TEXT, mid INTEGER, tags TEXT, flds TEXT)")
    database.execute("CREATE TABLE cards (id INTEGER, nid INTEGER, did INTEGER, ord INTEGER)")
    database.execute("CREATE TABLE col (id INTEGER, models TEXT, decks TEXT)")
    kinds = list({str(kind["name"]): kind for kind, _guid, _fields in notes}.values())
    for number, (kind, guid, fields) in enumerate(notes, 1):
        type_id = kinds.index(kind) + 1 if kind in kinds else 1
        database.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", (number, guid, type_id, tags, "\x1f".join(fields)))
        database.execute("INSERT INTO cards VALUES (?, ?, 7, 0)", (number, number))
    (_new_types if is_new else _old_types)(database, kinds, deck)
    return database.serialize()


def _old_types(database: sqlite3.Connection, kinds: Sequence[Mapping[str, Any]], deck: str) -> None:
    models = {
        str(number): {
            "name": kind["name"],
            "type": kind["type"],
            "flds": [{"name": name, "ord": place} for place, name in enumerate(kind["flds"])],
            "tmpls": [{"name": "C", "ord": 0, "qfmt": front, "afmt": back} for front, back in kind["tmpls"]],
        }
        for number, kind in enumerate(kinds, 1)
    }
    database.execute("INSERT INTO col VALUES (1, ?, ?)", (json.dumps(models), json.dumps({"7": {"name": deck}})))


def _new_types(database: sqlite3.Connection, kinds: Sequence[Mapping[str, Any]], deck: str) -> None:
    database.execute("CREATE TABLE notetypes (id INTEGER, name TEXT COLLATE unicase, config BLOB)")
    database.execute("CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase)")
    database.execute("CREATE TABLE templates (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase, config BLOB)")
    database.execute("CREATE TABLE decks (id INTEGER, name TEXT COLLATE unicase)")
    database.execute("INSERT INTO decks VALUES (7, ?)", (deck.replace("::", "\x1f"),))
    for number, kind in enumerate(kinds, 1):
        database.execute("INSERT INTO notetypes VALUES (?, ?, ?)", (number, kind["name"], message((1, kind["type"]))))
        for place, name in enumerate(kind["flds"]):
            database.execute("INSERT INTO fields VALUES (?, ?, ?)", (number, place, name))
        for place, (front, back) in enumerate(kind["tmpls"]):
            config = message((1, front.encode()), (2, back.encode()))
            database.execute("INSERT INTO templates VALUES (?, ?, 'C', ?)", (number, place, config))


def package(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # whose day is always the same
    return buffer.getvalue()


def old(
    *notes: Note, media: Mapping[str, str] | None = None, files: Mapping[str, bytes] | None = None, **more: Any
) -> bytes:
    """`media` are names by member, `files` members with what they hold."""
    listed = json.dumps(media or {}).encode()
    return package({"collection.anki2": collection(notes, **more), "media": listed, **(files or {})})


def new(*notes: Note, media: Sequence[str] = (), files: Sequence[bytes] = (), **more: Any) -> bytes:
    """As Anki writes it today, with the decoy that older versions see. `media` are names, `files` what they hold."""
    pack = zstandard.ZstdCompressor().compress
    listed = message(*((1, message((1, name.encode()))) for name in media))
    decoy = collection([(BASIC, "d", ("Please update to the latest Anki version, then import again.", ""))])
    members = {"meta": b"\x08\x03", "collection.anki2": decoy, "media": pack(listed)}
    members |= {str(place): pack(data) for place, data in enumerate(files)}
    return package({**members, "collection.anki21b": pack(collection(notes, is_new=True, **more))})
