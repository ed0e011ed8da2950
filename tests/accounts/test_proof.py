"""The password once more: right ones are free, wrong ones are counted."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts.people import OTHER, PASSWORD, account, rows
from webapp.accounts.limits import PASSWORD as LIMIT
from webapp.accounts.limits import LimitReached
from webapp.accounts.models import RateCount
from webapp.accounts.proof import WrongPassword, prove_owner

NOW = 1_795_514_400_000


@pytest.mark.slow  # each password costs its hash
def test_a_wrong_password_stays_counted_and_a_right_one_does_not(app: Flask) -> None:
    user_id = account(app, "hana")
    with app.app_context():
        with pytest.raises(WrongPassword):
            prove_owner(user_id, OTHER, now=NOW)
        prove_owner(user_id, PASSWORD, now=NOW)
    assert [(row.key, row.count) for row in rows(app, RateCount)] == [(f"password:{user_id}", 1)]


@pytest.mark.slow  # as above
def test_s16_after_ten_wrong_ones_the_right_one_waits_too(app: Flask) -> None:
    user_id = account(app, "hana")
    with app.app_context():
        for _guess in range(LIMIT.most):
            with pytest.raises(WrongPassword):
                prove_owner(user_id, "x", now=NOW)
        with pytest.raises(LimitReached) as reached:
            prove_owner(user_id, PASSWORD, now=NOW)
        assert reached.value.seconds == 900
        prove_owner(user_id, PASSWORD, now=NOW + LIMIT.window_ms)
