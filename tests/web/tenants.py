"""Two schools on one site, each with its people, their studying, a bank of the teacher's own, and a word of its own.

Of the cast that access is about, those are here that the app knows: guest, student, classmate, teacher. There is no
co-teacher and no removed student, since there are no classes yet to share or to leave; who is switched off is in
`world.People`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

from tests.accounts.people import account, browser, logged_in
from tests.client import Browser
from tests.web.taught import build_taught
from tests.web.world import BANK, card_form
from webapp.accounts.models import LoginSession
from webapp.accounts.service import change_profile
from webapp.banks.models import PRIVATE, Bank
from webapp.banks.service import load_bank
from webapp.database import db, transaction
from webapp.exchange.bankfile import read_bank
from webapp.progress.fitting import average_set
from webapp.study.models import Report, Review

ROLES = ("student", "classmate", "teacher")  # those with an account


@dataclass(frozen=True)
class Person:
    browser: Browser
    own: dict[str, Any]  # what the addresses of the table may name: ids, tickets and a bank


@dataclass(frozen=True)
class Tenant:
    canary: str  # stands in everything that this tenant's people wrote and in nothing else
    people: dict[str, Person]


def build_tenants(app: Flask) -> tuple[Tenant, Tenant]:
    _load(app, BANK)
    return _tenant(app, "kestrel"), _tenant(app, "osprey")


def _tenant(app: Flask, canary: str) -> Tenant:
    users = {name: account(app, f"{canary} {name}", role="student" if name != "teacher" else name) for name in ROLES}
    slug = f"{canary}-bank"
    _load(app, BANK.replace(b"bank: canary", f"bank: {slug}".encode()).replace(b"the canary", canary.encode()))
    with app.app_context(), transaction() as session:
        session.execute(
            update(Bank)
            .where(Bank.slug == slug)
            .values(title=f"The {canary} bank", visibility=PRIVATE, is_built_in=False, owner_id=users["teacher"])
        )
        for name, user_id in users.items():
            change_profile(session, user_id, display_name=f"{canary} {name}", email=f"{name}@{canary}.example")
    people = {name: _person(app, logged_in(app, user_id), canary) for name, user_id in users.items()}
    people["guest"] = _person(app, browser(app), canary)
    taught = asdict(build_taught(app, people["teacher"].browser, canary))
    for person in people.values():
        person.own.update(taught)  # what they would find if anybody could
    return Tenant(canary, people)


def _load(app: Flask, file: bytes) -> None:
    reading = read_bank(file, "bank.yaml")
    assert reading.bank is not None, reading.problems
    with app.app_context(), transaction() as session:
        load_bank(session, reading.bank, now=app.config["CLOCK"]())


def _person(app: Flask, client: Browser, canary: str) -> Person:
    """Somebody who has answered a card, in words that hold the canary, and has the next one before them."""
    own_bank = f"{canary}-bank" if client.get(f"/banks/{canary}-bank").status_code == 200 else "canary"
    client.get(f"/study?bank={own_bank}")
    form = card_form(client)
    answered = client.submit(form, text=f"smoke and {canary}")
    _, _, _, session_id, _, review_id = answered.headers["Location"].split("/")
    client.get(f"/study/s/{session_id}")
    with app.app_context():
        review = db.session.execute(select(Review).where(Review.id == review_id)).scalar_one()
        login_id = db.session.scalar(select(LoginSession.id).where(LoginSession.user_id == review.user_id))
        about = {"user_id": review.user_id, "question_id": review.question_id, "version_id": review.version_id}
        db.session.rollback()
        with transaction() as session:
            session.execute(insert(Report), {**about, "reason": "unclear", "comment": canary, "created_at": 1})
            set_id = average_set(session, review.user_id, now=1)
    own = {"slug": own_bank, "session_id": session_id, "review_id": review_id, "ticket": form["ticket"]}
    own |= {
        "open_ticket": card_form(client)["ticket"],
        "login_id": login_id,
        "user_id": about["user_id"],
        "question_id": about["question_id"],
        "set_id": set_id,
        "token": "none",
    }
    return Person(client, own)
