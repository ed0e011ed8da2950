"""Ids of log rows: UUIDv7, made by the client, or here where there is no script."""

import os
import re
import uuid
from collections.abc import Iterable

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_key(now: int) -> str:
    """A UUIDv7 for the instant `now` (ms UTC); source: RFC 9562, section 5.7."""
    time, chance = f"{now & (1 << 48) - 1:012x}", os.urandom(10).hex()
    variant = "89ab"[int(chance[3], 16) & 3]
    return f"{time[:8]}-{time[8:]}-7{chance[:3]}-{variant}{chance[4:7]}-{chance[7:19]}"


def later_key(now: int, earlier: Iterable[str]) -> str:
    """A UUIDv7 that sorts behind these ones, made within the same millisecond or not."""
    last = max(earlier, default="")
    return new_key(max(now, int(last[:8] + last[9:13], 16) + 1) if last else now)


def is_key(text: str) -> bool:
    """Whether this is a UUID in its canonical form, as the database compares it."""
    return _UUID.fullmatch(text) is not None


def related_id(key: str, purpose: str) -> str:
    """The id of a row that comes with another one: the same again when the request is repeated."""
    return str(uuid.uuid5(uuid.UUID(key), purpose))
