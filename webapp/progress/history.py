"""The history of a card: its forgetting curve through every answer, and the answers in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from webapp.banks.contents import VersionContent, content_of
from webapp.kinds.registry import kind_named
from webapp.memory.fsrs import DEFAULT_PARAMETERS, Memory, retrievability
from webapp.memory.history import Step, curve, steps_of
from webapp.memory.preset import NO_PLAN, Plan
from webapp.memory.schedule import AGAIN, CardState, Options
from webapp.progress import words
from webapp.study import queries
from webapp.study.models import Review
from webapp.study.states import LEARNED_DAYS
from webapp.web.texts import gettext, ngettext

_versions = (
    select(Review.version_id)
    .where(
        Review.user_id == bindparam("user_id"),
        Review.question_id == bindparam("question_id"),
        Review.facet == bindparam("facet"),
    )
    .order_by(Review.seq.desc())
    .limit(1)
)


class Dot(NamedTuple):
    x: float
    y: float
    sort: str  # "", "is-miss", "is-open"


class Label(NamedTuple):
    x: float
    text: str
    place: str  # "", "mid", "end"


class Line(NamedTuple):
    points: str
    is_expected: bool


@dataclass(frozen=True)
class Curve:
    aria: str
    lines: Sequence[Line]
    dots: Sequence[Dot]
    days: Sequence[Label]
    target_y: float
    target_text: str
    lowest_text: str
    today: Dot | None


class Entry(NamedTuple):
    day: str
    text: str
    is_miss: bool
    chance: str
    held: str


@dataclass(frozen=True)
class History:
    kicker: str
    prompt: str
    format: str
    foreign: Any
    deck: str
    heading: str
    curve: Curve | None
    entries: Sequence[Entry]
    facts: Sequence[tuple[str, str]]
    numbers: str


def history_of(
    connection: Connection,
    user_id: int,
    question_id: int,
    facet: str,
    *,
    today: int,
    options: Options,
    plan: Plan = NO_PLAN,
) -> History | None:
    """None where this learner's log has nothing about such a card."""
    values = {"user_id": user_id, "question_id": question_id, "facet": facet}
    version_id = connection.execute(_versions, values).scalar()
    if version_id is None:
        return None
    log = queries.log_of_card(connection, user_id, question_id, facet)
    steps = steps_of(log, options)
    counted = {step.row.id for step in steps}
    state = steps[-1].state if steps else None
    version = content_of(connection, version_id)
    options = plan.options(options, version.bank_id)
    taken = [row for row in log if row.rating and row.id not in counted]
    entries = [(step.row.answered_at, _entry(step, today)) for step in steps if _is_shown(step)]
    entries += [
        (row.answered_at, Entry(_day(row.local_day, today), gettext("Taken back"), False, "–", "–")) for row in taken
    ]
    return History(
        kicker=f"{version.bank_title} · {version.topic}" if version.topic else version.bank_title,
        prompt=kind_named(version.kind).prompt(version.content, facet),
        format=version.content["format"],
        foreign=version.content["foreign"],
        deck=_deck(version, facet, state, today),
        heading=_heading(state, today, options),
        curve=_curve(steps, state, today, options),
        entries=[entry for _at, entry in sorted(entries, key=lambda pair: pair[0], reverse=True)],
        facts=_facts(state),
        numbers=_numbers(state, today, options),
    )


def _is_shown(step: Step) -> bool:
    return step.row.rating > 0 or step.row.activity in ("suspend", "resume", "reset", "set_due", "flag")


def _day(day: int, today: int) -> str:
    return gettext("Today") if day == today else words.long_day(day, today)


def _deck(version: VersionContent, facet: str, state: CardState | None, today: int) -> str:
    answer = str(kind_named(version.kind).reveal(version.content, facet, None)["answer_text"]).rstrip(".")
    if state is None or not state.reps:
        return f"{answer}."
    if state.show_day is None:
        return gettext("%(answer)s. Set aside.", answer=answer)
    if state.show_day <= today:
        return gettext("%(answer)s. Due today.", answer=answer)
    return gettext("%(answer)s. Next on %(day)s.", answer=answer, day=words.long_day(state.show_day, today))


def _chance_today(state: CardState, today: int, options: Options) -> float:
    return retrievability(max(0, today - state.last_day), state.stability, options.parameters)


def _heading(state: CardState | None, today: int, options: Options) -> str:
    if state is None or not state.reps:
        return gettext("This card begins anew")
    if state.last_day >= today:
        return gettext("You have answered it today")
    chance = words.percent(_chance_today(state, today, options))
    return gettext("You would recall it today with about %(chance)s", chance=chance)


def _entry(step: Step, today: int) -> Entry:
    row, state = step.row, step.state
    texts = {
        "suspend": gettext("Set aside"),
        "resume": gettext("Taken up again"),
        "reset": gettext("Begun anew"),
        "set_due": gettext("Date changed"),
        "flag": gettext("Flag changed"),
    }
    if not row.rating:
        return Entry(_day(row.local_day, today), texts[row.activity], False, "–", "–")
    is_miss = row.rating == AGAIN
    text = (gettext("Forgot"), gettext("Hard"), gettext("Remembered"), gettext("Easy"))[row.rating - 1]
    if not row.is_scheduling:
        text = gettext("%(answer)s, practice that does not count", answer=text)
    elif step.chance is None and not is_miss and state is not None and state.reps > 1:
        text = gettext("%(answer)s on the same day", answer=text)
    held = words.days_held(state.stability) if state is not None and row.is_scheduling else "–"
    chance = "–" if step.chance is None else words.percent(step.chance)
    return Entry(_day(row.local_day, today), text, is_miss, chance, held)


def _facts(state: CardState | None) -> list[tuple[str, str]]:
    if state is None or not state.reps:
        return []
    held = gettext(
        "About %(days)s. After that one card in ten like it is forgotten.", days=words.days_held(state.stability)
    )
    how = (
        gettext("easier than most")
        if state.difficulty < 4
        else gettext("harder than most")
        if state.difficulty > 7
        else gettext("like most")
    )
    lapses = gettext("It was never forgotten once learned.")
    if state.lapses:
        lapses = ngettext("It was forgotten %(num)s time.", "It was forgotten %(num)s times.", state.lapses)
    hard = gettext("%(number)s of 10, %(how)s. %(lapses)s", number=round(state.difficulty), how=how, lapses=lapses)
    days = ngettext("Right on %(num)s day.", "Right on %(num)s different days.", state.right_days)
    learned = (
        gettext("Yes. %(days)s", days=days)
        if state.right_days >= LEARNED_DAYS
        else gettext("Not yet. %(days)s Three make it learned.", days=days)
    )
    return [
        (gettext("How long it holds"), held),
        (gettext("How hard it is for you"), hard),
        (gettext("Learned"), learned),
    ]


def _numbers(state: CardState | None, today: int, options: Options) -> str:
    if state is None or not state.reps:
        return ""
    own = gettext("default parameters") if options.parameters == DEFAULT_PARAMETERS else gettext("your own parameters")
    return gettext(
        "Stability %(stability)s days, difficulty %(difficulty)s, recall now %(recall)s, %(own)s.",
        stability=f"{state.stability:.2f}",
        difficulty=f"{state.difficulty:.2f}",
        recall=f"{_chance_today(state, today, options):.3f}",
        own=own,
    )


# --- the picture ----------------------------------------------------------------------------------------------------


def _curve(steps: Sequence[Step], state: CardState | None, today: int, options: Options) -> Curve | None:
    """Since the last reset: what came before is another memory."""
    resets = [nth for nth, step in enumerate(steps) if step.row.activity == "reset" and step.state is None]
    asked = [step for step in steps[resets[-1] + 1 if resets else 0 :] if step.row.rating and step.row.is_scheduling]
    if state is None or not state.reps or not asked:
        return None
    first, last = state.first_day, max(today, state.due_day, state.first_day + 1)
    ends = [(step.chance, step.row) for step in asked]
    now = _chance_today(state, today, options)
    drawn = _segments(asked, today, state, options)
    lowest = _lowest(
        [options.retention, now, *(chance for chance, _row in ends if chance is not None), drawn[-1][0][-1].chance]
    )

    def x(day: float) -> float:
        return round(100 * (day - first) / (last - first), 2)

    def y(chance: float) -> float:
        return round(100 * (1 - chance) / (1 - lowest), 2)

    lines = [Line(" ".join(f"{x(day)},{y(chance)}" for day, chance in points), soft) for points, soft in drawn]
    dots = [
        Dot(x(row.local_day), y(1.0 if chance is None else chance), "is-miss" if row.rating == AGAIN else "")
        for chance, row in ends
    ]
    return Curve(
        aria=_aria(asked, state, now, today),
        lines=lines,
        dots=sorted(dots, key=lambda dot: dot.sort),  # what was missed lies above the answer after it
        days=_day_labels(first, last, today, x),
        target_y=y(options.retention),
        target_text=gettext("%(share)s, your target", share=words.percent(options.retention)),
        lowest_text=words.percent(lowest),
        today=Dot(x(today), y(now), "is-open") if first < today else None,
    )


def _segments(asked: Sequence[Step], today: int, state: CardState, options: Options) -> list[Any]:
    """(points, whether they lie ahead): from each answer to the next, to today, and on to the due day."""
    found = []
    for step, after in zip(asked, [*asked[1:], None], strict=True):
        assert step.state is not None  # an answer that counts leaves a state
        until = after.row.local_day if after is not None else max(today, step.row.local_day)
        if until > step.row.local_day or after is None:
            memory = Memory(step.state.stability, step.state.difficulty)
            found.append((curve(memory, step.row.local_day, until, options), False))
    if state.due_day > today:
        whole = curve(Memory(state.stability, state.difficulty), state.last_day, state.due_day, options, points=48)
        found.append(([point for point in whole if point.day >= today] or whole[-1:], True))
    return found


def _lowest(chances: Sequence[float]) -> float:
    """The lower edge of the picture: full tens below all that is shown."""
    return max(0.0, min(0.8, (int(min(chances) * 10 - 0.2)) / 10))


def _day_labels(first: int, last: int, today: int, x: Any) -> list[Label]:
    labels = [Label(0, words.short_day(first), ""), Label(100, words.short_day(last), "end")]
    if 22 <= x(today) <= 78:
        labels.insert(1, Label(x(today), gettext("today"), "mid"))
    return labels


def _aria(asked: Sequence[Step], state: CardState, now: float, today: int) -> str:
    missed = sum(step.row.rating == AGAIN for step in asked)
    return gettext(
        "Chance to recall this card since %(first)s. It falls after each answer and begins anew with the next; "
        "%(answers)s, %(missed)s forgotten; %(now)s today",
        first=words.long_day(state.first_day, today),
        answers=ngettext("%(num)s answer", "%(num)s answers", len(asked)),
        missed=missed,
        now=words.percent(now),
    )
