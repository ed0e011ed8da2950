"""The database inside an Anki package, of its three layouts, opened so that nothing in it can act.

Source: the schemas that Anki writes: 11 (collection.anki2 and .anki21, note types as JSON) and 18 (collection.anki21b,
packed with zstd, note types in tables with protobuf settings). Only tables are read, under an authorizer, in memory,
and for a limited time.
"""

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

import zstandard

from webapp.exchange.media import MOST_BYTES, unpacked
from webapp.exchange.protobuf import fields_of
from webapp.text.characters import storable

NEWEST, NEWER, OLD = "collection.anki21b", "collection.anki21", "collection.anki2"
MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_SECONDS = 2.0  # of CPU that the database itself may take; what is done with its rows is our own
_STEPS = 100  # of its machine between two looks at the time: a single one may be dear
_ROWS_AT_ONCE = 500
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 32 * 1024 * 1024,  # bytes of a text; the settings of many note types are one
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}
_DECOY = re.compile(r"Please update to the latest Anki version|requires a newer version of Anki", re.IGNORECASE)
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}

Ask = Callable[[str], Iterator[tuple[Any, ...]]]
"""What a collection answers to a statement, row by row."""


class Unusable(Exception):
    """The package cannot be read: code, message, hint."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(slots=True)
class Template:
    name: str
    front: str
    back: str


@dataclass(slots=True)
class NoteType:
    name: str
    is_cloze: bool
    fields: list[str] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)


@dataclass(slots=True)
class Note:
    """`fields` are in the order of the note type; `deck` is the path of the deck of its first card."""

    guid: str
    type_id: int
    tags: list[str]
    fields: list[str]
    deck: str


@dataclass(slots=True)
class Collection:
    """`media` are the members of the package by the names that notes use; each is packed by itself (`is_packed`) in the
    newest layout."""

    types: dict[int, NoteType]
    notes: list[Note]
    media: dict[str, str]
    has_media: bool
    is_packed: bool = False


def read_package(data: bytes) -> Collection:
    """`data` is a package whose archive was found safe, or a bare collection. Raises Unusable."""
    content, listed, is_newest = _database_in(data)
    if listed is None:
        return _collection(content, {}, has_media=False)
    collection = _collection(content, _media(listed, is_new=is_newest), has_media=True)
    collection.is_packed = is_newest
    return collection


def _database_in(data: bytes) -> tuple[bytes, bytes | None, bool]:
    """The collection, the list of media (None beside a bare collection), and whether it is the newest layout."""
    if data.startswith(b"SQLite format 3\x00"):
        return data, None, False
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Unusable("apkg.broken", "This is no package of Anki.", _OLDER)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        chosen = next((name for name in (NEWEST, NEWER, OLD) if name in names), None)
        if chosen is None:
            raise Unusable("apkg.no_collection", "There is no collection in this package.", _OLDER)
        content = archive.read(chosen)
        listed = archive.read("media") if "media" in names else b"{}"
    if chosen == NEWEST:
        content, listed = _unpacked(content), _unpacked(listed)
    return content, listed, chosen == NEWEST


def media_of(archive: zipfile.ZipFile, collection: Collection, name: str) -> bytes | None:
    """A picture or sound of the package; None where it is not in it, damaged, or too large."""
    data = unpacked(archive, collection.media[name])
    if data is None or not collection.is_packed:
        return data
    try:
        data = _unpacked(data, MOST_BYTES)
    except Unusable:
        return None
    return data


_OLDER = "In Anki export it again, with “Support older Anki versions” ticked."


def _unpacked(data: bytes, limit: int = 0) -> bytes:
    """Unpacked as a stream: nine kilobytes can become three hundred megabytes."""
    if not data.startswith(b"\x28\xb5\x2f\xfd"):
        return data
    parts, size = [], 0
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(io.BytesIO(data)) as stream:
            while chunk := stream.read(1024 * 1024):
                size += len(chunk)
                if size > (most := limit or MOST_UNPACKED):
                    message = f"Unpacked, the collection has more than {most >> 20} MB."
                    raise Unusable("file.size", message, "Export a smaller deck.")
                parts.append(chunk)
    except zstandard.ZstdError:
        raise Unusable("apkg.broken", "The package is damaged.", "Export it again.") from None
    return b"".join(parts)


def _media(listed: bytes, *, is_new: bool) -> dict[str, str]:
    """Members by the names in notes. The newest layout lists the names alone: the members are their numbers."""
    if is_new:
        entries = (value for number, value in fields_of(listed) if number == 1 and isinstance(value, bytes))
        names = [dict(fields_of(entry)).get(1, b"") for entry in entries]
        return {_text(name): str(place) for place, name in enumerate(names) if isinstance(name, bytes)}
    try:
        found = storable(json.loads(listed or b"{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(member) for member, name in found.items()} if isinstance(found, dict) else {}


def _collection(content: bytes, media: dict[str, str], *, has_media: bool) -> Collection:
    with _opened(content) as ask:
        types, decks = _types_and_decks(ask, _tables(ask))
        notes = list(_notes(ask, decks))
    if len(notes) == 1 and any(_DECOY.search(text) for text in notes[0].fields):
        message = "This package holds no notes but the one that asks for a newer version of Anki."
        raise Unusable("apkg.decoy", message, _OLDER)
    return Collection(types, notes, media, has_media)


def rows_of(data: bytes, *asked: str) -> list[list[tuple[Any, ...]]]:
    """What the collection of a safe package answers to each of these questions. Raises Unusable."""
    with _opened(_database_in(data)[0]) as ask:
        return [list(ask(each)) for each in asked]


@contextmanager
def asking(data: bytes) -> Iterator[Ask]:
    """The collection of a safe package, to be asked: its rows come one by one, since all of a long log would take
    hundreds of megabytes. Raises Unusable, also for what its rows turn out to be."""
    with _opened(_database_in(data)[0]) as ask:
        yield ask


@contextmanager
def _opened(content: bytes) -> Iterator[Ask]:
    """The collection, to be read only. Raises Unusable, also for what its reading raises."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(content)
        connection.text_factory = lambda raw: storable(raw.decode())
        ask = _restricted(connection)
        if not {"notes", "cards", "col"} <= _tables(ask):
            raise Unusable("apkg.broken", "The collection is damaged, or of a version that is not known.", _OLDER)
        yield ask
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError) as error:
        message = "The collection is damaged, or of a version that is not known."
        raise Unusable("apkg.broken", message, _OLDER) from error
    finally:
        connection.close()


def _restricted(connection: sqlite3.Connection) -> Ask:
    """From here on the database can only be read; a collation of Anki's is known, and time runs out."""
    connection.create_collation("unicase", lambda one, other: (one.casefold() > other.casefold()) - (one < other))
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    time = _Time()
    connection.set_progress_handler(time.is_over, _STEPS)
    connection.set_authorizer(lambda action, *_rest: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)

    def ask(asked: str) -> Iterator[tuple[Any, ...]]:
        with time.running():
            cursor = connection.execute(asked)
        while True:
            with time.running():
                rows = cursor.fetchmany(_ROWS_AT_ONCE)
            if not rows:
                return
            yield from rows

    return ask


class _Time:
    """CPU that the database has taken."""

    def __init__(self) -> None:
        self._spent = self._since = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        self._since = thread_time()
        yield
        self._spent += thread_time() - self._since

    def is_over(self) -> bool:
        return self._spent + thread_time() - self._since > MOST_SECONDS


def _tables(ask: Ask) -> set[str]:
    """Real tables: a view could compute for ever, or show something else."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
    return {str(name) for (name,) in ask(asked)}


def _types_and_decks(ask: Ask, tables: set[str]) -> tuple[dict[int, NoteType], dict[int, str]]:
    if {"notetypes", "fields", "templates", "decks"} <= tables:
        return _types_of_tables(ask), _decks_of_table(ask)
    ((models, decks),) = ask("SELECT models, decks FROM col")
    types = {}
    for type_id, model in storable(json.loads(models)).items():
        names = [str(each["name"]) for each in sorted(model["flds"], key=lambda each: each["ord"])]
        made = [Template(str(each["name"]), str(each["qfmt"]), str(each["afmt"])) for each in model["tmpls"]]
        types[int(type_id)] = NoteType(str(model["name"]), model["type"] == 1, names, made)
    return types, {int(deck_id): str(deck["name"]) for deck_id, deck in storable(json.loads(decks)).items()}


def _types_of_tables(ask: Ask) -> dict[int, NoteType]:
    types = {}
    for type_id, name, config in ask("SELECT id, name, config FROM notetypes"):
        kind = dict(fields_of(config)).get(1, 0)
        types[int(type_id)] = NoteType(str(name), kind == 1)
    for type_id, name in ask("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        types[int(type_id)].fields.append(str(name))
    for type_id, name, config in ask("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        said = dict(fields_of(config))
        types[int(type_id)].templates.append(Template(str(name), _text(said.get(1)), _text(said.get(2))))
    return types


def _decks_of_table(ask: Ask) -> dict[int, str]:
    """Parts of a path are separated by the sign 1F here."""
    return {int(each[0]): str(each[1]).replace("\x1f", "::") for each in ask("SELECT id, name FROM decks")}


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _notes(ask: Ask, decks: dict[int, str]) -> Iterator[Note]:
    first: dict[int, int] = dict(ask("SELECT nid, did FROM cards ORDER BY nid, ord DESC"))
    for note_id, guid, type_id, tags, joined in ask("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"):
        deck = decks.get(first.get(note_id, 0), "")
        yield Note(str(guid), int(type_id), str(tags).split(), str(joined).split("\x1f"), deck)
