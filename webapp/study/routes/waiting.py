"""After a break, and before one: the backlog spread over days, days off."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webapp.database import db, reading, transaction
from webapp.memory.spread import expected_recall
from webapp.study import waiting, words
from webapp.study.desk import OPTIONS, learner_of, plan_of
from webapp.study.option_forms import BreakForm
from webapp.study.queue import SESSION_SIZE
from webapp.study.routes.blueprint import blueprint
from webapp.study.states import last_studied
from webapp.study.today import minutes_for
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext, ngettext
from webapp.web.visitor import give_token, keep_token, visitor_token

REFUSED = {
    "order": _("The last day off is before the first"),
    "past": _("The first day off must lie ahead"),
    "long": _("A break is at most 60 days"),
    "many": _("There are twenty breaks already"),
}


@blueprint.route("/study/backlog", methods=["GET", "POST"])
@access(anyone)
def backlog() -> Response | str:
    """What has waited, and three ways to deal with it; POST spreads it."""
    who = viewer()
    plan, today = plan_of()
    if request.method == "POST":
        days = request.form.get("spread", "")
        if days == "0":
            return redirect(url_for("study.study"), 303)
        if days not in {str(span) for span in waiting.SPANS}:
            abort(400)
        with transaction() as session:
            learner = learner_of(session, "")
            waiting.spread_backlog(session, learner, int(days), today=today, now=now_ms(), options=OPTIONS)
        return redirect(url_for("study.deeds"), 303)
    give_token()
    late = waiting.backlog(reading(), who.id, today) if who.id is not None else []
    found = waiting.spread_options(reading(), who.id, plan, today, late, OPTIONS) if who.id is not None else []
    last = last_studied(reading(), who.id) if who.id is not None else None
    return render_template(
        "study/backlog.html",
        count=len(late),
        size=min(SESSION_SIZE, len(late)),
        away=today - last if last is not None and late else 0,
        today_recall=expected_recall(late, dict.fromkeys([each.card for each in late], today)),
        options=[_shown(each, found) for each in found],
        days=[words.short_day(today + place) for place in range(max(waiting.SPANS))],
        here="study",
    )


def _shown(option: waiting.Option, every: list[waiting.Option]) -> dict[str, Any]:
    """An option in words and as bars, 78 units high for the highest of all."""
    high = max(max(each.counts) for each in every) or 1
    most = max(option.counts)
    loss = round((every[0].recall - option.recall) * 100)
    minutes = minutes_for(most, 0)
    if option.days:
        name = ngettext("Over %(num)s day", "Over %(num)s days", option.days)
        work = gettext("At most %(most)s cards a day, about %(minutes)s min.", most=most, minutes=minutes)
        cost = gettext("Costs about %(loss)s in 100 of them.", loss=loss) if loss else gettext("Costs next to nothing.")
    else:
        name = gettext("Not at all")
        work = gettext("%(most)s cards today, about %(minutes)s min.", most=option.counts[0], minutes=minutes)
        cost = ""
    bars = [
        {
            "x": round(0.86 + place * 100 / 14, 2),
            "own": round(88 * (count - late) / high, 1),
            "late": round(88 * late / high, 1),
        }
        for place, (count, late) in enumerate(zip(option.counts, option.waiting, strict=True))
    ]
    return {
        "days": option.days,
        "name": name,
        "text": f"{work} {cost}".strip(),
        "counts": option.counts,
        "recall": round(option.recall * 100),
        "bars": bars,
    }


@blueprint.route("/study/breaks", methods=["GET", "POST"])
@access(anyone)
def breaks() -> Response | str:
    """Days off that are planned: cards go to the days around them."""
    who, form = viewer(), BreakForm()
    _plan, today = plan_of()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                learner = learner_of(session, "")
                first, last = (field.data.toordinal() if field.data else 0 for field in (form.first, form.last))
                waiting.plan_break(session, learner, first, last, today=today, now=now_ms(), options=OPTIONS)
        except waiting.BreakRefused as refused:
            form.last.errors = [*form.last.errors, REFUSED[refused.reason]]
        else:
            keep_token(visitor_token() or "")
            return redirect(url_for("study.breaks"), 303)
    give_token()
    rows = waiting.breaks_for_user(db.session(), who.id, today) if who.id is not None else []
    shown = [(row.id, words.long_day(row.first_day), words.long_day(row.last_day)) for row in rows]
    return render_template("study/breaks.html", form=form, rows=shown, here="study")


@blueprint.post("/study/breaks/<int:break_id>/drop")
@access(anyone)
def drop_break(break_id: int) -> Response:
    """Its days are days like others again; what was moved can be undone on its own."""
    with transaction() as session:
        learner = learner_of(session, "")
        waiting.drop_break(session, learner.id, break_id)
    return redirect(url_for("study.breaks"), 303)
