"""Bank files written for a test, and loaded as the app loads its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

import yaml
from flask import Flask
from sqlalchemy import insert, select

from tests.factories import LOADED_AT
from tests.kinds.examples import raw_question
from webapp.banks.models import Bank, Question
from webapp.banks.service import Loaded, load_bank
from webapp.database import db, transaction
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank
from webapp.kinds.registry import KINDS

Raw = dict[str, Any]


def bank_file(questions: Iterable[Raw], *, slug: str = "science", **head: Any) -> str:
    """The text of a bank file. Ids, topics and facts stand in the questions; facts that they name are declared."""
    asked = [deepcopy(question) for question in questions]  # YAML would write what is shared as an alias
    named = {asked_one["fact"] for asked_one in asked if "fact" in asked_one}
    facts = {fact: {"paragraph": f"P{n}", "says": f"What {fact} says."} for n, fact in enumerate(sorted(named), 1)}
    whole = {"bank": slug, "title": slug.capitalize(), **({"facts": facts} if facts else {}), **head}
    text: str = yaml.safe_dump({**whole, "questions": asked}, sort_keys=False, allow_unicode=True)
    return text


def asked(external_id: str, kind: str = "self_graded", /, **changes: Any) -> Raw:
    """A question of that kind, told from its fellows by its prompt; a cloze is told from them by its sentence."""
    words = {"text": f"{external_id}: blood leaves by the {{1}} and returns by the {{2}}."}
    named = words if kind == "cloze" else {"prompt": f"{external_id}: {raw_question(kind)['prompt']}"}
    return raw_question(kind, **{"id": external_id, **named, **changes})


def recall_bank(count: int, *, slug: str = "science") -> str:
    """Self-graded questions q1, q2 …, each on a fact of its own: nothing of it waits for anything else."""
    return bank_file((asked(f"q{n}") for n in range(1, count + 1)), slug=slug)


def every_kind(*, slug: str = "kinds") -> str:
    """One question of each kind, its id the name of the kind."""
    return bank_file((asked(kind, kind) for kind in KINDS), slug=slug)


def draft_of(text: str) -> DraftBank:
    reading = read_bank(text.encode(), "test.yaml")
    assert reading.bank is not None and reading.errors == [], reading.errors
    return reading.bank


def load(app: Flask, text: str, *, now: int = LOADED_AT, position: int = 0) -> Loaded:
    draft = draft_of(text)
    with app.app_context(), transaction() as session:
        return load_bank(session, draft, now=now, position=position)


def question_ids(app: Flask, slug: str = "science") -> dict[str, int]:
    with app.app_context():
        asked_for = (
            select(Question.external_id, Question.id)
            .join(Bank, Bank.id == Question.bank_id)
            .where(Bank.slug == slug)
            .order_by(Question.position, Question.id)
        )
        found: Sequence[Any] = db.session.execute(asked_for).all()
        db.session.rollback()
        return {str(row[0]): int(row[1]) for row in found}


def bank_id(app: Flask, slug: str = "science") -> int:
    with app.app_context():
        found = db.session.execute(select(Bank.id).where(Bank.slug == slug)).scalar_one()
        db.session.rollback()
        return found


def bare_questions(app: Flask, places: Iterable[tuple[str, bool]], *, slug: str = "big") -> list[int]:
    """Question rows without content, for what reads positions alone: (sibling key, is gated), in the bank's order."""
    rows = list(places)
    with app.app_context(), transaction() as session:
        bank = Bank(slug=slug, title=slug, visibility="public", is_built_in=True, changed_at=0, ordered_at=LOADED_AT)
        bank.question_count = bank.last_position = len(rows)
        session.add(bank)
        session.flush()
        session.execute(
            insert(Question),
            [
                {
                    "bank_id": bank.id,
                    "external_id": f"q{place}",
                    "position": place,
                    "sibling_key": f"{bank.id}:{sibling}",
                    "kind": "self_graded",
                    "facets": [""],
                    "is_gated": is_gated,
                }
                for place, (sibling, is_gated) in enumerate(rows, 1)
            ],
        )
    return list(question_ids(app, slug).values())
