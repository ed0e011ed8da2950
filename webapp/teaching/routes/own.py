"""Own banks: the list, and of each what it is called, who may see it, what is asked, what was brought."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.limits import LimitReached
from webapp.accounts.times import ago
from webapp.accounts.transfers import StillRunning
from webapp.banks.contents import forget_contents
from webapp.banks.models import ACTIVE, LINK, RETIRED, Bank
from webapp.banks.slugs import secret_slug
from webapp.database import db, transaction
from webapp.kinds.registry import prompt_of
from webapp.teaching import mending_banks, queries, service
from webapp.teaching.forms import ButtonForm, DescribeForm, ShareForm
from webapp.teaching.previews import kind_words
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import busy_text, me, minutes_text, own_bank, to_preview
from webapp.teaching.routes.exports import is_open
from webapp.teaching.words import visibility_words
from webapp.web.access import access, teacher, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext as _

PER_PAGE = 50
SAVED = ("described", "shared", "link", "questions", "report")


@blueprint.get("/t/banks")
@access(teacher)
def banks() -> str:
    now, zone = now_ms(), viewer().zone
    rows = [
        {"own": each, "changed": ago(each.bank.changed_at, now, zone)} for each in queries.own_banks(db.session(), me())
    ]
    waiting = queries.open_uploads(db.session(), me(), now=now)
    return render_template(
        "teaching/banks.html",
        banks=rows,
        uploads=[{"upload": each, "when": ago(each.created_at, now, zone)} for each in waiting],
        visibility_words=visibility_words(),
        here="teaching",
    )


@blueprint.get("/t/banks/<handle>")
@access(teacher)
def bank(handle: str) -> Response:
    found = own_bank(handle)
    return _page(found, DescribeForm(formdata=None, obj=found))


def _page(found: Bank, describe: DescribeForm, status: int = 200) -> Response:
    now, zone = now_ms(), viewer().zone
    own = next(each for each in queries.own_banks(db.session(), me()) if each.bank.id == found.id)
    imports = [
        {"batch": each, "when": ago(each.created_at, now, zone), "can_undo": is_open(each)}
        for each in queries.batches_of(db.session(), found.id)
    ]
    body = render_template(
        "teaching/bank.html",
        own=own,
        bank=found,
        describe=describe,
        share=ShareForm(formdata=None, data={"visibility": found.visibility}),
        address=_address(found),
        imports=imports[:20],
        reports=[_report(each) for each in queries.reports_of(db.session(), found.id)[:5] if each[0].status == "open"],
        saved=request.args.get("saved") if request.args.get("saved") in SAVED else "",
        here="teaching",
    )
    return make_response(body, status)


def _address(found: Bank) -> str:
    """To be handed on: as people see this site, where that is known."""
    root = str(current_app.config["PUBLIC_URL"] or "").rstrip("/") or request.host_url.rstrip("/")
    return root + url_for("study.bank", slug=found.slug)


def _report(found: Any) -> dict[str, Any]:
    report, question, version = found
    return {"report": report, "prompt": prompt_of(version.content, question.facets[0]), "card": version.content}


@blueprint.post("/t/banks/<handle>/describe")
@access(teacher)
def describe(handle: str) -> Response:
    form = DescribeForm()
    found = own_bank(handle)
    if not form.validate_on_submit():
        return _page(found, form, 422)
    with transaction() as session:
        bank = queries.own_bank(session, me(), handle)
        if bank is not None:
            form.populate_obj(bank)
            for name in ("title", "description", "subject", "level"):
                setattr(bank, name, (getattr(bank, name) or "").strip())
    forget_contents()  # cards show the title
    return redirect(url_for("teaching.bank", handle=handle, saved="described"), 303)


@blueprint.post("/t/banks/<handle>/share")
@access(teacher)
def share(handle: str) -> Response:
    own_bank(handle)
    form = ShareForm()
    if form.validate_on_submit():
        with transaction() as session:
            bank = queries.own_bank(session, me(), handle)
            if bank is not None:
                bank.visibility = form.visibility.data
    return redirect(url_for("teaching.bank", handle=handle, saved="shared"), 303)


@blueprint.post("/t/banks/<handle>/link")
@access(teacher)
def renew_link(handle: str) -> Response:
    """Another address: who has the old one finds nothing there. Who has begun the bank keeps it."""
    found = own_bank(handle)
    if not ButtonForm().validate_on_submit() or found.visibility != LINK:
        return redirect(url_for("teaching.bank", handle=handle), 303)
    with transaction() as session:
        bank = queries.own_bank(session, me(), handle)
        assert bank is not None
        bank.slug = handle = secret_slug(bank.title)
    return redirect(url_for("teaching.bank", handle=handle, saved="link"), 303)


@blueprint.post("/t/banks/<handle>/mend")
@access(teacher)
def mend_bank(handle: str) -> Response:
    """Open the bank for mending; at one of its questions, where that is named."""
    found, external_id = own_bank(handle), request.form.get("question", "")
    if not ButtonForm().validate_on_submit():
        return redirect(url_for("teaching.questions", handle=handle), 303)
    name = _("%(title)s, mended here", title=found.title)
    try:
        upload_id = mending_banks.open_bank(me(), found, name=name, now=now_ms())
    except StillRunning:
        return redirect(url_for("teaching.questions", handle=handle, busy=1), 303)
    except LimitReached as reached:
        return redirect(url_for("teaching.questions", handle=handle, wait=reached.seconds), 303)
    item = mending_banks.item_of(upload_id, external_id) if external_id else ""
    if not item:
        return to_preview(upload_id)
    return redirect(url_for("teaching.mend", upload_id=upload_id, item=item), 303)


@blueprint.route("/t/banks/<handle>/questions", methods=["GET", "POST"])
@access(teacher)
def questions(handle: str) -> Response:
    """All of them; the ticked ones are retired, or come back."""
    found = own_bank(handle)
    do, ticked = request.form.get("do", ""), [int(key) for key in request.form.getlist("id") if key.isdecimal()]
    if ButtonForm().validate_on_submit() and do in (ACTIVE, RETIRED):
        keys = [key for key in ticked if key <= queries.LARGEST]
        with transaction() as session:
            bank = queries.own_bank(session, me(), handle)
            if bank is not None:
                service.set_status(session, bank, keys, status=do, now=now_ms())
        page = request.form.get("page", 1, int)
        return redirect(url_for("teaching.questions", handle=handle, page=page, saved="questions"), 303)
    every = queries.every_question(db.session(), found.id)
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    rows = [
        {"question": question, "content": version.content, "prompt": prompt_of(version.content, question.facets[0])}
        for question, version in every[(page - 1) * PER_PAGE : page * PER_PAGE]
    ]
    saved = request.args.get("saved") == "questions"
    wait = request.args.get("wait", 0, int)
    body = render_template(
        "teaching/questions.html",
        bank=found,
        rows=rows,
        total=len(every),
        page=page,
        pages=pages,
        saved=saved,
        problem=busy_text() if "busy" in request.args else minutes_text(min(wait, 3600)) if wait > 0 else "",
        kind_words=kind_words(),
        here="teaching",
    )
    return make_response(body)
