"""Step 1: a file is chosen, or a text pasted; for a new bank or for one that is there."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.accounts.limits import LimitReached
from webapp.banks.models import PRIVATE, Bank
from webapp.exchange.table_writer import COLUMNS
from webapp.teaching import receiving
from webapp.teaching.forms import UploadForm
from webapp.teaching.receiving import FileRefused
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import clean_name, largest, me, own_bank, to_preview, wait_text
from webapp.web.access import access, teacher
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _

PASTED = "pasted.txt"
_TEMPLATE = (
    ("q1", "choice", "Which gas do plants take in?", "Carbon dioxide", "Oxygen", "Nitrogen", "1"),
    ("q2", "short_answer", "What do plants need to make sugar, beside water and air?", "", "", "", "light|sunlight"),
    ("q3", "true_false", "Roots take in sunlight.", "", "", "", "FALSE"),
)  # fmt: skip


@blueprint.route("/banks/new", methods=["GET", "POST"])
@access(teacher)
def new() -> Response:
    return _step(None)


@blueprint.route("/t/banks/<handle>/upload", methods=["GET", "POST"])
@access(teacher)
def upload(handle: str) -> Response:
    return _step(own_bank(handle))


def _step(bank: Bank | None) -> Response:
    form = UploadForm()
    handle, bank_id = (bank.slug, bank.id) if bank is not None else (None, None)
    refused: list[tuple[str, str]] = []
    if form.validate_on_submit():
        data, name = _sent(form)
        if data is not None:
            try:
                upload_id = receiving.take_in(
                    me(),
                    data,
                    name,
                    bank_id=bank_id,
                    title=form.title.data or "",
                    visibility=form.visibility.data or PRIVATE,
                    now=now_ms(),
                )
            except LimitReached as reached:
                form.say("file", wait_text(reached))
            except FileRefused as error:
                refused = _reasons(form, error)
            else:
                log_event("uploaded", bytes=len(data))
                return to_preview(upload_id)
    return _page(form, own_bank(handle) if handle else None, refused)


def _sent(form: UploadForm) -> tuple[bytes | None, str]:
    """The file, or what was pasted, and its name."""
    file, pasted = form.file.data, (form.pasted.data or "").strip()
    if file is not None and file.filename:
        return file.read(), clean_name(file.filename) or PASTED
    if pasted:
        return pasted.encode("utf-8", "replace"), PASTED
    form.say("file", _("Choose a file, or paste the questions"))
    return None, ""


def _reasons(form: UploadForm, error: FileRefused) -> list[tuple[str, str]]:
    """Said at the field that it came from: what it is, and what to bring in its place."""
    name = "file" if form.file.data is not None and form.file.data.filename else "pasted"
    problems = error.problems[:10]
    for problem in problems:
        form.say(name, f"{problem.message} {problem.hint}".strip())
    return [(problem.message, problem.hint) for problem in problems]


def _page(form: UploadForm, bank: Bank | None, refused: list[tuple[str, str]]) -> Response:
    action = url_for("teaching.upload", handle=bank.slug) if bank is not None else url_for("teaching.new")
    body = render_template(
        "teaching/upload.html", form=form, bank=bank, action=action, largest=largest(), refused=refused, here="teaching"
    )
    return make_response(body, 422 if form.errors else 200)


@blueprint.get("/banks/template.csv")
@access(teacher)
def template() -> Response:
    """Our own table with three rows to write over."""
    lines = [",".join(COLUMNS)]
    for key, kind, question, *options, correct in _TEMPLATE:
        cells = [key, kind, question, *options, *[""] * 5, correct, "", "Say here why it is right."]
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells))
    answer = make_response(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = "attachment; filename=recollect-template.csv"
    return answer


def to_report(batch_id: int, **query: Any) -> Response:
    return redirect(url_for("teaching.report", batch_id=batch_id, **query), 303)
