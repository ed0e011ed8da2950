"""Options of studying in a learner's export, read back where the learner has none yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp.memory.preset import preset_from
from webapp.study.option_models import BankChoice, ExamDate, StudyBreak, StudyPreset
from webapp.study.plans import MOST_PRESETS, write_plan

Row = Mapping[str, Any]
CHOICE = ("new_per_day", "reviews_per_day", "retention", "today_day", "today_new", "today_reviews")
MOST_DATES = 100  # breaks, and exams; the pages take fewer


def wrong_plans(data: Mapping[str, Any]) -> Iterator[str]:
    """What could not be put into use, named by part and row."""
    for number, row in enumerate(data.get("presets", ()), start=1):
        try:
            preset_from(row["options"])
        except (ValueError, TypeError) as error:
            yield f"presets, row {number}: {error}"
    if len(data.get("presets", ())) > MOST_PRESETS or sum(row["is_usual"] for row in data.get("presets", ())) > 1:
        yield "presets: there are too many"
    names = {row["name"] for row in data.get("presets", ())}
    for number, row in enumerate(data.get("bank_options", ()), start=1):
        own = {name: row[name] for name in CHOICE[:3] if row[name] is not None}
        try:
            preset_from(own)
        except (ValueError, TypeError) as error:
            yield f"bank_options, row {number}: {error}"
        if row["preset"] is not None and row["preset"] not in names:
            yield f"bank_options, row {number}: the preset {row['preset']} is not in the file"
    for number, row in enumerate(data.get("breaks", ()), start=1):
        if not 0 < row["first_day"] <= row["last_day"]:
            yield f"breaks, row {number}: its days are none"
    for number, row in enumerate(data.get("exams", ()), start=1):
        counts = list(row["pace"].values())
        is_whole = all(type(count) is int and 0 <= count <= 9999 for count in counts)
        if not is_whole or not 0 <= row["pass_days"] <= row["day"]:
            yield f"exams, row {number}: its days or its new cards a day are none"
    yield from (f"{part}: there are too many" for part in ("breaks", "exams") if len(data.get(part, ())) > MOST_DATES)


def add_plan(
    session: Session, user_id: int, parts: Mapping[str, Sequence[Row]], bank_id: Callable[[str], int], *, now: int
) -> int:
    """Give the learner the options of the file; whoever has options already keeps those. How many rows were new.
    Options of banks that the file does not hold are left out."""
    if not any(parts[name] for name in ("presets", "bank_options", "breaks", "exams")) or _has_own(session, user_id):
        return 0
    connection, whose = session.connection(), {"user_id": user_id}
    known = {row["bank"] for row in parts["banks"]}
    ids: dict[str | None, int | None] = {None: None}
    for row in parts["presets"]:
        values = {**whose, "name": row["name"], "is_usual": row["is_usual"], "options": row["options"]}
        ids[row["name"]] = connection.execute(insert(StudyPreset).returning(StudyPreset.id), [values]).scalar_one()
    rows: dict[Any, list[dict[str, Any]]] = {
        BankChoice: [
            {**whose, "bank_id": bank_id(row["bank"]), "preset_id": ids[row["preset"]]}
            | {name: row[name] for name in CHOICE}
            for row in parts["bank_options"]
            if row["bank"] in known
        ],
        StudyBreak: [
            {**whose, "first_day": row["first_day"], "last_day": row["last_day"], "made_at": now}
            for row in parts["breaks"]
        ],
        ExamDate: [
            {**whose, "day": row["day"], "pass_days": row["pass_days"], "pace": pace, "made_at": now}
            for row in parts["exams"]
            if (pace := {str(bank_id(slug)): count for slug, count in row["pace"].items() if slug in known})
        ],
    }
    for model, new in rows.items():
        if new:
            connection.execute(insert(model), new)
    session.expire_all()
    write_plan(session, user_id)
    return len(parts["presets"]) + sum(len(new) for new in rows.values())


def _has_own(session: Session, user_id: int) -> bool:
    models = (StudyPreset, BankChoice, StudyBreak, ExamDate)
    return any(
        session.execute(select(model.user_id).where(model.user_id == user_id).limit(1)).first() for model in models
    )
