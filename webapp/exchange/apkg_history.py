"""What an Anki package knows of its owner's learning: the log and the state of each card, read and not judged.

Source: the tables `cards` and `revlog` of Anki's collections, which all three layouts share. Which rows count is the
scheduler's business (`webapp/memory/brought_log.py`).
"""

import io
import json
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from webapp.exchange.apkg_collection import Ask, Unusable, asking, rows_of
from webapp.exchange.apkg_notes import note_of
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.safe_zip import unsafe
from webapp.exchange.writing import Losses
from webapp.memory.brought_log import KeptAnswer, KeptCard
from webapp.memory.days import local_day

History = dict[tuple[str, int], tuple[KeptCard, list[KeptAnswer]]]
"""By the guid of the note and the number of its card, from 0."""

MOST_ROWS = 500_000  # of the log: about 100 MB; the newest are read
_CARDS = (
    "SELECT c.id, n.guid, c.ord, c.type, c.queue, c.due, c.odue, c.odid, c.ivl, c.factor, c.flags "
    "FROM cards c JOIN notes n ON n.id = c.nid WHERE c.ivl <> 0 OR c.id IN (SELECT cid FROM revlog)"
)
_OF_CARDS = "revlog WHERE cid IN (SELECT id FROM cards)"  # a log goes on about cards that are deleted
_LOG = (
    f"SELECT cid, id, ease, ivl, lastIvl, factor, time, type FROM {_OF_CARDS} "
    f"AND id >= (SELECT min(id) FROM (SELECT id FROM {_OF_CARDS} ORDER BY id DESC LIMIT {{most}})) ORDER BY cid, id"
)
_IN_REVIEW, _SET_ASIDE, _LARGEST = 2, -1, 2**31
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_OFFSET = 15 * 60  # minutes; no zone is further from UTC
_LONGEST = 40_000  # days: more than any Anki gives, and less than the calendar has


def read_history(data: bytes, *, zone: str, most: int = MOST_ROWS) -> History:
    """The cards that have been learned. `zone` is that of a collection that does not say where it was begun. Empty
    where the file is no package that can be read, or was exported without its schedule; of a log that is longer than
    `most` the newest answers. Never raises."""
    try:
        if zipfile.is_zipfile(io.BytesIO(data)) and unsafe(data):
            return {}
        with asking(data) as ask:
            cards = _cards(ask(_CARDS), _first_day(ask, zone))
            for card_id, *row in ask(_LOG.format(most=most)):
                answer = _answer(row)
                if answer is not None and card_id in cards:
                    cards[card_id][2].append(answer)
    except (Unusable, ValueError, TypeError, OverflowError, OSError):
        return {}
    return {key: (card, given) for key, card, given in cards.values() if given or card.interval}


def _first_day(ask: Ask, zone: str) -> int:
    """The day from which due days are counted: the date of the wall clock where and when the collection was begun.

    Source: `sched_timing_today` of Anki. Neither its own hour at which days begin nor the learner's moves it: that hour
    says when a day begins, and not which date it has. Collections without `creationOffset` (minutes west of UTC) are
    older; they are taken for begun in the learner's zone."""
    ((created, settings),) = ask("SELECT crt, conf FROM col")
    offset = _offset(settings)
    if offset is None and next(ask("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'config'"), None):
        found = next(ask("SELECT val FROM config WHERE key = 'creationOffset'"), None)
        offset = _whole(json.loads(found[0])) if found else None
    if offset is None:
        return local_day(int(created) * 1000, zone, 0)
    return _EPOCH + (int(created) - offset * 60) // 86_400


def _offset(settings: Any) -> int | None:
    said = json.loads(settings) if settings else None
    return _whole(said.get("creationOffset")) if isinstance(said, dict) else None


def _whole(value: Any) -> int | None:
    return value if type(value) is int and abs(value) <= _MOST_OFFSET else None


def _cards(
    rows: Iterable[tuple[Any, ...]], first_day: int
) -> dict[Any, tuple[tuple[str, int], KeptCard, list[KeptAnswer]]]:
    """By their ids, without their answers yet; one that no Anki writes is left out."""
    found = {}
    for card_id, guid, place, *row in rows:
        with suppress(ValueError, TypeError, OverflowError):
            found[card_id] = (str(guid), int(place)), _card(row, first_day), list[KeptAnswer]()
    return found


def learned_cards(data: bytes) -> int:
    """How many cards of a package have been in review; 0 for whatever cannot be read. Never raises."""
    try:
        if zipfile.is_zipfile(io.BytesIO(data)) and unsafe(data):
            return 0
        [[(count,)]] = rows_of(data, f"SELECT count(*) FROM cards WHERE type >= {_IN_REVIEW}")
    except (Unusable, ValueError, OSError):
        return 0
    return int(count)


def _answer(row: list[Any]) -> KeptAnswer | None:
    """None for a row that no Anki writes."""
    try:
        at, rating, interval, last_interval, factor, duration, sort = (int(each) for each in row)
    except (ValueError, TypeError, OverflowError):
        return None
    if not 0 <= rating <= 4 or not 0 <= at < 2**43 or max(interval, last_interval) >= _LONGEST:
        return None
    if max(-interval, -last_interval, abs(factor), abs(duration)) >= _LARGEST:
        return None
    return KeptAnswer(at, rating, interval, last_interval, factor, duration, sort)


def _card(row: list[Any], first_day: int) -> KeptCard:
    phase, queue, due, due_elsewhere, is_elsewhere, interval, factor, flags = (int(each) for each in row)
    due = due_elsewhere if is_elsewhere else due  # in a filtered deck the own due day is kept aside
    is_known = phase == _IN_REVIEW and 0 < interval < _LONGEST and abs(due) < 100_000
    return KeptCard(
        interval=interval if is_known else 0,
        factor=factor if 0 <= factor < 20_000 else 0,
        due_day=first_day + due if is_known else 0,
        is_suspended=queue == _SET_ASIDE,
        flag=flags & 7,
    )


def by_facet(history: History, questions: list[DraftQuestion]) -> dict[tuple[str, str], Any]:
    """The same by the id of a question that was read of the package, and its facet: only what is asked here."""
    found: dict[tuple[str, str], Any] = {}
    for question in questions:
        for facet, place in note_of(question, Losses()).cards.items():
            known = history.get((question.external_id, place))
            if known is not None:
                found[question.external_id, facet] = known
    return found
