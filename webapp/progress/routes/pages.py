"""What a learner has done and remembers, as pages to read."""

from flask import render_template, request

from webapp.database import reading
from webapp.memory.days import local_day
from webapp.memory.optimizer import optimizer
from webapp.memory.preset import plan_from
from webapp.progress.about import About, about_for
from webapp.progress.details import details
from webapp.progress.overview import overview
from webapp.progress.routes.blueprint import blueprint
from webapp.study.parameters import fitted
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms


def about() -> About | None:
    """What the address asks for; None for somebody who has not answered anything yet."""
    who = viewer()
    if who.id is None:
        return None
    connection = reading()
    today = local_day(now_ms(), who.zone, who.day_start)
    return about_for(connection, who.id, today, fitted(connection, who.id), request.args, plan_from(who.study_plan))


@blueprint.get("/progress")
@access(anyone)
def page() -> str:
    asked = about()
    shown = overview(asked) if asked is not None else None
    if shown is None or shown.is_new:
        return render_template("progress/new.html", here="progress")
    has_schedule = optimizer() is not None or (asked is not None and asked.options.parameter_set is not None)
    return render_template("progress/overview.html", page=shown, has_schedule=has_schedule, here="progress")


@blueprint.get("/progress/figures")
@access(anyone)
def details_page() -> str:
    asked = about()
    if asked is None:
        return render_template("progress/new.html", here="progress")
    return render_template("progress/details.html", page=details(asked), here="progress")
