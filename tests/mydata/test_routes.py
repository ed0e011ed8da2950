"""/me/data: what is stored, the file, and being forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, update

from tests.banks.files import question_ids
from tests.client import Browser
from tests.conftest import START, Clock
from tests.html import text_of
from tests.mydata.people import PASSWORD, account, data_of, downloaded, files_of, guest
from tests.study.lives import DAY
from tests.study.test_ownership import report, rows
from webapp.accounts import hooks
from webapp.accounts.claims import claim
from webapp.accounts.deletions import TooLate, keep_account
from webapp.accounts.limits import TRANSFER, take
from webapp.accounts.logins import begin_login
from webapp.accounts.models import LoginSession, User
from webapp.accounts.retention import finish_deletions
from webapp.database import transaction
from webapp.exchange.cells import read_cells
from webapp.study.models import Card, Enrolment, Report, Review, StudySession


def words(client: Browser) -> str:
    assert client.last is not None
    return text_of(next(client.last.iter("main")))


def test_a_stranger_reads_that_nothing_is_stored(client: Browser) -> None:
    client.get("/me/data")
    assert "Nothing is stored" in words(client)
    assert [form.action for form in client.forms()] == []
    assert client.last is not None
    onward = [each.get("href") for each in client.last.iter("a") if "button" in (each.get("class") or "").split()]
    assert onward == ["/", "/privacy"]


def test_a_guest_reads_the_figures(app: Flask, clock: Clock) -> None:
    _pupil, client = guest(app, clock, answers=3)
    client.get("/me/data")
    assert client.last is not None
    figures = next(each for each in client.last.iter("dl") if each.get("class") == "figures")
    assert text_of(figures) == "3answers 3cards 1session 0reports"
    assert [form.action for form in client.forms()] == ["/me/data/download", "/me/data/anki"]


def test_an_account_can_be_deleted_from_here(app: Flask, clock: Clock) -> None:
    _pupil, client = account(app, clock)
    client.get("/me/data")
    assert [form.action for form in client.forms() if form.action.startswith("/me/data")] == [
        "/me/data/download",
        "/me/data/anki",
        "/me/data/delete",
    ]


def test_the_file_holds_everything(app: Flask, clock: Clock) -> None:
    pupil, client = account(app, clock)
    answer = downloaded(client)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=recollect-data-2026-11-24.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert sorted(files_of(answer)) == ["README.txt", "cards.csv", "data.json", "reviews.csv"]
    data = data_of(answer)
    assert (data["format"], data["format_version"], data["exported_at"]) == ("recollect-learner", 1, START)
    assert [row["id"] for row in data["reviews"]] == [row["id"] for row in pupil.log()]
    assert [row["question"] for row in data["cards"]] == ["q1", "q2"]
    assert data["account"][0]["name"] == "hana.k"
    assert [login["label"] for login in data["logins"]] == ["Firefox on Linux"]


def test_s37_the_tables_are_read_back_as_they_were(app: Flask, clock: Clock) -> None:
    pupil, client = guest(app, clock, answers=0)
    pupil.answer(question_ids(app)["q1"], 1, answer={"rating": 1, "ideas": [], "note": "=cmd"})
    found = files_of(downloaded(client))
    head, row = read_cells(found["reviews.csv"])
    assert found["reviews.csv"].startswith("\ufeffanswered_at,")
    told = dict(zip(head, row, strict=True))
    assert (told["question"], told["rating"], told["what"], told["day"]) == ("q1", "1", "learn", "2026-11-24")
    assert told["answer"] == '{"ideas": [], "note": "=cmd", "rating": 1}'
    assert read_cells(found["cards.csv"])[1][:3] == ["science", "q1", ""]


def test_no_secret_is_in_the_file(app: Flask, clock: Clock) -> None:
    """S41 for the export: neither token nor password nor their hashes."""
    pupil, client = account(app, clock)
    kept = [*rows(app, User, "password_hash"), *rows(app, LoginSession, "token_hash")]
    text = "".join(files_of(downloaded(client)).values())
    secrets = [value for row in kept for value in row if value] + [pupil.token, PASSWORD]
    assert len(secrets) == 4
    assert [secret for secret in secrets if secret in text] == []


def test_nobody_elses_things_are_in_the_file(app: Flask, clock: Clock) -> None:
    mine, client = guest(app, clock)
    other, _client = guest(app, clock, answers=3)
    data = data_of(downloaded(client))
    assert {row["id"] for row in data["reviews"]} == {row["id"] for row in mine.log()}
    assert {row["id"] for row in data["sessions"]}.isdisjoint({other.session_id})


def test_the_file_is_made_twenty_times_an_hour(app: Flask, clock: Clock) -> None:
    _pupil, client = guest(app, clock, answers=0)
    with app.app_context(), transaction() as session:
        key = TRANSFER.key(rows(app, User, "id")[0][0])
        for _number in range(TRANSFER.most - 1):
            take(session.connection(), key, limit=TRANSFER.most, window_ms=TRANSFER.window_ms, now=clock.now)
    assert downloaded(client).status_code == 200
    refused = downloaded(client)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    clock.advance(hours=1)
    assert downloaded(client).status_code == 200


WORKER = """
import json, sys
from tests.client import Browser
from tests.mydata.people import downloaded
from webapp.app import build_app
environment, now, tokens = json.loads(sys.argv[1])
app = build_app(environment)
app.config["CLOCK"], app.test_client_class = (lambda: now), Browser
statuses = []
for token in tokens:
    client = app.test_client()
    client.set_cookie("visitor", token)
    statuses.append(downloaded(client).status_code)
print("statuses", *statuses)
"""


@pytest.mark.slow  # builds the app once more, in another process
def test_one_file_at_a_time_for_each_person_in_all_processes(
    app: Flask, clock: Clock, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (pupil, client), (neighbour, _client) = guest(app, clock), guest(app, clock)
    asked = json.dumps([environment, clock.now, [pupil.token, neighbour.token]])
    found: list[str] = []

    def meanwhile(_connection: Connection, _user_id: int) -> dict[str, Any]:
        if not found:
            done = subprocess.run([sys.executable, "-c", WORKER, asked], capture_output=True, text=True, check=True)
            found.append(done.stdout.splitlines()[-1])
        return {}

    monkeypatch.setattr(hooks, "EXPORT", [*hooks.EXPORT, meanwhile])
    assert downloaded(client).status_code == 200
    assert found == ["statuses 429 200"]
    assert downloaded(client).status_code == 200


def test_a_file_whose_process_was_killed_can_be_asked_for_again_after_five_minutes(app: Flask, clock: Clock) -> None:
    pupil, client = guest(app, clock)
    with app.app_context(), transaction() as session:
        assert claim(session, f"exporting:{pupil.id}", lasting_ms=1, now=clock.now)
    clock.advance(minutes=5, ms=-1)
    assert downloaded(client).status_code == 429
    clock.advance(ms=1)
    assert [downloaded(client).status_code for _ in range(2)] == [200, 200]


def test_a_file_that_breaks_off_is_given_back(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    _pupil, client = guest(app, clock)
    with monkeypatch.context() as broken:
        broken.setattr(hooks, "EXPORT", [lambda _connection, _user_id: 1 / 0])
        assert downloaded(client).status_code == 500
    assert downloaded(client).status_code == 200


@pytest.mark.slow  # checks passwords, which is slow on purpose
def test_deleting_takes_the_password(app: Flask, clock: Clock) -> None:
    _pupil, client = account(app, clock)
    wrong = client.send("/me/data/delete", {"password": "another one"})
    assert (wrong.status_code, "This is not your password" in words(client)) == (422, True)
    assert client.send("/me/data/delete").status_code == 422
    assert rows(app, User, "delete_after") == [(None,)]


@pytest.mark.slow  # as above
def test_deleting_can_be_taken_back_for_seven_days(app: Flask, clock: Clock) -> None:
    pupil, client = account(app, clock)
    with app.app_context(), transaction() as session:
        begin_login(session, pupil.id, is_shared=False, label="Chrome", now=clock.now)
    assert client.send("/me/data/delete", {"password": PASSWORD}).status_code == 303
    assert rows(app, User, "delete_after") == [(START + 7 * DAY,)]
    ended = dict(rows(app, LoginSession, "label", "expires_at"))
    assert (ended["Chrome"], ended["Firefox on Linux"] > START) == (START, True)
    clock.advance(days=6)
    client.get("/banks")  # on every page
    assert client.last is not None
    assert "This account will be erased on 1 December." in text_of(client.last)
    client.submit(next(form for form in client.forms() if form.action == "/me/data/keep"))
    assert rows(app, User, "delete_after") == [(None,)]
    client.get("/banks")
    assert "will be erased" not in text_of(client.last)


@pytest.mark.slow  # as above
def test_after_seven_days_nothing_tells_who_it_was(app: Flask, clock: Clock) -> None:
    pupil, client = account(app, clock)
    report(app, pupil, pupil.log()[0]["question_id"], review_id=pupil.log()[0]["id"])
    client.send("/me/data/delete", {"password": PASSWORD})
    assert erased(app, clock) == 0
    clock.advance(days=7)
    assert client.send("/me/data/keep").headers["Location"] == "/login?late=1"
    client.get("/login?late=1")
    assert "It is too late to keep the account" in words(client)
    assert erased(app, clock) == 1
    assert [rows(app, model, "user_id") for model in (Review, Card, StudySession, Enrolment, LoginSession)] == [[]] * 5
    names = ("name", "name_key", "display_name", "email", "email_key", "password_hash", "token_hash", "totp_secret")
    assert rows(app, User, *names) == [(None, None, "", None, None, None, None, None)]
    assert rows(app, Report, "user_id", "review_id", "reason", "comment") == [(None, None, "unclear", "Which year?")]


def erased(app: Flask, clock: Clock) -> int:
    with app.app_context(), transaction() as session:
        return finish_deletions(session, clock.now)


@pytest.mark.slow  # as above
def test_the_only_admin_cannot_be_deleted(app: Flask, clock: Clock) -> None:
    _pupil, client = account(app, clock, role="admin", answers=0)
    refused = client.send("/me/data/delete", {"password": PASSWORD})
    assert (refused.status_code, "You are the only admin" in words(client)) == (422, True)
    account(app, clock, name="second", role="admin", answers=0)
    assert client.send("/me/data/delete", {"password": PASSWORD}).status_code == 303


def test_a_browser_is_forgotten_after_one_more_page(app: Flask, clock: Clock) -> None:
    pupil, client = guest(app, clock)
    other, _client = guest(app, clock, answers=1)
    client.get("/me/data/forget")
    assert "2 answers are erased" in words(client)
    assert len(pupil.log()) == 2  # looking changes nothing
    done = client.submit(next(form for form in client.forms() if form.action == "/me/data/forget"))
    assert done.headers["Location"] == "/me/data/forgotten"
    assert (pupil.log(), pupil.states(), len(other.log())) == ([], {}, 1)
    assert client.get_cookie("visitor") is None
    client.get("/me/data/forgotten")
    assert "This browser is forgotten" in words(client)


def test_an_account_is_not_forgotten_like_a_browser(app: Flask, clock: Clock) -> None:
    pupil, client = account(app, clock)
    assert client.send("/me/data/forget").headers["Location"] == "/me/data"
    assert len(pupil.log()) == 2


def test_a_guest_has_nothing_to_delete_in_seven_days(app: Flask, clock: Clock) -> None:
    _pupil, client = guest(app, clock)
    for path in ("/me/data/delete", "/me/data/keep"):
        assert client.send(path, {"password": PASSWORD}).status_code == 303
        assert client.send(path, {"password": PASSWORD}).headers["Location"].startswith("/login")
    assert rows(app, User, "delete_after") == [(None,)]


def test_an_account_is_kept_to_the_last_millisecond_and_off_from_then_on(app: Flask, clock: Clock) -> None:
    """The nightly work may come a day later."""
    pupil, client = account(app, clock)
    with app.app_context(), transaction() as session:
        session.execute(update(User).values(delete_after=START + DAY))
    clock.advance(days=1, ms=-1)
    assert client.get("/me/account").status_code == 200
    clock.advance(ms=1)
    for path in ("/me/account", "/banks", "/study?bank=recall"):
        client.set_cookie("visitor", pupil.token)
        assert client.get(path).headers["Location"] == "/login?late=1"
    with pytest.raises(TooLate), app.app_context(), transaction() as session:
        keep_account(session, pupil.id, now=clock.now)
    assert rows(app, User, "delete_after") == [(START + DAY,)]
    with app.app_context(), transaction() as session:
        assert keep_account(session, pupil.id, now=clock.now - 1)
        assert not keep_account(session, pupil.id, now=clock.now - 1)
