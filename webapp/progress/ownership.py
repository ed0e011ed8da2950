"""What merging and erasing a person means for what is kept here; `webapp.app` wires it."""

from sqlalchemy.orm import Session

from webapp.progress import keeping


def merge(session: Session, from_id: int, to_id: int, _now: int) -> dict[str, int]:
    """Figures are counted again from the united log; those of the one who is gone would stand for rows that moved."""
    if from_id != to_id:
        keeping.forget(session.connection(), from_id)
    return {}


def anonymise(session: Session, user_id: int, _now: int) -> dict[str, int]:
    keeping.forget(session.connection(), user_id)
    return {}
