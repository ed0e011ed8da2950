"""Figures counted the slow and obvious way, from the rows of the log as they stand in the table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Flask
from sqlalchemy import select

from webapp.banks.models import Question
from webapp.database import db, transaction
from webapp.memory.figures import Figures
from webapp.progress import keeping, queries
from webapp.progress.queries import Wanted

Row = dict[str, Any]


def figures_by_day(app: Flask, user_id: int, today: int, **about: Any) -> dict[int, Figures]:
    """As the pages have them."""
    with app.app_context():
        wanted = Wanted(user_id, today, **about)
        connection = db.session.connection()
        found = queries.days_for(connection, wanted, queries.counted_for(connection, wanted))
        db.session.rollback()
    return found


def figures_and_before(app: Flask, user_id: int, today: int, since: int) -> dict[int, Figures]:
    with app.app_context():
        wanted = Wanted(user_id, today)
        connection = db.session.connection()
        counted = queries.counted_for(connection, wanted)
        found = queries.days_and_before(connection, wanted, counted, since=since)
        db.session.rollback()
    return found


def figures_by_hour(app: Flask, user_id: int, today: int, since: int) -> dict[int, Figures]:
    with app.app_context():
        wanted = Wanted(user_id, today)
        connection = db.session.connection()
        found = queries.hours_for(connection, wanted, queries.counted_for(connection, wanted, hours_from=since), since)
        db.session.rollback()
    return found


def keep(app: Flask, user_id: int) -> int:
    with app.app_context(), transaction() as session:
        made = keeping.made_for(session.connection(), user_id)
        return 0 if made is None else keeping.keep(session.connection(), user_id, made)


def banks_of(app: Flask) -> dict[int, int]:
    with app.app_context():
        found = {row[0]: row[1] for row in db.session.execute(select(Question.id, Question.bank_id))}
        db.session.rollback()
    return found


def standing(log: list[Row]) -> list[Row]:
    """Answers that no void row names which counts itself."""
    voids = {row["id"]: row["voids"] for row in log if row["activity"] == "void"}
    working = set(voids)
    for void in sorted(voids, key=lambda id_: next((r["answered_at"], r["id"]) for r in log if r["id"] == id_)):
        if voids[void] in voids:
            working.discard(voids[void])
    named = {voids[void] for void in working}
    return [row for row in log if row["rating"] > 0 and row["id"] not in named]


def counted_by_day(log: list[Row]) -> dict[int, Figures]:
    rows = standing(log)
    return {day: _figures([row for row in rows if row["local_day"] == day]) for day in {r["local_day"] for r in rows}}


def counted_by_hour(log: list[Row], since: int) -> dict[int, tuple[int, int]]:
    """Answers, and those that failed, by the hour on the clock: minutes since midnight of the first day, in sixties."""
    rows = [row for row in standing(log) if row["local_day"] >= since]
    hours = [int((row["answered_at"] / 60_000 + row["offset_minutes"]) % 1440 // 60) for row in rows]
    failed = Counter(hour for hour, row in zip(hours, rows, strict=True) if row["rating"] == 1)
    return {hour: (count, failed[hour]) for hour, count in Counter(hours).items()}


def _figures(rows: list[Row]) -> Figures:
    """Of one day."""
    firsts: dict[Any, Row] = {}
    for row in sorted(rows, key=lambda row: (row["answered_at"], row["id"])):
        if row["activity"] != "cram":
            firsts.setdefault((row["question_id"], row["facet"]), row)
    asked = [
        r for r in firsts.values() if r["activity"] in ("review", "early", "quiz", "import") and r["interval_before"]
    ]
    young, mature = ([r for r in asked if (r["interval_before"] < 21) is is_young] for is_young in (True, False))
    ratings = Counter(row["rating"] for row in rows)
    return Figures(
        len(rows),
        sum(row["duration_ms"] for row in rows),
        ratings[1],
        ratings[2],
        ratings[3],
        ratings[4],
        len(young),
        sum(row["rating"] > 1 for row in young),
        len(mature),
        sum(row["rating"] > 1 for row in mature),
    )
