"""What must not come back with an old database: whoever was logged out, and codes that were used since."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from webapp.accounts.models import LoginSession, OneTimeCode


def close_all(session: Session, now: int) -> int:
    """End every login and use up every code; the number of logins that would have been open."""
    ended = session.execute(update(LoginSession).where(LoginSession.expires_at > now).values(expires_at=now))
    session.execute(update(OneTimeCode).where(OneTimeCode.used_at.is_(None)).values(used_at=now))
    return int(ended.rowcount)  # type: ignore[attr-defined]
