"""The admins of a site: one of them stays, whatever becomes of the others."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import User


class LastAdmin(Exception):
    """Without this one nobody could run the site."""


def keep_an_admin(session: Session, user_id: int) -> None:
    """Somebody must be able to put things right when this one goes, and one who is about to be erased will not be
    there. Locked, so that two admins cannot send each other away at once. Raises LastAdmin."""
    staying = (
        select(User.id)
        .where(
            User.role == "admin", User.disabled_at.is_(None), User.delete_after.is_(None), User.name_key.is_not(None)
        )
        .order_by(User.id)
        .with_for_update()
    )
    if list(session.scalars(staying)) == [user_id]:
        raise LastAdmin(user_id)
