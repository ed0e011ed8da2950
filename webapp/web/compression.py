"""Pages are sent compressed: many hosts put nothing in front of the app that would do it.

Two thirds of a page are the inlined style sheet, the same on every page: it is compressed once and put in as it is.
"""

from __future__ import annotations

import secrets
import zlib
from functools import lru_cache

from flask import Flask, Response, current_app, request
from werkzeug.http import parse_accept_header

SMALLEST = 1000  # bytes; below, the packet is as full either way
LEVEL = 2  # of 9: three fifths of the time of 5, for a twelfth more bytes than with it
_TYPES = {"text/html", "application/json"}


def init_compression(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES or response.direct_passthrough or response.is_streamed:
        return response
    if "Vary" in response.headers:
        response.vary.add("Accept-Encoding")
    else:
        response.headers["Vary"] = "Accept-Encoding"
    if "Content-Encoding" in response.headers or not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzipped(body, constant=current_app.extensions["assets"].critical_css_bytes))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted)["gzip"] > 0


def gzipped(body: bytes, *, constant: bytes = b"") -> bytes:
    """RFC 1952, with a name of random length in the header. `constant` is a part that many bodies share.

    A page holds form tokens, and the length of what is compressed tells whether a guess stands beside them;
    the noise makes that expensive to measure.
    """
    name = secrets.token_hex(secrets.randbelow(50)).encode()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"  # deflate, a name, no time, unknown system
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    place = body.find(constant) if constant else -1
    if place < 0:
        return head + _deflated(body, zlib.Z_FINISH) + tail
    end = place + len(constant)
    return b"".join((head, _kept(body[:place]), _kept(constant), _deflated(body[end:], zlib.Z_FINISH), tail))


def _deflated(part: bytes, end: int = zlib.Z_FULL_FLUSH, level: int = LEVEL) -> bytes:
    """A part of a stream that needs nothing of what stands before it (RFC 1951: a full flush ends at a byte)."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(end)


@lru_cache(maxsize=16)  # a style sheet, and what stands before it: the same on all pages in a theme
def _kept(part: bytes) -> bytes:
    return _deflated(part, level=zlib.Z_BEST_COMPRESSION)
