"""Who may open a view. Each view names its rule; one without a rule keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from webapp.memory.preferences import NO_PREFERENCES, Preferences
from webapp.web.destinations import own_path, path_of_referrer
from webapp.web.events import log_event
from webapp.web.fragments import is_fragment
from webapp.web.request import here, sent, this_app


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever sends the request; `id` is None for somebody who has not answered anything yet."""

    id: int | None
    role: str
    zone: str
    day_start: int
    has_shortcuts: bool
    has_intervals: bool
    theme: str  # "", "light" or "dark"
    name: str | None = None  # by which somebody signs in; a guest has none
    login_id: int | None = None
    seen_at: int = 0  # when the login was last noted as used
    delete_after: int | None = None  # when the account will be erased, if that was asked for
    has_question: bool = False  # whether answers given before the login wait to be joined to the account or left
    preferences: Preferences = NO_PREFERENCES
    study_plan: str | None = None  # what `study` keeps with the person
    text_size: str = ""  # "115" or "130" per cent
    is_still: bool = False  # nothing moves, whatever the device says

    @property
    def is_account(self) -> bool:
        return self.login_id is not None

    @property
    def asks_sure(self) -> bool:
        return self.preferences.asks_sure

    @property
    def keys_text(self) -> str:
        return self.preferences.keys_text


class LoginEnded(Exception):
    """The browser shows the token of a login that was ended, is over, or belongs to somebody who is switched off, or
    `is_late`: to somebody whose account is to be erased and was not kept in time."""

    def __init__(self, *, is_late: bool = False) -> None:
        super().__init__()
        self.is_late = is_late


Rule = Callable[[Viewer], bool]
View = TypeVar("View", bound=Callable[..., Any])


def anyone(_viewer: Viewer) -> bool:
    return True


def entrance(_viewer: Viewer) -> bool:
    """Anyone, and a login that has ended does not matter: here a new one is made."""
    return True


def learner(who: Viewer) -> bool:
    return who.is_account


def teacher(who: Viewer) -> bool:
    return who.is_account and who.role in {"teacher", "admin"}


def admin(who: Viewer) -> bool:
    return who.is_account and who.role == "admin"


OF_ACCOUNTS: set[Rule] = {learner, teacher, admin}
"""Rules that a login may satisfy: who has none is asked for it. Others answer 404 to whoever they refuse."""


def access(rule: Rule) -> Callable[[View], View]:
    """Mark a view: `@access(anyone)`, below the route decorator."""

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined] # functions take attributes, their type does not say so
        return view

    return mark


def viewer() -> Viewer:
    """The viewer of this request, loaded at the first call."""
    kept = here()
    found: Viewer | None = kept.get("viewer")
    if found is None:
        found = kept.viewer = this_app().extensions["viewer_loader"]()
    return found


def stranger() -> Viewer:
    """Somebody of whom nothing is known, without asking the database."""
    return Viewer(
        id=None,
        role="guest",
        zone=current_app.config["DEFAULT_ZONE"],
        day_start=4,
        has_shortcuts=True,
        has_intervals=True,
        theme="",
    )


def init_access(app: Flask) -> None:
    app.extensions.setdefault("viewer_loader", stranger)
    app.before_request(_check_access)


def _check_access() -> Response | None:
    endpoint = sent().endpoint
    if endpoint is None:
        return None  # no such page: Flask answers 404 or 405
    rule = _rule_of(this_app().view_functions[endpoint])
    if rule is anyone or rule is entrance:
        return None  # the viewer is loaded only by views that need one
    who = viewer()
    if rule is not None and rule(who):
        return None
    log_event("denied")
    if who.is_account or rule not in OF_ACCOUNTS:
        abort(404)  # why: 403 would tell a stranger that there is something
    return to_login()


def to_login(*, is_late: bool = False) -> Response:
    """Somebody has to log in for this: the form leads back to the page they were on. Our scripts are told, and keep
    what they have."""
    if is_fragment():
        raise Unauthorized
    if is_late:
        return redirect(url_for("accounts.login", late=1), 303)
    is_look = request.method in {"GET", "HEAD"}
    wanted = own_path(request.full_path.rstrip("?")) if is_look else path_of_referrer()
    return redirect(url_for("accounts.login", next=wanted or None), 303)


def is_entrance() -> bool:
    """Whether the view of this request takes whoever comes, whatever became of their login."""
    return request.endpoint is not None and _rule_of(current_app.view_functions[request.endpoint]) is entrance


def views_without_rule(app: Flask) -> list[str]:
    return sorted(endpoint for endpoint, view in app.view_functions.items() if _rule_of(view) is None)


def _rule_of(view: Callable[..., Any]) -> Rule | None:
    return getattr(view, "access_rule", None)
