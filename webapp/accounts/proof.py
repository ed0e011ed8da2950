"""Asking for the password once more, before something that could lock its owner out."""

from __future__ import annotations

from webapp.accounts import attempts, limits, passwords, queries
from webapp.database import reading, transaction


class WrongPassword(Exception):
    """It is not the password of this account."""


def prove_owner(user_id: int, password: str, *, now: int) -> None:
    """Returns when this is the password of the account. A guess is counted, and kept, before it is looked at, so this
    takes transactions of its own, and none while it hashes. Raises LimitReached or WrongPassword."""
    counters = [(limits.PASSWORD, str(user_id))]
    with transaction() as session:
        reached = attempts.count(session, counters, now=now)
    if reached is not None:
        raise reached
    kept = queries.credentials_of(reading(), user_id).password_hash
    if not passwords.verify_password(kept, password):
        raise WrongPassword(user_id)
    with transaction() as session:
        attempts.give_back(session, counters)
