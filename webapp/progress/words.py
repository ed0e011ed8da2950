"""Numbers and days as the progress pages write them."""

from datetime import date

from webapp.web.texts import format_date, gettext, ngettext


def percent(share: float) -> str:
    return gettext("%(number)s %%", number=round(100 * share))


def between(lowest: float, highest: float) -> str:
    """An interval: "83–92 %"; one number where both ends are the same."""
    low, high = round(100 * lowest), round(100 * highest)
    return percent(lowest) if low == high else gettext("%(low)s–%(high)s %%", low=low, high=high)


def thousands(number: float) -> str:
    """With a narrow space between thousands."""
    return f"{round(number):,}".replace(",", "\u202f")


def minutes(ms: float) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", whole_minutes(ms))


def whole_minutes(ms: float) -> int:
    """Rounded up: a little work is not none."""
    return -int(-ms // 60_000)


def short_day(day: int) -> str:
    return format_date(date.fromordinal(day), "d MMM")


def full_day(day: int) -> str:
    return format_date(date.fromordinal(day), "EEE d MMM")


def long_day(day: int, today: int) -> str:
    """With its year where that is another one."""
    then = date.fromordinal(day)
    return format_date(then, "d MMMM" if then.year == date.fromordinal(today).year else "d MMMM y")


def day_of_month(day: int) -> str:
    return format_date(date.fromordinal(day), "d")


def weekday(day: int) -> str:
    return format_date(date.fromordinal(day), "EEE")


def monday_of(day: int) -> int:
    return day - date.fromordinal(day).weekday()


def days_held(stability: float) -> str:
    """Days, and from three months on months or years: nobody counts hundreds of days."""
    if stability < 90:
        return ngettext("%(num)s day", "%(num)s days", max(1, round(stability)))
    if stability < 730:
        return ngettext("%(num)s month", "%(num)s months", round(stability / 30.4))
    return ngettext("%(num)s year", "%(num)s years", round(stability / 365.25))
