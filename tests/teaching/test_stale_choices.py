"""What a teacher chose holds for what stood there then: never for its opposite, nor for what came since."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import logged_in
from tests.client import Browser
from tests.clock import Clock
from tests.teaching.teacher import FIRST, brought, confirmed, page_text
from tests.teaching.test_at_once import elsewhere, form_of
from tests.teaching.test_mending_banks import mended, opened, own, prompts
from tests.teaching.test_since import MORE, OTHER, decide, retire, statuses
from webapp.accounts.models import User
from webapp.accounts.transfers import only_one
from webapp.banks import staging
from webapp.banks.models import Question
from webapp.database import db

SHORT = "".join(FIRST.splitlines(keepends=True)[:3])  # without q3
UNLIKE = FIRST.replace("Which part takes in water?", "Name 7 of 12 %%%% sounds in 88888888")


def only(app: Flask, column: Any, **where: Any) -> int:
    with app.app_context():
        found = db.session.execute(select(column).filter_by(**where).order_by(column.desc())).scalars().first()
        db.session.rollback()
    assert isinstance(found, int)
    return found


def again(client: Browser, slug: str, text: str) -> str:
    return brought(client, text, to=f"/t/banks/{slug}/upload")


def shown(client: Browser, address: str) -> str:
    client.get(address)
    return page_text(client)


def test_to_skip_a_change_never_becomes_to_make_it(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    report = confirmed(client, again(client, slug, OTHER))
    clock.advance(minutes=1)
    preview = again(client, slug, FIRST.replace("takes in water", "drinks"))
    decide(client, preview, **{"do-q2": "skip"})
    clock.advance(minutes=1)
    assert client.send(f"{report}/undo").status_code == 303
    assert "1 change needs your word" in shown(client, preview)
    confirmed(client, preview)
    assert prompts(app)["q2"] == ("Which part takes in water?", 1)


def test_to_retire_what_is_missing_is_about_what_the_page_showed(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = again(client, slug, SHORT)
    client.get(f"{preview}/changes")
    form = form_of(client, "/changes")
    clock.advance(minutes=1)
    confirmed(client, again(client, slug, MORE))
    client.submit(form, missing="retire")
    assert "2missing; they stay" in shown(client, preview)
    decide(client, preview, missing="retire")
    assert "2missing; 2 will be retired" in shown(client, preview)
    confirmed(client, preview)
    assert statuses(app) == {"q1": "active", "q2": "active", "q3": "retired", "q4": "retired"}


def test_what_was_to_be_retired_and_was_mended_since_stays(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = again(client, slug, SHORT)
    decide(client, preview, retire="q3")
    assert "1missing; 1 will be retired" in shown(client, preview)
    clock.advance(minutes=1)
    confirmed(client, mended(client, opened(client, slug, "q3"), "Which part of a plant makes its seeds?"))
    assert "1missing; they stay" in shown(client, preview)
    confirmed(client, preview)
    assert statuses(app)["q3"] == "active"


def test_to_bring_back_what_is_gone_is_not_about_one_that_came_since(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    report = confirmed(client, again(client, slug, MORE))
    preview = mended(client, opened(client, slug, "q4"), "Which part stands?")
    clock.advance(minutes=1)
    client.send(f"{report}/undo")
    decide(client, preview, **{"do-q4": "new"})
    clock.advance(minutes=1)
    confirmed(client, again(client, slug, MORE))
    assert "1 is not decided, and stays." in shown(client, preview)


@pytest.mark.parametrize("moment", ["open_shelf", "put_on_shelf"])
@pytest.mark.parametrize("is_newest", [True, False])
def test_a_file_about_what_is_taken_back_while_it_is_saved(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, moment: str, is_newest: bool
) -> None:
    """The newest question of a site stays when its import is taken back, any other goes."""
    client, slug = own(app)
    report = confirmed(client, again(client, slug, MORE))
    if not is_newest:
        confirmed(client, brought(client, FIRST, title="Other"))
    clock.advance(minutes=1)
    preview = again(client, slug, MORE.replace("holds a plant up", "holds a plant upright"))
    other = logged_in(app, only(app, User.id))
    other.get(preview)
    write = getattr(staging, moment)

    def first(*some: Any, **more: Any) -> Any:
        monkeypatch.setattr(staging, moment, write)
        elsewhere(lambda: other.send(f"{report}/undo"))
        return write(*some, **more)

    monkeypatch.setattr(staging, moment, first)
    answer = client.send(f"{preview}/confirm")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{preview}?note=changed-bank")


def test_only_what_the_bank_changed_is_said_to_be_changed_by_it(app: Flask) -> None:
    client, slug = own(app)
    text = shown(client, mended(client, opened(client, slug, "q2"), "Name 7 of 12 %%%% sounds in 88888888"))
    assert "1 change needs your word" in text
    assert "since you opened it" not in text


def test_what_was_left_out_asks_nothing(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = mended(client, opened(client, slug, "q2"), "Which part of a plant takes in water?")
    client.send(f"{preview}/out", {"key": "q1", "out": "yes"})
    clock.advance(minutes=1)
    confirmed(client, again(client, slug, OTHER))
    text = shown(client, preview)
    assert "It was changed. It stays as the bank has it." in text
    assert "Decide" not in text


def test_another_question_under_a_late_id_can_begin_anew(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = again(client, slug, UNLIKE)
    clock.advance(minutes=1)
    confirmed(client, again(client, slug, OTHER))
    client.get(f"{preview}/changes")
    assert "New question: start again" in page_text(client)


def test_a_question_that_came_back_is_not_called_new(app: Flask) -> None:
    client, slug = own(app)
    retire(app, client, "q3", slug)
    preview = opened(client, slug)
    question_id = only(app, Question.id, external_id="q3")
    client.send(f"/t/banks/{slug}/questions", {"id": str(question_id), "do": "active"})
    assert "It came or came back, and stays." in shown(client, preview)


def test_mending_beside_a_running_file_says_what_to_wait_for(app: Flask) -> None:
    client, slug = own(app)
    user_id, now = only(app, User.id), app.config["CLOCK"]()
    with app.app_context(), only_one("uploading", user_id, lasting_ms=60_000, now=now):
        answer = client.send(f"/t/banks/{slug}/mend", {"question": "q1"})
    assert "Another file of yours is still being read or written." in shown(client, answer.headers["Location"])
