"""How somebody wants the app to behave. Also for guests: saving makes one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import service
from webapp.accounts.forms import SettingsForm
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.visiting import THEME_COOKIE
from webapp.database import transaction
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import give_token, keep_token, visitor_token

_YEAR = 365 * 86_400


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
