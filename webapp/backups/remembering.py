"""Where the record of the nightly work is kept: beside a SQLite database, or in PostgreSQL, which all machines see."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from webapp.accounts.policy import save_setting, setting
from webapp.backups import nightly
from webapp.database import db, reading, transaction

NAME = "nightly"  # of the row in site_setting


def remembered(data_dir: Path) -> nightly.Record:
    if db.engine.dialect.name == "sqlite":
        return nightly.read_record(data_dir)
    return cast(nightly.Record, setting(reading(), NAME) or {})


def remember(data_dir: Path, record: nightly.Record) -> None:
    if db.engine.dialect.name == "sqlite":
        nightly.write_record(data_dir, record)
        return
    with transaction() as session:
        save_setting(session, NAME, dict(record))
