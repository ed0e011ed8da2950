"""How a learner wants to study: presets, what banks follow, and moving due days to a new retention."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.banks.queries import banks_for_user
from webapp.database import db, reading, transaction
from webapp.memory.preset import USUAL, Preset, preset_from
from webapp.study import deeds, plans, waiting, words
from webapp.study.desk import OPTIONS, learner_of, plan_of
from webapp.study.option_forms import NameForm, OptionsForm, shown
from webapp.study.routes.blueprint import blueprint
from webapp.study.states import due_by_day
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext
from webapp.web.visitor import give_token, keep_token, visitor_token

PREVIEW_DAYS = 14


def whole(name: str, default: int | None = None, *, most: int = 9999) -> int | None:
    """A number from the form or the address; what is none counts as not given."""
    text = request.values.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) <= most else default


def _back(preset_id: int | None, **more: Any) -> Response:
    keep_token(visitor_token() or "")
    return redirect(url_for("study.options", preset=preset_id, **more), 303)


@blueprint.route("/study-options", methods=["GET", "POST"])
@access(anyone)
def options() -> Response | str:
    who, preset_id = viewer(), whole("preset", most=2**31)
    presets = plans.presets_for_user(db.session(), who.id) if who.id is not None else []
    chosen = next((row for row in presets if row.id == preset_id), None)
    if preset_id is not None and chosen is None:
        abort(404)
    chosen = chosen or next((row for row in presets if row.is_usual), None)
    preset = preset_from(chosen.options) if chosen else USUAL
    form = OptionsForm(data=shown(preset)) if request.method == "GET" else OptionsForm()
    if form.validate_on_submit():
        return _save(preset_id, preset_from({**form.values(), "today": preset.today}), preset)
    give_token()
    return render_template(
        "study/options.html",
        form=form,
        names=NameForm(formdata=None),
        presets=presets,
        chosen=chosen,
        banks=_banks(chosen is None or chosen.is_usual, chosen.id if chosen else None, presets),
        warning=retention_warning(round(preset.retention * 100)),
        saved=request.args.get("saved", ""),
        here="settings",
    )


def _save(preset_id: int | None, preset: Preset, before: Preset) -> Response:
    with transaction() as session:
        learner = learner_of(session, "")
        plans.save_preset(session, learner.id, preset_id, preset)
    moved = (preset.retention, preset.maximum_interval) != (before.retention, before.maximum_interval)
    return _back(preset_id, saved="retention" if moved else "yes")


def retention_warning(percent: int) -> str:
    if percent > 97:
        return gettext("Above 97 % the workload can be overwhelming: cards come back many times as often.")
    if percent > 95:
        return gettext("Above 95 % the work grows quickly, for little more that stays.")
    if percent < 80:
        return gettext("Below 80 % you forget more than one in five, and learning it again costs what was saved.")
    return ""


def _banks(is_usual: bool, preset_id: int | None, presets: Any) -> list[dict[str, Any]]:
    who = viewer()
    choices = plans.choices_for_user(db.session(), who.id) if who.id is not None else {}
    found = []
    for bank in banks_for_user(db.session(), who.id):
        choice = choices.get(bank.id)
        found.append({"bank": bank, "choice": choice, "follows": choice.preset_id if choice else None})
    return found


@blueprint.post("/study-options/presets")
@access(anyone)
def change_presets() -> Response:
    """A new preset, another name, the usual values again, or one preset less."""
    preset_id, deed = whole("preset", most=2**31), request.form.get("deed", "")
    form = NameForm()
    if deed in ("new", "rename") and not form.validate():
        return _back(preset_id, saved="name")
    try:
        with transaction() as session:
            learner = learner_of(session, "")
            if deed == "new":
                preset_id = plans.make_preset(session, learner.id, form.name.data or "").id
            elif deed == "rename":
                plans.rename_preset(session, learner.id, preset_id, form.name.data or "")
            elif deed == "usual":
                plans.save_preset(session, learner.id, preset_id, USUAL)
            elif deed == "drop" and preset_id is not None:
                plans.drop_preset(session, learner.id, preset_id)
                preset_id = None
            else:
                abort(400)
    except plans.PresetNotFound:
        abort(404)
    except plans.TooManyPresets:
        return _back(preset_id, saved="many")
    return _back(preset_id, saved="yes")


@blueprint.post("/study-options/banks/<slug>")
@access(anyone)
def choose_for_bank(slug: str) -> Response:
    """Which preset a bank follows, its own limits and retention; or so many more today."""
    bank_id = open_bank_id(slug)
    follows, retention = whole("follows", most=2**31), whole("retention", most=99)
    try:
        with transaction() as session:
            learner = learner_of(session, "")
            if request.form.get("deed") == "today":
                day = plans_day()
                plans.more_today(
                    session,
                    learner.id,
                    bank_id,
                    day=day,
                    new=whole("more_new", 0) or 0,
                    reviews=whole("more_reviews", 0) or 0,
                )
            else:
                plans.choose_for_bank(
                    session,
                    learner.id,
                    bank_id,
                    preset_id=follows,
                    new_per_day=whole("new"),
                    reviews_per_day=whole("reviews"),
                    retention=None if retention is None else retention / 100,
                )
    except plans.PresetNotFound:
        abort(404)
    except ValueError:
        return _back(None, saved="range")
    return _back(None, saved="yes")


def open_bank_id(slug: str) -> int:
    found = next((bank.id for bank in banks_for_user(db.session(), viewer().id) if bank.slug == slug), None)
    return abort(404) if found is None else found


def plans_day() -> int:
    return plan_of()[1]


@blueprint.route("/study-options/reschedule", methods=["GET", "POST"])
@access(anyone)
def reschedule() -> Response | str:
    """Due days stay where they are when a retention changes; here they can be moved, once it is seen what that does."""
    who = viewer()
    plan, today = plan_of()
    if request.method == "POST":
        with transaction() as session:
            learner = learner_of(session, "")
            moves = waiting.by_options(session.connection(), learner.id, learner.plan, today, OPTIONS)
            deeds.reschedule(session, learner, moves, now=now_ms(), options=OPTIONS)
        return redirect(url_for("study.deeds"), 303)
    give_token()
    moves = waiting.by_options(reading(), who.id, plan, today, OPTIONS) if who.id is not None else {}
    before = due_by_day(reading(), who.id, today + 3650) if who.id is not None else {}
    then = waiting.counts_then(before, moves, waiting.due_days(reading(), who.id)) if who.id is not None else {}
    rows = [
        (words.short_day(day), _on(before, day, today), _on(then, day, today))
        for day in range(today, today + PREVIEW_DAYS)
    ]
    return render_template("study/reschedule.html", rows=rows, moved=len(moves), here="settings")


def _on(counts: dict[int, int], day: int, today: int) -> int:
    """Cards on a day; what is overdue stands under today."""
    if day == today:
        return sum(count for each, count in counts.items() if each <= today)
    return counts.get(day, 0)
