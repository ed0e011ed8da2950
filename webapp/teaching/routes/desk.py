"""What the views share: whose it is, and where to go next."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.limits import LimitReached
from webapp.accounts.transfers import StillRunning
from webapp.banks.models import Bank
from webapp.database import db
from webapp.teaching import queries
from webapp.teaching.carrying import moved_key
from webapp.teaching.proposals import Proposal, proposal_for
from webapp.teaching.store import found_before
from webapp.web.access import viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext as _
from webapp.web.texts import ngettext

MEGABYTE = 1024 * 1024


def me() -> int:
    user_id = viewer().id
    assert user_id is not None  # the rule has seen to that
    return user_id


def own_bank(slug: str) -> Bank:
    found = queries.own_bank(db.session(), me(), slug)
    if found is None:
        abort(404)
    return found


def open_proposal(upload_id: int) -> Proposal:
    found = proposal_for(db.session(), me(), upload_id, now=now_ms())
    if found is None:
        abort(404)
    return found


def shown_key(proposal: Proposal, key: str) -> str:
    """Of the question that a form names, which may show an earlier reading of the file; "" where it says something else
    by now."""
    upload, shown = proposal.upload, request.form.get("generation", proposal.upload.generation, int)
    if shown == upload.generation:
        return key
    before = found_before(db.session(), upload, shown)
    return moved_key(key, before, proposal.found) if before is not None else ""


def to_preview(upload_id: int, anchor: str = "", **query: Any) -> Response:
    return redirect(url_for("teaching.preview", upload_id=upload_id, _anchor=anchor or None, **query), 303)


def clean_name(given: str) -> str:
    """Of a file that was sent: for display, and to be found by."""
    name = given.replace("\0", "").replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isprintable() else " " for sign in name)[-200:]


def largest() -> int:
    """Of one file, in MB."""
    return int(current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE


def wait_text(reached: LimitReached) -> str:
    return busy_text() if isinstance(reached, StillRunning) else minutes_text(reached.seconds)


def busy_text() -> str:
    return _("Another file of yours is still being read or written. Wait a moment and try again.")


def minutes_text(seconds: int) -> str:
    count = max(1, -(-seconds // 60))
    one, more = (
        "That was often. Wait %(num)s minute and try again.",
        "That was often. Wait %(num)s minutes and try again.",
    )
    return ngettext(one, more, count)
