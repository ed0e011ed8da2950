"""A dump put in the place of the tables of a PostgreSQL schema, which move to a schema of their own.

Why not `pg_restore --clean`: it keeps nothing, and stops at a table that a newer version has added. Why not a renamed
schema: `public` belongs to the server's administrator on older servers and with many hosts. Moving the tables needs the
right to create a schema, and all of it, the dump included, is one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine

from webapp.backups import places, postgres_tools
from webapp.backups.checksums import differing, sums_of
from webapp.backups.manifest import Manifest
from webapp.backups.refusals import Refused

_KINDS = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}
# Without those of an extension, and without sequences that move with their table.
_RELATIONS = """
SELECT c.relkind::text, quote_ident(c.relname)
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i'))
  )
ORDER BY 2
"""
_ASIDE = re.compile(r"before_restore_\d{8}_\d{6}")
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND backend_type = 'client backend'
  AND pid <> pg_backend_pid()
  AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
"""


def check_alone(engine: Engine) -> None:
    """Raises Refused while others, on whichever machine, are connected as the app is. Whoever holds the lock of
    `one_at_a_time` does not count: that is this command, and a server waits for the lock before it starts."""
    engine.dispose()
    with engine.connect() as connection:
        others = connection.exec_driver_sql(_OTHERS).scalar()
    engine.dispose()
    if others:
        raise Refused(f"{others} other connections to the database are open: stop the app first")


def replace(engine: Engine, dumped: Path, manifest: Manifest, now: int, tell: Callable[[str], None]) -> None:
    """Raises Refused: then the database is as it was, or, where that is said, differs from the backup."""
    with engine.connect() as connection:
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar())
        if schema != manifest.schema:
            raise Refused(f"The backup is of the schema {manifest.schema}, the app uses {schema}")
        aside = _schema_name(now)
        moves = _moves(connection, schema, aside)
    postgres_tools.replay(postgres_tools.server_of(engine), dumped, before=moves)
    if moves:
        tell(f"The tables that were there are kept in the schema {aside}")
    with engine.connect() as connection:
        wrong = differing(sums_of(connection), manifest.tables)
    if wrong:
        raise Refused(f"After the restore {', '.join(wrong)} are not as they were backed up")
    tell(f"Restored to the schema {schema}")


def drop_old_asides(engine: Engine, now: int, longest: int) -> int:
    """Drop what restores put aside more than `longest` ms ago, as files of that sort are; the number dropped."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        names = connection.exec_driver_sql("SELECT nspname FROM pg_namespace ORDER BY 1").scalars().all()
        # The time stands at the end of the name, so that names sort by it.
        old = [name for name in names if _ASIDE.fullmatch(name) and name < _schema_name(now - longest)]
        for name in old:
            connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
    return len(old)


def _schema_name(at_ms: int) -> str:
    return f"{places.REPLACED}-{places.stamp(at_ms)}".replace("-", "_")


def _moves(connection: Connection, schema: str, aside: str) -> list[str]:
    relations = connection.exec_driver_sql(_RELATIONS).all()
    moved = [f'ALTER {_KINDS[kind]} "{schema}".{name} SET SCHEMA "{aside}"' for kind, name in relations]
    return [f'CREATE SCHEMA "{aside}"', *moved] if moved else []
