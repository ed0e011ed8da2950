"""Guesses at a password: counted before they are looked at, given back when they were right."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts import limits
from webapp.accounts.limits import Limit, LimitReached
from webapp.accounts.models import User
from webapp.accounts.names import email_key, name_key

Counter = tuple[Limit, str]


def typed_key(typed: str) -> str:
    return limits.digest(email_key(typed) if "@" in typed else name_key(typed))


def account_key(user_id: int | None, typed: str) -> str:
    """What a guess at this account is counted under; a name that nobody has is counted all the same."""
    return typed_key(typed) if user_id is None else str(user_id)


@dataclass(frozen=True, slots=True)
class Guess:
    """What one guess is counted under. Of what is `open` the guesser is told. What is counted for the account, by name
    and e-mail address together, is not told: else one guess too many at the one would tell whether the other is the
    same person's."""

    open: list[Counter]
    silent: list[Counter]

    @property
    def all(self) -> list[Counter]:
        return [*self.open, *self.silent]


def login_guess(user_id: int | None, typed: str, *, address: str | None, browser: str | None) -> Guess:
    """`browser`: the mark of a browser that was logged in to this account before. Its counter is its own, so that the
    guesses of a classmate elsewhere do not keep the owner out."""
    by_address = (limits.LOGIN_ADDRESS, limits.address_key(address))
    if browser is not None:
        return Guess([by_address, (limits.LOGIN_HERE, f"{account_key(user_id, typed)}:{browser}")], [])
    typed_counter = (limits.LOGIN_TYPED, typed_key(typed))
    return Guess([by_address, typed_counter], [(limits.LOGIN, account_key(user_id, typed))])


def code_guess(user_id: int | None, typed: str, *, address: str | None) -> Guess:
    """A one-time code tried for this name."""
    by_address = (limits.RESET_ADDRESS, limits.address_key(address))
    typed_counter = (limits.CODE_TYPED, typed_key(typed))
    return Guess([by_address, typed_counter], [(limits.CODE, account_key(user_id, typed))])


def count_guess(session: Session, guess: Guess, *, now: int) -> tuple[LimitReached | None, bool]:
    """The limit to tell of, if one is reached; and whether the guess may be right at all."""
    reached = count(session, guess.open, now=now)
    is_barred = reached is not None or count(session, guess.silent, now=now) is not None
    return reached, not is_barred


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
    typed = session.execute(select(User.name_key, User.email_key).where(User.id == user_id)).one()
    keys = [limits.digest(each) for each in typed if each]
    limits.clear(session, [limit.key(key) for limit in (limits.LOGIN_TYPED, limits.CODE_TYPED) for key in keys])
