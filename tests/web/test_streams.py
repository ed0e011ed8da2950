"""Both ends of a connection, over real sockets that nobody waits for."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from io import BytesIO
from threading import BoundedSemaphore
from types import SimpleNamespace

import pytest

from webapp.web import streams
from webapp.web.stores import Room, Store
from webapp.web.streams import Inlet, Outlet, Stalled

Make = Callable[..., Outlet]
Pair = tuple[socket.socket, socket.socket]
LARGE = bytes(range(256)) * 8_192  # 2 MB: more than the system takes for a client that does not read


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        yield ours, theirs


@pytest.fixture
def outlet_of() -> Iterator[Make]:
    made: list[Outlet] = []

    def make(sock: socket.socket, room: Room | None = None) -> Outlet:
        made.append(Outlet(sock, room or Room(), BoundedSemaphore(1)))
        return made[-1]

    yield make
    for outlet in made:
        outlet.close()


def read_and_flush(theirs: socket.socket, outlet: Outlet, count: int) -> bytes:
    got = bytearray()
    while len(got) < count:
        got += theirs.recv(1 << 20)
        outlet.flush()
    return bytes(got)


def test_reading_gives_what_was_put_aside_then_what_is_there_and_never_waits(pair: Pair) -> None:
    ours, theirs = pair
    inlet, room = Inlet(ours), Room()
    inlet.store = Store(room)
    inlet.store.add(b"first ")
    theirs.sendall(b"second")
    assert (inlet.read(6), inlet.read(6), inlet.ran_dry) == (b"first ", b"second", False)
    assert (inlet.read(1), inlet.ran_dry) == (b"", True)
    inlet.forget()


def test_of_a_request_that_is_too_large_no_more_is_read(pair: Pair) -> None:
    ours, theirs = pair
    inlet = Inlet(ours)
    inlet.is_cut = True
    theirs.sendall(b"more")
    assert (inlet.read(4), inlet.ran_dry) == (b"", True)


def test_the_next_request_is_kept_and_the_room_given_back(pair: Pair) -> None:
    room = Room()
    inlet = Inlet(pair[0])
    inlet.store = Store(room)
    inlet.store.add(b"a" * 9_000 + b"next")
    assert inlet.read(9_000) == b"a" * 9_000
    inlet.end_request()
    assert (inlet.buf.getvalue(), room.bytes_left) == (b"next", Room().bytes_left)


def test_a_small_response_is_sent_at_once(pair: Pair, outlet_of: Make) -> None:
    outlet = outlet_of(pair[0])
    outlet.sendall(b"answer")
    assert (pair[1].recv(100), outlet.held) == (b"answer", None)


def test_what_the_client_does_not_take_is_put_aside_and_arrives_in_order(pair: Pair, outlet_of: Make) -> None:
    ours, theirs = pair
    outlet = outlet_of(ours)
    outlet.sendall(LARGE)
    outlet.sendall(b"end")
    assert outlet.held
    assert read_and_flush(theirs, outlet, len(LARGE) + 3) == LARGE + b"end"
    assert not outlet.held


def test_a_part_of_a_file_is_sent(pair: Pair, outlet_of: Make) -> None:
    outlet = outlet_of(pair[0])
    outlet.sendfile(BytesIO(b"0123456789"), offset=2, count=5)
    assert pair[1].recv(100) == b"23456"


def test_where_there_is_no_room_and_no_seat_the_response_is_given_up(pair: Pair, outlet_of: Make) -> None:
    outlet = outlet_of(pair[0], Room(most_bytes=100_000))
    outlet._seats.acquire()
    with pytest.raises(Stalled):
        outlet.sendall(LARGE)
    assert outlet.is_broken


def test_a_thread_that_waits_for_a_slow_reader_does_so_for_a_while(
    pair: Pair, outlet_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1_000, 10))
    polls: list[int] = []

    class Poll:
        def register(self, _sock: object, _event: int) -> None: ...

        def poll(self, wait: int) -> None:
            polls.append(wait)

    monkeypatch.setattr(streams, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    monkeypatch.setattr(streams, "select", SimpleNamespace(poll=Poll, POLLOUT=4))
    outlet = outlet_of(pair[0], Room(most_bytes=100_000))
    with pytest.raises(Stalled):
        outlet.sendall(LARGE)
    assert polls == [1000] * 3  # at ten, twenty and thirty seconds
    assert outlet._seats.acquire(blocking=False)  # the seat is free again
