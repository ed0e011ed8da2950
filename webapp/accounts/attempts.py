"""Guesses at a password: counted before they are looked at, given back when they were right."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.accounts import limits
from webapp.accounts.limits import Limit, LimitReached
from webapp.accounts.names import email_key, name_key

Counter = tuple[Limit, str]


def account_key(user_id: int | None, typed: str) -> str:
    """What a guess at this account is counted under; a name that nobody has is counted all the same."""
    if user_id is not None:
        return str(user_id)
    return limits.digest(email_key(typed) if "@" in typed else name_key(typed))


def login_counters(user_id: int | None, typed: str, *, address: str | None, browser: str | None) -> list[Counter]:
    """`browser`: the mark of a browser that was logged in to this account before. Its counter is its own, so that the
    guesses of a classmate elsewhere do not keep the owner out."""
    counters: list[Counter] = [(limits.LOGIN_ADDRESS, limits.address_key(address))]
    account = account_key(user_id, typed)
    if browser is not None:
        return [*counters, (limits.LOGIN_HERE, f"{account}:{browser}")]
    return [*counters, (limits.LOGIN, account)]


def count(session: Session, counters: list[Counter], *, now: int) -> LimitReached | None:
    """Take one of each in order; the limit that is reached, if one is. What was counted stays counted."""
    with limits.counting() as reached:
        for limit, whose in counters:
            limits.require(session, limit, whose, now=now)
    return reached[0] if reached else None


def give_back(session: Session, counters: list[Counter]) -> None:
    for limit, whose in counters:
        limits.give_back(session, limit.key(whose))


def forgive(session: Session, user_id: int) -> None:
    """Wrong guesses at an account count no more: somebody in charge has helped its owner, or she has a new password."""
    kinds = (limits.LOGIN, limits.SECOND_STEP, limits.PASSWORD, limits.RESET, limits.CODE)
    limits.clear(session, [limit.key(user_id) for limit in kinds])
    limits.clear_all(session, limits.LOGIN_HERE.key(f"{user_id}:"))  # in each browser
