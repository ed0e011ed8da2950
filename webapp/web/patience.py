"""A worker with threads that gives none to a request before all of it has come.

As gunicorn has it, the first byte gets a thread: eight clients that send a byte a second keep eight threads, and nobody
else is served. Here a request waits beside all others, at the cost of a file descriptor, until its head and body are
there. A proxy that buffers requests does the same; this is for hosts without one.
"""

from __future__ import annotations

import re
import selectors
import time
from functools import partial
from socket import MSG_DONTWAIT, MSG_PEEK, SO_RCVLOWAT, SOL_SOCKET
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

MOST = 16_384  # bytes that are waited for; of a larger upload only so many
WHOLE_WITHIN = 30.0  # seconds; then the connection is closed
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})", re.IGNORECASE)


def missing(begun: bytes) -> bool:
    """Whether there is more of this request to wait for. `begun` is what has come, up to MOST bytes."""
    if len(begun) >= MOST:
        return False
    head, end, body = begun.partition(b"\r\n\r\n")
    if not end:
        return True
    length = _LENGTH.search(head)
    return length is not None and len(body) < int(length[1])


class PatientWorker(ThreadWorker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._slow: dict[Any, tuple[Any, float]] = {}  # by socket: its connection, and until when it is waited for

    def enqueue_req(self, conn: Any) -> None:
        """Called in the worker's main thread with a connection that may have a request."""
        come = _peeked(conn)
        if come is None or not missing(come):
            super().enqueue_req(conn)
            return
        self._slow[conn.sock] = conn, time.monotonic() + WHOLE_WITHIN
        self._watch(conn, len(come))

    def murder_keepalived(self, force: bool = False) -> None:
        """Called once a second, and with `force` at the end."""
        super().murder_keepalived(force)  # type: ignore[call-arg] # the stubs are of an older gunicorn
        now = time.monotonic()
        for conn, until in list(self._slow.values()):
            if force or until < now:
                self._unwatch(conn)
                self.nr_conns -= 1
                conn.close()

    def _more(self, conn: Any, seen: int, _socket: Any) -> None:
        come = _peeked(conn)
        is_over = come is None or len(come) <= seen  # nothing more will come, or nobody is there: gunicorn's to say
        if is_over or come is None or not missing(come):
            self._unwatch(conn)
            super().enqueue_req(conn)
        else:
            self.poller.unregister(conn.sock)
            self._watch(conn, len(come))

    def _watch(self, conn: Any, seen: int) -> None:
        # why: what has come stays in the socket, and would wake the loop without end if it counted as news
        conn.sock.setsockopt(SOL_SOCKET, SO_RCVLOWAT, seen + 1)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._more, conn, seen))

    def _unwatch(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        del self._slow[conn.sock]
        conn.sock.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 1)


def _peeked(conn: Any) -> bytes | None:
    """What has come and is not read yet; None where it is not for us to judge: encrypted, ended, or read ahead."""
    if conn.cfg.is_ssl or (conn.parser is not None and conn.parser.unreader.buf.getvalue()):
        return None
    try:
        come: bytes = conn.sock.recv(MOST, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return b""
    except OSError:
        return None
    return come or None
