"""The list of one's own cards in words: rows of the page, cells of the file, and what was just done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.banks.contents import VersionContent
from webapp.kinds.registry import kind_named
from webapp.memory.fsrs import retrievability
from webapp.memory.preset import Plan
from webapp.memory.schedule import LEARNING, RELEARNING, REVIEW, Options
from webapp.study.browsing import Found
from webapp.study.deeds import Done
from webapp.study.queries import CardKey
from webapp.study.words import long_day, short_day
from webapp.text import described
from webapp.web.texts import format_date, gettext, ngettext

CELLS = ("bank", "topic", "question", "kind", "state", "comes_back", "recall_percent", "missed", "last_seen", "flag")
_FAR = 300  # days from which on a day needs its year


@dataclass(frozen=True)
class Row:
    value: str
    question_id: int
    facet: str
    prompt: str
    format: str
    foreign: Any
    about: str
    state: str
    state_class: str  # "" for plain text, else the class of a mark
    is_hard: bool
    back: str
    recall: str
    seen: str
    lapses: int
    flag: str


def card_value(card: CardKey) -> str:
    """A card as it stands in a form."""
    return f"{card[0]}.{card[1]}"


def flag_names() -> tuple[str, ...]:
    """By the number of the flag; the first is none."""
    return "", gettext("Important"), gettext("Look up"), gettext("Ask about"), gettext("Mixed up")


def kind_word(kind: str) -> str:
    return {
        "choice": gettext("choice"),
        "multi_choice": gettext("several answers"),
        "true_false": gettext("true or false"),
        "cloze": gettext("gaps"),
        "short_answer": gettext("short answer"),
        "numeric": gettext("number"),
        "matching": gettext("matching"),
        "ordering": gettext("ordering"),
        "self_graded": gettext("recall"),
    }.get(kind, kind)


def rows_of(
    cards: Sequence[Found], contents: Mapping[int, VersionContent], today: int, plan: Plan, options: Options
) -> list[Row]:
    flags = flag_names()
    return [_row(card, contents[card.version_id], today, plan, options, flags) for card in cards]


def _row(card: Found, version: VersionContent, today: int, plan: Plan, options: Options, flags: Sequence[str]) -> Row:
    state, state_class = _state(card, today)
    about = (version.bank_title, version.topic, kind_word(version.kind))
    recall = recall_now(card, today, options)
    return Row(
        value=card_value((card.question_id, card.facet)),
        question_id=card.question_id,
        facet=card.facet,
        prompt=kind_named(version.kind).prompt(version.content, card.facet),
        format=version.content["format"],
        foreign=version.content["foreign"],
        about=" · ".join(each for each in about if each),
        state=state,
        state_class=state_class,
        is_hard=card.lapses >= plan.preset(card.bank_id).leech_threshold,
        back=_back(card, today),
        recall="" if recall is None else gettext("%(number)s %%", number=round(100 * recall)),
        seen=day_text(card.last_day, today) if card.last_day else "",
        lapses=card.lapses,
        flag=flags[card.flag] if 0 <= card.flag < len(flags) else "",
    )


def _state(card: Found, today: int) -> tuple[str, str]:
    if card.suspended or card.hidden_until > today:
        return gettext("Set aside"), "tag"
    return {
        REVIEW: (gettext("Reviewing"), ""),
        LEARNING: (gettext("Learning"), ""),
        RELEARNING: (gettext("Missed, learning again"), "tag is-wrong"),
    }.get(card.phase, (gettext("New"), "tag"))


def _back(card: Found, today: int) -> str:
    day = returns_on(card, today)
    return "" if day is None else day_text(day, today)


def returns_on(card: Found, today: int) -> int | None:
    """The local day on which the card comes back, today for what is overdue; None while it waits without a date."""
    return None if card.suspended else max(today, card.due_day, card.hidden_until)


def recall_now(card: Found, today: int, options: Options) -> float | None:
    """None for what was never answered."""
    return retrievability(max(0, today - card.last_day), card.stability, options.parameters) if card.reps else None


def day_text(day: int, today: int) -> str:
    """For the list: short, with the year where it is far."""
    near = {today: gettext("Today"), today + 1: gettext("Tomorrow"), today - 1: gettext("Yesterday")}
    if day in near:
        return near[day]
    return short_day(day) if abs(day - today) < _FAR else format_date(date.fromordinal(day), "MMM y")


def cells_of(
    row: Row, card: Found, version: VersionContent, today: int, options: Options
) -> Sequence[str | int | None]:
    """A line of the file, days as in ISO 8601."""
    day, recall = returns_on(card, today), recall_now(card, today, options)
    return (
        version.bank_title,
        version.topic,
        described(row.prompt),
        version.kind,
        row.state,
        date.fromordinal(day).isoformat() if day is not None else "",
        None if recall is None else round(100 * recall),
        card.lapses,
        date.fromordinal(card.last_day).isoformat() if card.last_day else "",
        row.flag,
    )


def title_text(count: int | None, due: int | None, most: int) -> str:
    """`due` is None where other cards than the due ones were looked for; both are counted up to `most`."""
    cards = (
        gettext("More than %(most)s cards", most=f"{most:,}")
        if count is None
        else ngettext("%(num)s card", "%(num)s cards", count)
    )
    if due is None:
        return gettext("%(cards)s found", cards=cards)
    if not due:
        return gettext("%(cards)s, none of them due today", cards=cards)
    if due > most:
        return gettext("%(cards)s, more than %(most)s of them due today", cards=cards, most=f"{most:,}")
    return gettext("%(cards)s, %(due)s of them due today", cards=cards, due=due)


def done_text(done: Done) -> str:
    """What has just been done, for the notice that can take it back."""
    cards = ngettext("%(num)s card", "%(num)s cards", done.cards)
    day = long_day(done.due_day) if done.due_day else ""
    match done.activity:
        case "suspend" if day:
            return gettext("%(cards)s set aside until %(day)s.", cards=cards, day=day)
        case "suspend":
            return gettext("%(cards)s set aside until you bring them back.", cards=cards)
        case "resume":
            return gettext("%(cards)s brought back.", cards=cards)
        case "reset":
            return gettext("%(cards)s will begin anew: they come again as new ones.", cards=cards)
        case "set_due":
            return gettext("%(cards)s will come back on this day: %(day)s.", cards=cards, day=day)
        case "flag" if done.step:
            return gettext("%(cards)s flagged “%(flag)s”.", cards=cards, flag=flag_names()[done.step])
        case "flag":
            return gettext("The flag was taken off %(cards)s.", cards=cards)
    return gettext("%(cards)s moved to other days.", cards=cards)
