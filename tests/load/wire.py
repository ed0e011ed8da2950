"""HTTP/1.1 over one kept connection, as lean as it can be: what the client costs is missing to the server."""

from __future__ import annotations

import socket
import zlib
from typing import NamedTuple

_HEADERS = "Host: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept: text/html\r\n"


class Reply(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes  # unpacked

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")

    @property
    def text(self) -> str:
        return self.body.decode()


class Wire:
    """One connection; after an error the next request opens a new one. Errors are OSError."""

    def __init__(self, address: tuple[str, int], timeout: float = 20) -> None:
        self.address = address
        self.timeout = timeout
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str, cookie: str = "") -> Reply:
        return self._ask(f"GET {path} HTTP/1.1\r\n{_HEADERS}Cookie: {cookie}\r\n\r\n".encode())

    def post(self, path: str, form: bytes, cookie: str, more: str = "X-Recollect: fragment\r\n") -> Reply:
        head = (
            f"POST {path} HTTP/1.1\r\n{_HEADERS}Cookie: {cookie}\r\n{more}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
        )
        return self._ask(head.encode() + form)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _ask(self, request: bytes) -> Reply:
        was_kept = self._socket is not None
        try:
            return self._once(request)
        except ConnectionError:
            if not was_kept:
                raise
            return self._once(request)  # as browsers do: the server may have closed a connection that lay idle

    def _once(self, request: bytes) -> Reply:
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self.address, self.timeout)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return self._read(self._socket)
        except OSError:
            self.close()
            raise

    def _read(self, connection: socket.socket) -> Reply:
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more(connection)
        lines = data[:end].decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _colon, value in (line.partition(": ") for line in lines[1:])]
        reply = Reply(int(lines[0].split(" ", 2)[1]), headers, b"")
        whole = end + 4 + int(reply.header("content-length") or 0)
        while len(data) < whole:
            data += self._more(connection)
        self._rest = data[whole:]
        if reply.header("connection") == "close":
            self.close()
        body = data[end + 4 : whole]
        return reply._replace(body=zlib.decompress(body, 31) if reply.header("content-encoding") == "gzip" else body)

    def _more(self, connection: socket.socket) -> bytes:
        received = connection.recv(65_536)
        if not received:
            raise ConnectionResetError("the server hung up")
        return received
