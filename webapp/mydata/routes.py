"""/me/data: what is stored, in words and numbers; all of it as a file; and the way to have it erased."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from io import BytesIO
from typing import IO, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.accounts import admins, deletions, hooks, limits, proof
from webapp.accounts.limits import LimitReached
from webapp.accounts.transfers import only_one
from webapp.database import db, reading, transaction
from webapp.exchange.apkg_writer import write_scheduled
from webapp.mydata.archive import aside, write_archive
from webapp.mydata.forms import ButtonForm, DeleteForm
from webapp.study.anki_cards import cards_for_anki
from webapp.study.stored import NOTHING, stored_for
from webapp.web.access import access, anyone, learner, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import format_date
from webapp.web.texts import gettext as _
from webapp.web.visitor import forget_token

blueprint = Blueprint("mydata", __name__)

DAY = 86_400_000  # ms
LONGEST = 5 * limits.MINUTE  # a file that takes longer was given up: its process is gone


@blueprint.app_context_processor
def erased_on() -> dict[str, Any]:
    """For the line that stands on every page while an account waits to be erased."""
    at = viewer().delete_after
    return {"erased_on": None if at is None else _day(at)}


@blueprint.get("/me/data")
@access(anyone)
def page() -> Response:
    return _page(DeleteForm(formdata=None))


def _page(form: DeleteForm, status: int = 200) -> Response:
    who, now = viewer(), now_ms()
    stored = stored_for(reading(), who.id) if who.id is not None else NOTHING
    values: dict[str, Any] = {
        "stored": stored,
        "size": _size(stored.file_bytes),
        "form": form,
        "button": ButtonForm(formdata=None),
        "erased_if_asked": _day(now + deletions.DAYS * DAY),
    }
    return make_response(render_template("mydata/page.html", here="settings", **values), status)


def _size(size: int) -> str:
    if size < 100_000:
        return _("about %(count)s kB", count=max(1, round(size / 1000)))
    return _("about %(count)s MB", count=f"{size / 1_000_000:.1f}")


def _day(at: int) -> str:
    """The day in the learner's zone; with its year where that is another one."""
    zone = ZoneInfo(viewer().zone)
    then, today = (datetime.fromtimestamp(each / 1000, UTC).astimezone(zone).date() for each in (at, now_ms()))
    return format_date(then, "d MMMM" if then.year == today.year else "d MMMM y")


@blueprint.post("/me/data/download")
@access(anyone)
def download() -> AnyResponse:
    """One at a time for each person, and not too often: it reads the whole log."""
    who, now = viewer(), now_ms()
    if who.id is None:
        abort(404)
    with only_one("exporting", who.id, lasting_ms=LONGEST, now=now):
        file = _archive(who.id, now)
    log_event("exported", bytes=file.seek(0, 2))
    file.seek(0)
    name = f"recollect-data-{_iso(now)}.zip"
    answer = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/me/data/anki")
@access(anyone)
def anki() -> AnyResponse:
    """The cards as a package of Anki; within the limit of the whole download, since it reads the same log."""
    who, now = viewer(), now_ms()
    if who.id is None:
        abort(404)
    with only_one("exporting", who.id, lasting_ms=LONGEST, now=now):
        db.session.rollback()  # as in `_archive`
        with db.engine.connect() as connection:
            data = write_scheduled(cards_for_anki(connection, who.id)).data
    log_event("exported", bytes=len(data), format="apkg")
    name = f"recollect-cards-{_iso(now)}.apkg"
    answer = send_file(BytesIO(data), mimetype="application/octet-stream", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _iso(now: int) -> str:
    found: date = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(viewer().zone)).date()
    return found.isoformat()


def _archive(user_id: int, now: int) -> IO[bytes]:
    """Read on a connection of its own, which lets go of the database after each page."""
    db.session.rollback()  # the request's own read would last as long as all of them together
    with ExitStack() as undone:
        file = undone.enter_context(aside())
        with db.engine.connect() as connection:
            parts: dict[str, Any] = {}
            for each in hooks.EXPORT:
                found: Mapping[str, Any] = each(connection, user_id)
                parts |= found
            files = (held for each in hooks.FILES for held in each(connection, user_id))
            write_archive(file, parts, files, now=now)
        undone.pop_all()
    return file


@blueprint.post("/me/data/delete")
@access(learner)
def delete() -> AnyResponse:
    """Ask for it: the password first, then seven days."""
    who, form = viewer(), DeleteForm()
    assert who.id is not None  # the rule has seen to that
    if not form.validate() or not _is_owner(form, who.id):
        return _page(form, 422)
    try:
        with transaction() as session:
            deletions.ask_deletion(session, who.id, login_id=who.login_id, now=now_ms())
    except admins.LastAdmin:
        form.say(_("You are the only admin: make somebody else one first"))
        return _page(form, 422)
    log_event("deletion_asked")
    return redirect(url_for("mydata.page"), 303)


def _is_owner(form: DeleteForm, user_id: int) -> bool:
    """Whether the password is right; if not, its field says so."""
    try:
        proof.prove_owner(user_id, form.password.data or "", now=now_ms())
    except LimitReached as reached:
        log_event("password_limited", limit=reached.limit.name)
        form.say(_("Too many tries. Wait %(count)s minutes", count=-(-reached.seconds // 60)))
    except proof.WrongPassword:
        log_event("password_failed", reason="delete")
        form.say(_("This is not your password"))
    else:
        return True
    return False


@blueprint.post("/me/data/keep")
@access(learner)
def keep() -> AnyResponse:
    """Take it back. Whoever is too late has no open login any more, and is told on the page for a new one."""
    user_id = viewer().id
    assert user_id is not None  # the rule has seen to that
    try:
        with transaction() as session:
            is_kept = deletions.keep_account(session, user_id, now=now_ms())
    except deletions.TooLate:
        return redirect(url_for("accounts.login", late=1), 303)
    if is_kept:
        log_event("deletion_taken_back")
    return redirect(url_for("mydata.page"), 303)


@blueprint.route("/me/data/forget", methods=["GET", "POST"])
@access(anyone)
def forget() -> AnyResponse:
    """A guest's browser is forgotten at once, after one more page: there is no login by which to come back."""
    who, form = viewer(), ButtonForm()
    if who.id is None or who.is_account:
        return redirect(url_for("mydata.page"), 303)
    if not form.validate_on_submit():
        stored = stored_for(reading(), who.id)
        return make_response(render_template("mydata/forget.html", here="settings", form=form, stored=stored))
    with transaction() as session:
        is_gone = deletions.forget_guest(session, who.id, now=now_ms())
    if not is_gone:
        return redirect(url_for("mydata.page"), 303)
    log_event("forgotten")
    forget_token()
    return redirect(url_for("mydata.forgotten"), 303)


@blueprint.get("/me/data/forgotten")
@access(anyone)
def forgotten() -> str:
    return render_template("mydata/forgotten.html", here="settings")
