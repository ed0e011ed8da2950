"""Loading a bank: an edit adds a version, nothing that anybody answered is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.banks.files import Raw, asked, bank_file, every_kind, load, recall_bank
from tests.factories import LOADED_AT
from webapp.banks.models import Bank, Question, Version
from webapp.banks.service import BankFileRefused, Loaded, built_in_files, load_built_in
from webapp.database import db, transaction
from webapp.exchange.bank_head import MOST_LETTERS
from webapp.exchange.bank_questions import MOST_OF_TOPIC
from webapp.kinds.registry import KINDS

LATER = LOADED_AT + 1000

pytestmark = pytest.mark.imports


def questions(app: Flask) -> list[tuple[str, int, str, int | None]]:
    """(id, position, status, number of the current version) of all questions, by position."""
    with app.app_context():
        rows = db.session.execute(
            select(Question.external_id, Question.position, Question.status, Version.number)
            .outerjoin(Version, Version.id == Question.version_id)
            .order_by(Question.position, Question.external_id)
        ).all()
        db.session.rollback()
        return [(name, place, status, number) for name, place, status, number in rows]


def bank(app: Flask) -> dict[str, Any]:
    with app.app_context():
        row = db.session.execute(select(*Bank.__table__.columns)).one()
        db.session.rollback()
        return dict(row._mapping)


def versions(app: Flask) -> list[tuple[str, int, str, str]]:
    """(question, number, change, prompt) of all versions, in order."""
    with app.app_context():
        rows = db.session.execute(
            select(Question.external_id, Version.number, Version.change, Version.content)
            .join(Question, Question.id == Version.question_id)
            .order_by(Question.external_id, Version.number)
        ).all()
        db.session.rollback()
        return [(question, number, change, content["prompt"]) for question, number, change, content in rows]


def three(*changes: Raw) -> str:
    """q1, q2 and q3, some of them in other words."""
    changed = {each["id"]: each for each in changes}
    return bank_file(changed.get(name, asked(name)) for name in ("q1", "q2", "q3"))


def test_a_new_bank_is_built_in_and_open_to_all(app: Flask) -> None:
    assert load(app, three(), position=2) == Loaded("science", new=["q1", "q2", "q3"])
    kept = bank(app)
    del kept["id"]
    assert kept == {
        "slug": "science",
        "title": "Science",
        "subject": "",
        "level": "",
        "language": "en",
        "description": "",
        "author": "",
        "licence": "",
        "source": {"title": "", "publisher": ""},
        "facts": [],
        "owner_id": None,
        "is_built_in": True,
        "visibility": "public",
        "position": 2,
        "question_count": 3,
        "last_position": 3,
        "changed_at": LOADED_AT,
        "ordered_at": LOADED_AT,
    }
    assert questions(app) == [("q1", 1, "active", 1), ("q2", 2, "active", 1), ("q3", 3, "active", 1)]


def test_the_head_of_the_file_describes_the_bank(app: Flask) -> None:
    head: dict[str, Any] = {
        "subject": "Biology",
        "level": "Years 9 to 12",
        "language": "en-GB",
        "description": "About blood.",
        "author": "the Recollect developers",
        "licence": "CC BY 4.0",
        "source": {"title": "A book", "publisher": "A house"},
        "terms": {"vein": {"paragraph": "P9", "says": "A vessel.", "reference": "A handbook"}},
    }
    load(app, bank_file([asked("q1", fact="H1"), asked("q2", term="vein")], **head))
    kept = bank(app)
    assert {name: kept[name] for name in head if name in kept and name != "source"} == {
        name: value for name, value in head.items() if name not in ("source", "terms")
    }
    assert kept["source"] == head["source"]
    assert kept["facts"] == [
        {"id": "H1", "paragraph": "P1", "says": "What H1 says.", "view": ""},
        {"id": "vein", "paragraph": "P9", "says": "A vessel.", "reference": "A handbook"},
    ]


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    load(app, three())
    before = (bank(app), questions(app), versions(app))
    assert load(app, three(), now=LATER) == Loaded("science", same=3)
    assert (bank(app), questions(app), versions(app)) == before


def test_every_kind_is_the_same_when_read_again(app: Flask) -> None:
    assert load(app, every_kind()) == Loaded("kinds", new=list(KINDS))
    assert load(app, every_kind(), now=LATER) == Loaded("kinds", same=len(KINDS))


def test_a_change_of_wording_adds_a_version_and_keeps_the_question(app: Flask) -> None:
    load(app, three())
    ids = question_rows(app)
    loaded = load(app, three(asked("q2", prompt="In other words?")), now=LATER)
    assert loaded == Loaded("science", changed=["q2"], same=2)
    assert question_rows(app) == ids
    assert [row for row in versions(app) if row[0] == "q2"] == [
        ("q2", 1, "new", "q2: Why is the sky blue?"),
        ("q2", 2, "wording", "In other words?"),
    ]
    assert questions(app)[1] == ("q2", 2, "active", 2)
    assert (bank(app)["changed_at"], bank(app)["ordered_at"]) == (LATER, LOADED_AT)


def question_rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        rows = db.session.execute(select(Question.external_id, Question.id)).all()
        db.session.rollback()
        return {str(row[0]): int(row[1]) for row in rows}


def test_only_a_change_of_the_fact_behind_it_is_a_new_version_too(app: Flask) -> None:
    load(app, bank_file([asked("q1", source={"paragraph": "P1", "says": "One."})]))
    loaded = load(app, bank_file([asked("q1", source={"paragraph": "P1", "says": "Two."})]), now=LATER)
    assert loaded == Loaded("science", changed=["q1"])


def test_a_question_that_is_gone_from_the_file_is_retired_not_deleted(app: Flask) -> None:
    load(app, three())
    loaded = load(app, bank_file([asked("q1"), asked("q3")]), now=LATER)
    assert loaded == Loaded("science", same=2, retired=["q2"])
    assert sorted(questions(app)) == [("q1", 1, "active", 1), ("q2", 2, "retired", 1), ("q3", 2, "active", 1)]
    kept = bank(app)
    assert (kept["question_count"], kept["last_position"], kept["changed_at"], kept["ordered_at"]) == (
        2,
        2,
        LATER,
        LATER,
    )


def test_a_question_is_retired_once(app: Flask) -> None:
    load(app, three())
    load(app, bank_file([asked("q1")]), now=LATER)
    assert load(app, bank_file([asked("q1")]), now=LATER + 1) == Loaded("science", same=1)
    assert bank(app)["ordered_at"] == LATER


def test_a_question_that_is_back_is_active_again_with_the_version_it_had(app: Flask) -> None:
    load(app, three())
    ids = question_rows(app)
    load(app, bank_file([asked("q1"), asked("q3")]), now=LATER)
    assert load(app, three(), now=LATER + 1) == Loaded("science", same=3)
    assert question_rows(app) == ids
    assert questions(app) == [("q1", 1, "active", 1), ("q2", 2, "active", 1), ("q3", 3, "active", 1)]
    assert bank(app)["ordered_at"] == LATER + 1


def test_a_question_that_is_back_in_other_words_gets_the_next_version(app: Flask) -> None:
    load(app, three())
    load(app, bank_file([asked("q1"), asked("q3")]), now=LATER)
    assert load(app, three(asked("q2", prompt="Other words?")), now=LATER + 1) == Loaded(
        "science", changed=["q2"], same=2
    )
    assert [row[:3] for row in versions(app) if row[0] == "q2"] == [("q2", 1, "new"), ("q2", 2, "wording")]


def test_another_order_moves_positions_and_says_when(app: Flask) -> None:
    load(app, three())
    loaded = load(app, bank_file(asked(name) for name in ("q3", "q1", "q2")), now=LATER)
    assert loaded == Loaded("science", same=3)
    assert questions(app) == [("q3", 1, "active", 1), ("q1", 2, "active", 1), ("q2", 3, "active", 1)]
    assert (bank(app)["changed_at"], bank(app)["ordered_at"]) == (LOADED_AT, LATER)


def test_two_banks_keep_equal_ids_and_facts_apart(app: Flask) -> None:
    load(app, bank_file([asked("q1", fact="H1")], slug="one"))
    load(app, bank_file([asked("q1", fact="H1")], slug="two"), now=LATER)
    with app.app_context():
        rows = db.session.execute(
            select(Bank.slug, Bank.id, Question.sibling_key).join(Question, Question.bank_id == Bank.id)
        ).all()
        db.session.rollback()
    assert {slug: key for slug, _id, key in rows} == {slug: f"{number}:fact:H1" for slug, number, _key in rows}


def gated(app: Flask) -> list[str]:
    with app.app_context():
        found = db.session.scalars(
            select(Question.external_id).where(Question.is_gated).order_by(Question.position)
        ).all()
        db.session.rollback()
    return list(found)


def test_recall_waits_where_its_fact_is_asked_by_recognition_too(app: Flask) -> None:
    text = bank_file(
        [
            asked("typed", "short_answer", fact="H1"),
            asked("chosen", "choice", fact="H1"),
            asked("recalled", "self_graded", fact="H1"),
            asked("alone", "short_answer", fact="H2"),
            asked("true", "true_false", fact="H3"),
            asked("number", "numeric", fact="H3"),
            asked("own", "cloze"),
        ]
    )
    load(app, text)
    assert gated(app) == ["typed", "recalled", "number"]


def test_recall_waits_no_more_when_its_recognition_question_is_gone(app: Flask) -> None:
    load(app, bank_file([asked("chosen", "choice", fact="H1"), asked("typed", "short_answer", fact="H1")]))
    load(app, bank_file([asked("typed", "short_answer", fact="H1")]), now=LATER)
    assert gated(app) == []


def test_facets_are_those_of_the_kind(app: Flask) -> None:
    gaps = [{"accept": "a", "name": "one", "group": "1"}, {"accept": "b", "name": "two", "group": "2"}]
    text = bank_file(
        [
            asked("plain"),
            asked("both", reversible="yes", back_prompt="What scatters?"),
            asked("gaps", "cloze", gaps=gaps),
        ]
    )
    load(app, text)
    with app.app_context():
        found = db.session.execute(select(Question.external_id, Question.facets).order_by(Question.position)).all()
        db.session.rollback()
    assert [tuple(row) for row in found] == [
        ("plain", [""]),
        ("both", ["forward", "backward"]),
        ("gaps", ["1", "2"]),
    ]


def test_a_version_keeps_where_its_answer_comes_from(app: Flask) -> None:
    question = asked("q1", fact="H1", background="More on it.", tags=["blood", "heart"])
    load(app, bank_file([question]))
    with app.app_context():
        source = db.session.execute(select(Version.source)).scalar_one()
        db.session.rollback()
    assert source == {
        "fact": "H1",
        "term": None,
        "paragraph": "P1",
        "says": "What H1 says.",
        "reference": "",
        "view": "",
        "background": "More on it.",
        "tags": ["blood", "heart"],
    }


def test_built_in_files_stand_in_the_order_of_the_story(tmp_path: Path) -> None:
    for name in ("zoology", "alliances", "history", "botany", "economics"):
        (tmp_path / f"{name}.yaml").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("", encoding="utf-8")
    assert [file.stem for file in built_in_files(tmp_path)] == [
        "history",
        "economics",
        "alliances",
        "botany",
        "zoology",
    ]


def test_a_folder_of_banks_is_loaded_whole(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(recall_bank(1, slug="b"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(recall_bank(2, slug="a"), encoding="utf-8")
    with app.app_context(), transaction() as session:
        loaded = load_built_in(session, tmp_path, now=LOADED_AT)
    assert loaded == [Loaded("a", new=["q1", "q2"]), Loaded("b", new=["q1"])]


@pytest.mark.parametrize("text", ["", "no bank\n", bank_file([asked("q1", answer=None)])])
def test_a_folder_with_a_file_that_has_an_error_leaves_nothing(app: Flask, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(recall_bank(2, slug="a"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with app.app_context(), pytest.raises(BankFileRefused) as refused, transaction() as session:
        load_built_in(session, tmp_path, now=LOADED_AT)
    assert refused.value.name == "b.yaml"
    assert refused.value.reasons != []
    assert questions(app) == []


def test_the_longest_bank_that_a_file_may_hold_can_be_kept(app: Flask) -> None:
    """PostgreSQL refuses a text that is longer than its column, so this holds the reader's limits against the table."""
    language = ("en" + "-abcdefgh" * 4)[: MOST_LETTERS["language"]]
    head = {name: "x" * most for name, most in MOST_LETTERS.items()} | {"language": language}
    key = "k" * 64
    named = {"topic": "t" * MOST_OF_TOPIC, "fact": key, "tags": ["g" * 300], "background": "b" * 3000}
    slug = str(head.pop("bank"))
    load(app, bank_file([asked("q" * 64, **named)], slug=slug, description="d" * 3000, **head))
    kept = bank(app)
    assert {name: kept[name] for name in head} == head
    with app.app_context():
        topic, sibling = db.session.execute(select(Question.topic, Question.sibling_key)).one()
        db.session.rollback()
    assert (topic, sibling) == ("t" * MOST_OF_TOPIC, f"{kept['id']}:fact:{key}")
