"""Our memory states against those that Anki computes from the same review log.

Anki is asked, not used: it is no dependency of the app (AGPL), and without it this file is skipped.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from webapp.memory.fsrs import Memory, next_memory

pytestmark = pytest.mark.oracle

HISTORIES = 300
# Mostly reviews in time, some on the same day, some long overdue.
GAPS = (0, 0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120)
LEARN, REVIEW = 0, 1


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    anki = pytest.importorskip("anki.collection")
    path: Path = tmp_path_factory.mktemp("anki") / "collection.anki2"
    opened = anki.Collection(str(path))
    opened.set_config("fsrs", True)
    yield opened
    opened.close()


def history(random: Random) -> list[tuple[int, int]]:
    """2 to 9 answers: (rating, local days since the answer before)."""
    count = random.randint(2, 9)
    return [(random.choice((1, 2, 3, 3, 3, 4)), random.choice(GAPS) if place else 0) for place in range(count)]


def card_with(collection: Any, answers: list[tuple[int, int]]) -> int:
    """A card in review whose log holds the answers, each at noon of its local day, the last one two days ago.

    Noon, because Anki counts back from the next rollover in blocks of 86,400 seconds: near the rollover its days
    differ from those of the calendar once the clocks have changed. Answers of one day are a minute apart.
    """
    note = collection.new_note(collection.models.by_name("Basic"))
    note["Front"] = note["Back"] = "."
    collection.add_note(note, 1)
    card = note.cards()[0]
    day = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    noon = day + timedelta(hours=12) - timedelta(days=2 + sum(gap for _, gap in answers))
    for place, (rating, gap) in enumerate(answers):
        noon += timedelta(days=gap)
        at = int((noon + timedelta(minutes=place)).astimezone().timestamp() * 1000)
        while collection.db.scalar("select 1 from revlog where id = ?", at):
            at += 1  # the instant is the key of Anki's log
        kind = REVIEW if place else LEARN
        row = (at, card.id, -1, rating, 1, 1, 0, 1000, kind)
        collection.db.execute("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)
    card.type = card.queue = 2
    card.ivl = 1
    collection.update_card(card)
    return int(card.id)


@pytest.mark.parametrize("block", range(10))
def test_anki_remembers_the_same(collection: Any, block: int) -> None:
    random = Random(block)
    for _ in range(HISTORIES // 10):
        answers = history(random)
        state = collection._backend.compute_memory_state(card_with(collection, answers)).state
        memory: Memory | None = None
        for rating, elapsed in answers:
            memory = next_memory(memory, rating, elapsed)
        assert memory is not None
        assert tuple(memory) == pytest.approx((state.stability, state.difficulty), rel=1e-5), answers
