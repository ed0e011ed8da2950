"""What the nightly work erases and what the admin page says of it: here the parts above and below meet."""

from __future__ import annotations

from functools import partial

from flask import Flask

from webapp.accounts.retention import finish_deletions, purge_guests, purge_logins, purge_rate_counts
from webapp.admin.health import Backups
from webapp.backups import places
from webapp.backups.cli import add_retention
from webapp.backups.nightly import nightly_age
from webapp.study.retention import thin_out
from webapp.web.clock import now_ms


def init_upkeep(app: Flask) -> None:
    """Long logs go first, bit by bit; then the people whose logs they were."""
    guest_days = app.config["GUEST_DAYS"]
    add_retention(app, "long logs", partial(thin_out, guest_days=guest_days))
    add_retention(app, "guests", partial(purge_guests, days=guest_days))
    add_retention(app, "deleted accounts", finish_deletions)
    add_retention(app, "logins", purge_logins)
    add_retention(app, "counters", purge_rate_counts)
    app.extensions["backups"] = partial(_backups, app)


def _backups(app: Flask) -> Backups:
    folder, now = app.config["DATA_DIR"], now_ms()
    return Backups(places.last_verified_age(places.folder_of(folder), now), nightly_age(folder, now))
