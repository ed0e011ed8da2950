"""Bytes of slow clients, put aside so that no thread waits for them: a little in memory, more in a temporary file."""

from __future__ import annotations

import tempfile
from threading import Lock

IN_MEMORY = 32_768  # bytes of one store; beyond, it is a file
MOST_BYTES = 96 * 1024 * 1024  # of all stores of a process together
MOST_FILES = 64
PIECE = 65_536


class NoRoom(Exception):
    """There is as much put aside as may be, or the disk takes no more."""


class Room:
    """What all stores of a process may hold."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
        self.bytes_left, self.files_left = most_bytes, most_files
        self._lock = Lock()

    def take(self, count: int, *, is_file: bool = False) -> None:
        """Raises NoRoom."""
        with self._lock:
            if count > self.bytes_left or is_file > self.files_left:
                raise NoRoom
            self.bytes_left -= count
            self.files_left -= is_file

    def give_back(self, count: int, *, is_file: bool) -> None:
        with self._lock:
            self.bytes_left += count
            self.files_left += is_file


class Store:
    """First in, first out. Used by one thread at a time."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.size = 0  # bytes that were put in
        self._read = 0
        self._is_file = False
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by close()

    def __len__(self) -> int:
        return self.size - self._read

    def add(self, data: bytes | memoryview) -> None:
        """Raises NoRoom, and holds then what it held before."""
        becomes_file = not self._is_file and self.size + len(data) > IN_MEMORY
        self.room.take(len(data), is_file=becomes_file)
        try:
            self._file.seek(self.size)
            self._file.write(data)
        except OSError as error:
            self.room.give_back(len(data), is_file=becomes_file)
            raise NoRoom from error
        self._is_file |= becomes_file
        self.size += len(data)

    def peek(self, most: int = PIECE) -> bytes:
        """What comes next; nothing once all is read."""
        self._file.seek(self._read)
        return self._file.read(min(most, len(self)))

    def skip(self, count: int) -> None:
        self._read += count

    def close(self) -> None:
        self._file.close()
        self.room.give_back(self.size, is_file=self._is_file)
        self.size = self._read = 0
        self._is_file = False


class Pace:
    """Whether a client keeps up: in each window of `seconds` LEAST_RATE bytes a second have to pass. So a small request
    must be whole in the first, and a large one may take its time."""

    LEAST_RATE = 2_048

    def __init__(self, now: float, seconds: float) -> None:
        self.seconds = seconds
        self.until = now + seconds
        self.passed = 0

    def is_lost(self, now: float) -> bool:
        if now < self.until:
            return False
        if self.passed < self.LEAST_RATE * self.seconds:
            return True
        self.until, self.passed = now + self.seconds, 0
        return False
