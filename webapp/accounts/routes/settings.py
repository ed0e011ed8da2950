"""How somebody wants the app to behave. Also for guests: saving makes one."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import service
from webapp.accounts.forms import SettingsForm
from webapp.accounts.hooks import HOW_MUCH, SAVE_HOW_MUCH
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.visiting import MOTION_COOKIE, SIZE_COOKIE, THEME_COOKIE
from webapp.database import reading, transaction
from webapp.memory.preferences import KEYS, Preferences
from webapp.web.access import Viewer, access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import give_token, keep_token, visitor_token

_YEAR = 365 * 86_400


@blueprint.route("/me/settings", methods=["GET", "POST"])
@access(anyone)
def settings() -> Response | str:
    who = viewer()
    form = SettingsForm(**_shown(who))
    form.offer(who.zone)
    if form.validate_on_submit():
        return _save(form)
    give_token()
    how_much = HOW_MUCH[0](reading(), who.id, who.study_plan)
    if form.new_per_day.data is None and not form.is_submitted():
        form.new_per_day.data = how_much.new_per_day
    form.retention.data = form.retention.data or how_much.retention
    return render_template("accounts/settings.html", form=form, how_much=how_much, saved="saved" in request.args)


def _shown(who: Viewer) -> dict[str, Any]:
    """What the form shows of the person, beside what belongs to studying."""
    preferences = who.preferences
    return {
        "theme": who.theme or "auto",
        "text_size": who.text_size or "100",
        "motion": "none" if who.is_still else "auto",
        "zone": who.zone,
        "day_start": str(who.day_start),
        "has_shortcuts": who.has_shortcuts,
        "has_intervals": who.has_intervals,
        "goal": str(preferences.goal),
        "buttons": "4" if preferences.has_four_buttons else "2",
        "asks_sure": preferences.asks_sure,
        **{f"key_{action}": preferences.keys.get(action, key) for action, key in KEYS.items()},
    }


def _save(form: SettingsForm) -> Response:
    token, now, who = visitor_token(), now_ms(), viewer()
    if token is not None:
        with transaction() as session:
            user_id = who.id
            if user_id is None:
                user_id = service.guest_for_token(
                    session, token, zone=form.zone.data, now=now, address=request.remote_addr
                ).id
            service.change_preferences(
                session,
                user_id,
                zone=form.zone.data,
                has_shortcuts=form.has_shortcuts.data,
                has_intervals=form.has_intervals.data,
                day_start=int(form.day_start.data),
                preferences=Preferences(
                    goal=int(form.goal.data),
                    has_four_buttons=form.buttons.data == "4",
                    asks_sure=form.asks_sure.data,
                    keys=form.keys(),
                ),
            )
            SAVE_HOW_MUCH[0](session, user_id, form.new_per_day.data or 0, float(form.retention.data))
        keep_token(token)
    answer = redirect(url_for("accounts.settings", saved=1), 303)
    _keep_in_browser(answer, THEME_COOKIE, form.theme.data, "auto")
    _keep_in_browser(answer, SIZE_COOKIE, form.text_size.data, "100")
    _keep_in_browser(answer, MOTION_COOKIE, form.motion.data, "auto")
    return answer


def _keep_in_browser(answer: Response, name: str, value: str, usual: str) -> None:
    """How things look is this browser's; the usual needs no cookie."""
    if value == usual:
        if name in request.cookies:
            answer.delete_cookie(name, path="/")
    else:
        answer.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure, path="/", httponly=True)
