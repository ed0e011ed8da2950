"""The page of the fitted schedule: fit it, take it back, go back to an earlier one."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import limits
from webapp.database import db, reading, transaction
from webapp.memory.days import local_day
from webapp.memory.optimizer import optimizer
from webapp.memory.preset import plan_from
from webapp.memory.schedule import Options
from webapp.memory.training import LEAST_BY_HAND
from webapp.progress import fitting
from webapp.progress.fitting import LogHasGrown, TooFew
from webapp.progress.overview import STRIP_DAYS, seconds_a_card
from webapp.progress.queries import Wanted, counted_for, days_for, reviews_up_to
from webapp.progress.routes.blueprint import blueprint
from webapp.progress.schedule import Person, has_sets, schedule_for
from webapp.study.parameters import fitted
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms

_TRIES = 3  # somebody who answers on another device meanwhile


@blueprint.get("/progress/schedule")
@access(anyone)
def schedule() -> str:
    person, tool = _person(), optimizer()
    if tool is None and not has_sets(reading(), person.id):
        abort(404)
    wanted = Wanted(person.id, person.today)
    days = days_for(reading(), wanted, counted_for(reading(), wanted), since=person.today - STRIP_DAYS + 1)
    shown = schedule_for(
        reading(),
        person,
        _options(person.id),
        reviews=reviews_up_to(reading(), person.id, LEAST_BY_HAND),
        seconds=seconds_a_card(days, person.today),
        has_optimizer=tool is not None,
    )
    return render_template("progress/schedule.html", page=shown, said=request.args.get("said", ""), here="progress")


def _person() -> Person:
    who = viewer()
    if who.id is None:
        abort(404)
    return Person(who.id, who.zone, who.day_start, local_day(now_ms(), who.zone, who.day_start))


def _options(user_id: int) -> Options:
    """As banks are usually studied, with the parameters in use."""
    return plan_from(viewer().study_plan).options(fitted(reading(), user_id), None)


def _is_long(user_id: int) -> bool:
    return fitting.row_count(reading(), user_id) > fitting.IN_REQUEST


@blueprint.post("/progress/schedule/fit")
@access(anyone)
def fit() -> Response:
    """Now where the log is short, else in the night."""
    person, tool, now = _person(), optimizer(), now_ms()
    if tool is None:
        abort(404)
    with transaction() as session, limits.counting() as reached:
        limits.require(session, limits.FIT, person.id, now=now)
    if reached:
        raise reached[0]
    if _is_long(person.id):
        return _leave(person.id, None)

    def once() -> str:
        read = fitting.read_log(reading(), person.id)
        made = fitting.fit(read, fitting.items_in(read), tool, _options(person.id), least=LEAST_BY_HAND)
        with transaction() as session:
            fitting.keep_fit(session, made, now=now)
        return "better" if made.trial.is_better else "not-better"

    try:
        return _said(_again(once))
    except TooFew:
        return _said("too-few")


@blueprint.post("/progress/schedule/use")
@access(anyone)
def use() -> Response:
    """Go back to an earlier set; the average learner's where none is named."""
    person, now, name = _person(), now_ms(), request.form.get("set", "")
    set_id = _whole(name)
    if name and (set_id is None or not fitting.is_mine(reading(), person.id, set_id)):
        abort(404)
    if not has_sets(reading(), person.id):
        abort(404)
    if set_id is None:
        with transaction() as session:
            set_id = fitting.average_set(session, person.id, now=now)
    if _is_long(person.id):
        return _leave(person.id, set_id)

    def once() -> str:
        wanted = fitting.ready(reading(), fitting.read_log(reading(), person.id), set_id)
        if wanted is None:
            abort(404)
        with transaction() as session:
            fitting.choose(session, wanted, now=now)
        return "chosen"

    return _said(_again(once))


@blueprint.post("/progress/schedule/leave")
@access(anyone)
def withdraw() -> Response:
    """What was left for the night is not wanted any more."""
    person = _person()
    with transaction() as session:
        fitting.withdraw(session, person.id)
    return _said("")


def _leave(user_id: int, set_id: int | None) -> Response:
    with transaction() as session:
        fitting.wish(session, user_id, set_id, now=now_ms())
    return _said("tonight")


def _again(once: Callable[[], str]) -> str:
    """Read anew where somebody has answered between reading and writing."""
    for _try in range(_TRIES - 1):
        try:
            return once()
        except LogHasGrown:
            db.session.rollback()
    try:
        return once()
    except LogHasGrown:
        abort(409)


def _said(word: str) -> Response:
    values: dict[str, Any] = {"said": word} if word else {}
    return redirect(url_for("progress.schedule", **values), 303)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
