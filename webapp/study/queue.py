"""The queue of a study session: steps that are due, then reviews in the order the learner wants, new cards mixed in.

Read only, and at flat cost: it looks at the earliest due cards and a window of new ones, never at all cards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.direct import Reader
from webapp.memory.preset import NO_PLAN, Plan, Preset
from webapp.memory.queue import (
    Allowance,
    Due,
    Limits,
    allowance,
    in_order,
    mixed,
)
from webapp.memory.schedule import REVIEW, Options
from webapp.memory.seeds import unit
from webapp.study import queries
from webapp.study.due import DueRow, due_count, earliest_due, steps_due
from webapp.study.final_pass import pass_rows
from webapp.study.introductions import Mark, NewCard, marks_for_user, next_new_cards
from webapp.study.queries import CardKey, Touched

SESSION_SIZE = 15
LANDING_SIZE = 5
OPTIONS = Options()
_PAGE = 100
_PAGES = 3


@dataclass(frozen=True)
class Wanted:
    """What a session is built for. `seed` makes equal asks give equal queues; `user_id` is None for somebody new."""

    user_id: int | None
    bank_id: int | None
    size: int
    today: int
    now: int
    seed: str
    options: Options = OPTIONS
    limits: Limits | None = None  # in place of the plan's
    plan: Plan = NO_PLAN

    @property
    def preset(self) -> Preset:
        """What decides about the whole session: the bank's own preset, or the usual one."""
        return self.plan.preset(self.bank_id)

    @property
    def new_pause_above(self) -> int:
        return 2 * self.plan.goal_cards


@dataclass(frozen=True)
class Queue:
    cards: list[CardKey]
    review_count: int = 0
    new_count: int = 0
    held_back_reviews: bool = False
    held_back_new: bool = False
    is_new_paused: bool = False
    marks: dict[int, Mark] = field(default_factory=dict)


class _Item(NamedTuple):
    card: CardKey
    sibling: str


def build_queue(connection: Reader, wanted: Wanted) -> Queue:
    """The cards of a session, at most `wanted.size`: steps, reviews in their order, new cards as the mix says."""
    if wanted.user_id is None:
        return _with_new(connection, wanted, [], [], [], _Today([], 0))
    touched = queries.touched_today(connection, wanted.user_id, wanted.today)
    most = wanted.new_pause_above + 1
    waiting = due_count(connection, wanted.user_id, wanted.bank_id, wanted.today, most=most)
    day = _Today(touched, waiting)
    until = wanted.now + wanted.preset.learn_ahead * 60_000
    steps = steps_due(connection, wanted.user_id, wanted.bank_id, wanted.today, until)
    due = _due(connection, wanted, day) if waiting else []
    last_look, due = pass_rows(connection, wanted.plan, wanted.user_id, wanted.bank_id, wanted.today, due)
    return _with_new(connection, wanted, steps, due, last_look, day)


class _Today:
    """What this local day has brought already, by bank."""

    def __init__(self, touched: Iterable[Touched], waiting: int) -> None:
        self.taken: set[str] = set()
        self.waiting = waiting
        self._done: dict[int, list[Touched]] = {}
        for each in touched:
            self.taken.add(each.sibling_key)
            self._done.setdefault(each.bank_id, []).append(each)

    def allowance(self, wanted: Wanted, bank_id: int, due: int) -> Allowance:
        done = self._done.get(bank_id, [])
        new_done = sum(each.first_day == wanted.today for each in done)
        return allowance(
            wanted.limits or wanted.plan.limits(bank_id, wanted.today),
            reviews_done=len(done) - new_done,
            new_done=new_done,
            due=due,
            goal=wanted.plan.goal_cards,
        )


def _is_apart(preset: Preset, row: DueRow) -> bool:
    """Whether siblings of the card put it off; a card that is being learned over days has a rule of its own."""
    return preset.bury_review if row.phase == REVIEW else preset.bury_interday


def _due(connection: Reader, wanted: Wanted, day: _Today) -> list[DueRow]:
    """The earliest due cards whose siblings were not seen today; a further page only where too few are left."""
    found: list[DueRow] = []
    for page in range(_PAGES):
        rows = earliest_due(
            connection, wanted.user_id or 0, wanted.bank_id, wanted.today, most=_PAGE, skip=page * _PAGE
        )
        found += [row for row in rows if row.sibling_key not in day.taken or not _is_apart(wanted.preset, row)]
        if len(rows) < _PAGE or len({row.sibling_key for row in found}) >= wanted.size:
            break
    return found


def _with_new(
    connection: Reader, wanted: Wanted, steps: list[DueRow], due: list[DueRow], last_look: list[DueRow], day: _Today
) -> Queue:
    preset = wanted.preset
    learning = [_Item((row.question_id, row.facet), row.sibling_key) for row in steps]
    siblings = {item.sibling for item in learning} | day.taken
    before_exam = _items(preset, last_look, siblings)
    allowed, held_back = _allowed(wanted, due, day)
    reviews = [*before_exam, *_items(preset, allowed, siblings | {item.sibling for item in before_exam})]
    is_paused = day.waiting > wanted.new_pause_above
    taken = siblings | {item.sibling for item in reviews} if preset.bury_new else set()
    room = wanted.size - len(learning)
    new: list[_Item] = []
    marks: dict[int, Mark] = {}
    is_limited = False
    if not is_paused and room > 0:
        new, marks, is_limited = _new_cards(connection, wanted, due, day, taken, room)
    line = [item.card for item in (*learning, *_balanced(reviews, new, room, preset.mix))][: wanted.size]
    shown = set(line)
    return Queue(
        cards=line,
        review_count=sum(item.card in shown for item in (*learning, *reviews)),
        new_count=sum(item.card in shown for item in new),
        held_back_reviews=held_back,
        held_back_new=is_limited,
        is_new_paused=is_paused,
        marks=marks,
    )


def _balanced(reviews: list[_Item], new: list[_Item], room: int, mix: str) -> list[_Item]:
    """Reviews go first when there is not room for all: at most a third of a session is new while reviews wait."""
    if len(reviews) + len(new) > room:
        new = new[: max(room - len(reviews), room // 3)]
        reviews = reviews[: room - len(new)]
    return mixed(reviews, new, mix)


def _items(preset: Preset, rows: Iterable[DueRow], taken: set[str]) -> list[_Item]:
    """One card of each fact, where its siblings are kept apart."""
    seen, kept = set(taken), []
    for row in rows:
        if row.sibling_key in seen and _is_apart(preset, row):
            continue
        seen.add(row.sibling_key)
        kept.append(_Item((row.question_id, row.facet), row.sibling_key))
    return kept


def _allowed(wanted: Wanted, due: list[DueRow], day: _Today) -> tuple[list[DueRow], bool]:
    """The due cards in their order, each bank within its limit of today; whether a limit holds any back."""
    preset = wanted.preset
    draws = [
        Due(
            row,
            row.due_day,
            row.stability,
            row.last_day,
            row.sibling_key,
            unit(wanted.seed, row.question_id, row.facet),
        )
        for row in due
    ]
    ordered: list[DueRow] = []
    seen: set[str] = set()
    for each in in_order(draws, preset.review_order, wanted.today, wanted.options.parameters):
        if each.sibling not in seen or not _is_apart(preset, each.card):
            seen.add(each.sibling)
            ordered.append(each.card)
    left: dict[int, int] = {}
    kept: list[DueRow] = []
    for row in ordered:
        if row.bank_id not in left:
            left[row.bank_id] = day.allowance(wanted, row.bank_id, len(ordered)).reviews
        if left[row.bank_id] > 0:
            left[row.bank_id] -= 1
            kept.append(row)
    return kept, len(kept) < len(ordered)


def _new_cards(
    connection: Reader, wanted: Wanted, due: list[DueRow], day: _Today, siblings: set[str], room: int
) -> tuple[list[_Item], dict[int, Mark], bool]:
    """New cards bank by bank until there is room for no more; where each bank's mark stands, and whether today's limit
    of new cards is what ends the list."""
    new: list[NewCard] = []
    marks: dict[int, Mark] = {}
    is_limited = False
    for mark, last_position in marks_for_user(connection, wanted.user_id, wanted.bank_id):
        if len(new) >= room:
            break
        if mark.next_position > last_position:
            continue
        bank_due = sum(row.bank_id == mark.bank_id for row in due)
        allowed = day.allowance(wanted, mark.bank_id, bank_due).new
        found = next_new_cards(connection, wanted.user_id, mark, min(allowed, room - len(new)) or 1, siblings)
        if allowed == 0:
            is_limited |= bool(found.cards)
            continue
        new += found.cards
        siblings = siblings | {card.sibling_key for card in found.cards}
        if found.cards:
            marks[mark.bank_id] = found.mark
    return [_Item((card.question_id, card.facet), card.sibling_key) for card in new], marks, is_limited
