"""An import taken back while nobody has built on it: planned outside of the transaction, done in a short one.

What came with the import is moved onto a shelf and swept from there in small steps (see `staging`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.banks import staging
from webapp.banks.applying import PLACE, Row, count_questions, places_of
from webapp.banks.models import ALONE, RETIRED, Bank, ImportBatch, Question
from webapp.banks.sweeping import BACK_TO, Answered, left_to_the_night, sweep
from webapp.banks.word_index import index_in_steps
from webapp.database import db, transaction

UNDO_WITHIN = 24 * 3_600_000  # ms
_TRIES = 3  # at a bank that changes while the plan is made


class UndoRefused(Exception):
    """The import cannot be taken back, and why."""


@dataclass(slots=True)
class _Undoing:
    """`gone` are questions that nobody has answered, `edited` the ids of those that were edited since."""

    bank_id: int
    seen_at: int
    gone: list[int] = field(default_factory=list)
    updates: dict[int, Row] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)


def undo_import(batch_id: int, *, now: int, answered: Answered) -> list[str]:
    """Put the questions back as they were; ids of those that were edited since, and are left as they are. Questions
    that the import brought go, or are retired where they were answered. To be called outside of a transaction. Raises
    UndoRefused."""
    for _try in range(_TRIES):
        plan = _planned(db.session(), batch_id, now, answered)
        db.session.rollback()
        shelf_id = staging.open_shelf(None, now=now) if plan.gone else None
        with transaction() as session:
            is_done = _take_back(session, batch_id, plan, shelf_id, now)
        if is_done:
            with left_to_the_night():
                index_in_steps(plan.bank_id)
        if shelf_id is not None:
            with left_to_the_night():
                sweep(shelf_id, answered)
        if is_done:
            return plan.edited
    raise UndoRefused("The bank is being changed at the moment. Try again.")


def _planned(session: Session, batch_id: int, now: int, answered: Answered) -> _Undoing:
    batch = session.get_one(ImportBatch, batch_id, populate_existing=True)
    if batch.undone_at is not None:
        raise UndoRefused("This import has been taken back before.")
    if now - batch.created_at > UNDO_WITHIN:
        raise UndoRefused("An import can be taken back for 24 hours.")
    bank = session.get_one(Bank, batch.bank_id, populate_existing=True)
    plan = _Undoing(bank.id, bank.changed_at)
    places, kept = (
        places_of(session, bank.id, {each["question_id"] for each in batch.before}),
        answered(session, bank.id),
    )
    names = Counter(session.scalars(select(Question.external_id).where(Question.bank_id == bank.id)))
    # Those that came first: what gave its id to one of them gets it back.
    for each in sorted(batch.before, key=lambda each: not each.get("is_new")):
        key = each["question_id"]
        place = places.get(key)
        if place is None:
            continue
        if place["version_id"] != each["made"]:
            plan.edited.append(place["external_id"])
        elif not each.get("is_new"):
            plan.updates[key] = _as_before(place, each, names)
        elif key in kept:
            plan.updates[key] = {"status": RETIRED}
        else:
            plan.gone.append(key)
            names[place["external_id"]] -= 1
    return plan


def _as_before(place: Row, before: Mapping[str, Any], names: Counter[str]) -> Row:
    """What differs. Its id only where no other has it: one that was answered keeps it."""
    found = {name: before[name] for name in PLACE if name in before and before[name] != place[name]}
    if "external_id" in found:
        if names[found["external_id"]] > 0:
            del found["external_id"]
        else:
            names[place["external_id"]] -= 1
            names[found["external_id"]] += 1
    return found


def _take_back(session: Session, batch_id: int, plan: _Undoing, shelf_id: int | None, now: int) -> bool:
    """Whether the bank is as it was when the plan was made."""
    bank = session.get_one(Bank, plan.bank_id, with_for_update=ALONE, populate_existing=True)
    batch = update(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.undone_at.is_(None))
    if bank.changed_at != plan.seen_at:
        return False
    done = session.execute(batch.values(undone_at=now), execution_options={"synchronize_session": False})
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    if shelf_id is not None:
        staging.move_out(session, plan.gone, shelf_id)
        session.get_one(Bank, shelf_id).source = {BACK_TO: bank.id}
    staging.change_questions(session.connection(), {key: row for key, row in plan.updates.items() if row})
    count_questions(session, bank)
    bank.ordered_at = now
    bank.changed_at = max(now, plan.seen_at + 1)
    session.flush()
    return True
