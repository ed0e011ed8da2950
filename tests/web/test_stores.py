"""What is put aside for slow clients, its bounds, and how slow they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.web.stores import IN_MEMORY, NoRoom, Pace, Room, Store


@given(st.lists(st.binary(max_size=50), max_size=8), st.integers(1, 60))
def test_what_goes_in_comes_out_in_order(pieces: list[bytes], step: int) -> None:
    store, out = Store(Room()), b""
    for piece in pieces:
        store.add(piece)
        taken = store.peek(step)
        store.skip(len(taken))
        out += taken
    out += store.peek()
    store.close()
    assert out == b"".join(pieces)


def test_much_is_a_file_and_all_room_is_given_back() -> None:
    room = Room(most_bytes=3 * IN_MEMORY, most_files=1)
    store = Store(room)
    store.add(b"x" * IN_MEMORY)
    assert room.files_left == 1
    store.add(b"y")
    assert (room.files_left, room.bytes_left) == (0, 2 * IN_MEMORY - 1)
    store.skip(IN_MEMORY)
    assert store.peek() == b"y"
    store.close()
    assert (room.files_left, room.bytes_left) == (1, 3 * IN_MEMORY)


def test_no_more_than_the_room_and_its_files() -> None:
    room = Room(most_bytes=4 * IN_MEMORY, most_files=1)
    first, second = Store(room), Store(room)
    first.add(b"x" * (IN_MEMORY + 1))
    with pytest.raises(NoRoom):
        second.add(b"x" * (IN_MEMORY + 1))  # a second file
    second.add(b"small")
    with pytest.raises(NoRoom):
        first.add(b"x" * (4 * IN_MEMORY))
    assert (len(first), second.peek()) == (IN_MEMORY + 1, b"small")
    assert room.bytes_left == 3 * IN_MEMORY - 1 - 5
    first.close()
    second.close()


def test_a_full_disk_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    store, before = Store(room), room.bytes_left

    def full(_data: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store._file, "write", full)
    with pytest.raises(NoRoom):
        store.add(b"x" * (IN_MEMORY + 1))
    assert (room.bytes_left, room.files_left) == (before, Room().files_left)
    store.close()


def test_a_client_keeps_up_window_by_window() -> None:
    pace = Pace(now=100.0, seconds=30.0)
    assert not pace.is_lost(129.9)  # nothing has passed yet
    pace.passed = 30 * Pace.LEAST_RATE
    assert not pace.is_lost(130.0)
    pace.passed += 30 * Pace.LEAST_RATE - 1  # what came before does not count
    assert not pace.is_lost(159.9)
    assert pace.is_lost(160.0)


def test_a_phone_with_two_megabytes_in_ten_minutes_keeps_up() -> None:
    pace = Pace(now=0.0, seconds=30.0)
    for second in range(1, 601):
        pace.passed += 2_000_000 // 600
        assert not pace.is_lost(float(second))
