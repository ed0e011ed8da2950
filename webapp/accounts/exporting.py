"""What is kept of the person beside the answers: identity, settings, logins. No password, token or secret."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from webapp.accounts.models import LoginSession, User

ACCOUNT = (
    "role",
    "name",
    "display_name",
    "email",
    "created_at",
    "zone",
    "day_start",
    "has_shortcuts",
    "has_intervals",
    "preferences",
    "disabled_at",
    "delete_after",
)
LOGIN = ("created_at", "seen_at", "expires_at", "idle_ms", "is_shared", "label")


def sections(connection: Connection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """The person and the logins; ends its read."""
    columns = [getattr(User, name) for name in ACCOUNT]
    person = connection.execute(select(*columns, User.totp_confirmed_at).where(User.id == user_id)).one()
    logins = connection.execute(
        select(*(getattr(LoginSession, name) for name in LOGIN))
        .where(LoginSession.user_id == user_id)
        .order_by(LoginSession.created_at, LoginSession.id)
    ).all()
    connection.rollback()
    account = dict(zip(ACCOUNT, person, strict=False)) | {"has_second_step": person.totp_confirmed_at is not None}
    return {"account": [account], "logins": [dict(zip(LOGIN, row, strict=True)) for row in logins]}
