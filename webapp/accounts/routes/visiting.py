"""Who sends the request, and what a login leaves in the browser."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import Response, current_app, g, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from webapp.accounts import logins, queries, service
from webapp.accounts.devices import device_label
from webapp.accounts.forms import THEMES
from webapp.accounts.limits import LimitReached
from webapp.accounts.routes.blueprint import blueprint
from webapp.database import direct, transaction
from webapp.database_errors import DatabaseUnavailable
from webapp.memory.preferences import TEXT_SIZES, preferences_from
from webapp.web.access import LoginEnded, Viewer, is_entrance, stranger, viewer
from webapp.web.clock import now_ms
from webapp.web.errors import error_response
from webapp.web.events import log_event, log_exception
from webapp.web.visitor import forget_token, give_login, visitor_token

THEME_COOKIE = "theme"
SIZE_COOKIE = "text-size"
MOTION_COOKIE = "motion"
LOGIN_DAYS = 30
MOST_KNOWN = 20  # accounts a browser is remembered to have been logged in to


def theme() -> str:
    found = request.cookies.get(THEME_COOKIE, "")
    return found if found in THEMES[1:] else ""


def look() -> dict[str, Any]:
    """How this browser is to show things; kept in it, since another device may need something else."""
    size = request.cookies.get(SIZE_COOKIE, "")
    return {
        "text_size": size if size in TEXT_SIZES[1:] else "",
        "is_still": request.cookies.get(MOTION_COOKIE, "") == "none",
    }


def load_viewer() -> Viewer:
    """The learner behind the browser's token; for somebody who has not answered yet, the defaults. Writes nothing.
    Raises LoginEnded, except where a new login is made."""
    token = visitor_token()
    found = queries.viewer_by_token(direct(), service.token_hash(token)) if token else None
    if found is None:
        return Viewer(None, "guest", current_app.config["DEFAULT_ZONE"], 4, True, True, theme(), **look())
    is_late = found.delete_after is not None and found.delete_after <= now_ms()
    if found.disabled_at is not None or is_late or not _is_open(found):
        if is_entrance():
            return stranger()
        raise LoginEnded(is_late=is_late)
    name = found.name if found.login_id is not None else None
    return Viewer(
        *found[:6],
        theme(),
        name,
        found.login_id,
        found.seen_at,
        found.delete_after,
        found.guest_id is not None,
        preferences_from(found.preferences),
        found.study_plan,
        **look(),
    )


def _is_open(found: queries.Found) -> bool:
    return found.login_id is None or logins.is_open(
        role=found.role, expires_at=found.expires_at, seen_at=found.seen_at, idle_ms=found.idle_ms, now=now_ms()
    )


@blueprint.after_app_request
def note_use(response: Response) -> Response:
    """A form was sent: the login is in use. Nothing is lost when this cannot be written."""
    who = g.get("viewer")
    is_due = who is not None and who.login_id is not None and now_ms() - who.seen_at >= logins.SEEN_EVERY
    if not is_due or request.method in {"GET", "HEAD", "OPTIONS"} or response.status_code >= 400:
        return response
    try:
        with transaction() as db_session:
            logins.touch(db_session, who.login_id, now=now_ms())
    except DatabaseUnavailable as error:
        log_exception(error)
    return response


@blueprint.app_errorhandler(LimitReached)
def too_often(reached: LimitReached) -> Response:
    """For services that count: the script's outbox keeps the answer and comes again."""
    response = error_response(429, "")
    response.headers["Retry-After"] = str(limited(reached, "limited"))
    return response


def label() -> str:
    return device_label(request.user_agent.string)


def enter(token: str, user_id: int, *, is_shared: bool) -> None:
    """Give the browser its new token, and a mark by which it is known to have been in this account."""
    give_login(token, days=None if is_shared else LOGIN_DAYS)
    if not is_shared:
        known = [each for each in session.get("knows", []) if each != _mark_of(user_id)]
        session["knows"] = [*known[-MOST_KNOWN:], _mark_of(user_id)]
        browser_mark()
        session.permanent = True


def browser_mark() -> str:
    """By which this browser is told from others, until it forgets it."""
    return str(session.setdefault("browser", secrets.token_hex(8)))


def browser_of(user_id: int | None) -> str | None:
    """This browser's mark, if it was logged in to the account before."""
    return session.get("browser") if user_id is not None and _mark_of(user_id) in session.get("knows", []) else None


def _mark_of(user_id: int) -> str:
    """The account in the cookie: its owner can read what is in there, and learns no number from it."""
    key = current_app.secret_key
    secret = key.encode() if isinstance(key, str) else key or b""
    return hmac.digest(secret, b"knows:%d" % user_id, "sha256").hex()[:16]


def leave() -> None:
    """The browser is nobody's again, and forms that were open are worth nothing."""
    forget_token()
    session.pop("csrf_token", None)


def guest_id() -> int | None:
    who = viewer()
    return who.id if who.role == "guest" else None


def signer(purpose: str) -> URLSafeSerializer:
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=f"recollect.{purpose}")


def signed_note(purpose: str, *values: object) -> str:
    """Something a form carries on: it cannot be changed, and is good for a while."""
    return str(signer(purpose).dumps([now_ms(), *values]))


def read_note(purpose: str, text: str | None, *, minutes: int) -> list[object] | None:
    try:
        at, *values = signer(purpose).loads(text or "")
    except (BadSignature, ValueError, TypeError):
        return None
    return list(values) if 0 <= now_ms() - int(at) <= minutes * 60_000 else None


def limited(reached: LimitReached, event: str, **fields: object) -> int:
    """Note that somebody was too fast; the seconds to wait."""
    log_event(event, limit=reached.limit.name, **fields)
    return reached.seconds
