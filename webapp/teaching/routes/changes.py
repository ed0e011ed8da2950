"""What a file changes in its bank, or mending in a bank that went on, and what is to be done with each change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from webapp.accounts.times import ago
from webapp.banks.comparing import Change
from webapp.banks.deciding import CHOICES, Choice
from webapp.database import transaction
from webapp.teaching import queries
from webapp.teaching.forms import ButtonForm
from webapp.teaching.proposals import Proposal, seen_as
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import me, open_proposal, to_preview
from webapp.teaching.sides import sides, what_changed
from webapp.teaching.since import Since
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
            upload = queries.own_upload(session, me(), upload_id, now=now_ms(), is_to_change=True)
            if upload is not None and upload.batch_id is None:
                upload.choices = _chosen(proposal, upload.choices)
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
        late=sum(each.known.is_newer for each in edits),
        links=proposal.upload.choices.get("links", {}),
        retired=proposal.retired,
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
    if change.known.is_newer:
        title = _late_title(proposal, change)
    elif change.is_conflict:
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
        "is_late": change.known.is_newer,
        "was": seen_as(change.known),
        "words": _late_words(proposal, change) if change.known.is_newer else _choice_words(),
        "topics": (change.known.topic, change.known.topic_by(change.draft)),
        "mended": ago(change.known.mended_at, now_ms(), viewer().zone) if change.known.mended_at else "",
        "before": before,
        "after": after,
        "choice": proposal.choice_of(change) or "",
    }


def _late_title(proposal: Proposal, change: Change) -> str:
    if not proposal.is_mending:
        return _("The bank got other words since this file was brought")
    if not change.known.is_active:
        return _("Mended by you, and retired since you opened the bank")
    return _("Mended by you, and changed since you opened the bank")


def _mine(change: Change) -> Choice:
    """What it is to take one's own words against those that the bank got meanwhile."""
    return "fix" if change.sort == "wording" else "key"


def _late_words(proposal: Proposal, change: Change) -> dict[str, str]:
    mine = _("Take mine") if proposal.is_mending else _("Take the words of the file")
    words: dict[str, str] = {"skip": _("Keep what the bank has"), _mine(change): mine}
    return words | {"new": _("New question: start again")} if change.is_unlike else words


def since_told(proposal: Proposal) -> list[tuple[Since, str]]:
    """What of an opened bank is otherwise by now, and what becomes of it."""
    words = {
        "changed": _("It was changed. It stays as the bank has it."),
        "topic": _("It stands below another topic, and stays there."),
        "retired": _("It was retired, and stays so."),
        "gone": _("It was taken out of the bank, and stays out."),
        "new": _("It came or came back, and stays."),
    }
    mended = {
        "changed": _("You mended it, and it was changed: choose one of both."),
        "topic": _("You mended it, and it came below another topic: choose one of both."),
        "retired": _("You mended it, and it was retired: choose whether it is asked again."),
        "gone": _("You mended it, and it was taken out of the bank: choose whether it comes back."),
    }
    return [(each, (mended if each.is_mended else words)[each.what]) for each in proposal.since]


_GONE = "gone"  # in the place of what a question says that the bank has no more


def _choice_words() -> dict[str, str]:
    return {
        "fix": _("Small fix: keep progress"),
        "key": _("Changed answer: keep progress"),
        "new": _("New question: start again"),
        "skip": _("Skip this one"),
    }


def _chosen(proposal: Proposal, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of the changes on its page; the rest as it was. "For all" goes over all of them. Beside each
    choice stands what the bank said (`against`): it holds only for that."""
    given = request.form
    is_as_shown = given.get("seen", 0, int) == proposal.seen_at
    do, against = dict(before.get("do", {})), dict(before.get("against", {}))
    for change in proposal.diff.changed:
        key, held = change.draft.external_id, change.known
        value = _for_all(change, is_as_shown=is_as_shown)
        if not value and f"do-{key}" not in given:
            continue
        do[key] = value or given[f"do-{key}"]
        against[held.external_id] = seen_as(held) if value else given.get(f"was-{key}", seen_as(held))[:16]
    for draft in proposal.gone:
        do[draft.external_id] = given.get(f"do-{draft.external_id}", do.get(draft.external_id, ""))
        against[draft.external_id] = _GONE
    do = {key: value for key, value in do.items() if value in CHOICES}
    missing = {known.external_id: seen_as(known) for known in proposal.diff.missing}
    links = {
        draft.external_id: known.external_id
        for draft, known, _likeness in proposal.diff.alike
        if given.get(f"link-{draft.external_id}") == "yes"
    }
    ticked = missing.keys() & set(given.getlist("retire"))
    retired = set(missing) if given.get("missing") == "retire" and is_as_shown else ticked
    shown = {known.external_id: seen_as(known) for _draft, known, _likeness in proposal.diff.alike}
    against |= {old: shown[old] for old in links.values()} | {old: missing[old] for old in retired}
    return {"do": do, "against": against, "links": links, "retired": sorted(retired - set(links.values()))}


def _for_all(change: Change, *, is_as_shown: bool) -> str:
    """What is chosen for all changes of its sort at once; "" where each is decided by itself."""
    if change.known.is_newer:
        late = request.form.get("late", "") if is_as_shown else ""
        return {"skip": "skip", "mine": _mine(change)}.get(late, "")
    chosen = request.form.get("all", "")
    return chosen if chosen in CHOICES and not (change.is_unlike or change.is_conflict) else ""
