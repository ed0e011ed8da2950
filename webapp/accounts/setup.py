"""The first start: a code printed once lets whoever reads the log make the first admin."""

from __future__ import annotations

import hmac

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.models import SiteSetting, User
from webapp.accounts.policy import save_policy, save_setting, setting
from webapp.accounts.signup import NewAccount, make_account
from webapp.accounts.tokens import new_token, token_hash

TOKEN = "setup_token_hash"


class SetupRefused(Exception):
    """The code is not the one that was printed, was used, or there is an admin already."""


def has_admin(connection: Connection) -> bool:
    return connection.execute(select(User.id).where(User.role == "admin").limit(1)).scalar() is not None


def offer_setup(session: Session) -> str | None:
    """The code for the log, at the first start only: its hash is kept, so it cannot be shown again."""
    connection = session.connection()
    if has_admin(connection):
        return None
    token = new_token()
    insert = insert_pg if connection.dialect.name == "postgresql" else insert_sqlite
    row = insert(SiteSetting).values(name=TOKEN, value=token_hash(token))
    # why: asked for the row, since the number of rows is not told on PostgreSQL
    made = connection.execute(row.on_conflict_do_nothing(index_elements=["name"]).returning(SiteSetting.name)).first()
    return token if made is not None else None


def renew_setup(session: Session) -> str | None:
    """Another code, for a host who has lost the first; None once there is an admin."""
    session.execute(delete(SiteSetting).where(SiteSetting.name == TOKEN))
    return offer_setup(session)


def is_setup_token(connection: Connection, token: str) -> bool:
    kept = setting(connection, TOKEN)
    return bool(kept) and hmac.compare_digest(str(kept), token_hash(token)) and not has_admin(connection)


def set_up(session: Session, token: str, account: NewAccount, *, site_name: str, now: int) -> int:
    """Use the code and make the first admin. Of two at once, one deletes the row and the other finds none."""
    if not is_setup_token(session.connection(), token):
        raise SetupRefused
    used = session.execute(delete(SiteSetting).where(SiteSetting.name == TOKEN))
    if not used.rowcount:  # type: ignore[attr-defined]
        raise SetupRefused
    save_setting(session, "site_name", site_name)
    save_policy(session, "code")
    return make_account(session, account, role="admin", now=now)
