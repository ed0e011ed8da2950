"""What goes when its time is over. Each step takes a few hundred rows, so that nobody waits for it: run it again until
it returns 0.

Whoever is to go is looked for first and locked then, and the whole condition is asked once more behind the lock: on
PostgreSQL somebody may have saved, kept or used the row in between.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from webapp.accounts import hooks
from webapp.accounts.logins import forget_guest
from webapp.accounts.models import LoginSession, OneTimeCode, RateCount, User

DAY = 86_400_000  # ms
AT_ONCE = 200
KEPT_DAYS = 30  # of ended logins and codes: their tokens are known as ended

NOBODY = {
    "token_hash": None,
    "name": None,
    "name_key": None,
    "display_name": "",
    "email": None,
    "email_key": None,
    "password_hash": None,
    "totp_secret": None,
    "totp_confirmed_at": None,
    "totp_step": None,
    "delete_after": None,
    "made_by": None,
}


def purge_guests(session: Session, now: int, *, days: int = 30) -> int:
    """Guests who have not answered for so many days: their browser finds them no more."""
    before = now - days * DAY
    old = list(
        session.execute(
            select(User.id)
            .where(User.role == "guest", User.created_at < before, User.anonymised_at.is_(None))
            .order_by(User.created_at)
        ).scalars()
    )
    gone = 0
    for at in range(0, len(old), AT_ONCE):
        part = old[at : at + AT_ONCE]
        last = hooks.last_answers(session.connection(), part)
        over = [user_id for user_id in part if last.get(user_id, 0) < before][: AT_ONCE - gone]
        over = _still_over(session, over, before)
        for user_id in over:
            make_nobody(session, user_id, now)
        gone += len(over)
        if gone >= AT_ONCE:
            break
    return gone


def _still_over(session: Session, user_ids: list[int], before: int) -> list[int]:
    """Of these those that are guests still and have not answered since; locked."""
    locked = locked_guests(session, User.id.in_(user_ids), User.created_at < before)
    last = hooks.last_answers(session.connection(), locked)
    return [user_id for user_id in locked if last.get(user_id, 0) < before]


def locked_guests(session: Session, *conditions: ColumnElement[bool]) -> list[int]:
    wanted = select(User.id).where(User.role == "guest", User.anonymised_at.is_(None), *conditions)
    return list(session.execute(wanted.order_by(User.id).with_for_update()).scalars())


def finish_deletions(session: Session, now: int) -> int:
    """Accounts whose owner asked for it and did not change their mind in time."""
    due = select(User.id).where(User.delete_after <= now, User.anonymised_at.is_(None)).order_by(User.id)
    found = list(session.execute(due.limit(AT_ONCE).with_for_update()).scalars())
    for user_id in found:
        make_nobody(session, user_id, now)
    return len(found)


def make_nobody(session: Session, user_id: int, now: int) -> None:
    """The caller holds the lock of the row, and has seen behind it that this one may go."""
    hooks.anonymise(session, user_id, now=now)
    forget_guest(session, user_id)
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
    session.execute(delete(OneTimeCode).where(OneTimeCode.user_id == user_id))
    session.execute(update(User).where(User.id == user_id).values(anonymised_at=now, disabled_at=now, **NOBODY))


def purge_rate_counts(session: Session, now: int) -> int:
    """Counters begun more than a day ago; the longest window is an hour."""
    found = session.execute(delete(RateCount).where(RateCount.window_start < now - DAY))
    return int(found.rowcount)  # type: ignore[attr-defined]


def purge_logins(session: Session, now: int) -> int:
    """Logins and codes that ended more than thirty days ago. A login that still has to ask about a guest's answers
    stays until they are gone."""
    logins = session.execute(
        delete(LoginSession).where(LoginSession.expires_at < now - KEPT_DAYS * DAY, LoginSession.guest_id.is_(None))
    )
    codes = session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < now - KEPT_DAYS * DAY))
    return int(logins.rowcount) + int(codes.rowcount)  # type: ignore[attr-defined]
