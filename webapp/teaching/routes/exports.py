"""What an import did, what stayed out, and a bank taken away as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import limits
from webapp.accounts.times import ago
from webapp.banks.exported import draft_to_count, draft_with_media
from webapp.banks.models import ImportBatch
from webapp.banks.undoing import UNDO_WITHIN, UndoRefused, undo_import
from webapp.database import db, transaction
from webapp.exchange.bank_archive import too_large
from webapp.exchange.cells import BOM, csv_lines
from webapp.exchange.contract import DraftBank
from webapp.exchange.writers import WRITERS
from webapp.teaching import queries
from webapp.teaching.plain_words import CODE, plain_message
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import me, own_bank, wait_text
from webapp.teaching.words import format_name, loss_groups, writer_words
from webapp.web.access import access, teacher, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event

SUFFIXES = {
    "bank": "yaml",
    "moodle": "xml",
    "qti": "zip",
    "xlsx": "xlsx",
    "csv": "csv",
    "cards": "txt",
    "apkg": "apkg",
    "gift": "gift.txt",
    "aiken": "aiken.txt",
}
_SORTS = {
    "csv": "text/csv",
    "xml": "application/xml",
    "zip": "application/zip",
    "apkg": "application/octet-stream",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_answer(table: Mapping[str, Any], name: str) -> FlaskResponse:
    """A table as a file. Nothing in it is a formula in anybody's spreadsheet."""
    if not table:
        abort(404)
    text = BOM + "".join(csv_lines([table["header"], *table["rows"]]))
    return _file(text.encode("utf-8", "replace"), name)


def _file(data: bytes, name: str) -> FlaskResponse:
    answer = make_response(data)
    answer.mimetype = _SORTS.get(name.rpartition(".")[2], "text/plain")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def is_open(batch: ImportBatch) -> bool:
    """Whether it can be taken back still."""
    return batch.undone_at is None and now_ms() - batch.created_at <= UNDO_WITHIN


@blueprint.get("/imports/<int:batch_id>")
@access(teacher)
def report(batch_id: int) -> FlaskResponse:
    return _report(batch_id)


def _plain(problem: Mapping[str, Any]) -> dict[str, Any]:
    return {**problem, "message": plain_message(problem["message"]) if problem["code"] == CODE else problem["message"]}


def _report(batch_id: int, problem: str = "", status: int = 200) -> FlaskResponse:
    found = queries.own_batch(db.session(), me(), batch_id)
    if found is None:
        abort(404)
    batch, bank = found
    body = render_template(
        "teaching/report.html",
        batch=batch,
        bank=bank,
        counts=batch.counts,
        format=format_name(batch.format),
        when=ago(batch.created_at, now_ms(), viewer().zone),
        can_undo=is_open(batch),
        losses=loss_groups(each for each in batch.problems if each["severity"] == "info"),
        warnings=loss_groups(_plain(each) for each in batch.problems if each["severity"] == "warning"),
        edited=[name for name in request.args.getlist("edited") if name.isprintable()][:50],
        taken_up=request.args.get("taken_up", type=int),
        problem=problem,
        here="teaching",
    )
    return make_response(body, status)


@blueprint.post("/imports/<int:batch_id>/undo")
@access(teacher)
def undo(batch_id: int) -> Response:
    """Questions as they were before; answers stay."""
    if queries.own_batch(db.session(), me(), batch_id) is None:
        abort(404)
    try:
        edited = undo_import(batch_id, now=now_ms(), answered=current_app.extensions["answered"])
    except UndoRefused as refused:
        db.session.rollback()
        return _report(batch_id, str(refused), 422)
    log_event("import_undone")
    return redirect(url_for("teaching.report", batch_id=batch_id, edited=edited[:20]), 303)


@blueprint.get("/imports/<int:batch_id>/not-taken.csv")
@access(teacher)
def not_taken(batch_id: int) -> FlaskResponse:
    found = queries.own_batch(db.session(), me(), batch_id)
    return csv_answer(found[0].refused if found is not None else {}, "not-taken.csv")


@blueprint.get("/t/banks/<handle>/export")
@access(teacher)
def export(handle: str) -> FlaskResponse:
    """What each format holds and what it cannot, before anything is taken away."""
    return _export(handle)


def _export(handle: str, problem: str = "", status: int = 200) -> FlaskResponse:
    bank = own_bank(handle)
    found = draft_to_count(db.session(), bank.slug)
    assert found is not None
    draft, size = found
    formats = [_counted(name, draft, size) for name in WRITERS]
    body = render_template(
        "teaching/export.html", bank=bank, formats=formats, total=len(draft.questions), problem=problem, here="teaching"
    )
    return make_response(body, status)


def _counted(name: str, draft: DraftBank, size: int) -> dict[str, Any]:
    """What the page says of a format. `size` is that of the pictures and sounds, which are not in the draft."""
    made = WRITERS[name](draft)
    losses = [*made.losses, *(too_large(draft.title, size) if name == "bank" else ())]
    return {
        "name": name,
        "title": writer_words().get(name, name),
        "written": made.written,
        "losses": loss_groups(losses),
        "count": len({loss.question for loss in losses}),
    }


@blueprint.post("/t/banks/<handle>/export")
@access(teacher)
def download(handle: str) -> Response:
    bank, name = own_bank(handle), request.form.get("format", "")
    if name not in WRITERS:
        abort(400)
    slug = bank.slug
    with transaction() as session, limits.counting() as reached:
        limits.require(session, limits.TRANSFER, me(), now=now_ms())
    if reached:
        return _export(handle, wait_text(reached[0]), 422)
    draft = draft_with_media(db.session(), slug)
    assert draft is not None
    log_event("bank_exported")
    written = WRITERS[name](draft)
    return _file(written.data, f"{slug[:36].rstrip('-')}.{written.suffix or SUFFIXES[name]}")
