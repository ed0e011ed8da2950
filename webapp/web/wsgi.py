"""The outermost wrapper: liveness, request id, and security headers on every answer, static files too."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from webapp.web.events import REQUEST_ID

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{style}'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HSTS = ("Strict-Transport-Security", "max-age=31536000")


class Outermost:
    """WSGI middleware around everything else. On the path of every request, so it does next to nothing."""

    def __init__(self, app: WSGIApplication, *, style_hash: str) -> None:
        self.app = app
        self.headers = [
            ("Content-Security-Policy", CSP.format(style=style_hash)),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),  # no-referrer would break the Referer check of forms
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[REQUEST_ID] = request_id = secrets.token_hex(8)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers = [*headers, *self.headers, ("X-Request-Id", request_id)]
            # why: asked now and not before the call, since ProxyFix further inside sets the outer scheme
            if environ["wsgi.url_scheme"] == "https":
                headers.append(HSTS)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        if environ["PATH_INFO"] == "/healthz":
            return _alive(start)
        return self.app(environ, start)


def _alive(start: Any) -> list[bytes]:
    """The process answers: for any Host, without Flask and without the database."""
    body = b"ok\n"
    start(
        "200 OK",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [body]
