"""Anki packages: which note a question makes, the ids by which a second import finds it, and schedules."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.exchange.written import CHANGED_AT, bank_of, codes, drafted, variants
from webapp.exchange import apkg
from webapp.exchange.apkg_writer import (
    LEARNING,
    NEW,
    RELEARNING,
    REVIEW,
    AnkiReview,
    Schedule,
    Schedules,
    write,
    write_scheduled,
)
from webapp.exchange.writers import WRITERS

CARD = drafted("{kind: self_graded, prompt: Hund, answer: dog, reversible: yes}", tags=["two words"], topic="Animals")
FIRST_DAY = date(2010, 1, 1).toordinal()


def rows(data: bytes, asked: str) -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        return database.execute(asked).fetchall()


def test_notes_and_cards_have_the_same_ids_in_every_package_of_the_bank() -> None:
    data = write(bank_of(CARD)).data
    assert data == write(bank_of(CARD)).data
    later = write(bank_of(CARD, changed_at=CHANGED_AT + 5_000)).data
    assert rows(data, "SELECT guid, mid, mod FROM notes")[0][:2] == rows(later, "SELECT guid, mid FROM notes")[0]
    assert rows(later, "SELECT mod FROM notes") == [((CHANGED_AT + 5_000) // 1000,)]
    assert rows(data, "SELECT did, ord FROM cards") == rows(later, "SELECT did, ord FROM cards")
    [(decks,)] = rows(data, "SELECT decks FROM col")
    assert sorted(deck["name"] for deck in json.loads(decks).values()) == ["Default", "Demo::Animals"]
    [(tags,)] = rows(data, "SELECT tags FROM notes")
    assert tags == " two_words "


def test_two_banks_in_one_package_keep_their_notes_apart() -> None:
    data = write_scheduled([(bank_of(CARD), {}), (bank_of(CARD, slug="other"), {})]).data
    assert rows(data, "SELECT guid FROM notes") == [("q1",), ("other/q1",)]
    assert len(set(rows(data, "SELECT mid FROM notes"))) == 2


def test_a_choice_has_its_options_in_front_and_key_and_reasons_behind() -> None:
    text = """{kind: choice, prompt: "5 < 6?", shuffle: no, explanation: E, options: [
      {text: "no"}, {text: "yes", right: yes, why: W}]}"""
    [(fields,)] = rows(write(bank_of(drafted(text))).data, "SELECT flds FROM notes")
    assert fields.split("\x1f") == [
        "5 &lt; 6?<ol type=A><li>no</li><li>yes</li></ol>",
        "<ul><li>yes</li></ul><ul><li>yes – W</li></ul>",
        "E",
    ]


def test_the_right_option_does_not_stand_first_because_its_author_wrote_it_first() -> None:
    text = "{kind: choice, prompt: P%s, options: [{text: a, right: yes}, b, c]}"
    notes = [drafted(text % number, external_id=f"q{number}") for number in range(12)]
    fronts = {
        fields.split("\x1f")[0].partition("<ol")[2]
        for (fields,) in rows(write(bank_of(*notes)).data, "SELECT flds FROM notes")
    }
    assert len(fronts) > 3


@pytest.mark.slow  # a bank of every kind is written and read
def test_what_is_read_of_it_is_the_bank_less_the_losses() -> None:
    written = WRITERS["apkg"](bank_of(*variants()))
    found = apkg.read(written.data)
    assert (found.errors, len(found.questions), written.written) == ([], 17, 17)
    assert [loss.code for loss in written.losses if loss.code in ("write.differs", "write.unread")] == []
    typed = drafted("{kind: short_answer, prompt: '{{c1::x}} [', accept: [a], explanation: E}", topic="T")
    gaps = drafted(
        '{kind: cloze, text: "{1} and {2}", gaps: [{accept: ["a::}}b"], group: 1}, {accept: [c], group: 2}]}'
    )
    for question in (typed, replace(gaps, topic="T"), replace(CARD, tags=[])):
        written = write(bank_of(question))
        [again] = apkg.read(written.data).questions
        assert (again.content, written.losses) == (question.content, [])


def scheduled(schedules: Schedules) -> bytes:
    return write_scheduled([(bank_of(CARD), schedules)]).data


CARDS = "SELECT ord, type, queue, due, ivl, factor, reps, lapses, left, data FROM cards ORDER BY ord"


def test_cards_come_with_their_schedule() -> None:
    forward = Schedule(REVIEW, FIRST_DAY + 90, None, 12, 5, 1, stability=12.34567, difficulty=5.12345)
    backward = Schedule(LEARNING, FIRST_DAY + 80, CHANGED_AT, 0, 1, 0)
    found = rows(scheduled({("q1", "forward"): forward, ("q1", "backward"): backward}), CARDS)
    assert found == [
        (0, 2, 2, 90, 12, 2500, 5, 1, 0, '{"s":12.3457,"d":5.123}'),
        (1, 1, 1, CHANGED_AT // 1000, 0, 2500, 1, 0, 1001, ""),
    ]
    later = Schedule(RELEARNING, FIRST_DAY + 91, None, 3, 6, 2, is_suspended=True)
    aside = Schedule(NEW, FIRST_DAY, None, 0, 0, 0, is_suspended=True)
    found = rows(scheduled({("q1", "forward"): later, ("q1", "backward"): aside}), CARDS)
    assert [row[:4] for row in found] == [(0, 3, -1, 91), (1, 0, -1, 2)]


def test_the_log_comes_with_the_cards_and_no_two_rows_have_one_instant() -> None:
    one = AnkiReview(CHANGED_AT, 3, -600, 0, 4000, 0)
    two = AnkiReview(CHANGED_AT, 4, 12, -600, 2000, 0)
    data = scheduled({("q1", "forward"): Schedule(REVIEW, FIRST_DAY, None, 12, 2, 0, reviews=[one, two])})
    found = rows(
        data, "SELECT revlog.id, ord, ease, revlog.ivl, lastIvl, time FROM revlog JOIN cards ON cid = cards.id"
    )
    assert found == [(CHANGED_AT, 0, 3, -600, 0, 4000), (CHANGED_AT + 1, 0, 4, 12, -600, 2000)]


def test_losses_are_named() -> None:
    text = "{kind: self_graded, prompt: P, answer: A, ideas: [a, b], explanation: E, points: 2, hint: H}"
    written = write(bank_of(drafted(text, title="T", tags=["a b"])))
    assert codes(written) == [
        "write.card",
        "write.explanation",
        "write.format",
        "write.hint",
        "write.points",
        "write.tags",
        "write.title",
        "write.topic",
    ]
