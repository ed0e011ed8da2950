"""Where the time of an answer goes: the handler in this process, under cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import zlib
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

from tests.load.seeding import Seeded
from tests.load.student import Student
from tests.load.wire import Reply, Wire
from webapp.app import build_app
from webapp.migrating import engine_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WARM_UP = 120  # answers before: templates are compiled, statements and contents kept
PROFILED = 150
_LINES = 45


class Inside(Wire):
    """A wire without a network: the app is called."""

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__(("127.0.0.1", 0))
        self.app = app

    def get(self, path: str, cookie: str = "") -> Reply:
        return self._call({"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_COOKIE": cookie}, b"")

    def post(self, path: str, form: bytes, cookie: str, more: str = "") -> Reply:
        own = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "HTTP_COOKIE": cookie,
            "HTTP_X_RECOLLECT": "fragment",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
        }
        return self._call(own, form)

    def _call(self, own: dict[str, Any], body: bytes) -> Reply:
        started: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            started.update(status=int(status[:3]), headers=[(name.lower(), value) for name, value in headers])

        answer: Iterable[bytes] = self.app(_ENVIRON | own | {"wsgi.input": io.BytesIO(body)}, start)
        text = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        reply = Reply(started["status"], started["headers"], text)
        return reply._replace(body=zlib.decompress(text, 31)) if reply.header("content-encoding") == "gzip" else reply


_ENVIRON: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_ACCEPT_ENCODING": "gzip",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def profile_of_answers(environment: Mapping[str, str], seeded: Seeded) -> str:
    """The most costly functions of an answer sent as a fragment, by the time inside them and all they call."""
    app = build_app(environment)
    student = Student(("127.0.0.1", 0), seeded.tokens[0], seeded.contents)
    student.wire = Inside(app)
    profile = cProfile.Profile()
    with redirect_stdout(io.StringIO()):  # the log lines of the requests
        for nth in range(WARM_UP + PROFILED):
            if not student.next_id:
                student.open()
            sent = student.prepared()
            if nth >= WARM_UP:
                reply = profile.runcall(student.send, sent)
            else:
                reply = student.send(sent)
            student.take(sent, reply)
    engine_of(app).dispose()
    out = io.StringIO()
    pstats.Stats(profile, stream=out).strip_dirs().sort_stats("cumulative").print_stats(_LINES)
    return out.getvalue()
