"""A worker that gives threads to whole requests only, over real sockets, with a clock that is told the time."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from selectors import DefaultSelector
from threading import BoundedSemaphore
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn, ThreadWorker

from webapp.web import patience
from webapp.web.patience import PatientWorker
from webapp.web.stores import Room
from webapp.web.streams import Outlet

GET = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"


class Bench(PatientWorker):
    """A worker's loop without a server around it: what would get a thread is listed in `given`."""

    def __init__(self) -> None:
        self.cfg = Config()
        self.alive, self.nr_conns = True, 0
        self.keepalived_conns: deque[Any] = deque()
        self.poller = DefaultSelector()
        self.given: list[Any] = []
        self.now = 1_000.0
        self._watched, self._room = {}, Room()
        self._seats, self._next_look, self._stop_at = BoundedSemaphore(2), 0.0, None

    def connect(self) -> tuple[Any, socket.socket]:
        ours, theirs = socket.socketpair()
        theirs.settimeout(5)
        conn = TConn(self.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        self.nr_conns += 1
        self.enqueue_req(conn)
        return conn, theirs

    def turn(self, after: float = 0.0) -> None:
        """All that there is to do now, at a later time."""
        self.now += after
        for _ in range(50):
            ready = self.poller.select(0)
            for key, _event in ready:
                key.data(key.fileobj)
            if not ready:
                break
        self.murder_keepalived()

    def finish(self, conn: Any, *, keeps: bool) -> None:
        done: Future[bool] = Future()
        done.set_result(keeps)
        self.finish_request(conn, done)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench()
    monkeypatch.setattr(ThreadWorker, "enqueue_req", lambda _self, conn: made.given.append(conn))
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: made.now))
    yield made
    made.murder_keepalived(force=True)
    for conn in made.given:
        conn.parser.unreader.forget()
        conn.sock.close()
    made.poller.close()


def body_of(conn: Any) -> bytes:
    return bytes(next(conn.parser).body.read())


def test_a_whole_request_gets_a_thread_at_once(bench: Bench) -> None:
    conn, theirs = bench.connect()
    assert bench.given == []
    theirs.sendall(GET)
    bench.turn()
    assert bench.given == [conn]
    assert next(conn.parser).method == "GET"
    assert conn.parser.unreader.store is None  # nothing was copied
    theirs.close()


@pytest.mark.parametrize(
    ("packets", "body"),
    [
        ([POST % 3, b"ab", b"c"], b"abc"),
        ([GET[:10], GET[10:]], b""),
        ([POST % 100_000 + b"x" * 17_000, b"x" * 83_000], b"x" * 100_000),
        ([CHUNKED, b"3\r\nab", b"c\r\n0\r\n", b"\r\n"], b"abc"),
        ([CHUNKED + b"3\r\nabc\r\n0\r\n\r\n"], b"abc"),
    ],
)
def test_a_request_in_pieces_gets_one_with_its_last_byte(bench: Bench, packets: list[bytes], body: bytes) -> None:
    conn, theirs = bench.connect()
    for packet in packets[:-1]:
        theirs.sendall(packet)
        bench.turn()
        assert bench.given == []
    theirs.sendall(packets[-1])
    bench.turn()
    assert bench.given == [conn]
    assert body_of(conn) == body
    assert not conn.parser.unreader.ran_dry
    theirs.close()


@pytest.mark.parametrize("begun", [CHUNKED, POST % 1_000_000 + b"a" * 17_000, POST % 400, GET[:5]])
def test_s36_a_slow_upload_is_cut_off_and_never_had_a_thread(bench: Bench, begun: bytes) -> None:
    _conn, theirs = bench.connect()
    theirs.sendall(begun)
    bench.turn()
    drip = b"1\r\na\r\n" if begun is CHUNKED else b"a"
    for _second in range(29):
        theirs.sendall(drip)
        bench.turn(after=1)
    assert (bench.given, bench.nr_conns) == ([], 1)
    bench.turn(after=2)
    assert theirs.recv(100).startswith(b"HTTP/1.1 408 ")
    assert (bench.given, bench.nr_conns, bench._room.bytes_left) == ([], 0, Room().bytes_left)
    theirs.close()


def test_a_fast_beginning_buys_no_time_for_the_rest(bench: Bench) -> None:
    _conn, theirs = bench.connect()
    theirs.sendall(POST % 1_000_000 + b"a" * 100_000)
    bench.turn()
    bench.turn(after=31)
    assert bench.nr_conns == 1
    bench.turn(after=31)
    assert bench.nr_conns == 0
    theirs.close()


def test_a_phone_that_sends_ten_kilobytes_a_second_arrives(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(POST % 2_000_000)
    for _second in range(200):
        theirs.sendall(b"a" * 10_000)
        bench.turn(after=1)
    assert bench.given == [conn]
    assert body_of(conn) == b"a" * 2_000_000
    theirs.close()


def test_a_client_that_asks_first_is_told_to_go_on(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall((POST % 3).replace(b"Host", b"Expect: 100-continue\r\nHost"))
    bench.turn()
    assert theirs.recv(100) == patience.CONTINUE
    theirs.sendall(b"abc")
    bench.turn()
    assert bench.given == [conn]
    theirs.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: ".ljust(40_000, b"x"), b"431"),
        (CHUNKED + b"zz\r\n", b"400"),
        (POST % 200_000 + b"x" * 150_000, b"503"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_without_a_thread(bench: Bench, sent: bytes, status: bytes) -> None:
    bench._room = Room(most_bytes=140_000)
    _conn, theirs = bench.connect()
    theirs.sendall(sent)
    bench.turn()
    assert theirs.recv(100)[9:12] == status
    assert bench.given == []
    assert bench._room.bytes_left == 140_000
    theirs.close()
    bench.turn()
    assert bench.nr_conns == 0


def test_of_an_upload_above_the_limit_the_head_is_enough(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(POST % 40_000_000)
    bench.turn()
    assert bench.given == [conn]
    assert body_of(conn) == b""
    assert conn.parser.unreader.ran_dry  # and the connection is not used again
    theirs.close()


def test_a_request_that_was_read_ahead_in_part_waits_as_well(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(GET + CHUNKED + b"3\r\na")
    bench.turn()
    assert body_of(conn) == b""
    bench.finish(conn, keeps=True)
    bench.turn()
    assert bench.given == [conn]  # the first one only
    theirs.sendall(b"bc\r\n0\r\n\r\n" + GET)
    bench.turn()
    assert bench.given == [conn, conn]
    assert body_of(conn) == b"abc"
    bench.finish(conn, keeps=True)
    bench.turn()
    assert bench.given == [conn] * 3
    assert next(conn.parser).method == "GET"
    theirs.close()


def test_a_slow_reader_holds_no_thread_and_is_given_up(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(GET)
    bench.turn()
    conn.outlet = Outlet(conn.sock, bench._room, bench._seats)
    conn.outlet.sendall(b"x" * 3_000_000)  # returns, though nobody reads
    bench.finish(conn, keeps=True)
    for _second in range(31):
        theirs.recv(1)
        bench.turn(after=1)
    assert (bench.nr_conns, bench._room.bytes_left) == (0, Room().bytes_left)
    theirs.close()


def test_a_reader_that_keeps_up_gets_everything_and_its_next_request_is_taken(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(GET)
    bench.turn()
    next(conn.parser)
    conn.outlet = Outlet(conn.sock, bench._room, bench._seats)
    conn.outlet.sendall(b"x" * 3_000_000)
    bench.finish(conn, keeps=True)
    got = 0
    while got < 3_000_000:
        got += len(theirs.recv(100_000))
        bench.turn(after=1)
    theirs.sendall(GET)
    bench.turn()
    assert bench.given == [conn, conn]
    theirs.close()


def test_a_client_that_does_not_close_is_left_after_a_moment(bench: Bench) -> None:
    conn, theirs = bench.connect()
    theirs.sendall(GET)
    bench.turn()
    next(conn.parser)
    bench.finish(conn, keeps=False)
    assert theirs.recv(1) == b""  # the end of the answer
    bench.turn(after=1)
    assert bench.nr_conns == 1
    bench.turn(after=2)
    assert bench.nr_conns == 0
    theirs.close()


def test_a_worker_that_ends_leaves_slow_clients_after_a_moment(bench: Bench) -> None:
    _conn, theirs = bench.connect()
    theirs.sendall(POST % 1_000_000 + b"a" * 20_000)
    bench.turn()
    bench.alive = False
    bench.turn()
    assert bench.nr_conns == 1
    bench.turn(after=patience.STOP_WITHIN + 1)
    assert bench.nr_conns == 0
    theirs.close()
