"""A learner at the level of the services: answers with a rating of their own, past the pages."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from tests.clock import Clock
from webapp.accounts.models import User
from webapp.accounts.service import guest_for_token, token_hash
from webapp.banks.models import Question
from webapp.database import db, transaction
from webapp.kinds.contract import Grade
from webapp.memory.days import local_day
from webapp.memory.preset import Plan, Preset
from webapp.memory.schedule import CardState, Options
from webapp.study import corrections, queries, service
from webapp.study.checking import Checked, Difference, differences_of
from webapp.study.keys import new_key
from webapp.study.log import Learner
from webapp.study.models import Card, Review
from webapp.study.parameters import fitted
from webapp.study.queries import CardKey
from webapp.study.queue import Queue, Wanted, build_queue
from webapp.study.rows import values_of
from webapp.study.tickets import Ticket

OPTIONS = Options()
# What an answer is given depends on nothing but its card's log, so that tests can say what it is.
UNBALANCED = Plan(usual=Preset(has_balance=False))


class Pupil:
    def __init__(self, app: Flask, clock: Clock, *, zone: str = "UTC", plan: Plan = UNBALANCED) -> None:
        self.app, self.clock = app, clock
        self.token = secrets.token_urlsafe(32)
        with app.app_context(), transaction() as session:
            known = guest_for_token(session, self.token, zone=zone, now=clock.now)
        self.learner = Learner(known.id, known.zone, known.day_start, plan)
        self.session_id = new_key(clock.now)
        self.bank_id = 0
        self.size = 15

    @property
    def id(self) -> int:
        return self.learner.id

    @property
    def today(self) -> int:
        return local_day(self.clock.now, self.learner.zone)

    def begin(self, *, bank_id: int = 0, size: int = 15) -> str:
        """Another session, which gets its row with its first answer."""
        self.session_id, self.bank_id, self.size = new_key(self.clock.now), bank_id, size
        return self.session_id

    def ticket(self, question_id: int, facet: str = "", *, issued_at: int | None = None) -> Ticket:
        with self.app.app_context():
            version_id = db.session.execute(select(Question.version_id).where(Question.id == question_id)).scalar_one()
            db.session.rollback()
        assert version_id is not None
        at = self.clock.now if issued_at is None else issued_at
        return Ticket(self.session_id, question_id, facet, version_id, at, 0, self.bank_id, self.size)

    def submission(
        self,
        question_id: int,
        rating: int = 3,
        *,
        facet: str = "",
        key: str | None = None,
        issued_at: int | None = None,
        answered_at: int | None = None,
        answer: dict[str, Any] | None = None,
        duration_ms: int = 4000,
    ) -> service.Submission:
        now = self.clock.now
        passed = rating > 1
        return service.Submission(
            key=key or new_key(now),
            ticket=self.ticket(question_id, facet, issued_at=issued_at),
            answer=answer or {"rating": rating, "ideas": []},
            grade=Grade(float(passed), "right" if passed else "wrong", passed),
            rating=rating,
            answered_at=now if answered_at is None else answered_at,
            received_at=now,
            duration_ms=duration_ms,
        )

    def send(self, sent: service.Submission) -> service.Recorded:
        with self.app.app_context(), transaction() as session:
            return service.record_answer(session.connection(), self.learner, sent, OPTIONS)

    def answer(self, question_id: int, rating: int = 3, **how: Any) -> str:
        """The id of the row that the answer made."""
        return str(self.send(self.submission(question_id, rating, **how)).review["id"])

    def undo(self, *, key: str | None = None, session_id: str | None = None) -> CardKey:
        with self.app.app_context(), transaction() as session:
            return service.undo_last(
                session,
                self.learner,
                session_id or self.session_id,
                key=key or new_key(self.clock.now),
                now=self.clock.now,
                options=OPTIONS,
            )

    def claim(self, review_id: str, *, rating: int = 3, session_id: str | None = None) -> str:
        with self.app.app_context(), transaction() as session:
            return corrections.count_as_right(
                session,
                self.learner,
                session_id or self.session_id,
                review_id,
                rating=rating,
                now=self.clock.now,
                options=OPTIONS,
            )

    def set_aside(
        self, question_id: int, *, facet: str = "", days: int = 1, key: str | None = None
    ) -> CardState | None:
        ticket = self.ticket(question_id, facet)
        with self.app.app_context(), transaction() as session:
            return corrections.set_aside(
                session,
                self.learner,
                ticket,
                key=key or new_key(self.clock.now),
                days=days,
                now=self.clock.now,
                options=OPTIONS,
            )

    def queue(self, *, bank_id: int | None = None, size: int = 15, seed: str = "seed", now: int | None = None) -> Queue:
        at = self.clock.now if now is None else now
        with self.app.app_context():
            built = build_queue(db.session.connection(), self.wanted(bank_id, size, at, seed))
            db.session.rollback()
        return built

    def wanted(self, bank_id: int | None, size: int, at: int, seed: str) -> Wanted:
        return Wanted(self.id, bank_id, size, self.today, at, seed, OPTIONS, plan=self.learner.plan)

    def state(self, question_id: int, facet: str = "") -> CardState | None:
        with self.app.app_context():
            held = queries.card_for_user(db.session.connection(), self.id, question_id, facet)
            db.session.rollback()
        return held.state if held else None

    def states(self) -> dict[CardKey, dict[str, Any]]:
        """Every memory state, field by field."""
        with self.app.app_context():
            rows = db.session.execute(select(Card).where(Card.user_id == self.id)).scalars().all()
            found = {
                (row.question_id, row.facet): {
                    column.key: getattr(row, column.key) for column in Card.__table__.columns if column.key != "id"
                }
                for row in rows
            }
            db.session.rollback()
        return found

    def log(self) -> list[dict[str, Any]]:
        """Every row of the log, in the order of arrival."""
        with self.app.app_context():
            rows = db.session.execute(
                select(*Review.__table__.columns).where(Review.user_id == self.id).order_by(Review.seq)
            )
            found = [dict(row._mapping) for row in rows]
            db.session.rollback()
        return found

    def activities(self) -> list[str]:
        return [row["activity"] for row in self.log()]

    def differences(self) -> list[Difference]:
        with self.app.app_context():
            connection = db.session.connection()
            found = list(differences_of(connection, self.id, fitted(connection, self.id, OPTIONS), Checked()))
            db.session.rollback()
        return found

    def keep(self, question_id: int, state: CardState, *, facet: str = "") -> None:
        """A card with this state, put into the table past the log: for the queue, which reads the table alone."""
        with self.app.app_context(), transaction() as session:
            bank_id, sibling = session.execute(
                select(Question.bank_id, Question.sibling_key).where(Question.id == question_id)
            ).one()
            whose = {
                "user_id": self.id,
                "question_id": question_id,
                "facet": facet,
                "bank_id": bank_id,
                "sibling_key": sibling,
            }
            session.execute(insert(Card), {**whose, **values_of(state)})


def reviewed(today: int, *, due_day: int, last_day: int, stability: float = 10.0, **changed: Any) -> CardState:
    """A card in review, right once on its last day, due on that day."""
    state = CardState(
        stability=stability,
        difficulty=5.0,
        phase="review",
        step=0,
        due_day=due_day,
        due_at=None,
        interval=due_day - last_day,
        first_day=last_day,
        last_day=last_day,
        last_at=0,
        reps=1,
        lapses=0,
        right_days=1,
        last_right_day=last_day,
        suspended=False,
        hidden_until=0,
    )
    return CardState(**{**asdict(state), **changed})


def count_of(app: Flask, model: type[Any]) -> int:
    with app.app_context():
        found = db.session.execute(select(func.count()).select_from(model)).scalar_one()
        db.session.rollback()
    return int(found)


def user_count(app: Flask) -> int:
    return count_of(app, User)


def user_of(app: Flask, token: str) -> int | None:
    with app.app_context():
        found = db.session.execute(select(User.id).where(User.token_hash == token_hash(token))).scalar_one_or_none()
        db.session.rollback()
    return found
