"""Everything a learner has studied, as plain values: complete, so that reading it back gives the same log and states.

Nothing in it is a number of this database. A question is named by its bank's slug and its own id, a version by a key
made from its content, an answer and a session by the ids they got in the browser.

The log is read in short pages, each a read of its own, so that no long one keeps the journal of SQLite from being
reset. What comes in meanwhile is left out: the log is only appended to, so the rows up to the one that was the last at
the beginning are a whole. States of cards are worked out from these rows, and so belong to them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from webapp.memory.log import LogRow, replay
from webapp.study.exported_content import PAGE, Content, Row, read
from webapp.study.models import Enrolment, Report, Review, StudySession
from webapp.study.parameter_moves import COLUMNS, sets_of
from webapp.study.parameters import fitted
from webapp.study.rebuilding import CHUNK, chunked
from webapp.study.rows import LOG_COLUMNS, STATE_NAMES

# Columns of the log that are written as they are; the others are named by what they point at.
_POINTERS = ("seq", "user_id", "question_id", "version_id", "parameter_set_id")
PLAIN = tuple(column.key for column in Review.__table__.columns if column.key not in _POINTERS)
REPORT = ("review_id", "reason", "comment", "created_at", "status", "reply", "settled_at")

# What another place knows in its own way, so that two exports are compared without it: descriptions of banks and
# questions, the count and the day of a version.
_LOCAL = {
    "banks": ("bank",),
    "questions": ("bank", "question"),
    "versions": ("key", "content", "source"),
}


def export_learner(connection: Connection, user_id: int) -> dict[str, list[Row]]:
    """The whole at once. `connection` must be the caller's own: its read is ended after each page."""
    return {name: list(rows) for name, rows in sections(connection, user_id).items()}


def sections(connection: Connection, user_id: int) -> dict[str, Iterable[Row]]:
    """The parts, in the order in which they are to be asked for: each is read then, and once."""
    latest = select(func.max(Review.seq)).where(Review.user_id == user_id)
    last = read(connection, latest)[0][0] or 0
    content = Content(connection, user_id)
    return {
        "banks": content.banks(),
        "questions": content.questions(),
        "versions": content.versions(),
        "sessions": _sessions(content),
        "enrolments": _enrolments(content),
        "reports": _reports(content),
        "reviews": _reviews(content, last),
        "parameter_sets": _parameter_sets(content),
        "cards": _cards(content, last),
    }


def canonical(data: Mapping[str, Any]) -> bytes:
    """The same bytes for the same studying, wherever it is kept.

    Left out is what is local: when the file was made, who the person is here, how banks and questions are described
    here, the counts of versions. Sessions are named by their place in the list, since an id that is taken is replaced.
    What has no order is sorted; reviews keep that of their arrival.
    """
    names = {row["id"]: number for number, row in enumerate(data["sessions"])}
    kept = {
        part: sorted(({name: row[name] for name in names_of} for row in data[part]), key=_text)
        for part, names_of in _LOCAL.items()
    }
    kept["sessions"] = [{**row, "id": names[row["id"]]} for row in data["sessions"]]
    kept["reviews"] = [{**row, "session_id": names.get(row["session_id"])} for row in data["reviews"]]
    for part in ("enrolments", "reports", "parameter_sets", "cards"):
        kept[part] = sorted(data[part], key=_text)
    return _text(kept).encode()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _sessions(content: Content) -> Iterator[Row]:
    names = ("id", "bank_id", "size", "queue", "started_at", "sort")
    mine = select(*(getattr(StudySession, name) for name in names)).where(StudySession.user_id == content.user_id)
    after = (-1, "")
    while True:
        began, last_id = after
        behind = (StudySession.started_at > began) | ((StudySession.started_at == began) & (StudySession.id > last_id))
        order = (StudySession.started_at, StudySession.id)
        rows = read(content.connection, mine.where(behind).order_by(*order).limit(PAGE))
        for session_id, bank_id, size, queue, started_at, sort in rows:
            yield {
                "id": session_id,
                "bank": content.bank_slugs.get(bank_id),
                "size": size,
                # A session that began after the file did may line up questions that the file does not know.
                "queue": [[*content.refs[each], facet] for each, facet in queue if each in content.refs],
                "started_at": started_at,
                "sort": sort,
            }
        if len(rows) < PAGE:
            return
        after = (rows[-1].started_at, rows[-1].id)


def _enrolments(content: Content) -> Iterator[Row]:
    """Without the mark: it is a short cut that is found again."""
    asked = select(Enrolment.bank_id, Enrolment.started_at).where(Enrolment.user_id == content.user_id)
    for bank_id, started_at in read(content.connection, asked.order_by(Enrolment.started_at, Enrolment.bank_id)):
        if bank_id in content.bank_slugs:
            yield {"bank": content.bank_slugs[bank_id], "started_at": started_at}


def _reports(content: Content) -> Iterator[Row]:
    columns = [getattr(Report, name) for name in REPORT]
    asked = select(Report.question_id, Report.version_id, *columns).where(Report.user_id == content.user_id)
    for question_id, version_id, *said in read(content.connection, asked.order_by(Report.id)):
        if version_id in content.keys:
            yield {**_names(content, question_id, version_id), **dict(zip(REPORT, said, strict=True))}


def _reviews(content: Content, last: int) -> Iterator[Row]:
    """All rows in the order of their arrival, those that were taken back and those that take back included."""
    columns = [getattr(Review, name) for name in PLAIN]
    mine = select(Review.seq, Review.question_id, Review.version_id, *columns)
    after = 0
    while after < last:
        of_page = (Review.user_id == content.user_id, Review.seq > after, Review.seq <= last)
        rows = read(content.connection, mine.where(*of_page).order_by(Review.seq).limit(PAGE))
        if not rows:
            return
        for _seq, question_id, version_id, *said in rows:
            yield {**_names(content, question_id, version_id), **dict(zip(PLAIN, said, strict=True))}
        after = rows[-1].seq


def _parameter_sets(content: Content) -> Iterator[Row]:
    """How the schedule was fitted, and which fit is in use: the one chosen last."""
    for row in read(content.connection, sets_of(content.user_id)):
        yield dict(zip(COLUMNS, row, strict=True))


def _cards(content: Content, last: int) -> Iterator[Row]:
    """Each card's memory, for information: it follows from the reviews and the parameters in use."""
    options = fitted(content.connection, content.user_id)
    content.connection.rollback()
    for chunk in chunked(content.question_ids, CHUNK):
        logs: dict[tuple[int, str], list[LogRow]] = {}
        mine = (Review.user_id == content.user_id, Review.seq <= last, Review.question_id.in_(chunk))
        for question_id, facet, *row in read(
            content.connection, select(Review.question_id, Review.facet, *LOG_COLUMNS).where(*mine)
        ):
            logs.setdefault((question_id, facet), []).append(LogRow(*row))
        for (question_id, facet), log in sorted(logs.items()):
            state = replay(log, options)
            if state is not None:
                bank, question = content.refs[question_id]
                values = {name: getattr(state, name) for name in STATE_NAMES}
                yield {"bank": bank, "question": question, "facet": facet, **values}


def _names(content: Content, question_id: int, version_id: int) -> Row:
    bank, question = content.refs[question_id]
    return {"bank": bank, "question": question, "version": content.keys[version_id]}
