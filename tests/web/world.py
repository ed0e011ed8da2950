"""A learner with an answer of her own, somebody else, and somebody who has never been here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.accounts.people import account, logged_in
from tests.client import Browser
from tests.media.drawn import picture, stored
from tests.web.taught import Taught, build_taught
from webapp.accounts.models import LoginSession
from webapp.accounts.service import disable
from webapp.banks.service import load_bank
from webapp.database import Base, db, transaction
from webapp.exchange.bankfile import read_bank
from webapp.progress.fitting import average_set
from webapp.study.models import Review

BANK = b"""
bank: canary
title: Canary
subject: Biology
level: Years 9 to 12
language: en
description: Two questions about one bird.
author: the Recollect developers
licence: CC BY 4.0
source: {title: A page about birds, publisher: The bird page}
facts:
  B1: {paragraph: P1, says: "The canary was taken into mines to warn of gas."}
questions:
  - id: gas
    kind: short_answer
    topic: Mines
    fact: B1
    prompt: Of what did the canary warn miners?
    accept: [gas]
    explanation: The bird was the first to feel it.
  - id: place
    kind: choice
    topic: Mines
    prompt: Where was the canary taken?
    options:
      - {text: Into mines, right: yes, why: Miners carried it in a cage.}
      - {text: Onto ships, why: There it had nothing to warn of.}
      - {text: Into mills, why: Mills had windows.}
    explanation: Coal mines held gas that nobody could smell.
"""


ROLES = {"student": "student", "classmate": "student", "teacher": "teacher", "admin": "admin", "disabled": "student"}


@dataclass
class World:
    stranger: Browser
    guest: Browser  # has answered the first question, wrongly
    other: Browser  # has answered as well, in a session of her own
    slug: str
    session_id: str
    review_id: str
    ticket: str  # of the answered card
    open_ticket: str  # of the card that is next
    question_id: int  # of the answered card
    set_id: int  # the guest's parameters of the average learner
    file_name: str  # of a picture that is stored here
    token: str = "nobodys-link"  # of a reset or a set-up, as it stands in an address


@dataclass
class People:
    """Those with an account, each in a browser that is logged in."""

    student: Browser
    classmate: Browser
    teacher: Browser
    admin: Browser
    disabled: Browser
    login_id: int  # of the student
    user_id: int  # of the classmate
    app: Flask

    @cached_property
    def taught(self) -> Taught:
        """What the teacher has; made when a row asks for it, since it takes as long as all the rest."""
        return build_taught(self.app, self.teacher)


def build_people(app: Flask) -> People:
    ids = {name: account(app, name, role=role) for name, role in ROLES.items()}
    browsers = {name: logged_in(app, user_id) for name, user_id in ids.items()}
    with app.app_context(), transaction() as session:
        disable(session, ids["disabled"], now=app.config["CLOCK"]())
        login_id = session.scalar(select(LoginSession.id).where(LoginSession.user_id == ids["student"]))
    assert login_id is not None
    return People(**browsers, login_id=login_id, user_id=ids["classmate"], app=app)


def build_world(app: Flask) -> World:
    reading = read_bank(BANK, "canary.yaml")
    assert reading.bank is not None, reading.problems
    with app.app_context(), transaction() as session:
        load_bank(session, reading.bank, now=app.config["CLOCK"]())
    stranger, guest, other = (_browser(app) for _ in range(3))
    _session, _review, _ticket = answer_first(other)
    session_id, review_id, ticket = answer_first(guest)
    guest.get(f"/study/s/{session_id}")
    open_ticket = card_form(guest)["ticket"]
    question_id, set_id = parameters_of(app, review_id)
    ids = session_id, review_id, ticket, open_ticket, question_id, set_id
    return World(stranger, guest, other, "canary", *ids, stored(app, picture()).reference.removeprefix("media:"))


def parameters_of(app: Flask, review_id: str) -> tuple[int, int]:
    """The question of a review, and a parameter set made for whoever has answered it."""
    with app.app_context(), transaction() as session:
        user_id, question_id = session.execute(
            select(Review.user_id, Review.question_id).where(Review.id == review_id)
        ).one()
        return question_id, average_set(session, user_id, now=app.config["CLOCK"]())


def answer_first(browser: Browser) -> tuple[str, str, str]:
    """Answer the first card of the bank wrongly: the ids of the session and of the review, and the ticket."""
    browser.get("/study?bank=canary")
    form = card_form(browser)
    response = browser.submit(form, text="smoke")
    assert response.status_code == 303, response.get_data(as_text=True)
    _, _, _, session_id, _, review_id = response.headers["Location"].split("/")
    return session_id, review_id, form["ticket"]


def card_form(browser: Browser) -> Any:
    return next(form for form in browser.forms() if form.action == "/study/answer")


def _browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


def rows_of(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.app_context():
        session: Session = db.session()
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        db.session.remove()
        return counts
