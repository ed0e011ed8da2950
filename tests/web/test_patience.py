"""When a request is whole, so that a thread may be given to it. Slow clients of a real server: F17."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.web.patience import MOST, missing

POST = b"POST /study/answer HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"


@pytest.mark.parametrize(
    ("begun", "is_missing"),
    [
        (b"", True),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r", True),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", False),
        (POST[:-1], True),
        (POST, False),
        (POST + b"GET /", False),
        (POST.replace(b"Content-Length", b"content-LENGTH")[:-1], True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n".ljust(MOST, b"x"), False),
        (b"x" * (MOST - 1), True),
        (b"x" * MOST, False),
        (b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", False),  # gunicorn refuses it
    ],
)
def test_a_request_is_whole_with_its_body(begun: bytes, is_missing: bool) -> None:
    assert missing(begun) is is_missing


@given(st.binary(max_size=200), st.integers(0, 200))
def test_what_is_whole_stays_whole(body: bytes, cut: int) -> None:
    whole = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    assert missing(whole) is False
    assert missing(whole[: min(cut, len(whole) - 1)]) is True
