"""What a file changes in its bank, and what is to be done with each change."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from webapp.accounts.times import ago
from webapp.banks.comparing import Change
from webapp.banks.deciding import CHOICES
from webapp.database import transaction
from webapp.teaching import queries
from webapp.teaching.forms import ButtonForm
from webapp.teaching.proposals import Proposal
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import me, open_proposal, to_preview
from webapp.teaching.sides import sides, what_changed
from webapp.web.access import access, teacher, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext as _

PER_PAGE = 30


@blueprint.route("/uploads/<int:upload_id>/changes", methods=["GET", "POST"])
@access(teacher)
def changes(upload_id: int) -> Response:
    proposal = open_proposal(upload_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            upload = queries.own_upload(session, me(), upload_id, now=now_ms())
            if upload is not None and upload.batch_id is None:
                upload.choices = _chosen(proposal)
        return to_preview(upload_id, show="changed")
    edits = proposal.diff.changed
    pages = max(1, -(-len(edits) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    first = (page - 1) * PER_PAGE
    body = render_template(
        "teaching/changes.html",
        proposal=proposal,
        upload=proposal.upload,
        form=form,
        edits=[_edit(proposal, each, n) for n, each in enumerate(edits[first : first + PER_PAGE], first + 1)],
        choice_words=_choice_words(),
        links=proposal.upload.choices.get("links", {}),
        retired=proposal.upload.choices.get("retired", []),
        page=page,
        pages=pages,
        here="teaching",
    )
    return make_response(body)


def _edit(proposal: Proposal, change: Change, number: int) -> dict[str, Any]:
    before, after = sides(change.known.content, change.draft.content)
    titles = {
        "kind": _("It is another kind of question"),
        "answer": _("The answers are different"),
        "asked": _("The question is worded differently"),
        "explanation": _("The explanation is different"),
        "other": _("Small things are different"),
    }
    if change.is_conflict:
        title = _("Mended here, and different in the file")
    elif change.is_unlike:
        title = _("Changed, or a different question?")
    elif not change.known.is_active:
        title = _("It comes back: it was retired")
    else:
        title = titles[what_changed(change.known.content, change.draft.content)[0]]
    return {
        "number": number,
        "id": change.draft.external_id,
        "line": change.draft.line,
        "title": title,
        "sort": change.sort,
        "is_unlike": change.is_unlike,
        "is_conflict": change.is_conflict,
        "mended": ago(change.known.mended_at, now_ms(), viewer().zone) if change.is_conflict else "",
        "before": before,
        "after": after,
        "choice": proposal.choice_of(change) or "",
    }


def _choice_words() -> dict[str, str]:
    return {
        "fix": _("Small fix: keep progress"),
        "key": _("Changed answer: keep progress"),
        "new": _("New question: start again"),
        "skip": _("Skip this one"),
    }


def _chosen(proposal: Proposal) -> dict[str, Any]:
    """What the form says of the changes on its page; the rest as it was. "For all" goes over all of them."""
    given, before = request.form, proposal.upload.choices
    do = dict(before.get("do", {}))
    for_all = given.get("all", "")
    for change in proposal.diff.changed:
        key = change.draft.external_id
        value = (
            for_all
            if for_all in CHOICES and not (change.is_unlike or change.is_conflict)
            else given.get(f"do-{key}", do.get(key, ""))
        )
        do.pop(key, None)
        if value in CHOICES:
            do[key] = value
    missing = {known.external_id for known in proposal.diff.missing}
    links = {
        draft.external_id: known.external_id
        for draft, known, _likeness in proposal.diff.alike
        if given.get(f"link-{draft.external_id}") == "yes"
    }
    retired = missing if given.get("missing") == "retire" else missing & set(given.getlist("retire"))
    return {"do": do, "links": links, "retired": sorted(retired - set(links.values()))}
