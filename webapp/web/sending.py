"""Gunicorn's response, with its head and body in one piece: one call to the system, and one packet that wakes the
reader once. As gunicorn has it, the head goes first and alone."""

from __future__ import annotations

from functools import partial
from typing import Any

from gunicorn.http import wsgi


class _Pieces(list[bytes]):
    """Stands in for a socket while what goes there is put together."""

    sendall = list.append


class OnePiece(wsgi.Response):
    def write(self, arg: bytes) -> None:
        if self.headers_sent or not self.response_length or not arg:
            super().write(arg)  # more of a body; or one whose length is not known, which is sent in chunks
            return
        sock, pieces = self.sock, _Pieces()
        self.sock = pieces  # type: ignore[assignment] # all that is asked of it here
        try:
            super().write(arg)
        finally:
            self.sock = sock
        sock.sendall(b"".join(pieces))


def send_in_one_piece() -> None:
    """From now on, in this process."""
    if not isinstance(wsgi.create, partial):
        create: Any = partial(wsgi.create, response_class=OnePiece)
        wsgi.create = create
