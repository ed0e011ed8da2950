"""The wait until a card returns, in words: short on a button, long in its accessible name.

The short form is the beginning of the long one ("4 d", "4 days"), so that the visible label stays
inside the name.
"""

from webapp.memory.schedule import Outcome

_SHORT = {"minute": "min", "hour": "h", "day": "d", "month": "mo", "year": "y"}
_MONTHS_FROM = 60
_DAYS_IN_MONTH, _DAYS_IN_YEAR = 365.25 / 12, 365.25


def short_interval(outcome: Outcome, at_ms: int, today: int) -> str:
    """The wait from `at_ms` on the local day `today`: "10 min", "2 h", "4 d", "3 mo", "1 y"."""
    count, unit = wait(outcome, at_ms, today)
    return f"{count} {_SHORT[unit]}"


def long_interval(outcome: Outcome, at_ms: int, today: int) -> str:
    """The same wait in full: "10 minutes", "2 hours", "4 days", "3 months", "1 year"."""
    count, unit = wait(outcome, at_ms, today)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def wait(outcome: Outcome, at_ms: int, today: int) -> tuple[int, str]:
    """The wait as a number, at least 1, and minute, hour, day, month or year.

    From ten minutes on, minutes go by fives, rounded down: the few that fuzz adds to a step say nothing
    to a learner. Days are exact up to 59; twelve months are a year.
    """
    if outcome.due_at is None:
        return _days(outcome.due_day - today)
    minutes = (outcome.due_at - at_ms) // 60_000
    if minutes >= 120:
        return minutes // 60, "hour"
    return max(1, minutes if minutes < 10 else minutes - minutes % 5), "minute"


def _days(days: int) -> tuple[int, str]:
    if days < _MONTHS_FROM:
        return max(1, days), "day"
    months = round(days / _DAYS_IN_MONTH)
    return (months, "month") if months < 12 else (max(1, round(days / _DAYS_IN_YEAR)), "year")
