"""Cards looked at beside the session: those that will not stick or are set aside; and what was done, to be undone."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webapp.banks.contents import content_of
from webapp.database import direct, reading, transaction
from webapp.kinds.registry import kind_named
from webapp.study import deeds as doing
from webapp.study import words
from webapp.study.card_lists import STATES, cards_in
from webapp.study.desk import OPTIONS, learner_of, plan_of
from webapp.study.queries import CardKey
from webapp.study.routes.blueprint import blueprint
from webapp.study.routes.options import whole
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext, ngettext
from webapp.web.visitor import give_token

DONE = {
    "suspend": _("Set aside"),
    "resume": _("Taken up again"),
    "reset": _("Begun anew"),
    "set_due": _("Given another day"),
    "reschedule": _("Moved to other days"),
}


@blueprint.get("/study/cards")
@access(anyone)
def cards() -> str:
    """Cards in one state, at most a hundred."""
    who, state = viewer(), request.args.get("state", "hard")
    if state not in STATES:
        abort(404)
    plan, today = plan_of()
    give_token()
    rows = cards_in(reading(), who.id, plan, state, today) if who.id is not None else []
    shown = []
    for row in rows:
        version = content_of(reading(), row.version_id)
        shown.append(
            {
                "value": f"{row.question_id}.{row.facet}",
                "prompt": kind_named(version.kind).prompt(version.content, row.facet),
                "format": version.content["format"],
                "foreign": version.content["foreign"],
                "bank": version.bank_title,
                "lapses": row.lapses,
                "when": _when(row.hidden_until, row.suspended, row.due_day, today),
            }
        )
    return render_template("study/cards.html", state=state, cards=shown, here="study")


def _when(hidden_until: int, is_aside: bool, due_day: int, today: int) -> str:
    if is_aside:
        return gettext("set aside")
    if hidden_until > today:
        return gettext("set aside until %(day)s", day=words.long_day(hidden_until))
    return words.when(due_day, None, today)


@blueprint.post("/study/cards")
@access(anyone)
def change_cards() -> Response:
    """Set aside, take up, begin anew, or give another day: the ticked cards."""
    ticked = [_card(text) for text in request.form.getlist("card")[:100]]
    deed, days, now = request.form.get("deed", ""), whole("days", most=3650), now_ms()
    if deed not in ("suspend", "resume", "reset", "set_due") or (deed == "set_due" and days is None):
        abort(400)
    with transaction() as session:
        learner = learner_of(session, "")
        if deed == "suspend":
            doing.suspend(session, learner, ticked, days=days or 0, now=now, options=OPTIONS)
        elif deed == "resume":
            doing.resume(session, learner, ticked, now=now, options=OPTIONS)
        elif deed == "reset":
            doing.reset(session, learner, ticked, now=now, options=OPTIONS)
        else:
            doing.set_due(session, learner, ticked, days=days or 0, now=now, options=OPTIONS)
    return redirect(url_for("study.deeds"), 303)


def _card(text: str) -> CardKey:
    number, _dot, facet = text.partition(".")
    if not number.isascii() or not number.isdigit() or len(number) > 9 or len(facet) > 40 or "\0" in facet:
        abort(400)
    return int(number), facet


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
    try:
        with transaction() as session:
            learner = learner_of(session, "")
            doing.undo_deed(session, learner, request.form.get("what", "")[:80], now=now_ms(), options=OPTIONS)
    except doing.NothingDone:
        abort(404)
    return redirect(url_for("study.deeds"), 303)
