"""A picture or sound as a file. To know its key, 128 bits, is the right to see it: it looks nobody up."""

from __future__ import annotations

from flask import abort, make_response, request
from werkzeug.wrappers import Response

from webapp.database import db
from webapp.media import queries
from webapp.media.routes.blueprint import blueprint
from webapp.text.references import REFERENCE
from webapp.web.access import access, anyone

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "flac": "audio/flac",
}
YEAR = 31_536_000  # seconds
# Stands beside the policy of every page, and both hold: opened by itself it is a document that can do nothing.
POLICY = "sandbox; default-src 'none'"


@blueprint.get("/media/<file_name>")
@access(anyone)
def file(file_name: str) -> Response:
    found = REFERENCE.fullmatch(f"media:{file_name}")
    if found is None:
        abort(404)
    key, extension = found[1], found[2]
    if request.if_none_match.contains(key):
        return _kept(make_response(b"", 304), key)  # what has this name never changes
    data = queries.data_of(db.session(), key, extension)
    if data is None:
        abort(404)
    response = make_response(data)
    response.mimetype = TYPES.get(extension, "application/octet-stream")
    response.headers["Content-Security-Policy"] = POLICY
    if extension not in TYPES:
        response.headers["Content-Disposition"] = "attachment"
    _kept(response, key)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(data))


def _kept(response: Response, key: str) -> Response:
    """By this browser for a year, and by nobody on the way: banks may be private."""
    response.set_etag(key)
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return response
