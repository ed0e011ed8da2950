"""A worker with threads in which no thread waits for a client.

As gunicorn has it, the first byte gets a thread: eight clients that send a byte a second keep eight threads, and nobody
else is served; nor while clients read their answers a byte a second, or do not close a connection that shall be closed.
Here the loop, which waits for all clients at once, takes in what is not whole at first sight, sends what a client does
not take at once, and sees connections off. A proxy that buffers does the same; this is for hosts without one.
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from socket import MSG_DONTWAIT, MSG_PEEK, SHUT_WR
from threading import BoundedSemaphore
from typing import Any

from gunicorn.http import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from webapp.web.framing import Framing, is_whole
from webapp.web.stores import PIECE, NoRoom, Pace, Room, Store
from webapp.web.streams import WAIT, Inlet, Outlet, Through

FIRST_LOOK = 16_384  # bytes; a request that is whole in them is not copied
FAREWELL = 2.0  # seconds in which a client may close, or go on with an upload that was answered already
FAREWELL_MOST = 64 * 1024 * 1024  # bytes of such an upload that are thrown away, so that its client reads the answer
STOP_WITHIN = 5.0  # seconds that slow clients have when the worker ends
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(slots=True)
class Watched:
    """A connection that the loop waits for."""

    conn: Any
    pace: Pace
    framing: Framing | None = None  # of a request that has begun
    store: Store | None = None


class PatientWorker(ThreadWorker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._watched: dict[Any, Watched] = {}  # by socket
        self._room = Room()
        self._seats = BoundedSemaphore(max(1, self.cfg.threads // 2))
        self._next_look = 0.0
        self._stop_at: float | None = None

    def enqueue_req(self, conn: Any) -> None:
        """Called in the worker's main thread with a connection that may have a request."""
        if conn.cfg.is_ssl:
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            conn.parser = RequestParser(conn.cfg, conn.sock, conn.client)
            conn.parser.unreader = Inlet(conn.sock)
        conn.data_ready = True  # why: gunicorn would wait for the socket, and what came may be put aside already
        come = _peeked(conn)
        if come is None or is_whole(come):
            super().enqueue_req(conn)
        else:
            watched = Watched(conn, Pace(time.monotonic(), WAIT))
            self._watch(watched, selectors.EVENT_READ, partial(self._arrive, watched))
            if conn.parser.unreader.buf.getvalue():  # what the parser has read ahead wakes nobody
                self._arrive(watched, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Called in a thread."""
        inlet = conn.parser.unreader
        if not isinstance(inlet, Inlet):
            return super().handle_request(req, conn)
        if inlet.is_cut:
            req.force_close()
        if inlet.is_cut or inlet.store is not None:
            req._expected_100_continue = False  # it was said, or is not meant
        conn.outlet = Outlet(conn.sock, self._room, self._seats)
        return super().handle_request(req, Through(conn.outlet, conn.client, conn.server))  # type: ignore[arg-type]

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        """Called in a thread: whether the connection can bring another request."""
        kept = bool(super()._keepalive_after(conn, keepalive))  # type: ignore[misc] # the stubs are of an older gunicorn
        return kept and not getattr(conn.parser.unreader, "ran_dry", False)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Called in the main thread when a thread is done."""
        outlet: Outlet | None = getattr(conn, "outlet", None)
        if outlet is None or not outlet.held:
            self._finish(conn, fs)
        elif outlet.is_broken:
            self.drop(conn)
        else:
            watched = Watched(conn, Pace(time.monotonic(), WAIT))
            self._watch(watched, selectors.EVENT_WRITE, partial(self._leave, watched, fs))

    def murder_keepalived(self, force: bool = False) -> None:
        """Called after each round of the loop, and with `force` at the end."""
        super().murder_keepalived(force)  # type: ignore[call-arg] # the stubs are of an older gunicorn
        now = time.monotonic()
        if not self.alive and self._stop_at is None:
            self._stop_at = now + STOP_WITHIN
        if now < self._next_look and not force:
            return
        self._next_look = now + 1
        is_stopping = force or (self._stop_at is not None and self._stop_at < now)
        for watched in list(self._watched.values()):
            if is_stopping or watched.pace.is_lost(now):
                self._unwatch(watched)
                if watched.store is not None:
                    _say(watched.conn, "408 Request Timeout")
                self.drop(watched.conn)

    def drop(self, conn: Any) -> None:
        """Close at once; what was put aside for the connection is given back."""
        conn.parser.unreader.forget()
        if getattr(conn, "outlet", None) is not None:
            conn.outlet.close()
        self.nr_conns -= 1
        conn.close()

    def _watch(self, watched: Watched, event: int, callback: Callable[[Any], None]) -> None:
        self._watched[watched.conn.sock] = watched
        self.poller.register(watched.conn.sock, event, callback)

    def _unwatch(self, watched: Watched) -> None:
        self.poller.unregister(watched.conn.sock)
        del self._watched[watched.conn.sock]
        if watched.store is not None:
            watched.conn.parser.unreader.store = watched.store

    def _begin(self, watched: Watched) -> None:
        """Take over what the parser has read ahead of a request that is not whole."""
        watched.framing, watched.store = Framing(), Store(self._room)
        ahead = watched.conn.parser.unreader.take_buffered()
        if ahead:
            watched.framing.take(ahead)
            watched.store.add(ahead)

    def _arrive(self, watched: Watched, _socket: Any) -> None:
        """There are bytes of a request, or the client has gone."""
        conn = watched.conn
        if watched.framing is None:
            come = _peeked(conn)
            if come is None or is_whole(come):
                self._unwatch(watched)
                super().enqueue_req(conn)
                return
        try:
            if watched.framing is None:
                self._begin(watched)
            is_over = not self._take_in(watched)
        except NoRoom:
            self._refuse(watched, "503 Service Unavailable")
            return
        if is_over:
            self._unwatch(watched)
            self.drop(conn)
            return
        self._judge(watched)

    def _take_in(self, watched: Watched) -> bool:
        """Put aside what has come; False where nothing will. Raises NoRoom."""
        assert watched.framing is not None
        assert watched.store is not None
        try:
            come = watched.conn.sock.recv(PIECE, MSG_PEEK | MSG_DONTWAIT)
            used = watched.framing.take(come)
            watched.store.add(memoryview(come)[:used])
            watched.conn.sock.recv(used, MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        watched.pace.passed += used
        return bool(come)

    def _judge(self, watched: Watched) -> None:
        framing, conn = watched.framing, watched.conn
        assert framing is not None
        if framing.is_too_large and not framing.has_head:
            self._refuse(watched, "431 Request Header Fields Too Large")
        elif framing.is_broken:
            self._refuse(watched, "400 Bad Request")
        elif framing.is_whole or framing.is_too_large:
            self._unwatch(watched)
            conn.parser.unreader.is_cut = framing.is_too_large
            super().enqueue_req(conn)
        elif framing.expects_continue:
            framing.expects_continue = False
            with suppress(OSError):
                conn.sock.send(CONTINUE, MSG_DONTWAIT)

    def _refuse(self, watched: Watched, status: str) -> None:
        self._unwatch(watched)
        _say(watched.conn, status)
        self._see_off(watched.conn)

    def _leave(self, watched: Watched, fs: Any, _socket: Any) -> None:
        """The client takes more of its answer."""
        outlet: Outlet = watched.conn.outlet
        try:
            watched.pace.passed += outlet.flush()
        except OSError:
            self._unwatch(watched)
            self.drop(watched.conn)
            return
        if not outlet.held:
            self._unwatch(watched)
            self._finish(watched.conn, fs)

    def _finish(self, conn: Any, fs: Any) -> None:
        is_over = fs.cancelled() or (fs.exception() is None and fs.result() is False)
        if isinstance(getattr(conn.parser, "unreader", None), Inlet):
            if getattr(conn, "outlet", None) is not None:
                conn.outlet.close()
                conn.outlet = None
            if is_over:
                self._see_off(conn)
                return
            conn.parser.unreader.end_request()
        super().finish_request(conn, fs)

    def _see_off(self, conn: Any) -> None:
        """The client shall read what it was sent, and close: a connection closed over bytes that nobody read is reset,
        and the answer is lost (RFC 9112, 9.6)."""
        conn.parser.unreader.forget()
        watched = Watched(conn, Pace(time.monotonic(), FAREWELL))
        try:
            conn.sock.shutdown(SHUT_WR)
            if not conn.sock.recv(PIECE, MSG_DONTWAIT):
                self.drop(conn)
                return
        except BlockingIOError:
            pass
        except OSError:
            self.drop(conn)
            return
        left = [FAREWELL_MOST]
        self._watch(watched, selectors.EVENT_READ, partial(self._throw_away, watched, left))

    def _throw_away(self, watched: Watched, left: list[int], _socket: Any) -> None:
        try:
            come = len(watched.conn.sock.recv(PIECE, MSG_DONTWAIT))
        except BlockingIOError:
            return
        except OSError:
            come = 0
        watched.pace.passed += come
        left[0] -= come
        if not come or left[0] < 0:
            self._unwatch(watched)
            self.drop(watched.conn)


def _peeked(conn: Any) -> bytes | None:
    """What has come and is not handled yet; None where the client has gone."""
    ahead: bytes = conn.parser.unreader.buf.getvalue()
    try:
        come: bytes = conn.sock.recv(FIRST_LOOK, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return ahead
    except OSError:
        return None
    return ahead + come if come else None


def _say(conn: Any, status: str) -> None:
    """A bare answer to a request that no thread has seen, if the client takes it at once."""
    text = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 30\r\n\r\n"
    with suppress(OSError):
        conn.sock.send(text.encode(), MSG_DONTWAIT)
