"""The head of a response and its body go out together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.http import wsgi

from webapp.web import sending
from webapp.web.sending import OnePiece

REQUEST = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)


class Line:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.sent.append(data)


def response(headers: list[tuple[str, str]], method: str = "GET") -> tuple[Any, Line]:
    line, asked = Line(), SimpleNamespace(**{**vars(REQUEST), "method": method})
    made: Any = OnePiece
    made = made(asked, line, SimpleNamespace(protocol="http", sendfile=False))
    made.start_response("200 OK", headers)
    return made, line


def test_head_and_body_are_one_piece() -> None:
    made, line = response([("Content-Length", "5")])
    made.write(b"hello")
    made.close()
    assert len(line.sent) == 1
    assert line.sent[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert line.sent[0].endswith(b"\r\n\r\nhello")


def test_what_follows_is_sent_as_it_comes() -> None:
    made, line = response([("Content-Length", "10")])
    made.write(b"hello")
    made.write(b"again, and too much")
    made.close()
    assert [line.sent[0][-5:], line.sent[1:]] == [b"hello", [b"again"]]


def test_without_a_length_it_is_sent_in_chunks() -> None:
    made, line = response([])
    made.write(b"hello")
    made.close()
    assert line.sent[0].endswith(b"Transfer-Encoding: chunked\r\n\r\n")
    assert line.sent[1:] == [b"5\r\nhello\r\n", b"0\r\n\r\n"]


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("HEAD", b"hello")])
def test_without_a_body_the_head_is_sent_alone(method: str, body: bytes) -> None:
    made, line = response([("Content-Length", str(len(body)))], method)
    made.write(body)
    made.close()
    assert b"".join(line.sent).endswith(f"Content-Length: {len(body)}\r\n\r\n".encode())


def test_a_broken_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made, line = response([("Content-Length", "5")])

    def broken(_data: bytes) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(line, "sendall", broken)
    with pytest.raises(BrokenPipeError):
        made.write(b"hello")
    assert made.sock is line


def test_gunicorn_makes_such_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    module: Any = wsgi
    monkeypatch.setattr(module, "create", lambda *_args, response_class: made.append(response_class))
    sending.send_in_one_piece()
    sending.send_in_one_piece()  # a second time changes nothing
    module.create(None, None, None, None, None)
    assert made == [OnePiece]
