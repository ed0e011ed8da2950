"""The served app as these tests see it: its address, the cards of its banks, and what its database says."""

from __future__ import annotations

import secrets
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext

from tests.server import BIN, ROOT, environment_for
from webapp.accounts.service import token_hash
from webapp.study.keys import new_key
from webapp.study.tickets import Ticket, signed, ticket_keys

SECRET = secrets.token_hex(32)
BANKS = Path(__file__).parent / "banks"
SIZE = 15


def address_of(ticket: Ticket, *, is_revealed: bool = False) -> str:
    query = {"card": signed(ticket, ticket_keys([SECRET]))} | ({"reveal": "1"} if is_revealed else {})
    return f"/study/s/{ticket.session_id}?{urlencode(query)}"


@dataclass(frozen=True)
class Answer:
    """A row of the log that counts: the question's id in its bank, what kind of row, the rating."""

    question: str
    activity: str
    rating: int


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path

    def load_banks(self, folder: Path) -> None:
        command = [str(BIN / "flask"), "--app", "webapp", "banks", "load", str(folder)]
        environment = environment_for(self.folder, SECRET_KEY=SECRET)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.folder / 'recollect.db'}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def card(self, question: str, *, bank: str = "kinds", is_revealed: bool = False) -> str:
        """Where a session begins with this card; it has no row yet, so the address stays good for everybody."""
        return address_of(self.ticket(question, bank), is_revealed=is_revealed)

    def ticket(self, question: str, bank: str = "kinds") -> Ticket:
        """A card of a session that has not begun."""
        statement = (
            "SELECT q.id, q.version_id, b.id FROM question q JOIN bank b ON b.id = q.bank_id "
            "WHERE b.slug = ? AND q.external_id = ?"
        )
        [(question_id, version_id, bank_id)] = self.rows(statement, bank, question)
        now = time.time_ns() // 1_000_000
        return Ticket(new_key(now), question_id, "", version_id, now, 0, bank_id, SIZE)

    def user(self, context: BrowserContext) -> int:
        """The learner whose browser this is, a guest or somebody who is logged in."""
        tokens = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "visitor"]
        hashed = token_hash(tokens[0])
        logged_in = "SELECT user_id FROM login_session WHERE token_hash = ?"
        [(user_id,)] = self.rows(f'SELECT id FROM "user" WHERE token_hash = ? UNION {logged_in}', hashed, hashed)
        return int(user_id)

    def log(self, context: BrowserContext) -> list[Answer]:
        """Every row of this learner's log, in the order of arrival."""
        statement = (
            "SELECT q.external_id, r.activity, r.rating FROM review r JOIN question q ON q.id = r.question_id "
            "WHERE r.user_id = ? ORDER BY r.seq"
        )
        return [Answer(*row) for row in self.rows(statement, self.user(context))]

    def answers(self, context: BrowserContext) -> list[tuple[str, int]]:
        """The questions this learner has answered, with the ratings; what was undone is in it."""
        return [(row.question, row.rating) for row in self.log(context) if row.rating]
