"""How far each topic, bank or paragraph has come: learned, learning, new, and the chance to recall it today."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import bindparam, select

from webapp.banks.models import ACTIVE, Question, Version
from webapp.progress import words
from webapp.progress.about import MOST_BANKS, About, filter_of
from webapp.progress.card_queries import Group, questions_for
from webapp.progress.queries import Shelf
from webapp.progress.views import Link, TopicLine, Topics
from webapp.web.rendering import address
from webapp.web.texts import gettext

Groups = Mapping[tuple[int, str], Group]
MOST_TOPICS = 15  # of several banks together; where there are more, a line stands for a bank
_NUMBER = re.compile(r"\d+")

_sources = (
    select(Question.id, Question.topic, Version.source)
    .join(Version, Version.id == Question.version_id)
    .where(Question.bank_id == bindparam("bank_id"), Question.status == ACTIVE)
    .order_by(Question.position)
)


def is_by_topic(about: About) -> bool:
    return about.shelf is not None or (len(about.shelves) <= MOST_BANKS and len(about.topics) <= MOST_TOPICS)


def topics_of(about: About, found: Groups) -> Topics:
    """By topic within a bank and for a few banks together, else by bank; by paragraph where that is asked for."""
    if about.is_by_paragraph and about.shelf is not None:
        return _by_paragraph(about, about.shelf)
    if not is_by_topic(about):
        return _by_bank(about, found)
    wanted, titles = about.wanted, {shelf.id: shelf.title for shelf in about.shelves}
    totals = {
        (bank, topic): count
        for (bank, topic), count in about.topics.items()
        if wanted.bank_id in (None, bank) and wanted.topic in (None, topic)
    }
    is_one = about.shelf is not None
    lines = []
    for (bank, topic), count in totals.items():
        name = topic or (gettext("Other questions") if len(totals) > 1 else gettext("All questions"))
        label = name if is_one else f"{titles[bank]}: {name}"
        lines.append(_line(label, "", found.get((bank, topic), Group()), count))
    caption = gettext("Questions by topic and chance to recall them today")
    other = Link(_address(about, by="paragraph"), gettext("By paragraph of the article")) if about.shelf else None
    return Topics(_heading(lines), lines, caption, gettext("Topic"), other)


def _address(about: About, **more: str) -> str:
    values: dict[str, Any] = {**filter_of(about).query, **more}
    return url_for("progress.page", **values)


def _by_bank(about: About, found: Groups) -> Topics:
    totals: dict[int, int] = {}
    for (bank, _topic), count in about.topics.items():
        totals[bank] = totals.get(bank, 0) + count
    groups: dict[int, Group] = {}
    for (bank, _topic), group in found.items():
        groups[bank] = groups.get(bank, Group()).plus(group)
    lines = [
        _line(
            shelf.title,
            address("progress.page", bank=shelf.slug),
            groups.get(shelf.id, Group()),
            totals.get(shelf.id, 0),
        )
        for shelf in about.shelves
    ]
    return Topics(_heading(lines), lines, gettext("Questions by bank and chance to recall them today"), gettext("Bank"))


def _by_paragraph(about: About, shelf: Shelf) -> Topics:
    """By the paragraph of the article that a question's source note names."""
    rows: Any = about.connection.execute(_sources, {"bank_id": shelf.id})
    places = {
        question_id: _paragraphs(source) for question_id, topic, source in rows if about.wanted.topic in (None, topic)
    }
    totals = _totals(places)
    groups: dict[int, Group] = {}
    for question_id, group in questions_for(about.connection, about.wanted, about.options.parameters).items():
        for number in places.get(question_id, ()):
            groups[number] = groups.get(number, Group()).plus(group)
    lines = [
        _line(_paragraph_name(number), "", groups.get(number, Group()), totals[number]) for number in sorted(totals)
    ]
    caption = gettext("Questions by paragraph of the article and chance to recall them today")
    other = Link(_address(about), gettext("By topic"))
    return Topics(_heading(lines), lines, caption, gettext("Paragraph"), other)


def _paragraph_name(number: int) -> str:
    return gettext("Paragraph %(number)s", number=number) if number else gettext("Without a paragraph")


def _paragraphs(source: Mapping[str, Any]) -> Sequence[int]:
    """Several where the note names several; 0 where it names none: background, or another sort of source."""
    return tuple(sorted({int(number) for number in _NUMBER.findall(source.get("paragraph") or "")})) or (0,)


def _totals(places: Mapping[int, Iterable[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for numbers in places.values():
        for number in numbers:
            found[number] = found.get(number, 0) + 1
    return found


def _line(name: str, url: str, group: Group, count: int) -> TopicLine:
    new = max(0, count - group.begun)
    recall = words.between(*group.recall) if group.begun else gettext("Not started")
    return TopicLine(name, url, group.learned, group.begun - group.learned, new, recall)


def _heading(lines: Sequence[TopicLine]) -> str:
    learned, count = sum(line.learned for line in lines), sum(line.questions for line in lines)
    begun = [line for line in lines if line.learned or line.learning]
    idle = [line for line in lines if not (line.learned or line.learning)]
    if not begun:
        return gettext("Nothing begun yet")
    if len(begun) > 1 and idle and len(idle) < len(lines):
        best = max(begun, key=lambda line: line.learned_width)
        if best.learned:
            return gettext("%(best)s sits best; %(idle)s has not begun", best=best.name, idle=idle[0].name)
    return gettext(
        "%(learned)s of %(count)s questions learned", learned=words.thousands(learned), count=words.thousands(count)
    )
