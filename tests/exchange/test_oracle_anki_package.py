"""Our packages in Anki itself: what it takes, that a second import updates, and that schedules arrive.

Anki is asked, not used: it is no dependency of the app (AGPL), and without it this file is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.written import CHANGED_AT, bank_of, variants
from webapp.exchange.apkg_writer import REVIEW, AnkiReview, Schedule, write, write_scheduled
from webapp.exchange.contract import DraftBank

pytestmark = pytest.mark.oracle

NOTES, CARDS = 17, 19  # of the variants: one is reversible, one has two groups of gaps
SOLD = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    anki = pytest.importorskip("anki.collection")
    opened = anki.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def brought(collection: Any, data: bytes, folder: Path) -> dict[str, int]:
    """What Anki says of an import: how many notes of which fate, those without any left out."""
    from anki import collection as anki  # type: ignore[import-not-found,unused-ignore]  # why: only where it is there

    file = folder / "bank.apkg"
    file.write_bytes(data)
    options = anki.ImportAnkiPackageOptions(with_scheduling=True)
    log = collection.import_anki_package(anki.ImportAnkiPackageRequest(package_path=str(file), options=options)).log
    return {name: len(getattr(log, name)) for name in SOLD if len(getattr(log, name))}


def with_prompt(bank: DraftBank, prompt: str) -> DraftBank:
    first, *others = bank.questions
    edited = replace(first, content={**first.content, "prompt": prompt})
    return replace(bank, questions=[edited, *others], changed_at=CHANGED_AT + 5_000)


def test_a_second_import_updates_and_doubles_nothing(collection: Any, tmp_path: Path) -> None:
    bank = bank_of(*variants())
    assert brought(collection, write(bank).data, tmp_path) == {"new": NOTES}
    assert (collection.note_count(), collection.card_count()) == (NOTES, CARDS)
    assert brought(collection, write(bank).data, tmp_path) == {"duplicate": NOTES}
    assert brought(collection, write(with_prompt(bank, "Edited?")).data, tmp_path) == {"updated": NOTES}
    assert (collection.note_count(), collection.card_count()) == (NOTES, CARDS)
    assert len(collection.find_notes("Edited?")) == 1
    assert sorted(each.name for each in collection.decks.all_names_and_ids()) == ["Default", "Demo", "Demo::A/B"]


def test_every_card_is_shown(collection: Any, tmp_path: Path) -> None:
    brought(collection, write(bank_of(*variants())).data, tmp_path)
    sides = [collection.get_card(each).render_output() for each in collection.find_cards("")]
    assert len(sides) == CARDS
    assert [each.question_text for each in sides if not each.question_text.strip()] == []
    assert [each.answer_text for each in sides if "{{" in each.answer_text] == []


def test_a_learner_s_schedule_and_log_arrive(collection: Any, tmp_path: Path) -> None:
    answers = [AnkiReview(CHANGED_AT, 3, 1, -600, 4000, 0), AnkiReview(CHANGED_AT + 86_400_000, 3, 12, 1, 3000, 1)]
    due = (datetime.now().astimezone() - timedelta(hours=4)).toordinal() + 5  # its days begin at four
    schedule = Schedule(REVIEW, due, None, 12, 2, 0, stability=12.5, difficulty=5.25, reviews=answers)
    first = variants()[0]
    data = write_scheduled([(bank_of(first), {(first.external_id, ""): schedule})]).data
    assert brought(collection, data, tmp_path) == {"new": 1}
    [card_id] = collection.find_cards("is:review")
    card = collection.get_card(card_id)
    assert (card.due - collection.sched.today, card.ivl, card.reps, card.lapses) == (5, 12, 2, 0)
    assert (card.memory_state.stability, card.memory_state.difficulty) == (12.5, 5.25)
    assert len(collection.card_stats_data(card_id).revlog) == 2
