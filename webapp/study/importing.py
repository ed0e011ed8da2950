"""Reading a learner's export back: the same log, the same states.

What is there already stays and is not doubled, so a file can be read again, and into an account that has studied since.
Raises UnreadableExport before anything is written, or from inside the transaction, which then leaves nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.brought import Ref, Shelf
from webapp.memory.schedule import Options
from webapp.study.exporting import PLAIN, REPORT
from webapp.study.import_checks import checked
from webapp.study.keys import related_id
from webapp.study.log import lock_learner
from webapp.study.models import Enrolment, Report, Review, StudySession
from webapp.study.parameter_moves import add_sets
from webapp.study.parameters import fitted
from webapp.study.plan_moves import add_plan
from webapp.study.queries import CardKey
from webapp.study.rebuilding import chunked, rebuild_cards

Row = Mapping[str, Any]
_PAGE = 500


def import_learner(
    session: Session, user_id: int, data: Mapping[str, Any], *, now: int, options: Options | None = None
) -> dict[str, int]:
    """Give the person what the file holds, in the caller's transaction; counts of what was new."""
    parts = checked(data)
    connection = session.connection()
    lock_learner(connection, user_id)
    versions = {row["key"]: row for row in parts["versions"]}
    shelf = Shelf(
        session,
        user_id,
        now,
        banks={row["bank"]: row for row in parts["banks"]},
        questions={(row["bank"], row["question"]): row for row in parts["questions"]},
    )
    known = _known_cards(connection, user_id)
    names, sessions = _add_sessions(connection, shelf, parts["sessions"])
    reviews, touched = _add_reviews(connection, shelf, parts["reviews"], versions, names)
    enrolments = _add_enrolments(connection, shelf, parts["enrolments"])
    reports = _add_reports(connection, shelf, parts["reports"], versions)
    questions = {question_id for question_id, _facet in touched}
    if add_sets(connection, user_id, parts["parameter_sets"]):
        questions |= {question_id for question_id, _facet in known}
    plans = add_plan(session, user_id, parts, shelf.bank_id, now=now)
    own = fitted(connection, user_id, options or Options())
    rebuilt = rebuild_cards(connection, user_id, questions, touched & known, now=now, options=own)
    session.expire_all()
    return {
        "reviews": reviews,
        "cards": rebuilt.cards,
        "settled": rebuilt.settled,
        "sessions": sessions,
        "enrolments": enrolments,
        "reports": reports,
        "options": plans,
        "questions_brought": shelf.made,
    }


def _known_cards(connection: Connection, user_id: int) -> set[CardKey]:
    """Cards that had answers here before: what comes to them now comes late."""
    asked = select(Review.question_id, Review.facet).where(Review.user_id == user_id).distinct()
    return {(question_id, facet) for question_id, facet in connection.execute(asked)}


def _ref(row: Row) -> Ref:
    return row["bank"], row["question"]


def _add_sessions(connection: Connection, shelf: Shelf, rows: Sequence[Row]) -> tuple[dict[str, str], int]:
    """The id that each session has here: its own, or one that follows from it where somebody else has that already.
    And how many are new."""
    names: dict[str, str] = {}
    new: list[dict[str, Any]] = []
    for chunk in chunked(rows, _PAGE):
        owners = _owners(connection, [row["id"] for row in chunk])
        for row in chunk:
            name = row["id"]
            if owners.get(name, shelf.user_id) != shelf.user_id:
                name = related_id(name, f"brought by {shelf.user_id}")
                owners |= _owners(connection, [name])
            names[row["id"]] = name
            if name not in owners:
                new.append(_session_values(shelf, row, name))
    if new:
        connection.execute(insert(StudySession), new)
    return names, len(new)


def _owners(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    asked = select(StudySession.id, StudySession.user_id).where(StudySession.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(asked)}


def _session_values(shelf: Shelf, row: Row, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "user_id": shelf.user_id,
        "bank_id": None if row["bank"] is None else shelf.bank_id(row["bank"]),
        "size": row["size"],
        "queue": [[shelf.question((bank, question)).id, facet] for bank, question, facet in row["queue"]],
        "started_at": row["started_at"],
        "sort": row.get("sort", ""),
    }


def _add_reviews(
    connection: Connection,
    shelf: Shelf,
    rows: Sequence[Row],
    versions: Mapping[str, Row],
    sessions: Mapping[str, str],
) -> tuple[int, set[CardKey]]:
    """Rows in the order of the file, which is that of their arrival, and the cards that they are about."""
    touched: set[CardKey] = set()
    count = 0
    for chunk in chunked(rows, _PAGE):
        asked = select(Review.id).where(Review.user_id == shelf.user_id, Review.id.in_([row["id"] for row in chunk]))
        there = set(connection.execute(asked).scalars())
        new = []
        for row in chunk:
            if row["id"] in there:
                continue
            question = shelf.question(_ref(row))
            touched.add((question.id, row["facet"]))
            new.append(
                {
                    **{name: row[name] for name in PLAIN},
                    "user_id": shelf.user_id,
                    "question_id": question.id,
                    "version_id": shelf.version_id(_ref(row), versions[row["version"]]),
                    "session_id": None if row["session_id"] is None else sessions[row["session_id"]],
                    "parameter_set_id": None,
                }
            )
        if new:
            connection.execute(insert(Review), new)
        count += len(new)
    return count, touched


def _add_enrolments(connection: Connection, shelf: Shelf, rows: Sequence[Row]) -> int:
    """Without marks: they are found again at the first look for new cards. Of two starts the earlier one counts."""
    mine = select(Enrolment.bank_id, Enrolment.started_at).where(Enrolment.user_id == shelf.user_id)
    there = {row[0]: row[1] for row in connection.execute(mine)}
    new: dict[int, int] = {}
    for row in rows:
        bank_id = shelf.bank_id(row["bank"])
        if row["started_at"] < there.get(bank_id, row["started_at"] + 1):
            new[bank_id] = min(row["started_at"], new.get(bank_id, row["started_at"]))
    if new:
        connection.execute(
            delete(Enrolment).where(Enrolment.user_id == shelf.user_id, Enrolment.bank_id.in_(list(new)))
        )
        common = {"user_id": shelf.user_id, "next_position": 0, "ordered_at": 0}
        connection.execute(
            insert(Enrolment), [{**common, "bank_id": bank, "started_at": at} for bank, at in new.items()]
        )
    return len(new)


def _add_reports(connection: Connection, shelf: Shelf, rows: Sequence[Row], versions: Mapping[str, Row]) -> int:
    columns = (Report.question_id, Report.created_at, Report.reason, Report.comment)
    there = {tuple(row) for row in connection.execute(select(*columns).where(Report.user_id == shelf.user_id))}
    new = list(_new_reports(shelf, rows, versions, there))
    if new:
        connection.execute(insert(Report), new)
    return len(new)


def _new_reports(
    shelf: Shelf, rows: Sequence[Row], versions: Mapping[str, Row], there: set[tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        question_id = shelf.question(_ref(row)).id
        if (question_id, row["created_at"], row["reason"], row["comment"]) not in there:
            yield {
                **{name: row[name] for name in REPORT},
                "user_id": shelf.user_id,
                "question_id": question_id,
                "version_id": shelf.version_id(_ref(row), versions[row["version"]]),
            }
