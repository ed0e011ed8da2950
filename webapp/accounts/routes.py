"""Who sends the request, and the settings of that person."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import queries, service
from webapp.accounts.forms import THEMES, SettingsForm
from webapp.database import reading, transaction
from webapp.web.access import Viewer, access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import give_token, keep_token, visitor_token

blueprint = Blueprint("accounts", __name__)

THEME_COOKIE = "theme"
_YEAR = 365 * 86_400


def load_viewer() -> Viewer:
    """The learner behind the browser's token; for somebody who has not answered yet, the defaults. Writes nothing."""
    theme = request.cookies.get(THEME_COOKIE, "")
    theme = theme if theme in THEMES[1:] else ""
    token = visitor_token()
    known = queries.user_by_token(reading(), service.token_hash(token)) if token else None
    if known is None:
        return Viewer(None, "guest", current_app.config["DEFAULT_ZONE"], 4, True, True, theme)
    return Viewer(known.id, known.role, known.zone, known.day_start, known.has_shortcuts, known.has_intervals, theme)


@blueprint.route("/me/settings", methods=["GET", "POST"])
@access(anyone)
def settings() -> Response | str:
    who = viewer()
    form = SettingsForm(
        theme=who.theme or "auto",
        zone=who.zone,
        has_shortcuts=who.has_shortcuts,
        has_intervals=who.has_intervals,
    )
    form.offer(who.zone)
    if form.validate_on_submit():
        return _save(form)
    give_token()
    return render_template("accounts/settings.html", form=form, saved="saved" in request.args)


def _save(form: SettingsForm) -> Response:
    token, now = visitor_token(), now_ms()
    if token is not None:
        with transaction() as session:
            known = service.guest_for_token(session, token, zone=form.zone.data, now=now)
            service.change_preferences(
                session,
                known.id,
                zone=form.zone.data,
                has_shortcuts=form.has_shortcuts.data,
                has_intervals=form.has_intervals.data,
            )
        keep_token(token)
    answer = redirect(url_for("accounts.settings", saved=1), 303)
    if form.theme.data == "auto":
        answer.delete_cookie(THEME_COOKIE, path="/")
    else:
        answer.set_cookie(
            THEME_COOKIE,
            form.theme.data,
            max_age=_YEAR,
            samesite="Lax",
            secure=request.is_secure,
            path="/",
            httponly=True,
        )
    return answer
