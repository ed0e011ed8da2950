"""A new password by a one-time code: from a link in a mail, or from somebody who runs the site."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.logins import end_others, lock_account
from webapp.accounts.models import OneTimeCode, User
from webapp.accounts.tokens import new_code, new_token, token_hash

RESET = "reset"
LIFETIME = 60 * 60_000  # ms


class CodeRefused(Exception):
    """Unknown, used, too old, made for another purpose, for a password or an e-mail address that has changed, or the
    account is off."""


@dataclass(frozen=True, slots=True)
class Usable:
    """A code that would be taken now."""

    id: int
    user_id: int
    name: str


def binding(password_hash: str | None, email_key: str | None = None) -> str:
    """What a code or half a login was made for; a code for the address as well, since it may have gone there."""
    bound = password_hash or ""
    return hashlib.sha256((f"{bound} {email_key}" if email_key else bound).encode()).hexdigest()


def make_code(session: Session, user_id: int, *, is_link: bool = False, now: int) -> str:
    """A code for this account; with `is_link` one too long to type. Codes made before it stop working."""
    kept = session.execute(select(User.password_hash, User.email_key).where(User.id == user_id)).one()
    void_codes(session, user_id, now=now)
    code = new_token() if is_link else new_code()
    session.add(
        OneTimeCode(
            user_id=user_id,
            purpose=RESET,
            code_hash=token_hash(code),
            created_at=now,
            expires_at=now + LIFETIME,
            bound_to=binding(*kept),
        )
    )
    session.flush()
    return code


def void_codes(session: Session, user_id: int, *, now: int) -> None:
    """Those that were not used yet work no more."""
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.user_id == user_id, OneTimeCode.purpose == RESET, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
    )


def usable_code(connection: Connection, code: str, *, user_id: int | None = None, now: int) -> Usable:
    """Raises CodeRefused. With `user_id` the code must be that account's."""
    row = connection.execute(
        select(
            OneTimeCode.id,
            OneTimeCode.user_id,
            OneTimeCode.bound_to,
            User.name,
            User.password_hash,
            User.email_key,
            User.disabled_at,
        )
        .join(User, User.id == OneTimeCode.user_id)
        .where(
            OneTimeCode.code_hash == token_hash(code),
            OneTimeCode.purpose == RESET,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
            or_(User.delete_after.is_(None), User.delete_after > now),
        )
    ).one_or_none()
    if row is None or row.disabled_at is not None or row.bound_to != binding(row.password_hash, row.email_key):
        raise CodeRefused
    if user_id is not None and row.user_id != user_id:
        raise CodeRefused
    return Usable(row.id, row.user_id, row.name or "")


def use_code(session: Session, code: str, *, user_id: int | None = None, password_hash: str, now: int) -> int:
    """Set the new password and end every login; the account's id. Raises CodeRefused; of two at once one is taken."""
    owner = usable_code(session.connection(), code, user_id=user_id, now=now).user_id
    lock_account(session, owner)
    found = usable_code(session.connection(), code, user_id=owner, now=now)
    used = session.execute(
        update(OneTimeCode).where(OneTimeCode.id == found.id, OneTimeCode.used_at.is_(None)).values(used_at=now)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise CodeRefused
    set_password(session, found.user_id, password_hash, but=None, now=now)
    return found.user_id


def set_password(session: Session, user_id: int, password_hash: str, *, but: int | None, now: int) -> int:
    """A new password ends all logins but the one it was changed in; how many."""
    lock_account(session, user_id)
    session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    return end_others(session, user_id, but=but, now=now)
