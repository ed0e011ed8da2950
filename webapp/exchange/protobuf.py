"""Just enough of protocol buffers to read the few fields that are asked for.

Source: the description of the wire format. Groups are not read; what is malformed ends the reading.
"""

from collections.abc import Iterator

Value = int | bytes


def fields_of(message: bytes) -> Iterator[tuple[int, Value]]:
    """Number and value of each field: integers of varints and fixed ones, bytes of what has a length."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
        elif wire == 2:
            length, at = _varint(message, at)
            if at + length > len(message):
                return
            yield number, message[at : at + length]
            at += length
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            yield number, int.from_bytes(message[at : at + size], "little")
            at += size
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """At the end of what is cut off, what was read so far."""
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
        shift += 7
    return value, at
