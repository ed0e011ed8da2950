"""What a progress page is asked for: a bank, a topic of it and a period, from its address; and the filter that asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from webapp.memory.preset import NO_PLAN, Plan
from webapp.memory.schedule import Options
from webapp.memory.statistics import PERIODS, first_day_of
from webapp.progress.queries import Shelf, Wanted, shelves_for, topics_for
from webapp.progress.views import Choice, Filter
from webapp.web.texts import gettext

MONTH = "month"
MOST_BANKS = 5  # whose topics are told apart on one page


@dataclass(frozen=True)
class About:
    """What the page is about, and what every part of it needs."""

    connection: Connection
    wanted: Wanted
    period: str
    shelves: list[Shelf]
    topics: dict[tuple[int, str], int]  # questions of each; of many banks, of each bank
    options: Options  # as the bank is studied, or as banks usually are
    goal_cards: int = NO_PLAN.goal_cards  # a day
    is_by_paragraph: bool = False

    @property
    def today(self) -> int:
        return self.wanted.today

    @property
    def since(self) -> int:
        return first_day_of(self.period, self.today)

    @property
    def shelf(self) -> Shelf | None:
        """The one bank that the page is about: chosen, or the only one there is."""
        chosen = [shelf for shelf in self.shelves if shelf.id == self.wanted.bank_id]
        return chosen[0] if chosen else self.shelves[0] if len(self.shelves) == 1 else None


def about_for(
    connection: Connection,
    user_id: int,
    today: int,
    options: Options,
    asked: Mapping[str, str],
    plan: Plan = NO_PLAN,
) -> About:
    """What stands in the address; whatever is not there to be chosen counts as not chosen."""
    shelves = shelves_for(connection, user_id)
    bank = next((shelf for shelf in shelves if shelf.slug == asked.get("bank", "")), None)
    if bank is None and len(shelves) > MOST_BANKS:
        topics = {(shelf.id, ""): shelf.questions for shelf in shelves}
    else:
        topics = topics_for(connection, user_id, bank.id if bank else None)
    topic = asked.get("topic", "")
    is_topic = bank is not None and topic != "" and (bank.id, topic) in topics
    wanted = Wanted(user_id, today, bank.id if bank else None, topic if is_topic else None)
    period = asked.get("period", "")
    return About(
        connection,
        wanted,
        period if period in PERIODS else MONTH,
        shelves,
        topics,
        plan.options(options, wanted.bank_id),
        plan.goal_cards,
        is_by_paragraph=asked.get("by") == "paragraph",
    )


def filter_of(about: About) -> Filter:
    """Topics are offered once a bank is chosen: without scripts one list cannot follow the other."""
    wanted, shelf = about.wanted, about.shelf
    banks = [Choice(each.slug, each.title, each.id == wanted.bank_id) for each in about.shelves]
    topics = [topic for bank, topic in about.topics if shelf is not None and bank == wanted.bank_id and topic]
    query = {} if wanted.bank_id is None or shelf is None else {"bank": shelf.slug}
    if wanted.topic:
        query["topic"] = wanted.topic
    if about.period != MONTH:
        query["period"] = about.period
    chosen = [shelf.title] if shelf is not None and wanted.bank_id is not None else []
    return Filter(
        banks=banks if len(banks) > 1 else [],
        topics=[Choice(topic, topic, topic == wanted.topic) for topic in topics] if len(topics) > 1 else [],
        periods=[Choice(name, label, name == about.period) for name, label in period_names().items()],
        words=" · ".join([*chosen, *([wanted.topic] if wanted.topic else [])]),
        query=query,
    )


def period_names() -> dict[str, str]:
    return {
        "today": gettext("Today"),
        "yesterday": gettext("Yesterday"),
        "week": gettext("Seven days"),
        "month": gettext("Thirty days"),
        "year": gettext("A year"),
        "all": gettext("All time"),
    }


def within(period: str) -> str:
    """A period inside a sentence."""
    return {
        "today": gettext("today"),
        "yesterday": gettext("yesterday"),
        "week": gettext("in seven days"),
        "month": gettext("in thirty days"),
        "year": gettext("in a year"),
        "all": gettext("in all"),
    }[period]
