"""A learner under load: opens a study page, answers card after card as the page's script would, and writes down every
answer that the server acknowledged. A request that fails is sent again, the same key and the same fields."""

from __future__ import annotations

import html
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from tests.kinds.right_forms import right_form
from tests.load.wire import Reply, Wire
from webapp.kinds.contract import Content
from webapp.memory.seeds import number
from webapp.study.keys import new_key

MOST = 550  # answers of a learner: at 600 in ten minutes the app says 429
PATIENCE = 60  # seconds for one request, its repetitions included
_CARD = re.compile(r'data-card="([^"]+)" data-kind="([^"]+)"')
_TICKET = re.compile(r'name="(?:ticket|card)" value="([^"]+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NEXT = re.compile(r'data-next="([^"]*)" data-done="([^"]*)"')
_SPLIT = re.compile(r'<template data-(?:part="card"|next)')
_COOKIE = re.compile(r"form=[^;]+")


class Acknowledged(NamedTuple):
    key: str
    question_id: int
    facet: str
    rating: int
    at: int  # ms


class Shown(NamedTuple):
    """A card that the page holds."""

    card_id: str
    kind: str
    ticket: str


class Answer(NamedTuple):
    """What is sent, and the rating that it must be worth."""

    key: str
    shown: Shown
    fields: dict[str, str | list[str]]
    rating: int

    @property
    def body(self) -> bytes:
        return urlencode(self.fields, doseq=True).encode()


class NeverAnswered(Exception):
    """A request was repeated for a minute and still not answered."""


@dataclass
class Student:
    address: tuple[str, int]
    token: str
    contents: Mapping[int, Content]
    wrong_every: int = 7  # every so many answers one is "I do not know"
    journal: list[Acknowledged] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of each answer, repetitions included
    statuses: Counter[int] = field(default_factory=Counter)
    repeats: int = 0

    def __post_init__(self) -> None:
        self.wire = Wire(self.address)
        self.form_cookie = ""
        self.csrf = ""
        self.held: dict[str, Shown] = {}
        self.next_id = ""

    def study_until(self, end: float) -> None:
        """Answer until `end` (`time.monotonic`) or up to what the app takes of one learner in ten minutes; the answer
        under way is finished, whatever happens."""
        while time.monotonic() < end and len(self.journal) < MOST:
            if not self.next_id:
                self.open()
            self.answer()
        self.wire.close()

    def open(self, path: str = "/study") -> Reply:
        """Open a study page; the card it shows is the next one."""
        page = self._until_answered(lambda: self.wire.get(path, self.cookies))
        found = _TOKEN.search(page.text)
        if found is None:
            raise AssertionError(f"no form on {path}: status {page.status}")
        self.csrf = found[1]
        for name, value in page.headers:
            if name == "set-cookie" and (cookie := _COOKIE.match(value)):
                self.form_cookie = cookie[0]
        self.held = {}
        self._hold(page.text)
        self.next_id = next(iter(self.held))
        return page

    def answer(self) -> Reply:
        """Answer the next card."""
        sent = self.prepared()
        started = time.perf_counter()
        reply = self.send(sent)
        self.seconds.append(time.perf_counter() - started)
        self.take(sent, reply)
        return reply

    def prepared(self) -> Answer:
        shown = self.held.pop(self.next_id)
        now = time.time_ns() // 1_000_000
        is_wrong = self.wrong_every > 0 and len(self.journal) % self.wrong_every == self.wrong_every - 1
        fields: dict[str, str | list[str]] = dict(self._right(shown))
        if is_wrong:
            fields = {"rating": "1"} if shown.kind == "self_graded" else {"blank": "1"}
        key = new_key(now)
        fields |= {
            "csrf_token": self.csrf,
            "ticket": shown.ticket,
            "key": key,
            "zone": "",
            "held": next(iter(self.held), ""),
            "answered_at": str(now),
            "elapsed_ms": str(2_000 + secrets.randbelow(4_000)),
        }
        return Answer(key, shown, fields, 1 if is_wrong else 3)

    def send(self, sent: Answer) -> Reply:
        return self._until_answered(lambda: self.wire.post("/study/answer", sent.body, self.cookies))

    def take(self, sent: Answer, reply: Reply) -> None:
        """Write an acknowledged answer down, and see which card comes next."""
        if reply.status != 200:
            raise AssertionError(f"status {reply.status} for an answer:\n{reply.text[:2000]}")
        question_id, _dot, facet = sent.shown.card_id.partition(".")
        now = time.time_ns() // 1_000_000
        self.journal.append(Acknowledged(sent.key, int(question_id), facet, sent.rating, now))
        found = _NEXT.search(reply.text)
        if found is None:
            raise AssertionError(f"no reply to an answer:\n{reply.text[:2000]}")
        if found[1] not in self.held:
            self.held = {}
        self._hold(reply.text)
        self.next_id = found[1]

    def _right(self, shown: Shown) -> dict[str, list[str]]:
        """The fields of the right answer, worked out from the ticket's seed."""
        session_id, question_id, facet, _version, _issued, nth, *_rest = shown.ticket.split("~")
        seed = number(session_id, int(question_id), facet, int(nth))
        return right_form(self.contents[int(question_id)], facet, seed)

    def _hold(self, page: str) -> None:
        """Keep the cards of a page or a fragment, in their order."""
        pieces = _SPLIT.split(page)
        for piece in pieces if "data-study" in page else pieces[1:]:
            found, ticket = _CARD.search(piece), _TICKET.search(piece)
            assert found is not None
            assert ticket is not None
            self.held[found[1]] = Shown(found[1], found[2], html.unescape(ticket[1]))

    @property
    def session_id(self) -> str:
        """The session of the card that is next."""
        return self.held[self.next_id].ticket.partition("~")[0]

    @property
    def cookies(self) -> str:
        return f"visitor={self.token}; {self.form_cookie}"

    def _until_answered(self, ask: Callable[[], Reply]) -> Reply:
        """What a browser's outbox does: after a broken connection or a 5xx, wait a moment and send the same again."""
        give_up, pause = time.monotonic() + PATIENCE, 0.02
        while time.monotonic() < give_up:
            try:
                reply = ask()
            except OSError:
                self.statuses[0] += 1
            else:
                self.statuses[reply.status] += 1
                if reply.status < 500:
                    return reply
            self.repeats += 1
            time.sleep(pause)
            pause = min(pause * 2, 0.5)
        raise NeverAnswered
