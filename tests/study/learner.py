"""A learner who studies without scripts, and knows the answers."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.clock import Clock
from tests.html import Form
from tests.kinds.right_forms import right_form
from tests.study.pages_read import shown_forms
from webapp.banks.contents import VersionContent, content_of
from webapp.database import db, reading
from webapp.study.desk import keys
from webapp.study.pages import shuffle_seed
from webapp.study.tickets import Ticket, opened

SECONDS_TAKEN = 4


class Learner:
    def __init__(self, app: Flask, client: Browser) -> None:
        self.app = app
        self.client = client

    def open(self, path: str = "/study") -> TestResponse:
        return self.client.get(path, follow_redirects=True)

    def card_form(self) -> Form:
        """The form of the card on the page: to answer, or to turn it."""
        return next(form for form in shown_forms(self.client) if is_card(form))

    def ticket(self) -> Ticket:
        form = self.card_form()
        with self.app.app_context():
            return opened(form["ticket" if form.method == "post" else "card"], keys())

    def version(self, ticket: Ticket) -> VersionContent:
        with self.app.app_context():
            found = content_of(reading(), ticket.version_id)
            db.session.rollback()
            return found

    def right_fields(self, ticket: Ticket) -> dict[str, Any]:
        return dict(right_form(self.version(ticket).content, ticket.facet, shuffle_seed(ticket)))

    def answer(self, *, right: bool = True, **changed: Any) -> TestResponse:
        """Answer the card on the page, which takes some seconds, and see what comes then."""
        clock = self.app.config["CLOCK"]
        if isinstance(clock, Clock):
            clock.advance(ms=SECONDS_TAKEN * 1000)
        ticket, form = self.ticket(), self.card_form()
        kind = self.version(ticket).kind
        if kind == "self_graded":
            if form.method == "get":
                self.client.submit(form)
                form = self.card_form()
            fields: dict[str, Any] = {"rating": "3" if right else "1"}
        else:
            fields = self.right_fields(ticket) if right else {"blank": "1"}
        answered = self.client.submit(form, **{**fields, **changed})
        return self.follow(answered)

    def follow(self, answered: TestResponse) -> TestResponse:
        while answered.status_code == 303:
            answered = self.client.get(answered.headers["Location"])
        return answered

    def go_on(self) -> TestResponse:
        """Press Continue where there is one."""
        assert self.client.last is not None
        link = next((a for a in self.client.last.iter("a") if "data-continue" in a.attrib), None)
        if link is None:
            raise AssertionError("there is no Continue on this page")
        return self.client.get(link.attrib["href"], follow_redirects=True)

    @property
    def is_on_card(self) -> bool:
        return any(is_card(form) for form in shown_forms(self.client))


def is_card(form: Form) -> bool:
    return form.action == "/study/answer" or (form.action.startswith("/study/s/") and form.method == "get")
