"""The export as tables for a spreadsheet: what was asked and what was answered, in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from webapp.kinds.registry import kind_named

Row = Mapping[str, Any]
Cell = str | int | float | None

REVIEWS = (
    "answered_at",
    "day",
    "zone",
    "bank",
    "question",
    "card",
    "asked",
    "given",
    "what",
    "rating",
    "score",
    "seconds",
    "counts",
    "interval_days",
    "due",
    "takes_back",
    "session",
    "id",
    "answer",
)
CARDS = (
    "bank",
    "question",
    "card",
    "phase",
    "stability_days",
    "difficulty",
    "due",
    "interval_days",
    "first_day",
    "last_day",
    "answers",
    "lapses",
    "right_days",
    "set_aside",
    "flag",
)


def review_cells(row: Row, contents: Mapping[str, dict[str, Any]]) -> Sequence[Cell]:
    """One row of the log. `contents` by the key of a version, of those that were answered."""
    content = contents.get(row["version"])
    return (
        datetime.fromtimestamp(row["answered_at"] / 1000, UTC).isoformat(timespec="milliseconds"),
        _day(row["local_day"]),
        row["zone"],
        row["bank"],
        row["question"],
        row["facet"],
        kind_named(content["kind"]).prompt(content, row["facet"]) if content else "",
        _given(row, content),
        row["activity"],
        row["rating"] or None,
        row["score"],
        row["duration_ms"] / 1000,
        "yes" if row["is_scheduling"] else "no",
        row["interval"],
        _day(row["due_day"]),
        row["voids"] or "",
        row["session_id"] or "",
        row["id"],
        "" if row["answer"] is None else json.dumps(row["answer"], ensure_ascii=False, sort_keys=True),
    )


def _given(row: Row, content: dict[str, Any] | None) -> str:
    if content is None or not row["rating"] or not row["answer"]:
        return ""
    return str(kind_named(content["kind"]).reveal(content, row["facet"], row["answer"]).get("given_text") or "")


def card_cells(row: Row) -> Sequence[Cell]:
    return (
        row["bank"],
        row["question"],
        row["facet"],
        row["phase"],
        row["stability"],
        row["difficulty"],
        _day(row["due_day"]),
        row["interval"],
        _day(row["first_day"]),
        _day(row["last_day"]),
        row["reps"],
        row["lapses"],
        row["right_days"],
        "yes" if row["suspended"] else f"until {_day(row['hidden_until'])}" if row["hidden_until"] else "no",
        row["flag"] or None,
    )


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat() if ordinal > 0 else ""
