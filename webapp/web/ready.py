"""`/readyz`: can an answer be saved now? For monitoring, not for restarts: they do not empty a full disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flask import Blueprint, current_app, make_response
from flask.typing import ResponseReturnValue

from webapp.database import db
from webapp.database_errors import DatabaseDamaged, DatabaseUnavailable
from webapp.web.access import access, anyone

MINIMUM_FREE = 200 * 1024 * 1024  # bytes; a snapshot before a migration must fit

DAMAGED = "is_damaged"  # in app.extensions, once a page of the database could not be read

blueprint = Blueprint("ready", __name__)


@blueprint.get("/readyz")
@access(anyone)
def readyz() -> ResponseReturnValue:
    reasons = _reasons()
    response = make_response("\n".join(reasons or ["ready"]) + "\n", 503 if reasons else 200)
    response.mimetype = "text/plain"
    return response


def _reasons() -> list[str]:
    found: list[str] = []
    data_dir = Path(current_app.config["DATA_DIR"])
    if data_dir.is_dir() and shutil.disk_usage(data_dir).free < MINIMUM_FREE:
        found.append("little space")
    if DAMAGED in current_app.extensions:
        return [*found, DatabaseDamaged.reason]
    try:
        found += _database_reasons()
    except DatabaseUnavailable as error:
        found.append(error.reason)
    return found


def _database_reasons() -> list[str]:
    found = []
    if current_app.extensions["revision"]() != current_app.extensions["head_revision"]:
        found.append("revision")
    if not _is_writable():
        found.append("read-only")
    return found


def _is_writable() -> bool:
    path = current_app.config["DATABASE_PATH"]
    if path is not None and not all(os.access(place, os.W_OK) for place in (path, path.parent)):
        return False
    # Takes the write lock and gives it back; nothing is written.
    with db.engine.connect().execution_options(write=True) as connection:
        if connection.dialect.name == "postgresql":
            return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "off"
        connection.exec_driver_sql("SELECT 1")
        return True
