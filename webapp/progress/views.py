"""What the progress templates are given. Shares run from 0 to 1, positions in pictures from 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Choice(NamedTuple):
    """An entry of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    banks: Sequence[Choice]
    topics: Sequence[Choice]
    periods: Sequence[Choice]
    words: str  # what the figures are about, where it is not everything
    query: dict[str, str]  # the same for addresses


class HeatDay(NamedTuple):
    answers: int
    level: int  # 0 none, then a few, a session or two, more
    is_today: bool


class HeatWeek(NamedTuple):
    label: str  # of its Monday
    days: Sequence[HeatDay | None]  # Monday first; None: not yet


@dataclass(frozen=True)
class Heat:
    heading: str
    aria: str
    caption: str
    weeks: Sequence[HeatWeek]
    day_names: Sequence[str]


class Bar(NamedTuple):
    """A column of a chart and a row of its table."""

    label: str  # below the column; "" where there is no room
    name: str  # in the table
    value: float
    height: float  # of the picture
    shown: str = ""
    cells: Sequence[str] = ()
    part: float = 0.0  # how much of the height is another sort
    is_now: bool = False


@dataclass(frozen=True)
class Bars:
    heading: str
    aria: str
    caption: str
    bars: Sequence[Bar]
    table_caption: str
    columns: Sequence[str]
    part_label: str = ""


@dataclass(frozen=True)
class Strip:
    """A share with its interval on a scale, and a target."""

    heading: str
    aria: str
    caption: str
    share: float | None
    lowest: float
    highest: float
    target: float | None
    scale_from: float
    table_caption: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[str]]] = ()

    def at(self, share: float) -> float:
        return round(100 * max(0.0, min(1.0, (share - self.scale_from) / (1 - self.scale_from))), 1)


class TopicLine(NamedTuple):
    name: str
    url: str
    learned: int
    learning: int
    new: int
    recall: str  # in words

    @property
    def questions(self) -> int:
        return max(1, self.learned + self.learning + self.new)

    @property
    def learned_width(self) -> float:
        return 100 * self.learned / self.questions

    @property
    def learning_width(self) -> float:
        return 100 * self.learning / self.questions


class Link(NamedTuple):
    url: str
    label: str


@dataclass(frozen=True)
class Topics:
    heading: str
    lines: Sequence[TopicLine]
    table_caption: str
    first_column: str
    other: Link | None = None  # the same questions put together in another way


@dataclass(frozen=True)
class Overview:
    today_text: str
    filter: Filter
    heat: Heat
    ahead: Bars
    recall: Strip
    topics: Topics
    is_new: bool  # nothing answered yet


class Figure(NamedTuple):
    value: str
    label: str


@dataclass(frozen=True)
class Details:
    filter: Filter
    counts: Sequence[Figure]
    retention: Strip
    knowledge_text: str
    sections: Sequence[tuple[str, Sequence[Bars]]]  # heading, charts
