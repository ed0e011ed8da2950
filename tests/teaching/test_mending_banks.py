"""A bank opened for mending, and a file that comes later and says something else."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.accounts.people import heading
from tests.client import Browser
from tests.teaching.teacher import FIRST, banks, brought, confirmed, page_text, teacher
from webapp.banks.models import ImportBatch, Question, Version
from webapp.database import db


def own(app: Flask, text: str = FIRST) -> tuple[Browser, str]:
    client = teacher(app)
    confirmed(client, brought(client, text, title="Plants"))
    return client, banks(app)[0].slug


def opened(client: Browser, slug: str, question: str = "") -> str:
    answer = client.send(f"/t/banks/{slug}/mend", {"question": question})
    assert answer.status_code == 303
    return answer.headers["Location"]


def mended(client: Browser, address: str, prompt: str) -> str:
    """Save another prompt in the form; the address of the preview."""
    client.get(address)
    form = next(form for form in client.forms() if form.action.partition("?")[0] == address)
    answer = client.submit(form, prompt=prompt, do="save")
    assert answer.status_code == 303, page_text(client)
    return address.rpartition("/")[0]


def prompts(app: Flask) -> dict[str, tuple[str, int]]:
    """What each question asks now, and how often that was changed."""
    with app.app_context():
        asked = select(Question.external_id, Version.content, Version.number).where(Version.id == Question.version_id)
        rows = db.session.execute(asked.order_by(Question.id))  # of two with one id the later counts
        found = {key: (content["prompt"], number) for key, content, number in rows}
        db.session.rollback()
    return found


BEFORE = {
    "q1": ("Which gas do plants take in?", 1),
    "q2": ("Which part takes in water?", 1),
    "q3": ("Which part makes seeds?", 1),
}


def test_one_question_is_mended_in_place_and_the_others_stay(app: Flask) -> None:
    client, slug = own(app)
    client.get(f"/t/banks/{slug}/questions")
    assert "Mend q2" in page_text(client)
    preview = mended(client, opened(client, slug, "q2"), "Which part of a plant takes in water?")
    client.get(preview)
    assert heading(client) == "1 question mended, not saved yet"
    assert prompts(app) == BEFORE
    report = confirmed(client, preview)
    assert prompts(app) == BEFORE | {"q2": ("Which part of a plant takes in water?", 2)}
    client.get(f"/t/banks/{slug}")
    assert "Plants, mended here" in page_text(client)
    client.send(f"{report}/undo")
    assert prompts(app) == BEFORE


def test_what_was_begun_is_gone_on_with_until_the_bank_changes(app: Flask) -> None:
    client, slug = own(app)
    first = opened(client, slug)
    assert opened(client, slug) == first
    preview = mended(client, opened(client, slug, "q1"), "Which gas do leaves take in?")
    assert preview == first
    confirmed(client, preview)
    assert opened(client, slug) != first


def test_nothing_mended_saves_nothing_and_there_is_no_file_to_read_again(app: Flask) -> None:
    client, slug = own(app)
    preview = opened(client, slug)
    client.get(preview)
    assert heading(client) == "Mend questions" and "How the file was read" not in page_text(client)
    assert client.last is not None
    save = next(each for each in client.last.iter("button") if "is-large" in (each.get("class") or ""))
    assert save.get("disabled") is not None
    assert client.send(f"{preview}/read").status_code == 404


def test_a_file_does_not_undo_what_was_mended_here_unless_its_teacher_says_so(app: Flask) -> None:
    client, slug = own(app)
    confirmed(client, mended(client, opened(client, slug, "q2"), "Which part of a plant takes in water?"))
    changed = FIRST.replace("Which gas do", "What gas do")

    preview = brought(client, changed, to=f"/t/banks/{slug}/upload")
    client.get(f"{preview}/changes")
    assert "Mended here, and different in the file" in page_text(client)
    confirmed(client, preview)
    kept = BEFORE | {"q1": ("What gas do plants take in?", 2), "q2": ("Which part of a plant takes in water?", 2)}
    assert prompts(app) == kept

    preview = brought(client, changed, to=f"/t/banks/{slug}/upload")
    client.send(f"{preview}/changes", {"all": "fix"})  # goes over none that has to be decided by itself
    client.send(f"{preview}/changes", {"do-q2": "fix"})
    confirmed(client, preview)
    assert prompts(app) == kept | {"q2": ("Which part takes in water?", 3)}


def topics(app: Flask) -> dict[str, str]:
    with app.app_context():
        found = dict(db.session.execute(select(Question.external_id, Question.topic)).all())
        db.session.rollback()
    return found


def test_a_topic_alone_is_mended_saved_and_stays_when_a_file_comes(app: Flask) -> None:
    client, slug = own(app)
    address = opened(client, slug, "q2")
    client.get(address)
    form = next(form for form in client.forms() if form.action.partition("?")[0] == address)
    client.submit(form, topic="Water", do="save")
    preview = address.rpartition("/")[0]
    client.get(preview)
    assert heading(client) == "1 question mended, not saved yet"
    assert client.last is not None
    save = next(each for each in client.last.iter("button") if "is-large" in (each.get("class") or ""))
    assert save.get("disabled") is None
    report = confirmed(client, preview)
    after = {"q1": "Leaves", "q2": "Water", "q3": "Flowers"}
    assert (topics(app), prompts(app)) == (after, BEFORE)

    file = FIRST.replace(",Leaves,", ",Air,").replace("takes in water", "takes water in")
    confirmed(client, brought(client, file, to=f"/t/banks/{slug}/upload"))
    assert topics(app) == after | {"q1": "Air"}
    assert prompts(app) == BEFORE | {"q2": ("Which part takes water in?", 2)}  # its words were not mended here

    client.send(f"{report}/undo")
    assert topics(app)["q2"] == "Water"  # the file has built on it


def test_a_topic_that_was_mended_is_mended_again_and_given_back(app: Flask) -> None:
    client, slug = own(app)
    for topic in ("Water", "Soil"):
        address = opened(client, slug, "q2")
        client.get(address)
        form = next(form for form in client.forms() if form.action.partition("?")[0] == address)
        client.submit(form, topic=topic, do="save")
        report = confirmed(client, address.rpartition("/")[0])
        assert topics(app)["q2"] == topic
    client.send(f"{report}/undo")
    assert topics(app)["q2"] == "Water"


def test_enter_on_a_tick_opens_no_question_and_retires_none(app: Flask) -> None:
    client, slug = own(app)
    client.get(f"/t/banks/{slug}/questions")
    assert client.last is not None
    [form] = [each for each in client.last.iter("form") if each.get("action", "").endswith("/questions")]
    first = next(each for each in form.iter("button") if each.get("type") == "submit")
    assert (first.get("disabled") is not None, first.get("formaction"), first.get("name")) == (True, None, None)


def test_mending_again_what_was_mended_is_no_conflict(app: Flask) -> None:
    client, slug = own(app)
    for prompt in ("Which part drinks?", "Which part of it drinks?"):
        confirmed(client, mended(client, opened(client, slug, "q2"), prompt))
    assert prompts(app)["q2"] == ("Which part of it drinks?", 3)
    with app.app_context():
        counts = [batch.counts["edited"] for batch in db.session.scalars(select(ImportBatch).order_by(ImportBatch.id))]
        db.session.rollback()
    assert counts == [0, 1, 1]


def test_what_was_not_mended_stays_as_it_became_since_the_bank_was_opened(app: Flask) -> None:
    client, slug = own(app)
    preview = opened(client, slug)
    confirmed(client, brought(client, FIRST.replace("Which gas do", "What gas do"), to=f"/t/banks/{slug}/upload"))
    with app.app_context():
        third = db.session.execute(select(Question.id).where(Question.external_id == "q3")).scalar_one()
        db.session.rollback()
    client.send(f"/t/banks/{slug}/questions", {"id": str(third), "do": "retired"})
    client.get(mended(client, f"{preview}/q1", "Which part of a plant takes in water?"))
    assert heading(client) == "1 question mended, not saved yet"
    confirmed(client, preview)
    changed = {"q1": ("What gas do plants take in?", 2), "q2": ("Which part of a plant takes in water?", 2)}
    assert prompts(app) == BEFORE | changed
    with app.app_context():
        assert db.session.get_one(Question, third).status == "retired"
        db.session.rollback()


def test_the_preview_says_in_words_what_saving_does(app: Flask) -> None:
    client, slug = own(app)
    preview = opened(client, slug)
    client.get(preview)
    assert "What saving does No question is changed. 3 stay as they are." in page_text(client)
    client.get(mended(client, f"{preview}/q1", "Which part of a plant takes in water?"))
    said = page_text(client)
    assert "What saving does 1 question is changed. 2 stay as they are." in said
    assert "0 new" not in said and "missing; they stay" not in said
