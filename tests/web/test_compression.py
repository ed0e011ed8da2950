from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client import Browser
from webapp.web.compression import gzipped, gzipped_in_two


@given(st.binary(max_size=5000))
def test_what_is_packed_can_be_unpacked(body: bytes) -> None:
    assert gzip.decompress(gzipped(body)) == body


def test_the_length_of_the_same_page_varies() -> None:
    assert len({len(gzipped(b"token" * 500)) for _ in range(200)}) > 20


def test_a_page_is_packed_for_whoever_can_unpack_it(client: Browser) -> None:
    plain = client.get("/help")
    packed = client.get("/help", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.get_data()))
    assert gzip.decompress(packed.get_data()) == plain.get_data()


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_it_is_not_packed_for_anybody_else(client: Browser, accepted: str) -> None:
    assert "Content-Encoding" not in client.get("/help", headers={"Accept-Encoding": accepted}).headers


def test_a_short_answer_is_not_worth_it(client: Browser) -> None:
    response = client.get("/nothing", headers={"Accept-Encoding": "gzip", "X-Recollect": "fragment"})
    assert "Content-Encoding" not in response.headers


@given(st.binary(max_size=500), st.binary(min_size=1, max_size=500), st.binary(max_size=500))
def test_a_part_that_many_pages_share_is_put_in_as_it_was_packed_before(
    before: bytes, part: bytes, after: bytes
) -> None:
    body = before + part + after
    assert gzip.decompress(gzipped(body, constant=part)) == body


@given(st.binary(max_size=500), st.binary(max_size=500))
def test_a_page_in_two_parts_is_one_when_it_is_unpacked(first: bytes, rest: bytes) -> None:
    assert gzip.decompress(gzipped_in_two(first, rest)) == first + rest
