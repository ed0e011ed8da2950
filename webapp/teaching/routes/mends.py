"""One question of an upload put right: a form beside what students will see. It asks the kind, as a file does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from webapp.database import transaction
from webapp.exchange.contract import DraftQuestion, Problem
from webapp.exchange.raw_content import raw_of
from webapp.kinds.contract import FieldProblem
from webapp.media.descriptions import undescribed
from webapp.teaching import queries, service
from webapp.teaching.carrying import moved_key
from webapp.teaching.forms import MendForm
from webapp.teaching.items import OUT, Item, edited, fresh_draft
from webapp.teaching.mending import (
    LISTS,
    OPTION_KINDS,
    checked,
    descriptions_of,
    lines_of,
    other_fields,
    redescribed,
    with_lines,
    with_options,
)
from webapp.teaching.plain_words import plain_message, told_of
from webapp.teaching.previews import kind_words, preview_of
from webapp.teaching.proposals import Proposal
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import me, open_proposal, shown_key, to_preview
from webapp.teaching.since import BASE
from webapp.web.access import access, teacher
from webapp.web.clock import now_ms

FEWEST_OPTIONS, SPARE = 4, 2
_TRUTHS = ("true", "false")


@blueprint.route("/uploads/<int:upload_id>/<item>", methods=["GET", "POST"])
@access(teacher)
def mend(upload_id: int, item: str) -> Response:
    """Buttons: save, see (look at it first, or other fields after another kind was chosen), reset."""
    proposal = open_proposal(upload_id)
    item = shown_key(proposal, item)
    if not item:
        return to_preview(upload_id, note="reread")
    found = proposal.items.named(item)
    if found is None:
        abort(404)
    before = _raw(found)
    form = MendForm() if request.method == "POST" else _filled(before, found)
    form.kind.choices = list(kind_words().items())
    draft = found.draft
    if request.method == "POST" and request.form.get("do") == "reset":
        return _back(upload_id, _save(proposal, item, None))
    if form.validate_on_submit():
        raw = _asked(form, before)
        content, problems = checked(raw)
        if content is not None:
            told = [*_told(problems, found), *undescribed(content, found.line)]
            edit = {"content": content, "topic": form.topic.data or "", "problems": [asdict(each) for each in told]}
            edit |= {BASE: base} if (base := _base(proposal, found)) else {}
            draft = edited(_own_draft(found), edit)
            if request.form.get("do") == "save":
                return _back(upload_id, _save(proposal, item, edit))
        elif request.form.get("do") == "save":
            _say(form, problems)
    return _page(proposal, found, form, draft)


def _base(proposal: Proposal, item: Item) -> str:
    """What the form was filled from, which the bank may have changed since."""
    return proposal.base_of(item) and (request.form.get("base") or proposal.base_of(item))[:40]


def _raw(item: Item) -> dict[str, Any]:
    if item.draft is not None:
        return raw_of(item.draft.content)
    return item.refused.raw if item.refused is not None and item.refused.raw else {"kind": "choice"}


def _own_draft(item: Item) -> DraftQuestion:
    if item.draft is not None:
        return item.draft
    assert item.refused is not None  # one of both is there
    return fresh_draft(item.refused)


def _filled(raw: dict[str, Any], item: Item) -> MendForm:
    options = [
        {"text": each.get("text", ""), "why": each.get("why", ""), "right": each.get("right") == "yes"}
        for each in raw.get("options", [])
    ]
    return MendForm(
        formdata=None,
        data={
            **{name: raw.get(name, "") for name in ("kind", "prompt", "text", "unit", "explanation", "hint")},
            "options": options,
            "truth": raw.get("answer", "") if raw["kind"] == "true_false" else "",
            "why_not": raw.get(_why_not(raw.get("answer", "")), ""),
            "answer": raw.get("answer", "") if raw["kind"] == "self_graded" else "",
            "lines": "\n".join(lines_of(raw)),
            "topic": _own_draft(item).topic,
            "pictures": [{"reference": reference, "words": words} for reference, words in descriptions_of(raw).items()],
        },
    )


def _why_not(truth: str) -> str:
    """The field with the reason against the wrong one of both."""
    return "why_true" if truth == "false" else "why_false"


def _asked(form: MendForm, before: dict[str, Any]) -> dict[str, Any]:
    """The raw question that the form says, with what it does not show."""
    kind = form.kind.data
    raw = other_fields(before, kind)
    for name in ("prompt", "explanation", "hint"):
        raw[name] = (form[name].data or "").replace("\r\n", "\n")
    if kind in OPTION_KINDS:
        raw = with_options(raw, [each.form.data for each in form.options], before)
    elif kind == "true_false":
        raw["answer"] = form.truth.data if form.truth.data in _TRUTHS else ""
        raw[_why_not(raw["answer"])] = (form.why_not.data or "").replace("\r\n", "\n")
    elif kind == "self_graded":
        raw["answer"] = (form.answer.data or "").replace("\r\n", "\n")
    elif kind == "numeric":
        raw = {name: value for name, value in raw.items() if name not in ("answer", "tolerance", "range")}
        raw["unit"] = form.unit.data or ""
    elif kind == "cloze":
        raw["text"] = (form.text.data or "").replace("\r\n", "\n")
    raw = with_lines(raw, form.lines.data or "", before) if kind in LISTS else raw
    told = {each.form.reference.data: " ".join((each.form.words.data or "").split()) for each in form.pictures}
    known = descriptions_of(before)
    changed = {name: words for name, words in told.items() if name in known and words != known[name]}
    return redescribed(raw, changed) if changed else raw


def _told(problems: list[FieldProblem], item: Item) -> list[Problem]:
    """Warnings go with the question; its place in the file stays."""
    return [
        Problem("warning", item.line or None, None, None, each.field, each.message, each.hint, "question.content")
        for each in problems
        if each.severity == "warning"
    ]


def _say(form: MendForm, problems: list[FieldProblem]) -> None:
    """Each error at the field that it is about; of a list at its lines."""
    for problem in problems:
        if problem.severity == "warning":
            continue
        name = problem.field.partition("[")[0].partition(".")[0]
        own = {"answer": "truth" if form.kind.data == "true_false" else "answer"}
        if form.kind.data == "numeric":
            own["answer"] = "lines"
        name = own.get(name, name if name in ("prompt", "text", "kind", "hint", "explanation", "unit") else "lines")
        if form.kind.data in OPTION_KINDS and name == "lines":
            name = "options"
        form.say(name, plain_message(problem.message))  # hints tell how a file is written


def _save(proposal: Proposal, key: str, edit: dict[str, Any] | None) -> str:
    """The key that the question has by now, where the file was read again meanwhile; "" where it says something else
    then, and nothing is saved."""
    found, upload_id, generation = proposal.found, proposal.upload.id, proposal.upload.generation
    while True:
        with transaction() as session:
            upload = queries.own_upload(session, me(), upload_id, now=now_ms(), is_to_change=True)
            if upload is None or upload.batch_id is not None:
                abort(404)
            if upload.generation == generation:
                out = {OUT: True} if edit is not None and upload.edits.get(key, {}).get(OUT) else {}
                service.save_edit(session, upload, key, None if edit is None else edit | out)
                return key
        now = open_proposal(upload_id)
        key = moved_key(key, found, now.found)
        if not key:
            return ""
        found, generation = now.found, now.upload.generation


def _back(upload_id: int, key: str) -> Response:
    """ "" where nothing could be done."""
    note = "mended" if key else "reread"
    return to_preview(upload_id, key, show=request.form.get("show") or "all", page=request.form.get("page"), note=note)


def _page(proposal: Proposal, item: Item, form: MendForm, draft: DraftQuestion | None) -> Response:
    kind = form.kind.data
    rows = max(FEWEST_OPTIONS, len(form.options) + SPARE)
    while len(form.options) < min(rows, 30):
        form.options.append_entry()
    body = render_template(
        "teaching/mend.html",
        upload=proposal.upload,
        item=item,
        base=_base(proposal, item),
        told=told_of(item, proposal.found.drafts.format),
        form=form,
        kind=kind,
        has_options=kind in OPTION_KINDS,
        has_lines=kind in LISTS,
        preview=preview_of(draft, "see") if draft is not None else None,
        show=request.values.get("show", ""),
        page=request.values.get("page", ""),
        here="teaching",
    )
    return make_response(body, 422 if form.errors else 200)
