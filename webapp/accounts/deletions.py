"""Asking to be forgotten, and changing one's mind: an account has seven days, a guest's browser none."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts.logins import end_others
from webapp.accounts.models import User
from webapp.accounts.retention import make_nobody

DAYS = 7
DAY = 86_400_000  # ms


class OnlyAdmin(Exception):
    """Without this one nobody could run the site."""


def ask_deletion(session: Session, user_id: int, *, login_id: int | None, now: int) -> None:
    """Have the account erased in seven days and end its other logins. Asked again, the first day holds. Raises
    OnlyAdmin."""
    staying = select(User.id).where(
        User.role == "admin", User.disabled_at.is_(None), User.delete_after.is_(None), User.name_key.is_not(None)
    )
    if list(session.scalars(staying.order_by(User.id).with_for_update())) == [user_id]:
        raise OnlyAdmin(user_id)
    session.execute(
        update(User).where(User.id == user_id, User.delete_after.is_(None)).values(delete_after=now + DAYS * DAY)
    )
    end_others(session, user_id, but=login_id, now=now)


def keep_account(session: Session, user_id: int, *, now: int) -> bool:
    """Take it back; False when the seven days are over, since the erasing may have begun."""
    found = session.execute(update(User).where(User.id == user_id, User.delete_after > now).values(delete_after=None))
    return int(found.rowcount) > 0  # type: ignore[attr-defined]


def forget_guest(session: Session, user_id: int, *, now: int) -> None:
    """Erase a guest at once."""
    make_nobody(session, user_id, now)
