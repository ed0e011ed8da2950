"""Who may open a view. Each view names its rule; one without a rule keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request

from webapp.web.events import log_event


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


Rule = Callable[[Viewer], bool]
View = TypeVar("View", bound=Callable[..., Any])


def anyone(_viewer: Viewer) -> bool:
    return True


def access(rule: Rule) -> Callable[[View], View]:
    """Mark a view: `@access(anyone)`, below the route decorator."""

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined] # functions take attributes, their type does not say so
        return view

    return mark


def viewer() -> Viewer:
    """The viewer of this request, loaded at the first call."""
    if "viewer" not in g:
        g.viewer = current_app.extensions["viewer_loader"]()
    return cast(Viewer, g.viewer)


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


def _check_access() -> None:
    if request.endpoint is None:
        return  # no such page: Flask answers 404 or 405
    rule = _rule_of(current_app.view_functions[request.endpoint])
    if rule is anyone:
        return  # the viewer is loaded only by views that need one
    if rule is None or not rule(viewer()):
        log_event("denied")
        abort(404)  # why: 403 would tell a stranger that there is something


def views_without_rule(app: Flask) -> list[str]:
    return sorted(endpoint for endpoint, view in app.view_functions.items() if _rule_of(view) is None)


def _rule_of(view: Callable[..., Any]) -> Rule | None:
    return getattr(view, "access_rule", None)
