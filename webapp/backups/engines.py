"""A database that is only looked at: no setting of it is changed, no row written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from webapp.backups.refusals import Refused
from webapp.database import BUSY_SECONDS, SQLITE


def reading_engine(address: str | URL) -> Engine:
    """Raises Refused where there is no such SQLite file: opening it would make one."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, poolclass=NullPool)
        event.listen(engine, "connect", _only_read_postgres)
        return engine
    if not Path(str(url.database)).is_file():
        raise Refused(f"There is no database {url.database}")
    engine = create_engine(url, module=SQLITE, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _only_read_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def file_engine(path: Path) -> Engine:
    """The same for a SQLite file by its path."""
    return reading_engine(URL.create("sqlite", database=str(path.absolute())))


def _only_read_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for pragma in ("query_only = ON", "trusted_schema = OFF", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _only_read_postgres(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET statement_timeout = 0")
    connection.autocommit = False
