"""An Anki package, written: a note a question, found again by its id, so that a second import updates the first.

Nothing depends on the time of writing or on chance: the same bank gives the same bytes. With schedules, what a learner
knows of the cards comes along. Source: the layout of the packages that Anki writes.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from webapp.exchange.apkg_notes import AnkiNote, note_of
from webapp.exchange.apkg_schema import FIELDS, TABLES, deck, note_type, presets, settings
from webapp.exchange.contract import DraftBank, MediaFile
from webapp.exchange.media_writing import Album, bytes_of
from webapp.exchange.packing import packed
from webapp.exchange.writing import Losses, Written

NEW, LEARNING, REVIEW, RELEARNING = 0, 1, 2, 3
_SET_ASIDE = -1
_FIRST_DAY = datetime(2010, 1, 1, 4, tzinfo=UTC)  # from which days are counted in the file
_FIRST_ID = int(_FIRST_DAY.timestamp()) * 1000  # ids are instants in ms to Anki
_EASE = 2500  # permille; cards that FSRS schedules have none of their own


@dataclass(frozen=True, slots=True)
class AnkiReview:
    """A row of Anki's log. `at` in ms, unique; intervals in days, or below zero in seconds; `sort` as the phases of
    cards, 1 for a review of a card in review, 0 for one that is learned, 2 for one that is learned again."""

    at: int
    rating: int
    interval: int
    last_interval: int
    duration_ms: int
    sort: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is known of a card. `due_day` is a day as `date.toordinal` counts; `due_at`, in ms, is set in a step of
    minutes only. Ease in permille. `stability` and `difficulty` are those of FSRS, 0 where they are not known."""

    phase: int
    due_day: int
    due_at: int | None
    interval: int
    reps: int
    lapses: int
    ease: int = _EASE
    is_suspended: bool = False
    stability: float = 0.0
    difficulty: float = 0.0
    flag: int = 0  # of Anki's seven colours; 0 for none
    reviews: Sequence[AnkiReview] = field(default=())


Schedules = Mapping[tuple[str, str], Schedule]  # by the id of the question, and the facet


def write(bank: DraftBank) -> Written:
    """The package with new cards only. `bank.changed_at` is when its notes were changed."""
    return write_scheduled([(bank, {})])


def write_scheduled(banks: Sequence[tuple[DraftBank, Schedules]]) -> Written:
    """One package of several banks, with the schedule of each card that has one. Never raises for their content."""
    losses = Losses()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript(TABLES)
        database.execute("BEGIN")
        writer = _Collection(database)
        for bank, schedules in banks:
            writer.add(bank, schedules, losses)
        writer.finish()
        database.execute("COMMIT")
        data = database.serialize()
    return Written(packed({"collection.anki2": data, **_media(writer.media)}), writer.notes, losses.found)


def _media(files: Mapping[str, MediaFile]) -> dict[str, bytes]:
    """The map of names by number, and the members that are called by these numbers."""
    named = bytes_of(files.values())
    listed = {str(number): name for number, name in enumerate(named)}
    return {"media": json.dumps(listed).encode(), **{number: named[name] for number, name in listed.items()}}


def derived_id(*names: str) -> int:
    """A number for a deck or a note type, the same for the same names: 31 bits, above the ids that Anki itself has."""
    digest = hashlib.sha256("\n".join(names).encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


class _Collection:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.types: dict[int, dict[str, Any]] = {}
        self.decks: dict[int, dict[str, Any]] = {1: deck(1, "Default", mod=0)}
        self.notes = self.cards = self.mod = 0
        self.guids: set[str] = set()
        self.log: dict[int, tuple[int, ...]] = {}
        self.media: dict[str, MediaFile] = {}  # what the notes show, by the names of the files

    def add(self, bank: DraftBank, schedules: Schedules, losses: Losses) -> None:
        mod = max(1, bank.changed_at // 1000)
        self.mod = max(self.mod, mod)
        album = Album(bank.media)
        for question in bank.questions:
            note = note_of(question, losses, album)
            if note.guid in self.guids:  # of another bank of the same package
                note.guid = f"{bank.slug}/{note.guid}"
            self.guids.add(note.guid)
            type_id = derived_id(bank.slug, note.sort)
            deck_id = self._deck(bank, question.topic, mod)
            if self.decks[deck_id]["name"].rpartition("::")[2] != question.topic:
                losses.add(question, "write.topic", "Its deck has another name than its topic.")
            if type_id not in self.types:
                self.types[type_id] = note_type(note.sort, type_id, bank.title, deck_id=deck_id, mod=mod)
            note_id = self._note(note, type_id, mod)
            for facet, place in sorted(note.cards.items(), key=lambda each: each[1]):
                schedule = schedules.get((question.external_id, facet))
                self._card(note_id, deck_id, place, schedule, mod)
        self.media |= album.used

    def _deck(self, bank: DraftBank, topic: str, mod: int) -> int:
        deck_id = derived_id(bank.slug, "deck", topic)
        if deck_id not in self.decks:
            parts = [" ".join(part.replace("::", ":").split()) for part in (bank.title, topic) if part]
            self.decks[deck_id] = deck(deck_id, "::".join(parts), mod=mod)
        return deck_id

    def _note(self, note: AnkiNote, type_id: int, mod: int) -> int:
        self.notes += 1
        assert len(note.fields) == len(FIELDS[note.sort])
        first = note.fields[0]
        checksum = int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        note_id = _FIRST_ID + self.notes
        row = (note_id, note.guid, type_id, mod, -1, tags, "\x1f".join(note.fields), first, checksum, 0, "")
        self.database.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return note_id

    def _card(self, note_id: int, deck_id: int, place: int, schedule: Schedule | None, mod: int) -> None:
        self.cards += 1
        held, card_id = _scheduled(schedule, self.cards), _FIRST_ID + self.cards
        row = (card_id, note_id, deck_id, place, mod, -1, *held)
        self.database.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", row)
        for review in schedule.reviews if schedule else ():
            at = review.at
            while at in self.log:  # two answers of one millisecond, as merged logs have them
                at += 1
            given = (review.rating, review.interval, review.last_interval, _EASE, review.duration_ms, review.sort)
            self.log[at] = (at, card_id, -1, *given)

    def finish(self) -> None:
        rows = [self.log[at] for at in sorted(self.log)]
        self.database.executemany(f"INSERT INTO revlog VALUES ({', '.join('?' * 9)})", rows)
        texts = [settings(list(self.types)), self.types, self.decks, presets(self.mod), {}]
        made = [json.dumps(each, ensure_ascii=False) for each in texts]
        row = (1, int(_FIRST_DAY.timestamp()), self.mod * 1000, self.mod * 1000, 11, 0, 0, 0, *made)
        self.database.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)


def _scheduled(schedule: Schedule | None, place: int) -> tuple[Any, ...]:
    """The columns of a card from `type` on."""
    if schedule is None or schedule.phase == NEW:
        queue, flag = (_SET_ASIDE if schedule.is_suspended else NEW, schedule.flag) if schedule else (NEW, 0)
        return NEW, queue, place, *(0,) * 7, flag, ""
    queue, due = schedule.phase, schedule.due_day - _FIRST_DAY.date().toordinal()
    if schedule.phase in (LEARNING, RELEARNING):
        queue = LEARNING if schedule.due_at is not None else 3  # a step that ends on a later day has a queue of its own
        due = due if schedule.due_at is None else schedule.due_at // 1000
    left = 1001 if schedule.phase in (LEARNING, RELEARNING) else 0
    memory = {"s": round(schedule.stability, 4), "d": round(schedule.difficulty, 3)} if schedule.stability else {}
    data = json.dumps(memory, separators=(",", ":")) if memory else ""
    queue = _SET_ASIDE if schedule.is_suspended else queue
    known = (due, schedule.interval, schedule.ease, schedule.reps, schedule.lapses, left)
    return schedule.phase, queue, *known, 0, 0, schedule.flag, data
