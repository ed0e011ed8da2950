"""How often: counters in the database, exact over all processes.

A counter is raised before the thing it counts is tried, by one statement that gives the new number back; whoever would
read it first and write it later lets guesses through that arrive together. Strict for one account, loose for one
address: thirty pupils share a school's.
"""

from __future__ import annotations

import hashlib
import ipaddress
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, bindparam, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webapp.accounts.models import RateCount
from webapp.direct import Prepared, Reader

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in `window_ms`, counted under `name`."""

    name: str
    most: int
    window_ms: int

    def key(self, whose: object) -> str:
        return f"{self.name}:{whose}"


LOGIN = Limit("login", 10, 15 * MINUTE)  # one account, whatever was typed
LOGIN_TYPED = Limit("login-typed", 10, 15 * MINUTE)  # one name or address as it was typed, whoever has it
LOGIN_HERE = Limit("login-here", 10, 15 * MINUTE)  # one account in one browser that was logged in to it before
LOGIN_ADDRESS = Limit("login-address", 300, 15 * MINUTE)
SECOND_STEP = Limit("second-step", 10, 15 * MINUTE)
PASSWORD = Limit("password", 10, 15 * MINUTE)  # the current password, asked before a change
EMAIL = Limit("email", 5, HOUR)  # one account: other e-mail addresses given
RESET = Limit("reset", 3, HOUR)  # one account: links asked for
CODE = Limit("code", 3, HOUR)  # one account: one-time codes tried
CODE_TYPED = Limit("code-typed", 3, HOUR)
RESET_ADDRESS = Limit("reset-address", 60, HOUR)
SIGN_UP_ADDRESS = Limit("sign-up-address", 120, HOUR)
JOIN_CODE = Limit("join-code", 10, 15 * MINUTE)  # codes to sign up by, of one guest or browser
JOIN_CODE_ADDRESS = Limit("join-code-address", 300, 15 * MINUTE)
TRANSFER = Limit("transfer", 20, HOUR)  # uploads and exports of one account
FIT = Limit("fit", 20, HOUR)  # fits asked for by one learner
GUEST_ADDRESS = Limit("guest-address", 600, HOUR)  # guests made: loose, only against a script
ANSWER = Limit("answer", 600, 10 * MINUTE)  # answers of one learner


class LimitReached(Exception):
    """Too often; `seconds` until the next try counts anew."""

    def __init__(self, limit: Limit, seconds: int) -> None:
        super().__init__(limit.name)
        self.limit = limit
        self.seconds = seconds


def _statement(dialect: str) -> Prepared:
    insert = insert_pg if dialect == "postgresql" else insert_sqlite
    now = bindparam("now", type_=BigInteger)
    amount = bindparam("amount", type_=Integer)
    is_over = RateCount.window_start <= bindparam("oldest", type_=BigInteger)
    new = insert(RateCount).values(key=bindparam("key"), window_start=now, count=amount)
    counted = new.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((is_over, amount), else_=RateCount.count + amount),
            "window_start": case((is_over, now), else_=RateCount.window_start),
        },
    ).returning(RateCount.count)
    return Prepared(counted)


_statements = {dialect: _statement(dialect) for dialect in ("sqlite", "postgresql")}


def take(connection: Reader, key: str, *, limit: int, window_ms: int, now: int, amount: int = 1) -> bool:
    """Count one more under this key; whether it may be done. One statement, also for those who may not."""
    statement = _statements[connection.dialect.name]
    values = {"key": key[:160], "now": now, "oldest": now - window_ms, "amount": amount}
    return int(statement.row(connection, values)[0]) <= limit


def give_back(session: Session, key: str) -> None:
    """What was counted turned out well, and counts no longer."""
    session.execute(
        update(RateCount).where(RateCount.key == key[:160], RateCount.count > 0).values(count=RateCount.count - 1)
    )


def clear(session: Session, keys: list[str]) -> None:
    session.execute(delete(RateCount).where(RateCount.key.in_([key[:160] for key in keys])))


def clear_all(session: Session, beginning: str) -> None:
    session.execute(delete(RateCount).where(RateCount.key.startswith(beginning, autoescape=True)))


_started = Prepared(select(RateCount.window_start).where(RateCount.key == bindparam("key")))


def seconds_left(connection: Reader, key: str, *, window_ms: int, now: int) -> int:
    """Until this key counts anew, at least 1."""
    started = _started.row(connection, {"key": key[:160]})
    return max(1, -(-((started[0] if started else now) + window_ms - now) // 1000))


def require(session: Session, limit: Limit, whose: object, *, now: int) -> None:
    """Take one. Raises LimitReached, which must not undo the count: see `counting`."""
    key = limit.key(whose)
    if not take(session.connection(), key, limit=limit.most, window_ms=limit.window_ms, now=now):
        raise LimitReached(limit, seconds_left(session.connection(), key, window_ms=limit.window_ms, now=now))


@contextmanager
def counting() -> Iterator[list[LimitReached]]:
    """Inside `transaction()`: keeps what was counted although the limit is reached. The caller raises what it finds."""
    found: list[LimitReached] = []
    try:
        yield found
    except LimitReached as reached:
        found.append(reached)


def address_key(address: str | None) -> str:
    """An address as it is counted: of IPv6 the network, since one household has 2^64 of them."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def digest(text: str) -> str:
    """A key for something that was typed, which is not kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Tally:
    """Counts in this process and writes every twentieth: one process may be 19 behind, and nineteen answers of twenty
    write nothing. Good for a limit against scripts, not for passwords."""

    STEP = 20
    MOST_KEPT = 10_000

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._counts: dict[int, int] = {}
        self._refused: dict[int, int] = {}  # until when, ms
        self._lock = threading.Lock()

    def count(self, connection: Reader, whose: int, *, now: int) -> None:
        """Raises LimitReached."""
        with self._lock:
            until = self._refused.get(whose, 0)
            if until > now:
                raise LimitReached(self.limit, max(1, -(-(until - now) // 1000)))
            pending = self._counts.get(whose, 0) + 1
            is_due = pending >= self.STEP
            if is_due:
                self._counts.pop(whose, None)
            else:
                if len(self._counts) >= self.MOST_KEPT:
                    self._counts.clear()
                    self._refused.clear()
                self._counts[whose] = pending
        if is_due:
            self._write(connection, whose, now)

    def _write(self, connection: Reader, whose: int, now: int) -> None:
        key, window = self.limit.key(whose), self.limit.window_ms
        if take(connection, key, limit=self.limit.most, window_ms=window, now=now, amount=self.STEP):
            return
        seconds = seconds_left(connection, key, window_ms=window, now=now)
        with self._lock:
            self._refused[whose] = now + seconds * 1000
        raise LimitReached(self.limit, seconds)
