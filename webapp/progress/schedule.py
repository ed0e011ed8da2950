"""What the page of the fitted schedule shows: how much better it fits, what changes, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from webapp.memory.days import local_day
from webapp.memory.fsrs import DEFAULT_PARAMETERS
from webapp.memory.schedule import Options
from webapp.memory.training import LEAST_BY_HAND, LEAST_BY_ITSELF, next_at
from webapp.progress import words
from webapp.progress.schedule_changes import changes_for
from webapp.study.models import ParameterSet, ParameterWish
from webapp.study.parameters import weights_of
from webapp.web.texts import gettext, ngettext


class Gauge(NamedTuple):
    """A bar of how far off forecasts were."""

    name: str
    width: float
    text: str
    is_own: bool


class Compared(NamedTuple):
    name: str
    points: str
    log_loss: str


class Earlier(NamedTuple):
    id: int | None  # None for the average learner's
    day: str
    answers: str
    points: str
    is_in_use: bool
    name: str  # for "Use the one from …"


@dataclass(frozen=True)
class Schedule:
    heading: str
    deck: str
    gauges: Sequence[Gauge]
    gauge_aria: str
    newest_text: str
    prose: str
    compared: Sequence[Compared]
    changes: Sequence[tuple[str, str]]
    earlier: Sequence[Earlier]
    next_text: str
    back_id: int | None  # the set to take it back to; None: the average
    can_take_back: bool
    can_fit: bool
    is_waiting: bool


class Person(NamedTuple):
    """Whose page it is."""

    id: int
    zone: str
    day_start: int
    today: int


def schedule_for(
    connection: Connection, who: Person, options: Options, *, reviews: int, seconds: float, has_optimizer: bool
) -> Schedule:
    """`reviews` is how many there are to learn from, `seconds` what a card takes this learner."""
    asked = select(ParameterSet).where(ParameterSet.user_id == who.id)
    rows: list[Any] = list(connection.execute(asked.order_by(ParameterSet.made_at.desc(), ParameterSet.id.desc())))
    chosen = max(
        (row for row in rows if row.chosen_at is not None), key=lambda row: (row.chosen_at, row.id), default=None
    )
    tried = [row for row in rows if row.items]
    in_use = chosen if chosen is not None and chosen.items else None
    shown = in_use or (tried[0] if tried else None)
    waiting = connection.execute(select(ParameterWish.user_id).where(ParameterWish.user_id == who.id)).first()
    measured = (shown.measured or {}) if shown is not None else {}
    before = next((row for row in rows if row.id == measured.get("before")), None)
    before_weights = weights_of(before.weights) if before is not None else DEFAULT_PARAMETERS
    return Schedule(
        heading=_heading(in_use, shown, chosen),
        deck=_deck(in_use, shown, reviews, who),
        gauges=_gauges(shown, measured),
        gauge_aria=_gauge_aria(shown, measured),
        newest_text=_newest_text(measured),
        prose=_prose(measured) if in_use is not None else "",
        compared=_compared(shown, measured),
        changes=changes_for(in_use, before_weights, measured, options, seconds) if in_use is not None else (),
        earlier=_earlier(rows, chosen, who),
        next_text=_next_text(tried[0] if tried else None),
        back_id=before.id if before is not None else None,
        can_take_back=in_use is not None,
        can_fit=has_optimizer and reviews >= LEAST_BY_HAND and waiting is None,
        is_waiting=waiting is not None,
    )


def _points(rmse: float) -> str:
    return f"{100 * rmse:.1f}"


def _better_by(row: Any, measured: dict[str, Any]) -> float:
    """Points of per cent; the measure of what was in use before less its own."""
    return 100 * (measured["in_use"][1] - row.rmse_bins) if "in_use" in measured and row.rmse_bins is not None else 0.0


def _heading(in_use: Any, shown: Any, chosen: Any) -> str:
    if in_use is not None:
        better = _better_by(in_use, in_use.measured or {})
        if better >= 0.05:
            return gettext("Your schedule fits you better by %(points)s points", points=f"{better:.1f}")
        return gettext("Your schedule fits you a little better")
    if shown is not None and chosen is not None:
        return gettext("Your schedule follows the average learner again")
    if shown is not None:
        return gettext("The schedule that you have fits you best")
    return gettext("Your schedule follows the average learner")


def _deck(in_use: Any, shown: Any, reviews: int, who: Person) -> str:
    if in_use is not None:
        answers = ngettext("%(count)s answer", "%(count)s answers", in_use.items, count=words.thousands(in_use.items))
        day = _day(in_use.made_at, who)
        return gettext("It is made from %(answers)s of yours, on %(day)s.", answers=answers, day=day)
    if shown is not None:
        return gettext("A schedule of your own was tried on %(day)s.", day=_day(shown.made_at, who))
    if reviews < LEAST_BY_HAND:
        left = LEAST_BY_HAND - reviews
        return ngettext(
            "After %(num)s more review it can be fitted to you.",
            "After %(num)s more reviews it can be fitted to you.",
            left,
        )
    return gettext("You have answered enough for one of your own.")


def _day(at: int, who: Person) -> str:
    return words.long_day(local_day(at, who.zone, who.day_start), who.today)


def _gauges(shown: Any, measured: dict[str, Any]) -> list[Gauge]:
    if not measured:
        return []
    before, own = measured["in_use"][1], shown.rmse_bins
    most = max(before, own, 1e-9)
    first = gettext("Until then")
    second = gettext("Now") if shown.chosen_at is not None else gettext("The one that was tried")
    return [
        Gauge(first, 88 * before / most, _points(before), False),
        Gauge(second, 88 * own / most, _points(own), True),
    ]


def _gauge_aria(shown: Any, measured: dict[str, Any]) -> str:
    if not measured:
        return ""
    return gettext(
        "Average distance between forecast and result: until then %(before)s points, with it %(own)s points",
        before=_points(measured["in_use"][1]),
        own=_points(shown.rmse_bins),
    )


def _newest_text(measured: dict[str, Any]) -> str:
    if not measured:
        return ""
    return ngettext(
        "Points of per cent between the chance forecast and what happened. Less is better. Measured on your newest "
        "%(num)s answer, which was kept out of the calculation.",
        "Points of per cent between the chance forecast and what happened. Less is better. Measured on your newest "
        "%(num)s answers, which were kept out of the calculation.",
        measured["newest"],
    )


def _prose(measured: dict[str, Any]) -> str:
    if "recalled" not in measured:
        return ""
    said, recalled, own = (measured[name] for name in ("in_use_said", "recalled", "own_said"))
    text = gettext(
        "The old schedule expected %(said)s of the last answers to be right; %(recalled)s were. The new one would "
        "have said %(own)s.",
        said=words.percent(said),
        recalled=words.percent(recalled),
        own=words.percent(own),
    )
    if said - recalled >= 0.015:
        return f"{text} " + gettext("Cards came a little late.")
    if recalled - said >= 0.015:
        return f"{text} " + gettext("Cards came earlier than needed.")
    return text


def _compared(shown: Any, measured: dict[str, Any]) -> list[Compared]:
    if not measured:
        return []
    rows = [Compared(gettext("Your own numbers"), _points(shown.rmse_bins), f"{shown.log_loss:.3f}")]
    if measured["in_use"] != measured["average"]:
        loss, rmse = measured["in_use"]
        rows.append(Compared(gettext("What was in use until then"), _points(rmse), f"{loss:.3f}"))
    loss, rmse = measured["average"]
    rows.append(Compared(gettext("The average learner"), _points(rmse), f"{loss:.3f}"))
    rows.append(Compared(gettext("Always your own average"), "–", f"{measured['constant']:.3f}"))
    rows.append(Compared(gettext("Your last answers, moving average"), "–", f"{measured['moving']:.3f}"))
    return rows


def _earlier(rows: Sequence[Any], chosen: Any, who: Person) -> list[Earlier]:
    found = []
    for row in rows:
        if not row.items:
            continue
        points = _points(row.rmse_bins) if row.rmse_bins is not None else "–"
        if row.chosen_at is None:
            points = gettext("%(points)s, not used", points=points)
        day = _day(row.made_at, who)
        is_in_use = chosen is not None and row.id == chosen.id
        found.append(
            Earlier(
                row.id, day, words.thousands(row.items), points, is_in_use, gettext("the one from %(day)s", day=day)
            )
        )
    if found:
        average = next((_points(row.measured["average"][1]) for row in rows if row.measured), "")
        name = gettext("the average learner’s")
        is_in_use = chosen is None or not chosen.items
        found.append(Earlier(None, gettext("Average learner"), "", average, is_in_use, name))
    return found


def _next_text(last: Any) -> str:
    rule = gettext("A new one is used only if it beats both the average learner’s and the one in use.")
    if last is None:
        begins = gettext(
            "From %(count)s reviews on this is done by itself, at night. Counted is an answer a day or more after the "
            "one before.",
            count=LEAST_BY_ITSELF,
        )
        return f"{begins} {rule}"
    again = gettext(
        "Tried again by itself when you have %(count)s answers, or after thirty days with a tenth more.",
        count=words.thousands(next_at(last.items)),
    )
    return f"{again} {rule}"


def has_sets(connection: Connection, user_id: int) -> bool:
    return (
        connection.execute(select(ParameterSet.id).where(ParameterSet.user_id == user_id).limit(1)).first() is not None
    )
