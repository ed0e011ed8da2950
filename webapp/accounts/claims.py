"""What somebody may do once at a time, over all processes: a row that is claimed, and runs out by itself when the
process that claimed it is killed. The rows stand among the counters, which are swept after a day."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webapp.accounts.models import RateCount


def claim(session: Session, key: str, *, lasting_ms: int, now: int) -> bool:
    """Whether it is this caller's now: nobody else has claimed it, or only longer ago than a claim lasts. One
    statement, so that of two at once one gets it."""
    insert = insert_pg if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    row = insert(RateCount).values(key=key, window_start=now, count=1)
    claimed = row.on_conflict_do_update(
        index_elements=["key"], set_={"window_start": now}, where=RateCount.window_start <= now - lasting_ms
    ).returning(RateCount.key)
    return session.execute(claimed).first() is not None


def release(session: Session, key: str, *, claimed_at: int) -> None:
    """Give it back, unless somebody else has claimed it since."""
    session.execute(delete(RateCount).where(RateCount.key == key, RateCount.window_start == claimed_at))
