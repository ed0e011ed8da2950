"""Changes to people."""

import hashlib
from zoneinfo import available_timezones

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webapp.accounts.models import User
from webapp.accounts.queries import Known, user_by_token


class UnknownZone(Exception):
    """The name is not in the zone database."""


def token_hash(token: str) -> str:
    """What the database keeps of a token: enough to recognise it, useless to anybody who reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def guest_for_token(session: Session, token: str, *, zone: str, now: int) -> Known:
    """The guest behind a cookie's token, made at the first call; two calls at once make one."""
    connection = session.connection()
    hashed = token_hash(token)
    insert = insert_pg if connection.dialect.name == "postgresql" else insert_sqlite
    row = insert(User).values(role="guest", token_hash=hashed, created_at=now, zone=zone)
    connection.execute(row.on_conflict_do_nothing(index_elements=["token_hash"]))
    known = user_by_token(connection, hashed)
    assert known is not None  # inserted in this transaction, or there before
    return known


def change_preferences(session: Session, user_id: int, *, zone: str, has_shortcuts: bool, has_intervals: bool) -> None:
    if not is_zone(zone):
        raise UnknownZone(zone)
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(zone=zone, has_shortcuts=has_shortcuts, has_intervals=has_intervals)
    )


def is_zone(name: str) -> bool:
    return name in _zones()


_known_zones: set[str] = set()


def _zones() -> set[str]:
    if not _known_zones:  # reading the zone database takes a moment: once a process
        _known_zones.update(available_timezones())
    return _known_zones
