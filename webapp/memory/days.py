"""The learner's day: one function of instant, IANA zone and rollover hour. Nothing else computes days.

A day begins at the rollover hour of the wall clock (04:00 unless chosen otherwise), so what is answered
after midnight still belongs to the evening. The wall clock decides, also on the days on which it is
changed.
"""

from bisect import bisect_left
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Reading a zone costs a file; there are about 600 of them.
_zone = lru_cache(maxsize=700)(ZoneInfo)


def is_zone(zone: str) -> bool:
    """Whether `zone` names a zone of the IANA database, so that the functions below accept it."""
    try:
        _zone(zone)
    except (LookupError, ValueError, OSError):
        return False
    return True


def local_day(at_ms: int, zone: str, day_start: int = 4) -> int:
    """The ordinal of the local day of an instant; `day_start` is an hour, 0 to 23. ZoneInfoNotFoundError."""
    wall = datetime.fromtimestamp(at_ms // 1000, _zone(zone))
    return wall.toordinal() - (wall.hour < day_start)


def day_begins(day: int, zone: str, day_start: int = 4) -> int:
    """The instant (ms UTC) at which a local day begins: the first whose `local_day` is `day` or later."""
    wall = datetime.fromordinal(day).replace(hour=day_start, tzinfo=_zone(zone))
    begins = _instant(wall)
    other = _instant(wall.replace(fold=1))
    if other >= begins:  # the hour exists; where it comes twice, the day begins with the first
        return begins
    # The clocks skip the hour: the day begins where they jump, between the two readings of a time that
    # never was.
    return other + bisect_left(range(other, begins), day, key=lambda at: local_day(at, zone, day_start))


def offset_minutes(at_ms: int, zone: str) -> int:
    """Minutes that the wall clock is ahead of UTC at an instant."""
    offset = datetime.fromtimestamp(at_ms // 1000, _zone(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


def _instant(wall: datetime) -> int:
    return int(wall.astimezone(UTC).timestamp()) * 1000
