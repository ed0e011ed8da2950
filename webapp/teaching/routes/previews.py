"""Step 2: each question as students will see it, with what is wrong; how the file is read; and the word to save."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.limits import LimitReached
from webapp.accounts.transfers import StillRunning
from webapp.banks.applying import BankHasChanged
from webapp.banks.imports import ImportRefused
from webapp.database import db, transaction
from webapp.exchange.fixes import FIX_OF
from webapp.exchange.registry import FORMATS
from webapp.exchange.table import letters_of
from webapp.study.anki_history import Kept
from webapp.study.log import Learner
from webapp.teaching import histories, queries, receiving, saving, service
from webapp.teaching.beside import draws_from_elsewhere, missing_in
from webapp.teaching.files import ENCODINGS, LEARNED, MEANINGS, CannotDecode, Reading
from webapp.teaching.forms import ButtonForm
from webapp.teaching.items import OUT, Item, severities
from webapp.teaching.plain_words import told_of
from webapp.teaching.previews import kind_words, preview_of
from webapp.teaching.proposals import Proposal
from webapp.teaching.receiving import FileRefused
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.changes import since_told
from webapp.teaching.routes.desk import largest, me, open_proposal, shown_key, to_preview, wait_text
from webapp.teaching.routes.exports import csv_answer
from webapp.teaching.routes.uploads import to_report
from webapp.teaching.words import (
    encoding_words,
    fix_words,
    format_name,
    format_words,
    meaning_words,
    outcome_words,
    separator_words,
)
from webapp.web.access import access, teacher, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event
from webapp.web.texts import gettext as _

PER_PAGE = 20
FILTERS = ("all", "errors", "warnings", "changed")
NOTES = ("read", "mended", "changed-bank", "beside", "reread", "running")


@blueprint.get("/uploads/<int:upload_id>")
@access(teacher)
def preview(upload_id: int) -> Response:
    return preview_page(open_proposal(upload_id))


def preview_page(proposal: Proposal, problem: str = "", status: int = 200) -> Response:
    wanted = request.values.get("show", "")
    counts = severities(proposal.items.every)
    if wanted not in FILTERS:
        wanted = "errors" if counts["errors"] else "all"
    listed = proposal.items.shown(wanted)
    pages = max(1, -(-len(listed) // PER_PAGE))
    page = min(max(1, request.values.get("page", 1, int)), pages)
    shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
    numbers = {item.key: number for number, item in enumerate(proposal.items.every, 1)}
    body = render_template(
        "teaching/preview.html",
        proposal=proposal,
        upload=proposal.upload,
        drafts=proposal.found.drafts,
        counts=counts,
        total=len(proposal.items.every),
        sizes={each: len(proposal.items.shown(each)) for each in FILTERS},
        wanted=wanted,
        page=page,
        pages=pages,
        items=[{**_shown(item, proposal.found.drafts.format), "number": numbers[item.key]} for item in shown],
        kind_words=kind_words(),
        problem=problem,
        note=request.args.get("note") if request.args.get("note") in NOTES else "",
        reading=_reading_options(proposal),
        learned=int(proposal.found.drafts.settings.get(LEARNED, 0)),
        missing=missing_in(proposal.found.drafts),
        draws=draws_from_elsewhere(proposal.found.drafts),
        largest=largest(),
        since=since_told(proposal),
        **_outcome(proposal, counts["ready"]),
        here="teaching",
    )
    return make_response(body, status)


def _outcome(proposal: Proposal, ready: int) -> dict[str, Any]:
    """How many questions are saved, and of an opened bank what that does, in words."""
    if proposal.bank is None or not proposal.is_mending:
        return {"saving": ready, "outcome": []}
    plan = proposal.plan
    will = plan.counts
    undecided = sum(change.known.is_active for change in proposal.undecided)
    stay = max(0, proposal.bank.question_count - plan.moved)
    saving = will["edited"] + will["restarted"] + will["added"]
    return {"saving": saving, "outcome": outcome_words(will, undecided=undecided, stay=stay)}


def _shown(item: Item, format: str) -> dict[str, Any]:
    cells = []
    if item.draft is None and item.refused is not None:
        header = item.refused.header
        names = [header[at] if at < len(header) else letters_of(at) for at in range(len(item.refused.cells))]
        cells = [(name, cell) for name, cell in zip(names, item.refused.cells, strict=True) if cell.strip()]
    return {
        "item": item,
        "problems": told_of(item, format),
        "preview": preview_of(item.draft, item.key) if item.draft is not None else None,
        "cells": cells,
    }


def _reading_options(proposal: Proposal) -> dict[str, Any]:
    """How the file was read, and what else may be chosen. A chosen value stands first; "" is what was found."""
    drafts, chosen = proposal.found.drafts, proposal.upload.reading
    is_table = drafts.format == "delimited"
    return {
        "format": drafts.format,
        "found": format_name(drafts.format),
        "formats": format_words(FORMATS),
        "chosen": chosen,
        "encodings": encoding_words(ENCODINGS) if drafts.encoding else {},
        "encoding": chosen.get("encoding") or drafts.encoding,
        "separators": separator_words() if is_table else {},
        "separator": drafts.settings.get("separator", ""),
        "columns": proposal.found.columns,
        "fixes": _fixes(proposal),
        "meanings": meaning_words(MEANINGS, options=8),
    }


def _fixes(proposal: Proposal) -> list[dict[str, Any]]:
    """What can be put right in the whole file at once, and what was; each with how many problems speak of it."""
    done = proposal.upload.reading.get("fixes", ())
    counts = Counter(FIX_OF[each.code] for each in proposal.found.drafts.problems if each.code in FIX_OF)
    words = fix_words()
    return [
        {"name": name, "about": about, "what": what, "was": was, "is_done": name in done, "count": counts[name]}
        for name, (about, what, was) in words.items()
        if name in done or (counts[name] and not proposal.is_mending)
    ]


@blueprint.post("/uploads/<int:upload_id>/read")
@access(teacher)
def read(upload_id: int) -> Response:
    """The file once more, as its teacher says it is written."""
    proposal = open_proposal(upload_id)
    if proposal.is_mending or proposal.upload.batch_id is not None:
        abort(404)  # there is no file, or it is in the bank
    reading, problem = _chosen(proposal), ""
    try:
        receiving.read_again(proposal.upload, me(), reading, now=now_ms())
    except (service.UploadHasChanged, service.AlreadyBrought):
        return to_preview(upload_id, note="reread")
    except StillRunning:
        return to_preview(upload_id, note="running")
    except LimitReached as reached:
        problem = wait_text(reached)
    except CannotDecode:
        problem = _("The file cannot be read in this encoding. It is shown as it was read before.")
    except FileRefused as error:
        problem = _("Read like this, the file holds no question. It is shown as before.") + f" {error}"
    if problem:
        return preview_page(open_proposal(upload_id), problem, 422)
    return to_preview(upload_id, note="read")


def _chosen(proposal: Proposal) -> Reading:
    """Only what is offered; a column that keeps its heading is not chosen."""
    given, before = request.form, proposal.upload.reading
    fixes = [name for name in before.get("fixes", ()) if name != given.get("unfix")]
    if given.get("fix") in fix_words() or "unfix" in given:
        fixes += [given["fix"]] if "fix" in given and given["fix"] not in fixes else []
        kept = {name: before.get(name, "") for name in ("format", "encoding", "separator")}
        return Reading(**kept, columns=before.get("columns", {}), fixes=fixes)
    encoding, separator = given.get("encoding", ""), given.get("separator", "")
    form = given.get("format", "")
    offered = {*MEANINGS, *(f"option_{place}" for place in range(1, 9))}
    columns = {
        str(place): given[f"column-{place}"]
        for place in range(len(proposal.found.columns))
        if given.get(f"column-{place}") in offered
    }
    is_same = encoding == proposal.found.drafts.encoding and not proposal.upload.reading.get("encoding")
    return Reading(
        format=form if form in FORMATS or form == "bank" else "",
        encoding=encoding if encoding in ENCODINGS and not is_same else "",
        separator=separator if separator in separator_words() else "",
        columns=columns,
        fixes=fixes,
    )


@blueprint.post("/uploads/<int:upload_id>/out")
@access(teacher)
def leave_out(upload_id: int) -> Response:
    """One question stays out, or comes in again."""
    key, is_out = request.form.get("key", ""), request.form.get("out") == "yes"
    proposal = open_proposal(upload_id)
    key, generation = shown_key(proposal, key), proposal.upload.generation
    is_there = proposal.items.named(key) is not None
    with transaction() as session:
        upload = queries.own_upload(session, me(), upload_id, now=now_ms(), is_to_change=True)
        is_as_seen = upload is not None and (upload.generation, upload.batch_id) == (generation, None)
        if upload is not None and is_as_seen and is_there:
            edit = {name: value for name, value in upload.edits.get(key, {}).items() if name != OUT}
            service.save_edit(session, upload, key, edit | ({OUT: True} if is_out else {}))
    if not (is_as_seen and key):
        return to_preview(upload_id, note="reread")
    return to_preview(upload_id, key, show=request.form.get("show"), page=request.form.get("page"))


@blueprint.post("/uploads/<int:upload_id>/confirm")
@access(teacher)
def confirm(upload_id: int) -> Response:
    """Step 3. What has errors stays out; the rest is saved at once or not at all."""
    proposal, user_id = open_proposal(upload_id), me()
    if not ButtonForm().validate_on_submit():
        return preview_page(proposal, status=422)
    if proposal.upload.batch_id is None and request.form.get("seen", proposal.seen_at, int) != proposal.seen_at:
        return to_preview(upload_id, note="changed-bank")  # what would be done now is not what was shown
    if request.form.get("generation", proposal.upload.generation, int) != proposal.upload.generation:
        return to_preview(upload_id, note="reread")
    learner = Learner(user_id, viewer().zone, viewer().day_start)
    kept = histories.kept_in(proposal, learner) if request.form.get("history") == "yes" else {}
    try:
        answered = current_app.extensions["answered"]
        batch_id = saving.save(proposal, user_id=user_id, answered=answered, now=now_ms())
    except service.AlreadyBrought as brought:  # its history may not have been taken up, or not all of it
        return to_report(brought.batch_id, **_taken_up(kept, learner, brought.batch_id))
    except service.UploadHasChanged:
        return to_preview(upload_id, note="reread")
    except BankHasChanged:
        return to_preview(upload_id, note="changed-bank")
    except ImportRefused as refused:
        db.session.rollback()
        return preview_page(open_proposal(upload_id), str(refused), 422)
    log_event("imported")
    return to_report(batch_id, **_taken_up(kept, learner, batch_id))


def _taken_up(kept: Kept, learner: Learner, batch_id: int) -> dict[str, int]:
    found = queries.own_batch(db.session(), me(), batch_id) if kept else None
    if found is None:
        return {}
    return {"taken_up": histories.take_up_history(kept, learner, found[1].id, now=now_ms())}


@blueprint.get("/uploads/<int:upload_id>/refused.csv")
@access(teacher)
def refused(upload_id: int) -> Response:
    """What would stay out, as a table with the reasons."""
    return csv_answer(open_proposal(upload_id).refused, "not-taken.csv")


@blueprint.post("/uploads/<int:upload_id>/drop")
@access(teacher)
def drop(upload_id: int) -> Response:
    open_proposal(upload_id)
    with transaction() as session:
        upload = queries.own_upload(session, me(), upload_id, now=now_ms())
        if upload is not None:
            service.give_up(session, upload, now=now_ms())
    return redirect(url_for("teaching.banks"), 303)
