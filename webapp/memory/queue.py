"""Which cards come next: steps that are due, then reviews, then new cards spread among them; and the
line of a session.

A session's line is computed from its queue and its answers, so a reload, a second tab or an undo needs
nothing else.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from webapp.memory.fsrs import DEFAULT_PARAMETERS, retrievability


class HasSibling(Protocol):
    @property
    def sibling(self) -> str: ...


T = TypeVar("T")
S = TypeVar("S", bound=HasSibling)
K = TypeVar("K", bound=Hashable)


class Due(NamedTuple):
    """A card that waits: days as ordinals, stability in days, `tie` any number to part cards with equal
    recall."""

    card: Any
    due_day: int
    stability: float
    last_day: int
    sibling: str
    tie: float


def by_urgency(due: Sequence[Due], today: int, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> list[Due]:
    """What is most nearly forgotten comes first (lowest recall today), then the lowest `tie`."""

    def recall(card: Due) -> tuple[float, float]:
        return retrievability(max(0, today - card.last_day), card.stability, parameters), card.tie

    return sorted(due, key=recall)


def in_order(due: Sequence[Due], order: str, today: int, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> list[Due]:
    """Due cards as the learner wants them: by "recall" (`by_urgency`), by "due" day, or at "random" (by `tie`)."""
    if order == "random":
        return sorted(due, key=lambda card: card.tie)
    if order == "due":
        return sorted(due, key=lambda card: (card.due_day, card.tie))
    return by_urgency(due, today, parameters)


def without_siblings(items: Iterable[S], taken: Iterable[str]) -> list[S]:
    """The first item of each sibling key, and none whose key is taken. Nothing taken is changed."""
    seen = set(taken)
    kept = []
    for item in items:
        if item.sibling not in seen:
            seen.add(item.sibling)
            kept.append(item)
    return kept


def sibling_order(
    learning: Sequence[S], reviews: Sequence[S], new: Sequence[S], taken: Iterable[str]
) -> tuple[list[S], list[S], list[S]]:
    """The three parts of a queue without siblings: a card in a step goes before a review of the same
    fact, a review before a new card. Cards in steps all stay, since they are in the middle of being
    learned."""
    seen = set(taken) | {item.sibling for item in learning}
    kept_reviews = without_siblings(reviews, seen)
    kept_new = without_siblings(new, seen | {item.sibling for item in kept_reviews})
    return list(learning), kept_reviews, kept_new


def mixed(reviews: Sequence[T], new: Sequence[T], mix: str = "mixed") -> list[T]:
    """New cards spread evenly among the reviews; both keep their order, and a review begins where there
    is one. `mix` may also put all new cards "before" or "after" the reviews."""
    if mix != "mixed":
        return [*new, *reviews] if mix == "before" else [*reviews, *new]
    of_reviews, of_new = len(reviews) + 1, len(new) + 1
    placed = [(place * of_new, 0, item) for place, item in enumerate(reviews, 1)]
    placed += [(place * of_reviews, 1, item) for place, item in enumerate(new, 1)]
    return [item for _, _, item in sorted(placed, key=lambda each: each[:2])]


@dataclass(frozen=True, slots=True)
class Limits:
    """Cards a local day, of one bank; new cards count against the limit of reviews, too, unless they ignore it."""

    new: int = 10
    reviews: int = 200
    new_ignores_reviews: bool = False


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many cards may still be shown today, and what is held back.

    `reason` is paused (too many reviews wait for new cards to begin), review_limit (due cards, or new
    ones, stay hidden behind the limit of reviews), new_limit (new cards stay hidden behind their own),
    or empty.
    """

    reviews: int
    new: int
    reason: str
    is_new_paused: bool
    held_back_reviews: bool
    held_back_new: bool


def allowance(
    limits: Limits,
    *,
    reviews_done: int,
    new_done: int,
    due: int,
    goal: int,
    new_waiting: int | None = None,
) -> Allowance:
    """What may still be shown today, of one bank.

    `reviews_done` and `new_done` are the cards answered today, `due` the cards due now (counted up to a
    number above both twice the goal and the limit of reviews), `goal` the daily goal in cards.
    `new_waiting` is how many new cards there are at all, None where that is not known: some are taken
    to wait then.
    """
    is_apart = limits.new_ignores_reviews
    room = max(0, limits.reviews - reviews_done - (0 if is_apart else new_done))
    reviews = min(due, room)
    is_paused = due > 2 * goal
    new_left = max(0, limits.new - new_done)
    new_room = new_left if is_apart else min(new_left, room - reviews)
    new = 0 if is_paused else new_room
    waits = new_waiting is None or new_waiting > new
    held_back_new = waits and not is_paused
    held_back_reviews = due > room
    if is_paused:
        reason = "paused" if waits else ""
    else:
        reason = ("review_limit" if new_room < new_left else "new_limit") if held_back_new else ""
    if held_back_reviews and not reason:
        reason = "review_limit"
    return Allowance(reviews, new, reason, is_paused, held_back_reviews, held_back_new)


@dataclass(frozen=True, slots=True)
class Line(Generic[K]):
    """Where a session stands: "Card `place` of `size` + `again` again"."""

    upcoming: list[K]
    place: int
    size: int
    again: int
    answered: int
    right_first: int
    missed: list[K]


def session_line(queue: Sequence[K], answers: Sequence[tuple[K, bool]]) -> Line[K]:
    """The line of a session from its queue and its answers (card, passed) in the order given.

    Cards not answered yet keep their order; failed ones wait behind them, in the order of their last
    failure, until they are right once. An answer to a card that was right already changes nothing but
    `answered`; one to a card that is not in the queue counts, but does not bring the card into the
    line. `missed` is by first failure.
    """
    waiting = dict.fromkeys(queue)
    size = len(waiting)
    first: dict[K, bool] = {}
    failed: dict[K, None] = {}
    again = 0
    for card, passed in answers:
        first.setdefault(card, passed)
        is_in_line = waiting.pop(card, 0) is None or card in failed
        failed.pop(card, None)
        if is_in_line and not passed:
            failed[card] = None
            again += 1
    place = min(size - len(waiting) + 1, size)
    missed = [card for card, passed in first.items() if not passed]
    return Line([*waiting, *failed], place, size, again, len(answers), sum(first.values()), missed)
