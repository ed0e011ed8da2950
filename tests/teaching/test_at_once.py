"""The same upload in two tabs at once: nothing is lost, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.accounts.people import account, logged_in
from tests.client import Browser
from tests.html import Form
from tests.meanwhile import meanwhile as while_another
from tests.teaching.teacher import FIRST, articles, banks, brought, confirmed, page_text
from tests.teaching.test_mending_banks import mended, own, prompts
from webapp.accounts.transfers import only_one
from webapp.banks import staging
from webapp.banks.models import Bank, ImportBatch
from webapp.database import db
from webapp.teaching import queries, service, store


def two_tabs(app: Flask) -> tuple[Browser, Browser, int]:
    user_id = account(app, "teacher", role="teacher")
    return logged_in(app, user_id), logged_in(app, user_id), user_id


def form_of(client: Browser, ending: str) -> Form:
    return next(form for form in client.forms() if form.action.partition("?")[0].endswith(ending))


def elsewhere(happens: Callable[[], Any]) -> None:
    """In another thread, which is over before this one goes on."""
    thread = threading.Thread(target=happens)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def batches(app: Flask) -> list[int]:
    with app.app_context():
        found = list(db.session.scalars(select(ImportBatch.id)))
        db.session.rollback()
    return found


@pytest.mark.parametrize("is_new", [True, False])
def test_two_words_to_save_at_once_are_one_import(app: Flask, monkeypatch: pytest.MonkeyPatch, is_new: bool) -> None:
    one, other, _user_id = two_tabs(app)
    to = "/banks/new"
    if not is_new:
        confirmed(one, brought(one, FIRST, title="Plants"))
        to = f"/t/banks/{banks(app)[0].slug}/upload"
    before = len(batches(app))
    preview = brought(one, FIRST.replace("Which gas do", "What gas do"), to=to, title="Plants")
    put, both = staging.put_batch, threading.Barrier(2, timeout=10)

    def together(batch: ImportBatch) -> int:
        both.wait()  # each has written its questions, and neither shows them yet
        return put(batch)

    monkeypatch.setattr(staging, "put_batch", together)
    found: dict[str, Any] = {}
    threads = [
        threading.Thread(target=lambda name=name, tab=tab: found.update({name: tab.send(f"{preview}/confirm")}))
        for name, tab in (("one", one), ("other", other))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert {answer.status_code for answer in found.values()} == {303}
    [report] = {answer.headers["Location"] for answer in found.values()}
    assert len(batches(app)) == before + 1
    assert report == f"/imports/{batches(app)[-1]}"
    assert {key: said for key, (said, _number) in prompts(app).items()} == {
        "q1": "What gas do plants take in?",
        "q2": "Which part takes in water?",
        "q3": "Which part makes seeds?",
    }
    with app.app_context():
        assert len(db.session.scalars(select(Bank)).all()) == 1
        db.session.rollback()


def test_who_asks_for_a_second_reading_meanwhile_is_told(app: Flask) -> None:
    one, other, user_id = two_tabs(app)
    preview = brought(one, FIRST)
    with app.app_context(), only_one("uploading", user_id, lasting_ms=60_000, now=app.config["CLOCK"]()):
        answer = other.send(f"{preview}/read", {"separator": "comma"})
    assert answer.headers["Location"] == f"{preview}?note=running"
    other.get(answer.headers["Location"])
    assert "still being read" in page_text(other)
    assert len(articles(other)) == 3


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> None:
    """While the file is read, before what was found takes its place."""
    put = store.put_found

    def first(*some: Any, **more: Any) -> None:
        monkeypatch.setattr(store, "put_found", put)
        elsewhere(happens)
        put(*some, **more)

    monkeypatch.setattr(store, "put_found", first)


def test_what_is_mended_while_the_file_is_read_stays_mended(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, _user_id = two_tabs(app)
    preview = brought(one, FIRST)
    meanwhile(monkeypatch, lambda: mended(other, f"{preview}/q1", "Which part drinks?"))
    one.send(f"{preview}/read", {})
    one.get(preview)
    assert "Which part drinks?" in articles(one)["q1"]


def test_a_file_that_is_saved_while_it_is_read_stays_as_it_was_saved(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _user_id = two_tabs(app)
    preview = brought(one, FIRST)
    meanwhile(monkeypatch, lambda: confirmed(other, preview))
    assert one.send(f"{preview}/read", {}).headers["Location"] == f"{preview}?note=reread"
    one.get(preview)
    assert "This upload is in the bank." in page_text(one)


def test_what_is_mended_while_it_is_saved_is_not_lost(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, _user_id = two_tabs(app)
    preview = brought(one, FIRST)
    put = staging.put_batch

    def first(batch: ImportBatch) -> int:
        monkeypatch.setattr(staging, "put_batch", put)
        elsewhere(lambda: mended(other, f"{preview}/q1", "Which part drinks?"))
        return put(batch)

    monkeypatch.setattr(staging, "put_batch", first)
    assert one.send(f"{preview}/confirm").headers["Location"] == f"{preview}?note=reread"
    assert batches(app) == []
    confirmed(one, preview)
    assert prompts(app)["q2"] == ("Which part drinks?", 1)


def test_a_form_of_an_earlier_reading_changes_the_question_that_it_shows(app: Flask) -> None:
    client, _slug = own(app)
    preview = brought(client, FIRST)
    client.get(f"{preview}/q1")
    form = form_of(client, "/q1")
    client.get(preview)
    out, save = form_of(client, "/out"), form_of(client, "/confirm")
    client.send(f"{preview}/read", {"column-0": "ignored"})  # without their ids they are others
    assert client.submit(form, prompt="Which part drinks?", do="save").headers["Location"] == f"{preview}?note=reread"
    assert client.submit(out, out="yes").headers["Location"] == f"{preview}?note=reread"
    assert client.submit(save).headers["Location"] == f"{preview}?note=reread"
    client.send(f"{preview}/read", {"column-0": ""})
    client.submit(form, prompt="Which part drinks?", do="save")
    client.get(preview)
    assert "Which part drinks?" in articles(client)["q1"]


def test_two_questions_mended_at_once_are_both_mended(app: Flask) -> None:
    one, _other, user_id = two_tabs(app)
    preview = brought(one, FIRST)
    upload_id, now = int(preview.rpartition("/")[2]), app.config["CLOCK"]()

    def left_out(session: Session) -> None:
        upload = queries.own_upload(session, user_id, upload_id, now=now, is_to_change=True)
        assert upload is not None
        service.save_edit(session, upload, "q0", {"out": True})

    with while_another(app, "FOR UPDATE", left_out) as became:
        mended(one, f"{preview}/q1", "Which part drinks?")
    assert became == ["waits"]
    one.get(preview)
    assert "Left out by you" in articles(one)["q0"] and "Which part drinks?" in articles(one)["q1"]
