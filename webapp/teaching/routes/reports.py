"""What students say is wrong with a question: read, answered, settled."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.times import ago
from webapp.database import db, transaction
from webapp.kinds.registry import kind_named
from webapp.study.forms import REASONS
from webapp.teaching import queries, service
from webapp.teaching.forms import ReplyForm
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import own_bank
from webapp.web.access import access, teacher, viewer
from webapp.web.clock import now_ms

PER_PAGE = 25


@blueprint.get("/t/banks/<handle>/reports")
@access(teacher)
def reports(handle: str) -> Response:
    found = own_bank(handle)
    every = queries.reports_of(db.session(), found.id)
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    rows = [_row(each) for each in every[(page - 1) * PER_PAGE : page * PER_PAGE]]
    body = render_template(
        "teaching/reports.html",
        bank=found,
        rows=rows,
        opened=sum(each[0].status == "open" for each in every),
        total=len(every),
        page=page,
        pages=pages,
        saved=request.args.get("saved") == "report",
        here="teaching",
    )
    return make_response(body)


def _row(found: Any) -> dict[str, Any]:
    """Without who it was: the reason, the words, and the question as it stood then."""
    report, question, version = found
    kind, facet = kind_named(version.content["kind"]), question.facets[0]
    return {
        "report": report,
        "form": ReplyForm(formdata=None, data={"reply": report.reply}, prefix=f"r{report.id}"),
        "reason": next((str(each.label) for each in REASONS if each.value == report.reason), report.reason),
        "question": question,
        "card": version.content,
        "prompt": kind.prompt(version.content, facet),
        "answer": kind.reveal(version.content, facet, None)["answer_text"],
        "is_current": version.id == question.version_id,
        "number": version.number,
        "when": ago(report.created_at, now_ms(), viewer().zone),
    }


@blueprint.post("/t/banks/<handle>/reports/<int:report_id>")
@access(teacher)
def settle(handle: str, report_id: int) -> Response:
    bank = own_bank(handle)
    bank_id, status = bank.id, request.form.get("status", "")
    if queries.own_report(db.session(), bank_id, report_id) is None:
        abort(404)
    form = ReplyForm(prefix=f"r{report_id}")
    if status not in service.SETTLED or not form.validate_on_submit():
        abort(400)
    with transaction() as session:
        report = queries.own_report(session, bank_id, report_id)
        if report is not None:
            service.settle_report(session, report, status=status, reply=(form.reply.data or "").strip(), now=now_ms())
    return redirect(url_for("teaching.reports", handle=handle, saved="report"), 303)
