"""What other parameters change for a learner, in days and minutes."""

from collections.abc import Sequence
from typing import Any

from webapp.memory.fsrs import Memory, interval_for, next_memory
from webapp.memory.schedule import GOOD, Options
from webapp.progress import words
from webapp.study.parameters import weights_of
from webapp.web.texts import gettext, ngettext


def changes_for(
    in_use: Any, before: Sequence[float], measured: dict[str, Any], options: Options, seconds: float
) -> list[tuple[str, str]]:
    own = weights_of(in_use.weights)
    old, new = (_first_intervals(weights, options) for weights in (before, own))
    rows = [
        (gettext("A new card, remembered"), _comes_back(new[0], old[0])),
        (gettext("A card remembered twice"), _comes_back(new[1], old[1])),
    ]
    if "load" in measured:
        old_load, new_load = (max(1, round(load * seconds / 60)) for load in measured["load"])
        retention = words.percent(options.retention)
        if old_load == new_load:
            work = ngettext("about %(num)s minute a day, as before", "about %(num)s minutes a day, as before", new_load)
        else:
            work = ngettext(
                "about %(num)s minute a day instead of %(old)s",
                "about %(num)s minutes a day instead of %(old)s",
                new_load,
                old=old_load,
            )
        rows.append(
            (gettext("Work"), gettext("%(work)s, for the %(retention)s you asked for.", work=work, retention=retention))
        )
    return rows


def _first_intervals(weights: Sequence[float], options: Options) -> tuple[int, int]:
    """Days after the first right answer, and after the second, given when it is due."""

    def days(memory: Memory) -> int:
        return max(1, round(interval_for(memory.stability, options.retention, weights)))

    first = next_memory(None, GOOD, 0, weights)
    return days(first), days(next_memory(first, GOOD, days(first), weights))


def _comes_back(new: int, old: int) -> str:
    if new == old:
        return ngettext("comes back after %(num)s day, as before.", "comes back after %(num)s days, as before.", new)
    return ngettext(
        "comes back after %(num)s day instead of %(old)s.",
        "comes back after %(num)s days instead of %(old)s.",
        new,
        old=old,
    )
