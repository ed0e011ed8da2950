"""Open logins: rows that the server can end. The browser holds a random token, the row its hash."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.models import LoginSession, User
from webapp.accounts.tokens import new_token, token_hash

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
DAY = 24 * HOUR

OWN_IDLE = 14 * DAY
LONGEST = 30 * DAY
SHARED_IDLE = 2 * HOUR
ADMIN_IDLE = 12 * HOUR
SEEN_EVERY = 10 * MINUTE  # each write takes the write lock


@dataclass(frozen=True, slots=True)
class Login:
    """One row of the list on the account page."""

    id: int
    label: str
    is_shared: bool
    created_at: int
    seen_at: int


def lock_account(session: Session, user_id: int) -> None:
    """Opening a login and ending all of them wait for each other: a login that was checked against the old password
    would otherwise outlive its change. On SQLite there is one writer anyway."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def begin_login(
    session: Session,
    user_id: int,
    *,
    is_shared: bool,
    label: str,
    guest_id: int | None = None,
    now: int,
) -> str:
    """Open a login; the token for the browser's cookie, always a new one. `guest_id`: whose answers were given in this
    browser before, about which nobody has been asked yet."""
    token = new_token()
    session.add(
        LoginSession(
            user_id=user_id,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            idle_ms=SHARED_IDLE if is_shared else OWN_IDLE,
            is_shared=is_shared,
            label=label[:120],
            guest_id=guest_id,
        )
    )
    session.flush()
    return token


def is_open(*, role: str, expires_at: int, seen_at: int, idle_ms: int, now: int) -> bool:
    """Whether a login still holds; an admin's ends sooner, also when the role came after the login."""
    idle = min(idle_ms, ADMIN_IDLE) if role == "admin" else idle_ms
    return now < expires_at and now - seen_at < idle


def end_login(session: Session, user_id: int, login_id: int, *, now: int) -> bool:
    """End one of this user's logins; False when there is none such."""
    return _end(session, [LoginSession.user_id == user_id, LoginSession.id == login_id], now) > 0


def end_others(session: Session, user_id: int, *, but: int | None, now: int) -> int:
    """End all logins of a user but this one; how many."""
    return _end(session, [LoginSession.user_id == user_id, LoginSession.id != (but or 0)], now)


def _end(session: Session, conditions: list[object], now: int) -> int:
    found = session.execute(
        update(LoginSession).where(*conditions, LoginSession.expires_at > now).values(expires_at=now)  # type: ignore[arg-type]
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


def logins_for_user(connection: Connection, user_id: int, *, role: str, now: int) -> list[Login]:
    """Those that are open, the last used first."""
    row = LoginSession
    rows = connection.execute(
        select(row.id, row.label, row.is_shared, row.created_at, row.seen_at, row.expires_at, row.idle_ms)
        .where(row.user_id == user_id, row.expires_at > now)
        .order_by(row.seen_at.desc(), row.id.desc())
    )
    return [
        Login(each.id, each.label, each.is_shared, each.created_at, each.seen_at)
        for each in rows
        if is_open(role=role, expires_at=each.expires_at, seen_at=each.seen_at, idle_ms=each.idle_ms, now=now)
    ]


def touch(session: Session, login_id: int, *, now: int) -> None:
    """The login was used. From a POST only, and not more often than SEEN_EVERY."""
    session.execute(
        update(LoginSession).where(LoginSession.id == login_id, LoginSession.seen_at < now).values(seen_at=now)
    )


def hand_on_guest(session: Session, user_id: int, *, role: str, now: int) -> int | None:
    """The guest of a login that ended before its question was answered, the oldest first, for the login that asks next:
    nobody loses answers by walking away from the question."""
    row = LoginSession
    rows = session.execute(
        select(row.id, row.guest_id, row.expires_at, row.seen_at, row.idle_ms)
        .join(User, User.id == row.guest_id)
        .where(row.user_id == user_id, User.role == "guest", User.anonymised_at.is_(None))
        .order_by(row.id)
    )
    for each in rows.all():
        if not is_open(role=role, expires_at=each.expires_at, seen_at=each.seen_at, idle_ms=each.idle_ms, now=now):
            ask_about(session, each.id, None)
            return int(each.guest_id)
    return None


def ask_about(session: Session, login_id: int, guest_id: int | None) -> None:
    """Whose answers the next question is about; None when it is settled."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(guest_id=guest_id))


def forget_guest(session: Session, guest_id: int) -> None:
    """No login need ask about this guest any more."""
    session.execute(update(LoginSession).where(LoginSession.guest_id == guest_id).values(guest_id=None))
