"""Files that go in or out: counted, and one at a time for each person, in whatever process."""

from collections.abc import Iterator
from contextlib import contextmanager

from webapp.accounts import limits
from webapp.accounts.claims import claim, release
from webapp.accounts.limits import LimitReached
from webapp.database import transaction

_AGAIN = 5  # seconds


class StillRunning(LimitReached):
    """Another of this person is not done yet."""


@contextmanager
def only_one(what: str, user_id: int, *, lasting_ms: int, now: int) -> Iterator[None]:
    """Raises LimitReached, and StillRunning while there is another. A file that was not begun is counted too: the count
    stays where a limit is reached, which is raised after the transaction."""
    key = f"{what}:{user_id}"
    with transaction() as session, limits.counting() as reached:
        limits.require(session, limits.TRANSFER, user_id, now=now)
        if not claim(session, key, lasting_ms=lasting_ms, now=now):
            raise StillRunning(limits.TRANSFER, _AGAIN)
    if reached:
        raise reached[0]
    try:
        yield
    finally:
        with transaction() as session:
            release(session, key, claimed_at=now)
