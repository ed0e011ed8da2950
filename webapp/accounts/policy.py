"""What an admin has set for the site: a table of names and values, each with a default."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.models import SiteSetting
from webapp.accounts.tokens import new_code, typed_code

POLICIES = ("closed", "code", "open")
SIGN_UP_CODE_LENGTH = 6  # of 32 letters: 30 bits behind limits.JOIN_CODE
DEFAULTS: dict[str, Any] = {"sign_up_policy": "closed", "sign_up_code": "", "site_name": "Recollect"}


def setting(connection: Connection, name: str) -> Any:
    found = connection.execute(select(SiteSetting.value).where(SiteSetting.name == name)).scalar()
    return DEFAULTS.get(name) if found is None else found


def settings(connection: Connection) -> dict[str, Any]:
    """All of them at once, for pages that show several."""
    rows = connection.execute(select(SiteSetting.name, SiteSetting.value))
    return DEFAULTS | {row.name: row.value for row in rows}


def save_setting(session: Session, name: str, value: Any) -> None:
    insert = insert_pg if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    row = insert(SiteSetting).values(name=name, value=value)
    session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value}))


def can_sign_up(connection: Connection) -> bool:
    """Whether there is any way to an account without an admin."""
    return bool(setting(connection, "sign_up_policy") != "closed")


def save_policy(session: Session, policy: str, *, is_new_code: bool = False) -> None:
    """Who may sign up. A code is made when one is needed, and anew when the old one has got about."""
    if policy not in POLICIES:
        raise ValueError(policy)
    save_setting(session, "sign_up_policy", policy)
    if policy == "code" and (is_new_code or not setting(session.connection(), "sign_up_code")):
        save_setting(session, "sign_up_code", new_code(SIGN_UP_CODE_LENGTH))


def is_sign_up_code(connection: Connection, text: str) -> bool:
    kept = setting(connection, "sign_up_code")
    return bool(kept) and typed_code(text, SIGN_UP_CODE_LENGTH) == kept
