"""Which banks somebody sees, and how the search reads what they type."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from tests.banks.files import asked, bank_file, load, recall_bank
from tests.clock import Clock
from tests.study.pupil import Pupil
from webapp.banks.models import Bank
from webapp.banks.queries import BankFilter, bank_for_user, banks_for_user, questions_of_bank
from webapp.banks.rules import can_study, is_open
from webapp.database import db, transaction


def found(app: Flask, user_id: int | None, wanted: BankFilter | None = None) -> list[str]:
    with app.app_context():
        slugs = [bank.slug for bank in banks_for_user(db.session(), user_id, wanted=wanted)]
        db.session.rollback()
    return slugs


def is_found(app: Flask, user_id: int | None, slug: str) -> bool:
    with app.app_context():
        bank = bank_for_user(db.session(), user_id, slug)
        db.session.rollback()
    return bank is not None


def change(app: Flask, slug: str, **values: object) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).where(Bank.slug == slug).values(**values))


@pytest.fixture
def three(app: Flask) -> Flask:
    one = [asked("q1")]
    load(app, bank_file(one, slug="blood", subject="Biology", level="Year 9", description="Hearts and 100 % of veins."))
    load(
        app,
        bank_file(one, slug="stars", subject="Physics", level="Year 9", description="Light_years away."),
        position=1,
    )
    load(app, bank_file(one, slug="atoms", subject="Physics", level="Year 12", description="Small: a\\b."), position=2)
    return app


def test_banks_stand_in_the_order_of_their_files(three: Flask) -> None:
    assert found(three, None) == ["blood", "stars", "atoms"]


def test_other_banks_follow_by_title(three: Flask) -> None:
    change(three, "blood", is_built_in=False, title="Zz", position=0)
    change(three, "stars", is_built_in=False, title="Aa", position=0)
    assert found(three, None) == ["atoms", "stars", "blood"]


@pytest.mark.parametrize(
    ("wanted", "slugs"),
    [
        (BankFilter(), ["blood", "stars", "atoms"]),
        (BankFilter(subject="Physics"), ["stars", "atoms"]),
        (BankFilter(level="Year 9"), ["blood", "stars"]),
        (BankFilter(subject="Physics", level="Year 9"), ["stars"]),
        (BankFilter(subject="physics"), []),
        (BankFilter(words="STARS"), ["stars"]),
        (BankFilter(words="physics"), ["stars", "atoms"]),
        (BankFilter(words="away physics"), ["stars"]),
        (BankFilter(words="hearts physics"), []),
        (BankFilter(words="%"), ["blood"]),
        (BankFilter(words="_"), ["stars"]),
        (BankFilter(words="100%veins"), []),
        (BankFilter(words="t_rs"), []),
        (BankFilter(words="\\"), ["atoms"]),
        (BankFilter(words="a\\b"), ["atoms"]),
        (BankFilter(words="' OR 1=1 --"), []),
        (BankFilter(words="   "), ["blood", "stars", "atoms"]),
        (BankFilter(words="% % % % % % % % nonsense"), ["blood"]),  # eight words are enough for anybody
    ],
)
def test_a_search_takes_every_character_as_it_stands(three: Flask, wanted: BankFilter, slugs: list[str]) -> None:
    assert found(three, None, wanted) == slugs


def test_a_private_bank_is_its_owners_alone(app: Flask, clock: Clock) -> None:
    load(app, recall_bank(1))
    owner, stranger = Pupil(app, clock), Pupil(app, clock)
    change(app, "science", visibility="private", owner_id=owner.id)
    assert [found(app, who) for who in (owner.id, stranger.id, None)] == [["science"], [], []]
    assert [is_found(app, who, "science") for who in (owner.id, stranger.id, None)] == [True, False, False]


def test_a_private_bank_without_an_owner_is_nobodys(app: Flask, clock: Clock) -> None:
    load(app, recall_bank(1))
    somebody = Pupil(app, clock)
    change(app, "science", visibility="private")
    assert [found(app, who) for who in (somebody.id, None)] == [[], []]
    assert [is_found(app, who, "science") for who in (somebody.id, None)] == [False, False]


@pytest.mark.parametrize(
    ("visibility", "owner_id", "user_id", "is_theirs"),
    [
        ("public", None, None, True),
        ("public", 1, 2, True),
        ("private", 1, 1, True),
        ("private", 1, 2, False),
        ("private", 1, None, False),
        ("private", None, None, False),
        ("private", None, 1, False),
    ],
)
def test_who_may_study_a_bank(visibility: str, owner_id: int | None, user_id: int | None, is_theirs: bool) -> None:
    assert is_open(visibility, owner_id, user_id) is is_theirs
    assert can_study(user_id, Bank(visibility=visibility, owner_id=owner_id)) is is_theirs


def test_a_bank_lists_its_active_questions_with_what_they_say_now(app: Flask) -> None:
    load(app, recall_bank(3))
    load(app, bank_file([asked("q3"), asked("q1", prompt="In other words?")]), now=1_795_000_001_000)
    with app.app_context():
        bank = bank_for_user(db.session(), None, "science")
        assert bank is not None
        rows = questions_of_bank(db.session(), bank.id)
        said = [(question.external_id, version.content["prompt"]) for question, version in rows]
        db.session.rollback()
    assert said == [("q3", "q3: Why is the sky blue?"), ("q1", "In other words?")]
