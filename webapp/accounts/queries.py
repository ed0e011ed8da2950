"""Reads of people."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from webapp.accounts.models import User


class Known(NamedTuple):
    id: int
    role: str
    zone: str
    day_start: int
    has_shortcuts: bool
    has_intervals: bool


_by_token = select(User.id, User.role, User.zone, User.day_start, User.has_shortcuts, User.has_intervals).where(
    User.token_hash == bindparam("token_hash")
)


def user_by_token(connection: Connection, token_hash: str) -> Known | None:
    row = connection.execute(_by_token, {"token_hash": token_hash}).one_or_none()
    return Known(*row) if row else None
