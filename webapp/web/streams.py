"""The two ends of a connection as a thread sees them: reading never waits, and writing hardly ever does."""

from __future__ import annotations

import select
import time
from dataclasses import dataclass
from errno import EPIPE
from socket import MSG_DONTWAIT
from threading import Semaphore
from typing import Any, BinaryIO

from gunicorn.http.unreader import SocketUnreader

from webapp.web.stores import PIECE, NoRoom, Pace, Room, Store

MOST_AT_ONCE = 1024 * 1024  # bytes of one read
WAIT = 30.0  # seconds, the window of a client that reads or sends
HELD_MOST = 8 * 1024 * 1024  # bytes of one response that wait for a slow reader; beyond, its thread does


class Inlet(SocketUnreader):
    """Gives a request that has come. Where the server's parser wants more than that, it gets the end of the stream."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.store: Store | None = None
        self.is_cut = False  # the request is larger than the app takes, and its rest is not read
        self.ran_dry = False

    def chunk(self, size_hint: int | None = None) -> bytes:
        size = min(max(size_hint or 0, self.mxchunk), MOST_AT_ONCE)
        if self.store:
            data = self.store.peek(size)
            self.store.skip(len(data))
            return data
        try:
            if not self.is_cut:
                return bytes(self.sock.recv(size, MSG_DONTWAIT))
        except BlockingIOError:
            pass
        self.ran_dry = True
        return b""

    def end_request(self) -> None:
        """Bytes of the next request that were put aside with this one are the first to be read."""
        if self.store is not None:
            self.buf.seek(0, 2)
            self.buf.write(self.store.peek(len(self.store)))
            self.forget()

    def forget(self) -> None:
        """Give back the room of what was put aside."""
        if self.store is not None:
            self.store.close()
            self.store = None


class Stalled(BrokenPipeError):
    """The client reads too slowly: the response is given up, as when the client has gone."""

    def __init__(self) -> None:
        super().__init__(EPIPE, "the client reads too slowly")


class Outlet:
    """What a response is written to. What the client does not take at once is put aside and sent after the thread has
    gone on to others. A thread waits only for a response of many megabytes, and not too many threads at a time."""

    def __init__(self, sock: Any, room: Room, seats: Semaphore) -> None:
        self.sock = sock
        self._room, self._seats = room, seats
        self.held: Store | None = None
        self.is_broken = False

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        if self.held is not None:
            self.flush()
            if not self.held:
                self.close()
        if self.held is None:
            rest = rest[self._sent(rest) :]
        for at in range(0, len(rest), PIECE):
            self._hold(rest[at : at + PIECE])

    def send(self, data: bytes) -> int:
        self.sendall(data)
        return len(data)

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int = 0) -> None:
        """The part of a file that a response consists of."""
        file.seek(offset)
        while count > 0:
            data = file.read(min(count, PIECE))
            if not data:
                break
            self.sendall(data)
            count -= len(data)

    def flush(self) -> int:
        """Send of what was put aside as much as the client takes now; how much that was."""
        total = 0
        while self.held:
            sent = self._sent(memoryview(self.held.peek()))
            if not sent:
                break
            self.held.skip(sent)
            total += sent
        return total

    def shutdown(self, _how: int) -> None:
        """Called by the server when the app fails in the middle of a response: the loop sees the connection off."""
        raise Stalled

    def close(self) -> None:
        if self.held is not None:
            self.held.close()
            self.held = None

    def _sent(self, data: memoryview) -> int:
        try:
            return int(self.sock.send(data, MSG_DONTWAIT))
        except BlockingIOError:
            return 0

    def _hold(self, data: memoryview) -> None:
        if self.held is None:
            self.held = Store(self._room)
        if self.held.size > HELD_MOST:
            self._send_slowly(data)
            return
        try:
            self.held.add(data)
        except NoRoom:
            self._send_slowly(data)

    def _send_slowly(self, rest: memoryview) -> None:
        """Send in this thread what was put aside, and this. Raises Stalled."""
        if not self._seats.acquire(blocking=False):
            self.is_broken = True
            raise Stalled
        try:
            pace, waiting = Pace(time.monotonic(), WAIT), select.poll()
            waiting.register(self.sock, select.POLLOUT)
            while self.held or rest:
                waiting.poll(1000)
                pace.passed += self.flush()
                sent = 0 if self.held else self._sent(rest)
                pace.passed += sent
                rest = rest[sent:]
                if pace.is_lost(time.monotonic()):
                    self.is_broken = True
                    raise Stalled
        finally:
            self._seats.release()
        self.close()


@dataclass(frozen=True)
class Through:
    """A connection as far as a response needs one."""

    sock: Outlet
    client: Any
    server: Any
