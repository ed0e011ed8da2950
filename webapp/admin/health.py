"""What an admin should know of this installation: each check is a name, a word, and what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app, request

from webapp.accounts.times import HOUR, length
from webapp.database import db, is_affected, journal_mode, library_version
from webapp.web.texts import gettext as _

LATE = 48 * HOUR  # ms without a verified backup or a nightly run before the page warns
LITTLE = 200 * 1024 * 1024  # bytes of free space


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    word: str
    text: str
    is_well: bool


@dataclass(frozen=True, slots=True)
class Backups:
    """How old, in ms, the newest verified backup and the last good nightly run are; None: there has been none."""

    verified_age: int | None
    nightly_age: int | None
    failed: tuple[str, ...] = ()  # steps of the last nightly run
    is_elsewhere: bool = False  # the host makes the backups, and the nightly run leaves them out

    @property
    def is_missing(self) -> bool:
        """Nothing has run yet, as on a new site: that is said otherwise than that something has stopped."""
        return self.verified_age is None and self.nightly_age is None

    @property
    def is_late(self) -> bool:
        ages = (self.nightly_age,) if self.is_elsewhere else (self.verified_age, self.nightly_age)
        return any(age is None or age > LATE for age in ages)


def backups() -> Backups:
    """What the part that makes backups says, which stands above this one: `webapp.backups.wiring` puts it in."""
    ask = cast("Callable[[], Backups]", current_app.extensions["backups"])
    return ask()


def checks(policy: str) -> list[Check]:
    return [_folder(), *_database(), _https(), _address(), _mail(), _sign_up(policy)]


def _folder() -> Check:
    folder = Path(current_app.config["DATA_DIR"])
    if not os.access(folder, os.W_OK):
        return Check(_("Data folder"), _("cannot be written"), _("Nothing can be saved. See to its owner."), False)
    free = shutil.disk_usage(folder).free
    if free < LITTLE:
        return Check(_("Data folder"), _("almost full"), _("Less than 200 MB are free."), False)
    text = _(
        "All data lies in one folder: %(folder)s. %(free)s GB are free.", folder=str(folder.absolute()), free=free >> 30
    )
    return Check(_("Data folder"), _("can be written"), text, True)


def _database() -> list[Check]:
    if db.engine.dialect.name != "sqlite":
        return [Check(_("Database"), "PostgreSQL", _("Its host makes the backups."), True)]
    path = current_app.config["DATABASE_PATH"]
    size = path.stat().st_size >> 20 if path is not None and path.exists() else 0
    version = library_version()
    word = _("slower mode") if is_affected(version) else "SQLite"
    text = _("SQLite %(version)s, journal %(mode)s, %(size)s MB.", version=version, mode=journal_mode(), size=size)
    return [Check(_("Database"), word, text, not is_affected(version))]


def _https() -> Check:
    if request.is_secure:
        return Check("HTTPS", _("on"), _("Passwords travel encrypted."), True)
    return Check(
        "HTTPS", _("not yet"), _("Fine on your own machine. Elsewhere passwords can be read on the way."), False
    )


def _address() -> Check:
    """The one place where a wrong number of proxies is seen: then all people share one address, and its limits."""
    seen = request.remote_addr or _("unknown")
    if "X-Forwarded-For" in request.headers and not current_app.config["TRUSTED_PROXIES"]:
        text = _("There is a proxy in front, and every visitor is counted as it. Set TRUSTED_PROXIES to 1.")
        return Check(_("Your address"), seen, text, False)
    text = _("Is it not yours? Then TRUSTED_PROXIES does not fit, and limits count many people as one.")
    return Check(_("Your address"), seen, text, True)


def _mail() -> Check:
    if current_app.config["MAIL_POST"] is None:
        text = _("Nothing depends on it. Lost passwords go through you: make a one-time code.")
        return Check(_("E-mail"), _("not set up"), text, True)
    if not current_app.config["PUBLIC_URL"]:
        return Check(_("E-mail"), _("incomplete"), _("Set PUBLIC_URL, so that links in mails name this site."), False)
    return Check(_("E-mail"), _("set up"), _("Lost passwords can be replaced by a link."), True)


def _sign_up(policy: str) -> Check:
    words = {
        "closed": (_("closed"), _("Nobody can make an account but you, with a command.")),
        "code": (_("by code"), _("Whoever has the sign-up code can keep their progress under a name.")),
        "open": (_("open"), _("Everybody who finds this site can keep their progress under a name.")),
    }
    word, text = words[policy]
    return Check(_("Sign-up"), word, text, True)


def backup_age(age: int | None) -> str:
    return _("never") if age is None else length(age)
