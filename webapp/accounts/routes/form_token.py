"""A form token for a page that was open while somebody logged out: its own is worth nothing any more."""

from __future__ import annotations

from flask import Response, abort, jsonify, request

from webapp.accounts.routes.blueprint import blueprint
from webapp.web.access import access, anyone
from webapp.web.forms import form_token as fresh_token


@blueprint.get("/form-token")
@access(anyone)
def form_token() -> Response:
    """For our own scripts: no other site's page can read it, and none gets one that asks."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(404)
    response = jsonify(token=fresh_token())
    response.headers["Cache-Control"] = "no-store"
    return response
