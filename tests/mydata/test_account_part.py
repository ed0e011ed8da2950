"""What an export says of the person: every column of a person is in it, or is a secret by name."""

from __future__ import annotations

from webapp.accounts.exporting import ACCOUNT, LOGIN
from webapp.accounts.models import LoginSession, User

# Keys to the account; spellings of the same for comparing; and what says nothing of the person.
SECRETS = {"token_hash", "password_hash", "totp_secret", "totp_step"}
SHOWN_OTHERWISE = {"study_plan", "id", "name_key", "email_key", "totp_confirmed_at", "anonymised_at", "made_by"}


def test_each_column_of_a_person_is_exported_or_named_here() -> None:
    columns = {column.key for column in User.__table__.columns}
    assert columns == set(ACCOUNT) | SECRETS | SHOWN_OTHERWISE
    assert not set(ACCOUNT) & (SECRETS | SHOWN_OTHERWISE)


def test_each_column_of_a_login_is_exported_or_named_here() -> None:
    columns = {column.key for column in LoginSession.__table__.columns}
    assert columns == set(LOGIN) | {"id", "user_id", "token_hash", "guest_id"}
