"""Pages are sent compressed: many hosts put nothing in front of the app that would do it.

Two thirds of a page are the inlined style sheet, the same on every page: it is compressed once and put in as it is.
"""

from __future__ import annotations

import os
import zlib
from functools import lru_cache

from flask import Flask, Response, current_app, request
from werkzeug.http import parse_accept_header

from webapp.web.cookies import add_vary

SMALLEST = 1000  # bytes; below, the packet is as full either way
LEVEL = 2  # of 9: three fifths of the time of 5, for a twelfth more bytes than with it
_TYPES = {"text/html", "application/json"}


def init_compression(app: Flask) -> None:
    app.after_request(_compress)


def in_two(first: str, rest: str) -> Response:
    """A page whose first part is the same for many: it is made into bytes, and packed, once."""
    return current_app.response_class([_encoded(first), rest.encode()])


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES or response.direct_passthrough or response.is_streamed:
        return response
    add_vary(response, "Accept-Encoding")
    headers = response.headers
    if "Content-Encoding" in headers or not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    parts = response.response
    if isinstance(parts, list) and len(parts) == 2:
        response.set_data(gzipped_in_two(*parts))
        headers["Content-Encoding"] = "gzip"
    elif len(body := response.get_data()) >= SMALLEST:
        response.set_data(gzipped(body, constant=current_app.extensions["assets"].critical_css_bytes))
        headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted)["gzip"] > 0


def gzipped(body: bytes, *, constant: bytes = b"") -> bytes:
    """RFC 1952, with a name of random length in the header. `constant` is a part that many bodies share, as they share
    what stands before it.

    A page holds form tokens, and the length of what is compressed tells whether a guess stands beside them;
    the noise makes that expensive to measure.
    """
    place = body.find(constant) if constant else -1
    if place >= 0:
        end = place + len(constant)
        return gzipped_in_two(body[:end], body[end:])
    return b"".join((_head(), _deflated(body, zlib.Z_FINISH), _tail(zlib.crc32(body), len(body))))


def gzipped_in_two(first: bytes, rest: bytes) -> bytes:
    """The same, where many bodies begin with `first`."""
    packed, checksum = _kept(first)
    tail = _tail(zlib.crc32(rest, checksum), len(first) + len(rest))
    return b"".join((_head(), packed, _deflated(rest, zlib.Z_FINISH), tail))


def _head() -> bytes:
    noise = os.urandom(50)
    name = noise[1 : 1 + noise[0] % 50].hex().encode()
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"  # deflate, a name, no time, unknown system


def _tail(checksum: int, length: int) -> bytes:
    return checksum.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")


def _deflated(part: bytes, end: int = zlib.Z_FULL_FLUSH, level: int = LEVEL) -> bytes:
    """A part of a stream that needs nothing of what stands before it (RFC 1951: a full flush ends at a byte)."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(end)


@lru_cache(maxsize=32)  # the head of a page with its style sheet: the same on all pages of a sort in a theme
def _kept(part: bytes) -> tuple[bytes, int]:
    return _deflated(part, level=zlib.Z_BEST_COMPRESSION), zlib.crc32(part)


@lru_cache(maxsize=32)
def _encoded(part: str) -> bytes:
    return part.encode()
