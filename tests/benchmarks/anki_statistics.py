"""Run by `test_progress.py` with the Python of .venv-oracle: the time of Anki's statistics over so many reviews."""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
import time
from pathlib import Path


def main(reviews: int) -> None:
    collection_of = importlib.import_module("anki.collection").Collection  # only this Python has it
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        collection = collection_of(str(Path(folder) / "collection.anki2"))
        model, deck = collection.models.by_name("Basic"), collection.decks.id("Default")
        for nth in range(reviews // 20):
            note = collection.new_note(model)
            note["Front"], note["Back"] = f"question {nth}", f"answer {nth}"
            collection.add_note(note, deck)
        cards = collection.find_cards("")
        now = int(time.time() * 1000)
        rows = []
        for nth in range(reviews):
            at = now - chance.randrange(1000) * 86_400_000 - nth
            rows.append((at, cards[nth % len(cards)], -1, chance.choice((1, 3, 3, 3)), 30, 20, 2500, 5000, 1))
        collection.db.executemany("insert or ignore into revlog values (?,?,?,?,?,?,?,?,?)", rows)
        collection.db.execute("update cards set type=2, queue=2, due=cast(random() as int)%100, ivl=30, reps=20")
        for days in (365, 36500):
            times = []
            for _round in range(5):
                started = time.process_time()
                collection._backend.graphs(search="", days=days)
                times.append(time.process_time() - started)
            sys.stdout.write(f"  graphs of {days} days: {min(times) * 1000:.0f} ms of CPU\n")
        collection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
