"""Where a request ends, from its bytes alone (RFC 9112, 6). What is malformed is left to the server's parser."""

from __future__ import annotations

HEAD_MOST = 32_768  # bytes; browsers send a few hundred
BODY_MOST = 32 * 1024 * 1024  # bytes; what one request may bring, as MAX_CONTENT_LENGTH
_SPARE = 65_536  # bytes that chunked bodies may cost beside what they carry, and a hundredth of that on top
_LENGTH, _CODING, _EXPECT = b"\r\ncontent-length:", b"\r\ntransfer-encoding:", b"\r\nexpect:"


def is_whole(begun: bytes) -> bool:
    """Whether these first bytes of a request are all of it. A chunked one has to be counted, and is not."""
    head, end, body = begun.partition(b"\r\n\r\n")
    if not end:
        return False
    fields = head.lower()
    if _CODING in fields:
        return False
    return _LENGTH not in fields or len(body) >= _length(fields)


def _length(fields: bytes) -> int:
    """The length a head names; 0 where it names none that can be read, since such a request is refused."""
    value = _value(fields, _LENGTH).lstrip(b"0")
    if not value.isdigit():
        return 0
    return int(value) if len(value) < 16 else 10**16


def _value(fields: bytes, name: bytes) -> bytes:
    _before, _name, rest = fields.partition(name)
    return rest.partition(b"\r\n")[0].strip(b" \t")


class Framing:
    """How far a request has come. `is_whole`: all of it is here. `is_too_large`: more than the app takes; what is here
    suffices to say so. `is_broken`: its chunks have no meaning."""

    def __init__(self) -> None:
        self.is_whole = self.is_too_large = self.is_broken = False
        self.has_head = self.expects_continue = False
        self._head = bytearray()
        self._left = 0  # bytes that still belong to the body, or to the chunk and the line end behind it
        self._is_chunked = self._is_trailer = False
        self._line = bytearray()
        self._carried = self._overhead = 0

    def take(self, data: bytes) -> int:
        """The next bytes of the connection; how many of them belong to this request."""
        at = 0 if self.has_head else self._take_head(data)
        if not self.has_head or self.is_whole or self.is_too_large:
            return at
        if self._is_chunked:
            return self._take_chunks(data, at)
        step = min(self._left, len(data) - at)
        self._left -= step
        self.is_whole = not self._left
        return at + step

    def _take_head(self, data: bytes) -> int:
        before = len(self._head)
        self._head += data
        end = self._head.find(b"\r\n\r\n", max(0, before - 3))
        if end < 0:
            self.is_too_large = len(self._head) > HEAD_MOST
            return len(data)
        self.has_head = True
        self._read(bytes(self._head[:end]).lower())
        self._head.clear()
        return end + 4 - before

    def _read(self, fields: bytes) -> None:
        self.expects_continue = _value(fields, _EXPECT) == b"100-continue"
        if _CODING in fields:
            self._is_chunked = b"chunked" in _value(fields, _CODING)
            self.is_whole = not self._is_chunked  # another coding has no end that could be seen, and is refused
            return
        self._left = _length(fields)
        self.is_whole = not self._left
        self.is_too_large = self._left > BODY_MOST

    def _take_chunks(self, data: bytes, at: int) -> int:
        while at < len(data) and not self.is_whole and not self.is_too_large:
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                self._count(step, 0)
                continue
            end = data.find(b"\n", at) + 1
            piece = data[at : end or len(data)]
            self._line += piece
            at += len(piece)
            self._count(0, len(piece))
            if end:
                self._end_line(bytes(self._line).strip())
                self._line.clear()
        return at

    def _count(self, carried: int, overhead: int) -> None:
        """Chunks of a byte would cost the loop seconds: they may not make up more than a small part."""
        self._carried += carried
        self._overhead += overhead
        self.is_too_large = self._carried > BODY_MOST or self._overhead > _SPARE + self._carried // 100

    def _end_line(self, line: bytes) -> None:
        if self._is_trailer:
            self.is_whole = not line
            return
        size = line.partition(b";")[0].strip()
        if not size or size.strip(b"0123456789abcdefABCDEF") or len(size) > 15:
            self.is_broken = self.is_whole = True
        elif int(size, 16):
            self._left = int(size, 16) + 2
        else:
            self._is_trailer = True
