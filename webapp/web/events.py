"""One JSON line an event on standard output: what happened and to whom, never what was typed."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from time import perf_counter
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, has_request_context, request

from webapp.web.request import here, sent

REQUEST_ID = "recollect.request_id"  # key in the WSGI environment, set by the outermost wrapper


class _Output:
    """Standard output as it is now, not as it was when the logger was made."""

    def msg(self, line: str) -> None:
        out: TextIO = sys.stdout
        out.write(line + "\n")
        out.flush()

    info = msg


def _time_first(_logger: object, _method: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
    return {"time": line.pop("time"), "event": line.pop("event"), **line}


_encoder = json.JSONEncoder(default=str)  # made once; it escapes control characters, CR and LF included


def _json(line: Mapping[str, Any], **_: Any) -> str:
    return _encoder.encode(line)


_output = _Output()
_log = structlog.wrap_logger(
    _output,
    processors=[
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _time_first,
        structlog.processors.JSONRenderer(serializer=_json),
    ],
    wrapper_class=structlog.BoundLogger,
).bind()  # a bare wrapper would put itself together anew for each line


def log_event(event: str, **fields: Any) -> None:
    """Write one line; inside a request with its id, endpoint, address and, where known, the user."""
    if has_request_context():
        fields = _request_fields() | fields
    _log.msg(event, **fields)


def _request_fields() -> dict[str, Any]:
    environ = request.environ
    fields: dict[str, Any] = {
        "id": environ.get(REQUEST_ID, ""),
        # why: the endpoint and not the path, which may hold a code or a token
        "endpoint": request.endpoint,
        "method": environ["REQUEST_METHOD"],
        "address": environ.get("REMOTE_ADDR"),
    }
    known = g.get("viewer")
    if known is not None and known.id is not None:
        fields |= {"user": known.id, "role": known.role}
    return fields


def request_id() -> str:
    return str(request.environ.get(REQUEST_ID, ""))


def log_exception(error: BaseException) -> None:
    """Class and place of an error. Its text stays out: database errors quote what a learner typed."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    log_event(
        "error",
        error=f"{type(error).__module__}.{type(error).__qualname__}",
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )


def init_events(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = perf_counter()


def _finish(response: Response) -> Response:
    """The line of a request. Past the logger and the encoder, which cost more than all else in it."""
    kept, asked = here(), sent()
    environ, who = asked.environ, kept.get("viewer")
    # why: a request that is refused before before_request runs (an unknown Host) has no start
    taken = perf_counter() - kept.get("started", perf_counter())
    user = "" if who is None or who.id is None else f', "user": {who.id}, "role": {_text(who.role)}'
    _output.msg(
        f'{{"time": "{_now()}", "event": "request", "id": {_text(environ.get(REQUEST_ID, ""))}, '
        f'"endpoint": {_text(asked.endpoint)}, "method": {_text(environ["REQUEST_METHOD"])}, '
        f'"address": {_text(environ.get("REMOTE_ADDR"))}{user}, '
        f'"status": {response.status_code}, "ms": {round(taken * 1000, 1)}}}'
    )
    return response


def _text(text: str | None) -> str:
    """In JSON, control characters, CR and LF escaped."""
    return "null" if text is None else str(encode_basestring_ascii(text))


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
