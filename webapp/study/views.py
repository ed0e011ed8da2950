"""What the study templates are given: plain, finished objects, so that a template only places them."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceNote:
    heading: str
    says: str
    background: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class RatingButton:
    rating: int
    word: str
    short: str
    long: str
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot on the return line; `percent` of its width from the left."""

    percent: float
    label: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Margin:
    title: str
    text: str
    aria: str
    dots: list[Dot]

    @property
    def looks(self) -> tuple[object, ...]:
        """All that it shows, for a template that keeps what it made of it."""
        return self.title, self.text, self.aria, *self.dots


@dataclass(frozen=True, slots=True)
class CardView:
    card_id: str
    looks: tuple[int, str, str]  # version, facet and order: the same question in the same order looks the same
    session_id: str
    kicker: str
    kind: str
    prompt: str
    format: str
    foreign: dict[str, str]
    hint: str
    presented: dict[str, Any]
    ticket: str
    key: str
    is_new: bool
    margin: Margin
    is_self_graded: bool
    back: dict[str, Any] | None
    ratings: list[RatingButton]
    explanation: str
    source: SourceNote | None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    card_id: str
    version_id: int
    session_id: str
    kicker: str
    kind: str
    prompt: str
    format: str
    foreign: dict[str, str]
    ticket: str
    review_id: str
    revealed: dict[str, Any]
    outcome: str
    title: str
    text: str
    announcement: str
    explanation: str
    source: SourceNote
    next_url: str
    can_claim: bool
    claim_url: str
    claim_ratings: list[RatingButton]


@dataclass(frozen=True, slots=True)
class Progress:
    session_id: str
    place: int
    size: int
    again: int
    answered: int
    can_undo: bool
    undo_key: str
    status: str

    @property
    def total(self) -> int:
        return self.size + self.again

    @property
    def looks(self) -> tuple[object, ...]:
        """All that it shows but what is filled in."""
        return self.place, self.size, self.again, self.answered, self.can_undo, self.status


@dataclass(frozen=True, slots=True)
class Missed:
    prompt: str
    format: str
    foreign: dict[str, str]
    given_text: str
    answer_text: str
    source: SourceNote
    question_id: int
    facet: str


@dataclass(frozen=True, slots=True)
class Summary:
    session_id: str
    date_text: str
    cards: int
    right: int
    minutes_text: str
    returns: list[Dot]
    returns_aria: str
    returns_text: str
    held_back_text: str
    more_url: str
    more_text: str
    nothing_more_text: str
    days: list[int]
    days_text: str
    days_from: str
    missed: list[Missed]
    can_undo: bool
    undo_url: str
    undo_key: str


@dataclass(frozen=True, slots=True)
class NothingDue:
    headline: str
    text: str
    next_text: str


@dataclass(frozen=True, slots=True)
class BankRow:
    slug: str
    title: str
    description: str
    subject_text: str
    count: int
    minutes: int
    due: int
    new: int
    learned: int
    learned_share: float
    started: float
    is_started: bool
    study_url: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    title: str
    learned: int
    count: int


@dataclass(frozen=True, slots=True)
class BankPage:
    slug: str
    title: str
    description: str
    source_line: str
    author: str
    licence: str
    changed: str
    kinds_text: str
    count: int
    learned: int
    due: int
    new: int
    study_url: str
    study_text: str
    topics: list[TopicRow] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
