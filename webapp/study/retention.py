"""Logs whose time is over, erased bit by bit: a long one in one transaction would make a class wait for the lock.

The rest of such a person (what is left of the log, sessions, identity) goes afterwards with
`webapp.accounts.retention`, which asks `ownership.anonymise`; so this step is to run before those.
"""

from collections.abc import Iterator

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from webapp.accounts.models import User
from webapp.study.models import Card, Review

DAY = 86_400_000  # ms
AT_ONCE = 2000  # rows of one call, one transaction
SHORT = 500  # a log of so many rows goes with its owner
_PEOPLE = 50  # looked for at a time; who is thinned out is found no more


def thin_out(session: Session, now: int, *, guest_days: int = 30) -> int:
    """Erase up to AT_ONCE rows of long logs of accounts whose seven days are over and of guests who have not answered
    for `guest_days`; how many. To be called again, each time in a transaction of its own, until it returns 0."""
    connection = session.connection()
    gone = 0
    before = now - guest_days * DAY
    for user_id in _people_over(connection, now, before):
        if not _is_over(connection, user_id, now, before):
            continue
        _shut(connection, user_id, now)
        gone += _erase(connection, user_id, AT_ONCE - gone)
        if gone >= AT_ONCE:
            break
    return gone


def _people_over(connection: Connection, now: int, before: int) -> Iterator[int]:
    """Only those with a long log: told by its SHORTth row, without counting."""
    has_long_log = (
        select(Review.seq).where(Review.user_id == User.id).offset(SHORT).limit(1).scalar_subquery().is_not(None)
    )
    people = select(User.id).where(User.anonymised_at.is_(None), has_long_log).order_by(User.id).limit(_PEOPLE)
    yield from list(connection.execute(people.where(User.delete_after <= now)).scalars())
    later = aliased(Review)
    has_answered = exists().where(later.user_id == User.id, later.answered_at >= before)
    guests = people.where(User.role == "guest", User.created_at < before, ~has_answered)
    yield from list(connection.execute(guests).scalars())


def _is_over(connection: Connection, user_id: int, now: int, before: int) -> bool:
    """Asked once more behind the lock of the row: on PostgreSQL the guest may have become an account, or answered."""
    is_due = User.delete_after <= now
    is_old_guest = and_(User.role == "guest", User.created_at < before)
    person = select(is_due.is_(True)).where(User.id == user_id, User.anonymised_at.is_(None), or_(is_due, is_old_guest))
    was_asked_for = connection.execute(person.with_for_update()).scalar()
    if was_asked_for is None or was_asked_for:
        return bool(was_asked_for)
    has_answered = select(exists().where(Review.user_id == user_id, Review.answered_at >= before))
    return not connection.execute(has_answered).scalar()


def _shut(connection: Connection, user_id: int, now: int) -> None:
    """Nobody comes back to half a log; cards that would stand for it are gone at once."""
    connection.execute(update(User).where(User.id == user_id).values(token_hash=None, disabled_at=now))
    connection.execute(delete(Card).where(Card.user_id == user_id))


def _erase(connection: Connection, user_id: int, most: int) -> int:
    """The oldest first."""
    mine = select(Review.seq).where(Review.user_id == user_id).order_by(Review.seq).limit(most)
    doomed = list(connection.execute(mine).scalars())
    if doomed:
        connection.execute(delete(Review).where(Review.user_id == user_id, Review.seq <= doomed[-1]))
    return len(doomed)
