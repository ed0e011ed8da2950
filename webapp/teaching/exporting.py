"""The banks that a person has made, in the export of what is stored: each with its questions as they are now."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.exported import draft_of, keys_shown
from webapp.banks.models import BROUGHT, Bank
from webapp.exchange.contract import DraftBank
from webapp.media.queries import files_of

_ABOUT_A_FILE = ("line", "extras", "sibling_key")


def sections(connection: Connection, user_id: int) -> dict[str, Iterator[dict[str, Any]]]:
    return {"own_banks": _banks(connection, user_id)}


def _banks(connection: Connection, user_id: int) -> Iterator[dict[str, Any]]:
    for bank, visibility in _drafts(connection, user_id):
        said = asdict(bank) | {"visibility": visibility}
        said.pop("media")
        for question in said["questions"]:
            for name in _ABOUT_A_FILE:
                question.pop(name)
        yield said


def files(connection: Connection, user_id: int) -> Iterator[tuple[str, bytes]]:
    """The pictures and sounds of these banks, each once and in a read of its own."""
    keys: set[str] = set()
    for bank, _visibility in _drafts(connection, user_id):
        keys |= keys_shown(bank.questions)
    for key in sorted(keys):
        with Session(connection) as session:
            held = files_of(session, [key])
        connection.rollback()
        yield from ((f"media/{file.name}", file.data) for file in held.values())


def _drafts(connection: Connection, user_id: int) -> Iterator[tuple[DraftBank, str]]:
    """One after the other, each in a read of its own."""
    own = select(Bank.slug, Bank.visibility).where(Bank.owner_id == user_id, Bank.visibility != BROUGHT)
    found = connection.execute(own.order_by(Bank.id)).all()
    connection.rollback()
    for slug, visibility in found:
        with Session(connection) as session:
            bank = draft_of(session, slug)
        connection.rollback()
        if bank is not None:
            yield bank, visibility
