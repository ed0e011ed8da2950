"""A bank that changes while it is mended, or while a file is on its way to it: nothing is overwritten unasked."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.people import heading
from tests.client import Browser
from tests.conftest import Clock
from tests.teaching.teacher import FIRST, banks, brought, confirmed, page_text
from tests.teaching.test_mending_banks import BEFORE, mended, opened, own, prompts
from webapp.banks.models import Question
from webapp.database import db

OTHER = FIRST.replace("takes in water", "takes water in")
THEIRS = BEFORE | {"q2": ("Which part takes water in?", 2)}


def late(app: Flask, clock: Clock, change: str = OTHER) -> tuple[Browser, str]:
    """q2 mended, then brought in other words by a file; the address of the preview."""
    client, slug = own(app)
    preview = mended(client, opened(client, slug, "q2"), "Which part of a plant takes in water?")
    clock.advance(minutes=1)
    confirmed(client, brought(client, change, to=f"/t/banks/{slug}/upload"))
    return client, preview


def decide(client: Browser, preview: str, **chosen: str) -> None:
    client.get(f"{preview}/changes")
    form = next(form for form in client.forms() if form.action.endswith("/changes"))
    assert client.submit(form, **chosen).status_code == 303


def test_what_the_bank_got_meanwhile_is_said_and_stays_unless_its_teacher_says_so(app: Flask, clock: Clock) -> None:
    client, preview = late(app, clock)
    client.get(preview)
    said = page_text(client)
    assert "1 question is otherwise in the bank since you opened it" in said
    assert "You mended it, and it was changed: choose one of both." in said
    assert "No question is changed. 1 is not decided, and stays. 2 stay as they are." in said
    confirmed(client, preview)
    assert prompts(app) == THEIRS


def test_one_takes_ones_own_words_after_having_seen_both(app: Flask, clock: Clock) -> None:
    client, preview = late(app, clock)
    client.get(f"{preview}/changes")
    said = page_text(client)
    assert "Mended by you, and changed since you opened the bank" in said
    assert "Which part takes water in?" in said and "Which part of a plant takes in water?" in said
    decide(client, preview, **{"do-q2": "fix"})
    confirmed(client, preview)
    assert prompts(app) == BEFORE | {"q2": ("Which part of a plant takes in water?", 3)}


def test_what_was_chosen_against_other_words_is_asked_again(app: Flask, clock: Clock) -> None:
    client, preview = late(app, clock)
    decide(client, preview, **{"do-q2": "fix"})
    slug = banks(app)[0].slug
    clock.advance(minutes=1)
    confirmed(client, brought(client, FIRST.replace("takes in water", "drinks"), to=f"/t/banks/{slug}/upload"))
    confirmed(client, preview)
    assert prompts(app) == BEFORE | {"q2": ("Which part drinks?", 3)}


def test_what_was_not_mended_is_shown_as_the_bank_has_it_and_mended_so(app: Flask, clock: Clock) -> None:
    client, preview = late(app, clock, FIRST.replace("Which gas do", "What gas do"))
    client.get(preview)
    assert "“What gas do plants take in?” It was changed. It stays as the bank has it." in page_text(client)
    client.get(mended(client, f"{preview}/q0", "What gas do leaves take in?"))
    assert heading(client) == "2 questions mended, not saved yet"
    confirmed(client, preview)
    after = {
        "q1": ("What gas do leaves take in?", 3),
        "q2": ("Which part of a plant takes in water?", 2),
    }
    assert prompts(app) == BEFORE | after


def test_a_form_that_was_filled_before_the_bank_changed_is_no_word_about_it(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    address = opened(client, slug, "q2")
    client.get(address)
    form = next(form for form in client.forms() if form.action.partition("?")[0] == address)
    clock.advance(minutes=1)
    confirmed(client, brought(client, OTHER, to=f"/t/banks/{slug}/upload"))
    client.submit(form, prompt="Which part of a plant takes in water?", do="save")
    confirmed(client, address.rpartition("/")[0])
    assert prompts(app) == THEIRS


def retire(app: Flask, client: Browser, key: str, slug: str) -> None:
    with app.app_context():
        found = db.session.execute(select(Question.id).where(Question.external_id == key)).scalar_one()
        db.session.rollback()
    client.send(f"/t/banks/{slug}/questions", {"id": str(found), "do": "retired"})


def statuses(app: Flask) -> dict[str, str]:
    with app.app_context():
        found = dict(db.session.execute(select(Question.external_id, Question.status).order_by(Question.id)).all())
        db.session.rollback()
    return found


def test_what_was_retired_meanwhile_comes_back_only_when_that_is_chosen(app: Flask) -> None:
    client, slug = own(app)
    preview = mended(client, opened(client, slug, "q2"), "Which part drinks?")
    retire(app, client, "q2", slug)
    client.get(f"{preview}/changes")
    assert "Mended by you, and retired since you opened the bank" in page_text(client)
    report = confirmed(client, preview)
    assert (statuses(app)["q2"], prompts(app)) == ("retired", BEFORE)
    client.send(f"{report}/undo")

    preview = mended(client, opened(client, slug, "q1"), "Which gas?")
    retire(app, client, "q1", slug)
    decide(client, preview, **{"do-q1": "fix"})
    confirmed(client, preview)
    assert (statuses(app)["q1"], prompts(app)["q1"]) == ("active", ("Which gas?", 2))


MORE = FIRST + "q4,Which part holds a plant up?,Stem,Leaf,1,Stems,It stands on it.\n"


@pytest.mark.parametrize(("chosen", "after"), [("", BEFORE), ("new", BEFORE | {"q4": ("Which part stands?", 1)})])
def test_what_was_taken_out_meanwhile_comes_back_only_when_that_is_chosen(
    app: Flask, clock: Clock, chosen: str, after: dict[str, tuple[str, int]]
) -> None:
    client, slug = own(app)
    report = confirmed(client, brought(client, MORE, to=f"/t/banks/{slug}/upload"))
    preview = mended(client, opened(client, slug, "q4"), "Which part stands?")
    client.send(f"{report}/undo")
    client.get(f"{preview}/changes")
    assert "Mended by you, and taken out of the bank since you opened it" in page_text(client)
    decide(client, preview, **{"do-q4": chosen})
    confirmed(client, preview)
    kept = {key for key, status in statuses(app).items() if status == "active"}
    assert {key: said for key, said in prompts(app).items() if key in kept} == after


def test_a_file_that_was_read_before_the_bank_changed_overwrites_nothing_unasked(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = brought(client, FIRST.replace("takes in water", "drinks"), to=f"/t/banks/{slug}/upload")
    clock.advance(minutes=1)
    confirmed(client, brought(client, OTHER, to=f"/t/banks/{slug}/upload"))
    client.get(f"{preview}/changes")
    assert "The bank got other words since this file was brought" in page_text(client)
    confirmed(client, preview)
    assert prompts(app) == THEIRS


def test_what_was_shown_before_the_bank_changed_is_not_saved_but_shown_again(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = brought(client, FIRST.replace("Which gas do", "What gas do"), to=f"/t/banks/{slug}/upload")
    client.get(preview)
    form = next(form for form in client.forms() if form.action.endswith("/confirm"))
    clock.advance(minutes=1)
    confirmed(client, brought(client, OTHER, to=f"/t/banks/{slug}/upload"))
    answer = client.submit(form)
    assert answer.headers["Location"] == f"{preview}?note=changed-bank"
    assert prompts(app) == THEIRS
    client.get(answer.headers["Location"])
    assert "The bank has changed in the meantime." in page_text(client)
    client.submit(next(form for form in client.forms() if form.action.endswith("/confirm")))
    assert prompts(app) == THEIRS | {"q1": ("What gas do plants take in?", 2)}


def test_many_that_the_bank_has_newer_are_decided_at_once(app: Flask, clock: Clock) -> None:
    client, slug = own(app)
    preview = brought(client, FIRST.replace("Which part", "What part"), to=f"/t/banks/{slug}/upload")
    clock.advance(minutes=1)
    confirmed(client, brought(client, FIRST.replace("Which part", "What organ"), to=f"/t/banks/{slug}/upload"))
    decide(client, preview, all="fix")  # goes over none of them
    client.get(preview)
    assert "2 changes are not decided" in page_text(client)
    decide(client, preview, late="mine")
    confirmed(client, preview)
    assert [said[0][:9] for said in prompts(app).values()] == ["Which gas", "What part", "What part"]
