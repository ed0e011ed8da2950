"""F17: a hundred clients send or read a byte a second, or do not close. Everybody else is served as before."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.conftest import Judge, Serve
from tests.load.crowd import Crowd

pytestmark = [pytest.mark.fault, pytest.mark.nightly]

SOCKETS = 100
CLIENTS = 4
SECONDS = 12.0
SLOWEST = 1.0  # seconds, p99 of the others
POST = b"POST /study/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
FEW = 16  # of those whose pages have to be made: many of these would be a load of another kind
SHAPES = {  # what is sent at once, and what each second brings
    "from the first byte": (b"", POST + b"Content-Length: 400\r\n\r\n" + b"x" * 400),
    "a body in chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100),
    "a large body": (POST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 17_000, b"x" * 400),
    "a request behind another": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + POST, b"X: " + b"x" * 400),
    "answers that nobody reads": (b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" * 150, b""),
    "connections left open": (b"GET /healthz HTTP/1.0\r\n\r\n", b""),
}


def begun(address: tuple[str, int], at_once: bytes) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.settimeout(5)
    made.connect(address)
    made.sendall(at_once)
    return made


@contextlib.contextmanager
def dripping(address: tuple[str, int], sockets: int, at_once: bytes, then: bytes) -> Iterator[None]:
    """Every second a byte on each socket; one that was closed is opened again."""
    is_over = threading.Event()

    def drip() -> None:
        open_ones: dict[int, tuple[socket.socket, int]] = {}
        while not is_over.wait(1.0):
            for number in range(sockets):
                try:
                    made, place = open_ones.get(number) or (begun(address, at_once), 0)
                    made.sendall(then[place : place + 1])
                    open_ones[number] = made, place + 1
                except OSError:
                    open_ones.pop(number, (None, 0))
        for made, _place in open_ones.values():
            made.close()

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.mark.parametrize("shape", SHAPES)
def test_f17_others_are_served_beside_a_hundred_slow_clients(serve: Serve, judge: Judge, shape: str) -> None:
    served = serve(learners=CLIENTS, cards=1_500)
    crowd = Crowd(served.server.address, served.seeded)
    sockets = FEW if b"/nowhere" in SHAPES[shape][0] else SOCKETS
    with dripping(served.server.address, sockets, *SHAPES[shape]):
        time.sleep(2.5)
        crowd.study(SECONDS)
    every = sorted(second for student in crowd.students for second in student.seconds)
    p99 = every[int(len(every) * 0.99)]
    judge(served.environment, crowd.acknowledged, f"{shape}: p99 of the others {p99 * 1000:.0f} ms")
    assert p99 < SLOWEST
