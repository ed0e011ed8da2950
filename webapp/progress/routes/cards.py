"""One card and its history; how good the forecasts were."""

from flask import abort, render_template, request

from webapp.database import reading
from webapp.memory.days import local_day
from webapp.memory.optimizer import optimizer
from webapp.memory.preset import plan_from
from webapp.progress.forecasts import forecasts_for
from webapp.progress.history import history_of
from webapp.progress.kept_forecasts import LEAST
from webapp.progress.queries import reviews_up_to
from webapp.progress.routes.blueprint import blueprint
from webapp.study.parameters import fitted
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms


@blueprint.get("/progress/cards/<int:question_id>")
@access(anyone)
def history(question_id: int) -> str:
    """A learner's own card; what somebody else has answered is not there."""
    who, facet = viewer(), request.args.get("facet", "")
    if who.id is None or question_id >= 2**31 or not facet.isprintable() or len(facet) > 40:
        abort(404)
    today = local_day(now_ms(), who.zone, who.day_start)
    card = history_of(
        reading(),
        who.id,
        question_id,
        facet,
        today=today,
        options=fitted(reading(), who.id),
        plan=plan_from(who.study_plan),
    )
    if card is None:
        abort(404)
    return render_template("progress/history.html", card=card, here="progress")


@blueprint.get("/progress/forecasts")
@access(anyone)
def forecasts() -> str:
    who = viewer()
    if who.id is None:
        return render_template("progress/new.html", here="progress")
    today = local_day(now_ms(), who.zone, who.day_start)
    reviews = reviews_up_to(reading(), who.id, LEAST)
    options = fitted(reading(), who.id)
    return render_template(
        "progress/forecasts.html",
        page=forecasts_for(reading(), who.id, today, options, reviews=reviews),
        is_fitted=options.parameter_set is not None,
        has_optimizer=optimizer() is not None,
        here="progress",
    )
