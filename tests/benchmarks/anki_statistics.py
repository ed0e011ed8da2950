"""Run by `test_progress.py` with the Python of .venv-oracle: the time of Anki's statistics over the log in a file.

The file has a line for each review: card, instant in ms, rating, interval and interval before in days, duration in ms.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
from pathlib import Path


def main(log: Path) -> None:
    collection_of = importlib.import_module("anki.collection").Collection  # only this Python has it
    reviews = json.loads(log.read_text())
    with tempfile.TemporaryDirectory() as folder:
        collection = collection_of(str(Path(folder) / "collection.anki2"))
        model, deck = collection.models.by_name("Basic"), collection.decks.id("Default")
        for nth in range(1 + max(review[0] for review in reviews)):
            note = collection.new_note(model)
            note["Front"], note["Back"] = f"question {nth}", f"answer {nth}"
            collection.add_note(note, deck)
        cards = sorted(collection.find_cards(""))
        rows, taken = [], set()
        for card, at, rating, interval, before, duration in reviews:
            while at in taken:  # an instant names one review there
                at += 1
            taken.add(at)
            rows.append((at, cards[card], -1, rating, interval, before, 2500, duration, 1 if before else 0))
        collection.db.executemany("insert into revlog values (?,?,?,?,?,?,?,?,?)", rows)
        collection.db.execute("update cards set type=2, queue=2, due=id%100, ivl=30, reps=20")
        times = []
        for _round in range(7):
            started = time.process_time()
            collection._backend.graphs(search="", days=36500)
            times.append(time.process_time() - started)
        sys.stdout.write(json.dumps({"reviews": len(rows), "cards": len(cards), "ms": min(times) * 1000}))
        collection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
