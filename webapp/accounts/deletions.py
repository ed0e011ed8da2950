"""Asking to be forgotten, and changing one's mind: an account has seven days, a guest's browser none."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts.admins import keep_an_admin
from webapp.accounts.logins import end_others, lock_account
from webapp.accounts.models import User
from webapp.accounts.retention import locked_guests, make_nobody

DAYS = 7
DAY = 86_400_000  # ms


class TooLate(Exception):
    """The account can be kept no more."""


def ask_deletion(session: Session, user_id: int, *, login_id: int | None, now: int) -> None:
    """Have the account erased in seven days and end its other logins. Asked again, the first day holds. Raises
    LastAdmin."""
    keep_an_admin(session, user_id)
    lock_account(session, user_id)
    session.execute(
        update(User).where(User.id == user_id, User.delete_after.is_(None)).values(delete_after=now + DAYS * DAY)
    )
    end_others(session, user_id, but=login_id, now=now)


def keep_account(session: Session, user_id: int, *, now: int) -> bool:
    """Take it back; False when there is nothing to take back. Raises TooLate when the seven days are over: the erasing
    may have begun."""
    waiting = select(User.delete_after).where(User.id == user_id).with_for_update()
    until = session.execute(waiting).scalar()
    if until is None:
        return False
    if until <= now:
        raise TooLate(user_id)
    session.execute(update(User).where(User.id == user_id).values(delete_after=None))
    return True


def forget_guest(session: Session, user_id: int, *, now: int) -> bool:
    """Erase a guest at once; False when it is none any more, saved meanwhile in another tab."""
    found = locked_guests(session, User.id == user_id)
    for each in found:
        make_nobody(session, each, now)
    return bool(found)
