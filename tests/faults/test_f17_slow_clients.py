"""F17: a hundred clients send a byte a second. Everybody else is served as before."""

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
REQUEST = b"POST /study/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 400\r\n\r\n"


@contextlib.contextmanager
def dripping(address: tuple[str, int]) -> Iterator[None]:
    """Every second a byte on each socket; one that was closed is opened again."""
    is_over = threading.Event()

    def drip() -> None:
        open_ones: dict[int, tuple[socket.socket, int]] = {}
        while not is_over.wait(1.0):
            for number in range(SOCKETS):
                try:
                    made, place = open_ones.get(number) or (socket.create_connection(address, 5), 0)
                    made.sendall((REQUEST + b"x" * 400)[place : place + 1])
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


def test_f17_others_are_served_beside_a_hundred_slow_clients(serve: Serve, judge: Judge) -> None:
    served = serve(learners=CLIENTS, cards=1_500)
    crowd = Crowd(served.server.address, served.seeded)
    with dripping(served.server.address):
        time.sleep(2.5)
        crowd.study(SECONDS)
    every = sorted(second for student in crowd.students for second in student.seconds)
    p99 = every[int(len(every) * 0.99)]
    judge(served.environment, crowd.acknowledged, f"p99 of the others {p99 * 1000:.0f} ms")
    assert p99 < SLOWEST
