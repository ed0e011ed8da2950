"""What the rest of the app is told about backups, and what the nightly work drops: put in by `webapp.app`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Flask

from webapp.accounts import retention
from webapp.admin.health import Backups
from webapp.backups import nightly, places
from webapp.backups.cli import add_retention, add_step
from webapp.backups.remembering import remembered
from webapp.backups.retention import DAY, LONGEST
from webapp.banks.shown_media import sweep_media
from webapp.banks.sweeping import sweep_abandoned
from webapp.banks.word_index import catch_up
from webapp.progress.checking import keep_everybody
from webapp.progress.kept_forecasts import keep_forecasts
from webapp.progress.nightly import fit_everybody
from webapp.study.holdings import answered
from webapp.study.retention import thin_out
from webapp.teaching.leaving import sweep_left
from webapp.teaching.service import purge_uploads
from webapp.web.clock import now_ms


def init_backups(app: Flask) -> None:
    app.extensions["backups"] = partial(_health, app)
    app.jinja_env.globals["backup_days"] = LONGEST // DAY  # for the page on privacy
    days = app.config["GUEST_DAYS"]
    for name, hook in (
        ("long logs", partial(thin_out, guest_days=days)),  # first: what is left of such a person is little work
        ("guests", partial(retention.purge_guests, days=days)),
        ("deletions", retention.finish_deletions),
        ("counters", retention.purge_rate_counts),
        ("logins", retention.purge_logins),
        ("uploads", purge_uploads),
    ):
        add_retention(app, name, hook)
    add_step(app, "shelves", partial(sweep_abandoned, answered=answered))
    add_step(app, "banks left", partial(sweep_left, answered=answered))
    add_step(app, "figures", keep_everybody)
    add_step(app, "schedules", fit_everybody)
    add_step(app, "forecasts", keep_forecasts)
    add_step(app, "words", catch_up)
    add_step(app, "pictures", sweep_media)


def _health(app: Flask) -> Backups:
    folder, now = Path(app.config["DATA_DIR"]), now_ms()
    record = remembered(folder)
    return Backups(
        verified_age=places.last_verified_age(places.folder_of(folder), now),
        nightly_age=nightly.nightly_age(record, now),
        failed=tuple(nightly.last_failed(record)),
        is_elsewhere=nightly.is_without_backup(record),
    )
