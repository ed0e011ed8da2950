"""Changes to people."""

from contextlib import suppress
from zoneinfo import available_timezones

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts import limits
from webapp.accounts.admins import keep_an_admin
from webapp.accounts.logins import end_others, lock_account
from webapp.accounts.models import ACCOUNT_ROLES, User
from webapp.accounts.names import email_key, shown_name
from webapp.accounts.queries import Known, user_by_token
from webapp.accounts.resets import void_codes
from webapp.accounts.tokens import token_hash
from webapp.memory.preferences import Preferences, preferences_text

__all__ = ["token_hash"]  # part of this module's face: whoever stores a token, hashes it so


class UnknownZone(Exception):
    """The name is not in the zone database."""


def guest_for_token(session: Session, token: str, *, zone: str, now: int, address: str | None = None) -> Known:
    """The guest behind a cookie's token, made at the first call; two calls at once make one. Guests made are counted by
    `address`, against scripts. Raises LimitReached."""
    connection = session.connection()
    hashed = token_hash(token)
    insert = insert_pg if connection.dialect.name == "postgresql" else insert_sqlite
    row = insert(User).values(role="guest", token_hash=hashed, created_at=now, zone=zone)
    # why: asked for the row, since the number of rows is not told on PostgreSQL
    made = connection.execute(row.on_conflict_do_nothing(index_elements=["token_hash"]).returning(User.id)).first()
    if made is not None and address is not None:
        limits.require(session, limits.GUEST_ADDRESS, limits.address_key(address), now=now)
    known = user_by_token(connection, hashed)
    assert known is not None  # inserted in this transaction, or there before
    return known


def keep_hash(session: Session, user_id: int, password_hash: str, *, before: str) -> None:
    """The same password, hashed as it is done now; one that was changed meanwhile stays changed."""
    is_same = [User.id == user_id, User.password_hash == before]
    session.execute(update(User).where(*is_same).values(password_hash=password_hash))


def change_profile(session: Session, user_id: int, *, display_name: str, email: str | None = None) -> None:
    """`email` None leaves the address as it is. One that another account has is kept and shown as any other, and opens
    nothing: to refuse it would tell who is known here."""
    values = {"display_name": shown_name(display_name)}
    session.execute(update(User).where(User.id == user_id).values(**values))
    if email is None:
        return
    key = email_key(email) or None
    session.execute(update(User).where(User.id == user_id).values(email=email.strip() or None, email_key=None))
    if session.execute(select(User.id).where(User.email_key == key)).first() is None:
        with suppress(IntegrityError), session.begin_nested():  # two at once, on PostgreSQL
            session.execute(update(User).where(User.id == user_id).values(email_key=key))


def change_role(session: Session, user_id: int, role: str) -> None:
    """Raises LastAdmin."""
    if role not in ACCOUNT_ROLES:
        raise ValueError(role)
    if role != "admin":
        keep_an_admin(session, user_id)
    session.execute(update(User).where(User.id == user_id, User.name_key.is_not(None)).values(role=role))


def disable(session: Session, user_id: int, *, now: int) -> None:
    """Switch an account off: its logins end, and codes made before work no more when it is switched on again. Raises
    LastAdmin."""
    keep_an_admin(session, user_id)
    lock_account(session, user_id)
    session.execute(update(User).where(User.id == user_id, User.disabled_at.is_(None)).values(disabled_at=now))
    end_others(session, user_id, but=None, now=now)
    void_codes(session, user_id, now=now)


def enable(session: Session, user_id: int, *, now: int) -> bool:
    """Switch it on again; False when it is being erased, since part of it may be gone."""
    is_kept = [User.anonymised_at.is_(None), or_(User.delete_after.is_(None), User.delete_after > now)]
    found = session.execute(update(User).where(User.id == user_id, *is_kept).values(disabled_at=None))
    return int(found.rowcount) > 0  # type: ignore[attr-defined]


def change_preferences(
    session: Session,
    user_id: int,
    *,
    zone: str,
    has_shortcuts: bool,
    has_intervals: bool,
    day_start: int | None = None,
    preferences: Preferences | None = None,
) -> None:
    """Day start and preferences stay where nothing is said of them."""
    if not is_zone(zone):
        raise UnknownZone(zone)
    values: dict[str, object] = {"zone": zone, "has_shortcuts": has_shortcuts, "has_intervals": has_intervals}
    if day_start is not None:
        values["day_start"] = day_start
    if preferences is not None:
        values["preferences"] = preferences_text(preferences)
    session.execute(update(User).where(User.id == user_id).values(values))


def is_zone(name: str) -> bool:
    return name in _zones()


_known_zones: set[str] = set()


def _zones() -> set[str]:
    if not _known_zones:  # reading the zone database takes a moment: once a process
        _known_zones.update(available_timezones())
    return _known_zones
