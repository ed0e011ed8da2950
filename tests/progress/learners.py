"""Learners put into the database with a simulated past, whose cards are what their log says."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from tests.banks.files import load, question_ids, recall_bank
from tests.progress.simulated import Card as Simulated
from tests.progress.simulated import life
from tests.study.pupil import Pupil
from webapp.banks.models import Question
from webapp.database import transaction
from webapp.memory.fsrs import DEFAULT_PARAMETERS
from webapp.study.models import Card, Enrolment, Review
from webapp.study.rows import values_of

# Somebody who forgets sooner than the average.
FORGETFUL = (0.1, 0.5, 0.9, 3.0, *DEFAULT_PARAMETERS[4:8], 1.2, *DEFAULT_PARAMETERS[9:])


def give_past(
    app: Flask, pupil: Pupil, *, cards: int = 20, days: int = 120, truth: Sequence[float] = FORGETFUL, seed: int = 7
) -> list[Simulated]:
    """Answers of so many days before today to cards of a bank of self-graded questions."""
    if len(question_ids(app)) < cards:
        load(app, recall_bank(cards))
    random, first = Random(seed), pupil.today - days
    names = sorted(question_ids(app).values())[:cards]
    lived = []
    for nth, question_id in enumerate(names, 1):  # lived under numbers that are the same in every database
        card = life(nth, first + random.randrange(days // 2), pupil.today - 1, random, truth=truth)
        card.question = question_id
        card.rows = [{**row, "question_id": question_id} for row in card.rows]
        lived.append(card)
    with app.app_context(), transaction() as session:
        homes = {
            row.id: row
            for row in session.execute(select(Question.id, Question.version_id, Question.bank_id, Question.sibling_key))
        }
        reviews: list[dict[str, Any]] = []
        states: list[dict[str, Any]] = []
        for card in lived:
            home = homes[card.question]
            reviews += [{**row, "user_id": pupil.id, "version_id": home.version_id} for row in card.rows]
            assert card.state is not None
            whose = {"bank_id": home.bank_id, "sibling_key": home.sibling_key, "question_id": card.question}
            states.append({"user_id": pupil.id, "facet": "", **whose, **values_of(card.state)})
        session.execute(insert(Review), sorted(reviews, key=lambda row: (row["answered_at"], row["id"])))
        session.execute(insert(Card), states)
        bank_id = homes[names[0]].bank_id
        session.execute(insert(Enrolment), {"user_id": pupil.id, "bank_id": bank_id, "started_at": 1})
    return lived
