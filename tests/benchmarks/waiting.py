"""Run by `test_exchange.py` in a process of its own: a student answers a card each 20 ms while a teacher brings two
files, the second with other words, and takes both back: in another thread, or in another process.

Prints JSON: how long each answer took by the clock, from the call to the end of its commit, in milliseconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from tests.banks.files import bank_id, load, question_ids, recall_bank
from tests.clock import Clock
from tests.study.pupil import Pupil
from webapp.accounts.models import User
from webapp.app import build_app
from webapp.banks.undoing import undo_import
from webapp.database import db, transaction
from webapp.study.holdings import answered
from webapp.teaching.proposals import proposal_for
from webapp.teaching.receiving import take_in
from webapp.teaching.saving import save
from webapp.web.clock import system_clock

EACH = 0.020  # seconds between two answers
CARDS, OF_A_SESSION = 400, 50
TEACHER = 1_000


def main(way: str, files: list[str]) -> None:
    app = build_app(dict(os.environ))
    app.config["CLOCK"] = system_clock
    if way == "teach":
        teach(app, files)
        return
    load(app, recall_bank(CARDS))
    with app.app_context(), transaction() as session:
        row = {"id": TEACHER, "role": "teacher", "created_at": 0, "zone": "UTC"}
        session.execute(insert(User), [row])
    if way == "thread":
        taken = beside(app, lambda: teach(app, files))
    else:
        command = [sys.executable, "-m", "tests.benchmarks.waiting", "teach", *files]
        taken = beside(app, lambda: subprocess.run(command, check=True))
    sys.stdout.write(json.dumps(taken) + "\n")


def teach(app: Flask, files: list[str]) -> None:
    """What the pages do with an upload, and with the button that takes it back."""
    bank, batches = None, []
    for file in files:
        with app.app_context():
            made = take_in(
                TEACHER, Path(file).read_bytes(), file, bank_id=bank, title="Words", visibility="private", now=now()
            )
        with app.app_context():
            proposal = proposal_for(db.session(), TEACHER, made, now=now())
            assert proposal is not None
            batches.append(save(proposal, user_id=TEACHER, answered=answered, now=now()))
            bank = proposal.upload.bank_id
    for batch in reversed(batches):
        with app.app_context():
            undo_import(batch, now=now(), answered=answered)


def now() -> int:
    return int(time.time() * 1000)


def beside(app: Flask, work: Callable[[], Any]) -> list[float]:
    """The milliseconds of each answer until the work is done."""
    clock = Clock(now())
    pupil, cards, bank = Pupil(app, clock), list(question_ids(app).values()), bank_id(app)
    thread = threading.Thread(target=work)
    taken: list[float] = []
    thread.start()
    due = time.perf_counter()
    while thread.is_alive():
        if len(taken) % OF_A_SESSION == 0:
            pupil.begin(bank_id=bank)
        clock.now = now()
        sent = pupil.submission(cards[len(taken) % CARDS])
        time.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        pupil.send(sent)
        taken.append((time.perf_counter() - began) * 1000)
        due = max(due + EACH, time.perf_counter())
    return taken


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
