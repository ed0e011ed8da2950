"""Where a request ends, however its bytes are cut into packets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.web.framing import BODY_MOST, HEAD_MOST, Framing, is_whole

POST = b"POST /study/answer HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r", False),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", True),
        (POST[:-1], False),
        (POST, True),
        (POST + b"GET /", True),
        (POST.replace(b"Content-Length", b"content-LENGTH")[:-1], False),
        (POST.replace(b": 3", b":\t0000000000000000003")[:-1], False),
        (CHUNKED, False),
        (CHUNKED + b"0\r\n\r\n", False),  # it has to be counted
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n".ljust(20_000, b"x"), False),
        (b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % (b"9" * 5000), False),
        (b"x" * 20_000, False),
        (b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", True),  # gunicorn refuses it
    ],
)
def test_a_request_is_whole_with_its_body(begun: bytes, whole: bool) -> None:
    assert is_whole(begun) is whole


def fed(data: bytes, *cuts: int) -> tuple[Framing, int]:
    """The framing after these bytes, in packets cut at these places, and how many of them it took."""
    framing, used = Framing(), 0
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for first, last in pairwise(places):
        packet = data[first:last]
        took = framing.take(packet)
        used += took
        if took < len(packet) or framing.is_whole or framing.is_too_large:
            break
    return framing, used


@given(st.binary(max_size=200), st.lists(st.integers(0, 300), max_size=5), st.binary(max_size=20))
def test_a_length_is_counted_and_what_follows_is_left(body: bytes, cuts: list[int], more: bytes) -> None:
    whole = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    framing, used = fed(whole + more, *cuts)
    assert (framing.is_whole, used) == (True, len(whole))
    assert is_whole(whole)
    short, _used = fed(whole[:-1], *cuts)
    assert not short.is_whole
    assert not is_whole(whole[:-1])


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=6),
    st.lists(st.integers(0, 300), max_size=5),
    st.sampled_from([b"", b"Sum: 1\r\n"]),
    st.binary(max_size=20),
)
def test_chunks_are_counted_and_what_follows_is_left(
    chunks: list[bytes], cuts: list[int], trailer: bytes, more: bytes
) -> None:
    body = b"".join(b"%X;a=b\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    whole = CHUNKED + body + b"0\r\n" + trailer + b"\r\n"
    framing, used = fed(whole + more, *cuts)
    assert (framing.is_whole, framing.is_broken, used) == (True, False, len(whole))
    assert not fed(whole[:-1], *cuts)[0].is_whole


@pytest.mark.parametrize("size", [b"", b"zz", b"-1", b"1" * 16])
def test_a_chunk_without_a_size_is_broken(size: bytes) -> None:
    assert fed(CHUNKED + size + b"\r\n")[0].is_broken


def test_more_than_the_app_takes_is_known_from_the_head() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
    assert not fed(head % BODY_MOST)[0].is_too_large
    framing, _used = fed(head % (BODY_MOST + 1))
    assert (framing.is_too_large, framing.has_head) == (True, True)


def test_a_head_without_an_end_is_too_large() -> None:
    framing, _used = fed(b"GET / HTTP/1.1\r\nX: ".ljust(HEAD_MOST + 1, b"x"))
    assert (framing.is_too_large, framing.has_head) == (True, False)


def test_many_chunks_of_a_byte_are_too_large_before_they_cost_much() -> None:
    framing, used = fed(CHUNKED + b"1\r\na\r\n" * 40_000)
    assert framing.is_too_large
    assert used < 140_000


def test_chunks_may_bring_as_much_as_a_length() -> None:
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    framing = Framing()
    framing.take(CHUNKED)
    for _ in range(31):
        assert framing.take(piece) == len(piece)
    assert not framing.is_too_large
    framing.take(piece)
    framing.take(piece)
    assert framing.is_too_large


def test_a_client_that_asks_is_told_to_go_on() -> None:
    assert fed(b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n")[0].expects_continue
    assert not fed(POST)[0].expects_continue
