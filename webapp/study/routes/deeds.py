"""What was done lately, to be undone."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webapp.banks.contents import content_of
from webapp.database import direct, reading, transaction
from webapp.kinds.registry import kind_named
from webapp.study import deeds as doing
from webapp.study.browse_request import asked_for
from webapp.study.desk import OPTIONS, learner_of, plan_of
from webapp.study.own_banks import own_banks
from webapp.study.routes.blueprint import blueprint
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext, ngettext
from webapp.web.visitor import give_token

_AT_ONCE = 200  # cards
DONE = {
    "suspend": _("Set aside"),
    "resume": _("Taken up again"),
    "reset": _("Begun anew"),
    "set_due": _("Given another day"),
    "reschedule": _("Moved to other days"),
    "flag": _("Flag changed"),
}


@blueprint.get("/study/done-lately")
@access(anyone)
def deeds() -> str:
    """The last thirty things done that still stand."""
    who = viewer()
    _plan, today = plan_of()
    give_token()
    found = doing.recent_deeds(reading(), who.id, today) if who.id is not None else []
    rows = []
    for deed in found:
        version = content_of(direct(), deed.version_id)
        prompt = kind_named(version.kind).prompt(version.content, "") if deed.cards == 1 else ""
        rating = gettext("Answered, missed") if deed.rating == 1 else gettext("Answered, right")
        count = ngettext("%(num)s card", "%(num)s cards", deed.cards)
        rows.append(
            {"name": deed.name, "did": rating if deed.rating else str(DONE[deed.activity]), "about": prompt or count}
        )
    return render_template("study/deeds.html", rows=rows, here="study")


@blueprint.post("/study/done-lately")
@access(anyone)
def undo_deed() -> Response:
    """Back to the list of cards where its notice was pressed, with what was looked for there."""
    what, count = request.form.get("what", "")[:80], 0
    try:
        while True:
            with transaction() as session:  # one for a few cards: each is replayed, and others wait for the lock
                learner = learner_of(session, "")
                count += doing.undo_deed(session, learner, what, now=now_ms(), options=OPTIONS, most=_AT_ONCE)
    except doing.NothingDone:
        if not count:
            abort(404)
    if "sort" in request.form:
        banks = own_banks(reading(), learner.id)
        return redirect(url_for("study.cards", **asked_for(request.form, banks).address()), 303)
    return redirect(url_for("study.deeds"), 303)
