"""A card's ticket: which card was shown, in which session, in which order, and when; signed."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import NamedTuple

_SEPARATOR = "~"


class TicketRefused(Exception):
    """The ticket was not made here, or was changed on the way."""


class Ticket(NamedTuple):
    session_id: str
    question_id: int
    facet: str
    version_id: int
    issued_at: int
    nth: int  # answers to this card in this session before it was shown; part of the shuffle's seed
    bank_id: int  # scope of a session that has no row yet; 0 for all banks
    size: int

    @property
    def card(self) -> tuple[int, str]:
        return self.question_id, self.facet


def signed(ticket: Ticket, keys: Sequence[bytes]) -> str:
    text = _SEPARATOR.join(map(str, ticket))
    return f"{text}{_SEPARATOR}{_mark(text, keys[0])}"


def opened(text: str, keys: Sequence[bytes]) -> Ticket:
    """The ticket behind the text; the first key signs, the others are still believed (rotation)."""
    body, _, mark = text.rpartition(_SEPARATOR)
    given = mark.encode("utf-8", "surrogatepass")  # compare_digest takes foreign text as bytes only
    if not any(hmac.compare_digest(given, _mark(body, key).encode()) for key in keys):
        raise TicketRefused
    session_id, question_id, facet, version_id, issued_at, nth, bank_id, size = body.split(_SEPARATOR)
    return Ticket(
        session_id,
        int(question_id),
        facet,
        int(version_id),
        int(issued_at),
        int(nth),
        int(bank_id),
        int(size),
    )


def ticket_keys(secrets: Sequence[str | bytes]) -> list[bytes]:
    """One derived key a secret, so that a ticket's mark can never pass for another signature of the app."""
    return [
        hashlib.sha256(b"recollect ticket\0" + (secret.encode() if isinstance(secret, str) else secret)).digest()
        for secret in secrets
    ]


def _mark(text: str, key: bytes) -> str:
    digest = hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(digest[:18]).decode()
