"""A learner whose page sends answers by script and puts the fragments into place."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.clock import Clock
from tests.html import Form, forms_of
from tests.study.learner import Learner
from webapp.study.desk import keys
from webapp.study.keys import new_key
from webapp.study.tickets import Ticket, opened

FRAGMENT = {"X-Recollect": "fragment"}


class Scripted(Learner):
    def send(self, fields: dict[str, Any]) -> TestResponse:
        return self.client.send("/study/answer", fields, headers=FRAGMENT)

    def fields(
        self, ticket_text: str, *, right: bool = True, held: str = "", key: str = "", **more: Any
    ) -> dict[str, Any]:
        """What the script would post for the card with this ticket."""
        ticket = self.opened(ticket_text)
        clock = self.app.config["CLOCK"]
        assert isinstance(clock, Clock)
        kind = self.version(ticket).kind
        answer: dict[str, Any] = {"blank": "1"}
        if kind == "self_graded":
            answer = {"rating": "3" if right else "1"}
        elif right:
            answer = self.right_fields(ticket)
        sent = {"ticket": ticket_text, "key": key or new_key(clock.now), "zone": "", "held": held}
        return {**sent, "answered_at": str(clock.now), "elapsed_ms": "4000", **answer, **more}

    def opened(self, text: str) -> Ticket:
        with self.app.app_context():
            return opened(text, keys())

    def parts(self) -> dict[str, Element]:
        """The pieces of the last fragment, by name; a card's name is its id."""
        assert self.client.last is not None
        return {
            each.get("data-card") or each.get("data-part") or "": each
            for each in self.client.last.iter("template")
            if each.get("data-part") is not None
        }

    def answered(self) -> dict[str, str]:
        """What the fragment says of itself."""
        assert self.client.last is not None
        (root,) = (each for each in self.client.last.iter("div") if each.get("data-answered") is not None)
        return {name: root.get(f"data-{name}") or "" for name in ("review", "next", "done", "announce", "owner")}

    def ticket_in(self, part: Element) -> str:
        form: Form = forms_of(part)[0]
        return form["ticket" if form.method == "post" else "card"]
