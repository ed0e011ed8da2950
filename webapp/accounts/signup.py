"""A name and a password for somebody new, or for a guest who keeps every answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts.logins import forget_guest
from webapp.accounts.models import User
from webapp.accounts.names import email_key, name_key, shown_name


class NameTaken(Exception):
    """Somebody signs in by this name, or by another spelling of it."""


class GuestGone(Exception):
    """The guest is one no more: saved meanwhile in another tab, or erased."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody gave, checked; the password is hashed already, outside of any transaction."""

    name: str
    password_hash: str | None
    email: str = ""
    zone: str = "UTC"


def make_account(
    session: Session, account: NewAccount, *, role: str = "student", guest_id: int | None = None, now: int
) -> int:
    """The new account's id: with `guest_id` that guest's own row, which keeps its answers, its zone and its settings,
    and loses the token by which it was found. An address that another account has is kept and shown, and opens nothing:
    to refuse it, or to leave it out, would tell."""
    key = name_key(account.name)
    if session.execute(select(User.id).where(User.name_key == key)).first() is not None:
        raise NameTaken(account.name)
    email = account.email.strip()
    address = email_key(email) or None
    if session.execute(select(User.id).where(User.email_key == address)).first() is not None:
        address = None
    values = {
        "role": role,
        "token_hash": None,
        "name": shown_name(account.name),
        "name_key": key,
        "display_name": shown_name(account.name),
        "email": email or None,
        "email_key": address,
        "password_hash": account.password_hash,
    }
    try:
        if guest_id is None:
            made = session.execute(insert(User).values(created_at=now, zone=account.zone, **values).returning(User.id))
            return int(made.scalar_one())
        is_guest = [User.role == "guest", User.anonymised_at.is_(None), User.disabled_at.is_(None)]
        saved = session.execute(update(User).where(User.id == guest_id, *is_guest).values(**values))
    except IntegrityError as error:  # two at once, on PostgreSQL
        raise NameTaken(account.name) from error
    if not saved.rowcount:  # type: ignore[attr-defined]
        raise GuestGone
    forget_guest(session, guest_id)
    return guest_id
