"""An instant in words, as near as anybody wants to know it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webapp.web.texts import format_date, gettext, ngettext

MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def ago(at: int, now: int, zone: str) -> str:
    """`Now`, `20 minutes ago`, `Today, 08:12`, `Yesterday`, `3 November`."""
    if now - at < 10 * MINUTE:
        return gettext("Now")
    then, today = (datetime.fromtimestamp(each / 1000, UTC).astimezone(ZoneInfo(zone)) for each in (at, now))
    days = (today.date() - then.date()).days
    if days == 0:
        return gettext("Today, %(time)s", time=f"{then:%H:%M}")
    if days == 1:
        return gettext("Yesterday")
    pattern = "d MMMM" if then.year == today.year else "d MMMM y"
    return format_date(then.date(), pattern)


def day(at: int, zone: str) -> str:
    """`3 November 2026`."""
    return format_date(datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date(), "d MMMM y")


def length(ms: int) -> str:
    """`40 minutes`, `9 hours`, `6 days`."""
    if ms < HOUR:
        return ngettext("%(num)s minute", "%(num)s minutes", ms // MINUTE)
    if ms < 2 * DAY:
        return ngettext("%(num)s hour", "%(num)s hours", ms // HOUR)
    return ngettext("%(num)s day", "%(num)s days", ms // DAY)
