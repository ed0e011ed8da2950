"""What can be wrong with the database at run time, in the app's words: each is answered with 503."""

from __future__ import annotations

import re

from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseUnavailable(Exception):
    """Nothing was saved; the same request may succeed later."""

    reason = "unavailable"
    retry_after = 5  # seconds


class DatabaseBusy(DatabaseUnavailable):
    """The lock was not got in time."""

    reason = "busy"
    retry_after = 2


class DatabaseGone(DatabaseUnavailable):
    """The server or the file cannot be reached."""

    reason = "gone"


class StorageFull(DatabaseUnavailable):
    reason = "storage full"
    retry_after = 60


class DatabaseReadOnly(DatabaseUnavailable):
    reason = "read-only"
    retry_after = 60


class DatabaseDamaged(DatabaseUnavailable):
    """The file is malformed: the host has to restore a backup."""

    reason = "damaged"
    retry_after = 600


# SQLite gives a text; the extended code's name is not on every Python driver.
_SQLITE_TEXTS: tuple[tuple[str, type[DatabaseUnavailable]], ...] = (
    ("database is locked", DatabaseBusy),
    ("database table is locked", DatabaseBusy),
    ("database schema is locked", DatabaseBusy),
    ("database or disk is full", StorageFull),
    ("attempt to write a readonly database", DatabaseReadOnly),
    ("unable to open database file", DatabaseGone),
    ("disk i/o error", DatabaseGone),
    ("database disk image is malformed", DatabaseDamaged),
    ("file is not a database", DatabaseDamaged),
)

# PostgreSQL gives a code of five characters (its manual, appendix A); the longest prefix wins.
_SQLSTATES: tuple[tuple[str, type[DatabaseUnavailable]], ...] = (
    (r"55P03|40P01|40001|57014|53300", DatabaseBusy),
    (r"53100", StorageFull),
    (r"25006", DatabaseReadOnly),
    (r"08...|57P0.|53...", DatabaseGone),
    (r"XX00[12]", DatabaseDamaged),
)


def translated(error: BaseException, *, is_disconnect: bool = False) -> DatabaseUnavailable | None:
    """The domain error for a driver's error; None where it is a mistake of ours (a constraint, bad SQL)."""
    if isinstance(error, PoolTimeout):
        return DatabaseBusy("no free connection")
    found = _by_code(getattr(error, "sqlstate", None)) or _by_text(str(error).lower())
    if found is None and is_disconnect:
        found = DatabaseGone
    if found is None and _is_unreachable(error):
        found = DatabaseGone
    return found(found.reason) if found else None


def _is_unreachable(error: BaseException) -> bool:
    """Psycopg's error of a server that does not answer, which carries no code."""
    return type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError"


def _by_code(code: str | None) -> type[DatabaseUnavailable] | None:
    for pattern, kind in _SQLSTATES:
        if code and re.fullmatch(pattern, code):
            return kind
    return None


def _by_text(text: str) -> type[DatabaseUnavailable] | None:
    return next((kind for part, kind in _SQLITE_TEXTS if text.startswith(part)), None)
