"""Whether a file is a whole export, before anything of it is written. What is wrong is named by part, row and field."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from sqlalchemy import String

from webapp.banks.brought import LONGEST_SLUG, version_key
from webapp.banks.models import Bank, Question, Version
from webapp.kinds.registry import KINDS
from webapp.memory.schedule import MOST_FLAG
from webapp.study.exporting import PLAIN, REPORT
from webapp.study.keys import is_key
from webapp.study.models import Enrolment, ParameterSet, Report, Review, StudySession
from webapp.study.option_models import BankChoice, ExamDate, StudyBreak, StudyPreset
from webapp.study.parameter_moves import COLUMNS
from webapp.study.parameters import weights_of
from webapp.study.plan_moves import CHOICE, wrong_plans
from webapp.study.sorts import SORTS

MOST_REASONS = 20
LAST_INSTANT = 253_402_300_799_000  # ms; the end of the year 9999, behind which no date can be made
LAST_DAY = 3_652_059  # the ordinal of that day
_KEY_LENGTH = 64
_DAYS = ("local_day", "due_day", "today_day", "first_day", "last_day", "day")
_INSTANTS = ("answered_at", "received_at", "started_at", "created_at", "due_at", "made_at", "chosen_at", "settled_at")


class UnreadableExport(Exception):
    """The file is no export, or not a whole one; `reasons` for whoever tries to read it."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


class Field(NamedTuple):
    """What a field may be: its types; and at most this long, or this far from 0."""

    types: tuple[type, ...]
    most: int = 0


def _column(model: Any, name: str) -> Field:
    """As much as the column takes, on each database."""
    column = model.__table__.columns[name]
    kind = column.type.python_type
    none = (type(None),) if column.nullable else ()
    if isinstance(column.type, String):
        return Field((str, *none), column.type.length or 1_000_000)
    if kind is int:
        limit = LAST_DAY if name in _DAYS else LAST_INSTANT if name in _INSTANTS else 2**31 - 1
        return Field((int, *none), limit)
    return Field(((int, float) if kind is float else (kind,)) + none, 2**31 - 1)


def _columns(model: Any, *names: str) -> dict[str, Field]:
    return {name: _column(model, name) for name in names}


_HOME = {"bank": _column(Bank, "slug"), "question": _column(Question, "external_id")}
_KEY = Field((str,), _KEY_LENGTH)
_LIST, _OBJECT, _OBJECT_OR_NONE = Field((list,)), Field((dict,)), Field((dict, type(None)))
PARTS: dict[str, dict[str, Field]] = {
    "banks": {
        "bank": _column(Bank, "slug"),
        **_columns(Bank, "title", "subject", "level", "language", "description", "author", "licence"),
        "source": _OBJECT,
    },
    "questions": {
        **_HOME,
        **_columns(Question, "topic", "kind", "is_gated"),
        "sibling": Field((str,), 140),  # a bank's number comes in front of it
        "facets": _LIST,
    },
    "versions": {
        "key": _KEY,
        **_columns(Version, "created_at", "stem_hash", "full_hash"),
        "content": _OBJECT_OR_NONE,
        "source": _OBJECT_OR_NONE,
    },
    "sessions": {
        **_columns(StudySession, "id", "size", "started_at"),
        "sort": Field((str, type(None)), 12),
        "bank": Field((str, type(None)), LONGEST_SLUG),
        "queue": _LIST,
    },
    "enrolments": {"bank": _column(Bank, "slug"), **_columns(Enrolment, "started_at")},
    "reports": {**_HOME, "version": _KEY, **_columns(Report, *REPORT)},
    # What an answer is, is the business of its kind.
    "reviews": {**_HOME, "version": _KEY, **_columns(Review, *PLAIN), "answer": _OBJECT_OR_NONE},
    "parameter_sets": {**_columns(ParameterSet, *COLUMNS), "measured": _OBJECT_OR_NONE},
    "presets": {**_columns(StudyPreset, "name", "is_usual"), "options": _OBJECT},
    "bank_options": {
        "bank": _column(Bank, "slug"),
        "preset": Field((str, type(None)), 60),
        **_columns(BankChoice, *CHOICE),
    },
    "breaks": _columns(StudyBreak, "first_day", "last_day"),
    "exams": {**_columns(ExamDate, "day", "pass_days"), "pace": _OBJECT},
}
# Parts and fields that older files do not have.
_LATER = {"parameter_sets", "presets", "bank_options", "breaks", "exams"}
_LATER_FIELDS = {("sessions", "sort")}
_ANSWERED = {"reply": "", "settled_at": None}  # fields that the reports of older files do not have


def checked(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The parts of the file. Raises UnreadableExport."""
    data = _completed(data)
    reasons = [*_shapes(data)]
    if not reasons:
        reasons = [*_pointers(data), *_meanings(data)]
    if reasons:
        more = [f"… and {len(reasons) - MOST_REASONS} more"] if len(reasons) > MOST_REASONS else []
        raise UnreadableExport([*reasons[:MOST_REASONS], *more])
    return {name: list(data.get(name, ())) for name in PARTS}


def _completed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    reports = data.get("reports")
    if not isinstance(reports, list):
        return data
    return {**data, "reports": [{**_ANSWERED, **row} if isinstance(row, dict) else row for row in reports]}


def _shapes(data: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for part, fields in PARTS.items():
        rows = data.get(part, [] if part in _LATER else None)
        if not isinstance(rows, list):
            found.append(f"{part}: is missing")
            continue
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                found.append(f"{part}, row {number}: is no object")
                continue
            found += [
                f"{part}, row {number}: {name} {'is missing' if name not in row else 'is of the wrong type'}"
                for name, field in fields.items()
                if (name in row or (part, name) not in _LATER_FIELDS) and not _is_of(row.get(name), field)
            ]
    return found


def _is_of(value: Any, field: Field) -> bool:
    if type(value) not in field.types:  # not isinstance: True is no number here
        return False
    if isinstance(value, str):
        return _is_text(value, field.most)
    return not isinstance(value, int | float) or abs(value) <= field.most


def _is_text(value: str, most: int) -> bool:
    """Whether each database can keep it: PostgreSQL takes no NUL, and half a character is none."""
    return (
        len(value) <= most and "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    )


def _pointers(data: Mapping[str, Any]) -> list[str]:
    """Every name that a row uses is explained in the file."""
    banks = {row["bank"] for row in data["banks"]}
    questions = {(row["bank"], row["question"]) for row in data["questions"]}
    versions = {row["key"] for row in data["versions"]}
    sessions = {row["id"] for row in data["sessions"]}
    found = [
        f"{part}, row {number}: the bank {row['bank']} is not in the file"
        for part in ("questions", "sessions", "enrolments")
        for number, row in enumerate(data[part], start=1)
        if row["bank"] is not None and row["bank"] not in banks
    ]
    for part in ("reports", "reviews"):
        for number, row in enumerate(data[part], start=1):
            if (row["bank"], row["question"]) not in questions:
                found.append(f"{part}, row {number}: the question {row['question']} is not in the file")
            if row["version"] not in versions:
                found.append(f"{part}, row {number}: its version is not in the file")
            if row.get("session_id") is not None and row["session_id"] not in sessions:
                found.append(f"{part}, row {number}: its session is not in the file")
    for number, row in enumerate(data["sessions"], start=1):
        if not all(_is_card(card) and (card[0], card[1]) in questions for card in row["queue"]):
            found.append(f"sessions, row {number}: a question of its queue is not in the file")
    return found


def _is_card(card: Any) -> bool:
    return isinstance(card, list) and len(card) == 3 and all(isinstance(part, str) for part in card)


def _meanings(data: Mapping[str, Any]) -> list[str]:
    """What the app would stumble over later: unknown kinds and zones, contents that were changed, ids that are none."""
    found = [
        f"questions, row {number}: the kind {row['kind']} is not known"
        for number, row in enumerate(data["questions"], start=1)
        if row["kind"] not in KINDS
    ]
    for number, row in enumerate(data["versions"], start=1):
        is_whole = row["content"] is not None and row["source"] is not None
        if is_whole and version_key(row["content"], row["source"], {}) != row["key"]:
            found.append(f"versions, row {number}: the content was changed")
    for number, row in enumerate(data["sessions"], start=1):
        if not is_key(row["id"]):
            found.append(f"sessions, row {number}: the id is no UUID")
        if row.get("sort", "") not in SORTS:
            found.append(f"sessions, row {number}: its sort is none")
    for number, row in enumerate(data.get("parameter_sets", ()), start=1):
        try:
            weights_of(row["weights"])
        except ValueError:
            found.append(f"parameter_sets, row {number}: the weights are none")
    return [*found, *_reviews(data["reviews"]), *wrong_plans(data)]


def _reviews(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    zones, seen = available_timezones(), set[str]()
    for number, row in enumerate(rows, start=1):
        if not is_key(row["id"]):
            found.append(f"reviews, row {number}: the id is no UUID")
        if not 0 <= row["rating"] <= 4:
            found.append(f"reviews, row {number}: the rating is none")
        if row["activity"] == "flag" and not 0 <= row["step"] <= MOST_FLAG:
            found.append(f"reviews, row {number}: the flag is none")
        if min(row["answered_at"], row["received_at"], row["local_day"]) < 0:
            found.append(f"reviews, row {number}: its time is none")
        if row["zone"] not in zones:
            found.append(f"reviews, row {number}: the zone {row['zone']} is not known")
        if row["id"] in seen:
            found.append(f"reviews, row {number}: the id is there twice")
        seen.add(row["id"])
    return found
