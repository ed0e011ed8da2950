"""A learner's own exam date."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from webapp.banks.queries import banks_for_user
from webapp.database import db, reading, transaction
from webapp.memory.exam import PLAIN_WORD_ABOVE, SHORT_OF_DAYS, reached_at
from webapp.study import exams as planning
from webapp.study import words
from webapp.study.desk import OPTIONS, learner_of, plan_of
from webapp.study.option_forms import ExamForm
from webapp.study.routes.blueprint import blueprint
from webapp.study.today import minutes_for
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext, ngettext
from webapp.web.visitor import give_token, keep_token, visitor_token

REFUSED = {
    "past": _("The day of the exam must lie ahead"),
    "far": _("An exam lies at most two years ahead"),
    "banks": _("Choose at least one bank"),
    "many": _("There are ten exams already"),
}


@blueprint.route("/study/exam", methods=["GET", "POST"])
@access(anyone)
def exam() -> Response | str:
    """GET works a plan out for the day and the banks in the address; POST keeps it, if it is the one that was shown."""
    who = viewer()
    plan, today = plan_of()
    offered = banks_for_user(db.session(), who.id)
    source = request.form if request.method == "POST" else request.args
    slugs = source.getlist("bank")
    chosen = [bank.id for bank in offered if bank.slug in slugs]
    form = ExamForm() if request.method == "POST" else ExamForm(formdata=None, data={"day": _day(source.get("day"))})
    if form.validate_on_submit() and form.day.data is not None:
        day = form.day.data.toordinal()
        try:
            planning.check_exam(chosen, day, today=today)
            if request.form.get("worked_out") != _worked_out(form.day.data, chosen) or request.form.get("again"):
                return redirect(url_for("study.exam", day=form.day.data.isoformat(), bank=slugs), 303)
            with transaction() as session:
                learner = learner_of(session, "")
                planning.plan_exam(
                    session, learner.id, chosen, day, today=today, now=now_ms(), goal=plan.goal, options=OPTIONS
                )
        except planning.ExamRefused as refused:
            form.day.errors = [*form.day.errors, REFUSED[refused.reason]]
        else:
            keep_token(visitor_token() or "")
            return redirect(url_for("study.exam"), 303)
    give_token()
    kept = planning.exams_for_user(db.session(), who.id, today) if who.id is not None else []
    if not chosen and kept and form.day.data is None:
        chosen = [int(bank) for bank in kept[0].pace]
        form.day.data = date.fromordinal(kept[0].day)
    return render_template(
        "study/exam.html",
        form=form,
        banks=[{"bank": bank, "is_chosen": bank.id in chosen} for bank in offered],
        kept=_kept(kept, offered),
        plan=_plan(form.day.data, chosen, today, plan.goal),
        here="study",
    )


def _worked_out(day: date, banks: list[int]) -> str:
    """Names the plan on the page: nobody accepts a pace that was not shown."""
    return f"{day.isoformat()} {' '.join(map(str, sorted(banks)))}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _kept(rows: Any, offered: Any) -> list[dict[str, Any]]:
    titles = {bank.id: bank.title for bank in offered}
    return [
        {
            "id": row.id,
            "day": words.long_day(row.day),
            "banks": ", ".join(titles[int(bank)] for bank in row.pace if int(bank) in titles),
        }
        for row in rows
    ]


def _plan(day: date | None, banks: list[int], today: int, goal: int) -> dict[str, Any] | None:
    who = viewer()
    if day is None or not banks or not 0 < day.toordinal() - today <= planning.FURTHEST:
        return None
    found = planning.forecast(reading(), who.id or 0, banks, day.toordinal(), today, goal, OPTIONS)
    ready = found.ready
    high = max((new + other for _day, new, other in found.by_day), default=1) or 1
    begins = found.days_left - found.pass_days
    width = 100 / max(1, found.days_left)
    return {
        "found": found,
        "day": words.long_day(day.toordinal()),
        "worked_out": _worked_out(day, banks),
        "range": _range(ready),
        "is_too_much": found.new_per_day > PLAIN_WORD_ABOVE,
        "most": PLAIN_WORD_ABOVE,
        "reached_at_most": min(found.cards, found.begun + reached_at(PLAIN_WORD_ABOVE, found.days_left)),
        "is_short": found.days_left < SHORT_OF_DAYS,
        "begins": words.long_day(today + begins),
        "eve": words.long_day(day.toordinal() - 1),
        "is_one_day": found.pass_days == 1,
        "a_day": -(-found.cards // max(1, found.pass_days)),
        "rows": [
            (words.short_day(each), new, other, minutes_for(other, new) if new + other else 0)
            for each, new, other in found.by_day
        ],
        "bars": [
            {
                "x": round(place * width, 2),
                "width": round(width * 0.8, 2),
                "high": round(130 * (new + other) / high, 1),
                "is_pass": place >= begins,
            }
            for place, (_each, new, other) in enumerate(found.by_day)
        ],
        "summary": _summary(min(found.new_per_day, found.cards)),
    }


def _summary(new: int) -> str:
    if not new:
        return gettext("Every card once more before the day")
    return ngettext(
        "%(num)s new card a day, then every card once more", "%(num)s new cards a day, then every card once more", new
    )


def _range(ready: Any) -> str:
    if ready is None:
        return ""
    least, most = round(ready.least * 100), round(ready.most * 100)
    if least == most:
        return gettext("About %(share)s %% on the day", share=least)
    return gettext("Between %(least)s and %(most)s %% on the day", least=least, most=most)


@blueprint.post("/study/exam/<int:exam_id>/drop")
@access(anyone)
def drop_exam(exam_id: int) -> Response:
    with transaction() as session:
        learner = learner_of(session, "")
        planning.drop_exam(session, learner.id, exam_id)
    return redirect(url_for("study.exam"), 303)
