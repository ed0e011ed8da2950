"""One admin stays: neither switched off, nor on the way out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts.people import account, change, user
from webapp.accounts.admins import LastAdmin
from webapp.accounts.deletions import ask_deletion
from webapp.accounts.service import change_role, disable
from webapp.database import transaction


@pytest.mark.parametrize("leaving", ["delete_after", "disabled_at"])
def test_an_admin_who_is_leaving_does_not_count(app: Flask, leaving: str) -> None:
    first, second = account(app, "first", role="admin"), account(app, "second", role="admin")
    change(app, second, **{leaving: 1})
    with app.app_context(), pytest.raises(LastAdmin), transaction() as session:
        change_role(session, first, "teacher")
    with app.app_context(), pytest.raises(LastAdmin), transaction() as session:
        disable(session, first, now=2)
    with app.app_context(), pytest.raises(LastAdmin), transaction() as session:
        ask_deletion(session, first, login_id=None, now=2)
    kept = user(app, first)
    assert (kept.role, kept.disabled_at, kept.delete_after) == ("admin", None, None)


def test_of_two_admins_each_may_go_and_then_the_other_stays(app: Flask) -> None:
    first, second = account(app, "first", role="admin"), account(app, "second", role="admin")
    with app.app_context(), transaction() as session:
        ask_deletion(session, first, login_id=None, now=2)
    with app.app_context(), pytest.raises(LastAdmin), transaction() as session:
        change_role(session, second, "student")
    change(app, first, delete_after=None)
    with app.app_context(), transaction() as session:
        change_role(session, second, "student")
    assert (user(app, first).role, user(app, second).role) == ("admin", "student")
