"""How Alembic runs here: one transaction a revision, on both databases.

Rebuilding a table on SQLite with foreign keys switched on would delete the rows of every ON DELETE CASCADE
below it. They are switched off before the transaction, where alone that has an effect, and checked before
its commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo

from webapp.database import Base, db


def run() -> None:
    with db.engine.connect().execution_options(write=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        # why: on the driver's connection, since one of SQLAlchemy's would begin a transaction for it
        raw: Any = connection.connection.dbapi_connection
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys = OFF")
        else:
            raw.autocommit = True
            raw.execute("SET statement_timeout = 0")
            raw.autocommit = False
        connection.detach()  # closed afterwards: no other work gets a connection with these settings
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            transaction_per_migration=True,
            on_version_apply=check_foreign_keys if is_sqlite else None,
        )
        with context.begin_transaction():
            context.run_migrations()


def check_foreign_keys(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    connection = ctx.connection
    assert connection is not None
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({row[0] for row in broken})
        raise RuntimeError(f"migration {step.up_revision_id}: {len(broken)} broken references in {', '.join(tables)}")


run()
