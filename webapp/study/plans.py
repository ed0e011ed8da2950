"""A learner's options, saved. Each change writes `user.study_plan` anew, so that the hot path reads nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.models import User
from webapp.banks.models import Bank
from webapp.memory.preferences import preferences_from
from webapp.memory.preset import USUAL, ExamPlan, Plan, Preset, differing, plan_from, plan_text, preset_from
from webapp.study.option_models import BankChoice, ExamDate, StudyBreak, StudyPreset

USUAL_NAME = "Everyday"
MOST_PRESETS = 20


class PresetNotFound(Exception):
    """There is no such preset of this learner's."""


class TooManyPresets(Exception):
    """There are MOST_PRESETS already."""


def plan_for(connection: Connection, user_id: int) -> Plan:
    return plan_from(connection.execute(select(User.study_plan).where(User.id == user_id)).scalar())


def presets_for_user(session: Session, user_id: int) -> Sequence[StudyPreset]:
    """The usual one first."""
    asked = select(StudyPreset).where(StudyPreset.user_id == user_id)
    return session.scalars(asked.order_by(StudyPreset.is_usual.desc(), StudyPreset.name, StudyPreset.id)).all()


def choices_for_user(session: Session, user_id: int) -> dict[int, BankChoice]:
    rows = session.scalars(select(BankChoice).where(BankChoice.user_id == user_id).order_by(BankChoice.bank_id))
    return {row.bank_id: row for row in rows}


def usual_preset(session: Session, user_id: int) -> StudyPreset:
    """The preset that banks follow unless told otherwise; made when it is first changed."""
    asked = select(StudyPreset).where(StudyPreset.user_id == user_id, StudyPreset.is_usual)
    found = session.scalars(asked).first()
    if found is None:
        found = StudyPreset(user_id=user_id, name=USUAL_NAME, is_usual=True, options={})
        session.add(found)
        session.flush()
    return found


def own_preset(session: Session, user_id: int, preset_id: int | None) -> StudyPreset:
    """Raises PresetNotFound."""
    if preset_id is None:
        return usual_preset(session, user_id)
    found = session.get(StudyPreset, preset_id)
    if found is None or found.user_id != user_id:
        raise PresetNotFound(preset_id)
    return found


def save_preset(session: Session, user_id: int, preset_id: int | None, preset: Preset) -> Plan:
    found = own_preset(session, user_id, preset_id)
    found.options = differing(preset)
    return write_plan(session, user_id)


def change_usual(session: Session, user_id: int, **changed: Any) -> Plan:
    """Some options of the usual preset; the others stay."""
    found = usual_preset(session, user_id)
    found.options = differing(replace(preset_from(found.options), **changed))
    return write_plan(session, user_id)


def make_preset(session: Session, user_id: int, name: str) -> StudyPreset:
    """A preset with the usual values."""
    usual_preset(session, user_id)
    if len(presets_for_user(session, user_id)) >= MOST_PRESETS:
        raise TooManyPresets
    made = StudyPreset(user_id=user_id, name=name, is_usual=False, options={})
    session.add(made)
    session.flush()
    return made


def rename_preset(session: Session, user_id: int, preset_id: int | None, name: str) -> None:
    own_preset(session, user_id, preset_id).name = name


def drop_preset(session: Session, user_id: int, preset_id: int) -> Plan:
    """Its banks follow the usual one again. The usual one stays."""
    found = own_preset(session, user_id, preset_id)
    if not found.is_usual:
        mine = (BankChoice.user_id == user_id, BankChoice.preset_id == preset_id)
        session.execute(update(BankChoice).where(*mine).values(preset_id=None))
        session.delete(found)
        session.flush()
    return write_plan(session, user_id)


def choose_for_bank(
    session: Session,
    user_id: int,
    bank_id: int,
    *,
    preset_id: int | None,
    new_per_day: int | None = None,
    reviews_per_day: int | None = None,
    retention: float | None = None,
) -> Plan:
    """Which preset a bank follows, and what is otherwise for this bank alone. Raises PresetNotFound, ValueError."""
    preset = own_preset(session, user_id, preset_id)
    own = _own_values(new_per_day, reviews_per_day, retention)
    preset_from({**preset.options, **own})
    choice = _choice(session, user_id, bank_id)
    choice.preset_id = None if preset.is_usual else preset.id
    choice.new_per_day, choice.reviews_per_day, choice.retention = new_per_day, reviews_per_day, retention
    return write_plan(session, user_id)


def more_today(session: Session, user_id: int, bank_id: int, *, day: int, new: int, reviews: int) -> Plan:
    """Today's limits of a bank are so many more, today only."""
    choice = _choice(session, user_id, bank_id)
    if choice.today_day != day:
        choice.today_day, choice.today_new, choice.today_reviews = day, 0, 0
    choice.today_new = min(9999, choice.today_new + new)
    choice.today_reviews = min(9999, choice.today_reviews + reviews)
    return write_plan(session, user_id)


def _choice(session: Session, user_id: int, bank_id: int) -> BankChoice:
    found = session.get(BankChoice, (user_id, bank_id))
    if found is None:
        found = BankChoice(user_id=user_id, bank_id=bank_id, today_day=0, today_new=0, today_reviews=0)
        session.add(found)
    return found


def _own_values(new_per_day: int | None, reviews_per_day: int | None, retention: float | None) -> dict[str, Any]:
    own = {"new_per_day": new_per_day, "reviews_per_day": reviews_per_day, "retention": retention}
    return {name: value for name, value in own.items() if value is not None}


def write_plan(session: Session, user_id: int) -> Plan:
    """Put what is saved together, and keep it with the learner."""
    session.flush()
    presets = {row.id: row for row in presets_for_user(session, user_id)}
    usual = next((preset_from(row.options) for row in presets.values() if row.is_usual), USUAL)
    banks = {
        choice.bank_id: _preset_of(choice, presets, usual) for choice in choices_for_user(session, user_id).values()
    }
    preferences = session.execute(select(User.preferences).where(User.id == user_id)).scalar()
    breaks = session.execute(
        select(StudyBreak.first_day, StudyBreak.last_day)
        .where(StudyBreak.user_id == user_id)
        .order_by(StudyBreak.first_day)
    )
    exams = session.scalars(select(ExamDate).where(ExamDate.user_id == user_id).order_by(ExamDate.day, ExamDate.id))
    plan = Plan(
        usual,
        {bank_id: preset for bank_id, preset in banks.items() if preset != usual},
        preferences_from(preferences).goal,
        tuple((first, last) for first, last in breaks),
        tuple(_exam_plan(row) for row in exams),
    )
    session.execute(update(User).where(User.id == user_id).values(study_plan=plan_text(plan)))
    return plan


def _preset_of(choice: BankChoice, presets: Mapping[int, StudyPreset], usual: Preset) -> Preset:
    row = presets.get(choice.preset_id) if choice.preset_id is not None else None
    preset = usual if row is None else preset_from(row.options)
    own = _own_values(choice.new_per_day, choice.reviews_per_day, choice.retention)
    today = (choice.today_day, choice.today_new, choice.today_reviews)
    return replace(preset, **own, today=today if any(today[1:]) else preset.today)


def _exam_plan(row: ExamDate) -> ExamPlan:
    pace = {int(bank): count for bank, count in row.pace.items()}
    return ExamPlan(row.day, tuple(pace), pace, row.pass_days)


def sections(connection: Connection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """The options for an export, banks by their slugs; ends its read."""
    presets = connection.execute(
        select(StudyPreset.id, StudyPreset.name, StudyPreset.is_usual, StudyPreset.options)
        .where(StudyPreset.user_id == user_id)
        .order_by(StudyPreset.id)
    ).all()
    names = {row.id: row.name for row in presets}
    own = ("new_per_day", "reviews_per_day", "retention", "today_day", "today_new", "today_reviews")
    chosen = connection.execute(
        select(Bank.slug, BankChoice.preset_id, *(getattr(BankChoice, name) for name in own))
        .join(Bank, Bank.id == BankChoice.bank_id)
        .where(BankChoice.user_id == user_id)
        .order_by(Bank.slug)
    ).all()
    breaks = connection.execute(
        select(StudyBreak.first_day, StudyBreak.last_day).where(StudyBreak.user_id == user_id).order_by(StudyBreak.id)
    ).all()
    exams = connection.execute(
        select(ExamDate.day, ExamDate.pace, ExamDate.pass_days).where(ExamDate.user_id == user_id).order_by(ExamDate.id)
    ).all()
    banks = {bank for row in exams for bank in row.pace}
    named = connection.execute(select(Bank.id, Bank.slug).where(Bank.id.in_([int(bank) for bank in banks])))
    slugs = {row.id: row.slug for row in named}
    connection.rollback()
    return {
        "presets": [{"name": row.name, "is_usual": row.is_usual, "options": row.options} for row in presets],
        "bank_options": [
            {"bank": row[0], "preset": names.get(row[1]), **dict(zip(own, row[2:], strict=True))} for row in chosen
        ],
        "breaks": [{"first_day": first, "last_day": last} for first, last in breaks],
        "exams": [
            {
                "day": day,
                "pass_days": pass_days,
                "pace": {slugs[int(bank)]: count for bank, count in pace.items() if int(bank) in slugs},
            }
            for day, pace, pass_days in exams
        ],
    }


def forget_plan(session: Session, user_id: int, now: int) -> dict[str, int]:
    """Nothing of this person's options is left. `now` is there for those who keep something with a date."""
    for model in (BankChoice, StudyPreset, StudyBreak, ExamDate):
        session.execute(delete(model).where(model.user_id == user_id))
    session.execute(update(User).where(User.id == user_id).values(study_plan=None, preferences=None))
    return {}


def merge_plans(session: Session, from_id: int, to_id: int, now: int) -> dict[str, int]:
    """An account keeps its own options; where it has none, those of the guest go over."""
    if from_id == to_id:
        return {}
    has_own = session.execute(select(User.study_plan).where(User.id == to_id)).scalar() is not None
    if has_own:
        return forget_plan(session, from_id, now)
    preferences = select(User.preferences).where(User.id == from_id).scalar_subquery()
    session.execute(update(User).where(User.id == to_id, User.preferences.is_(None)).values(preferences=preferences))
    for model in (StudyPreset, BankChoice, StudyBreak, ExamDate):
        session.execute(update(model).where(model.user_id == from_id).values(user_id=to_id))
    session.expire_all()
    write_plan(session, to_id)
    return forget_plan(session, from_id, now)
