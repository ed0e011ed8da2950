"""Which of one's own cards are looked for: as conditions of a statement, and as short lists of what is rare.

A condition hides its column from the database's choice of an index (`+ 0`): which index serves is decided in
`browsing`, by counting, and a planner without statistics would sort all cards of a learner instead.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, text, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from webapp.banks.models import ACTIVE, UNASKED, Question, QuestionWord
from webapp.banks.word_index import TAG
from webapp.direct import Prepared
from webapp.memory.preset import Plan
from webapp.memory.schedule import LEARNING, RELEARNING, REVIEW
from webapp.study.models import Card

STATES = ("", "due", "week", "begun", "review", "learning", "again", "aside", "hard")
FLAGGED = -1  # any flag
_LAST = "\U0010ffff"  # behind every character that a word can have
_hidden_column = Card.hidden_until + 0
_bank = Card.bank_id + 0
MOST_UNASKED = 5_000
_BROAD = 5  # times as many of those that are put in order by an index alone


@dataclass(frozen=True)
class Filter:
    """What is looked for; what is empty leaves nothing out. `words` are beginnings as `searched_words` gives them, all
    of which must be there. `flag` is a flag's number, or FLAGGED. `lapses` is the least number."""

    words: tuple[str, ...] = ()
    bank_id: int | None = None
    topic: str = ""
    state: str = ""
    flag: int = 0
    lapses: int = 0


@dataclass(frozen=True)
class Reader:
    """Whose cards, on which day, under which options; `closed` are banks that are no longer open to the learner."""

    user_id: int
    today: int
    plan: Plan
    closed: tuple[int, ...] = ()


def is_asked(question_id: Any, question: Any = Question) -> ColumnElement[bool]:
    """How cards are joined with their questions."""
    return and_(question.id == question_id, question.status == ACTIVE, question.version_id.is_not(None))


_gone = select(Question.id).where(text(UNASKED))
_unasked = Prepared(select(func.count()).select_from(_gone.limit(bindparam("most")).subquery()))


def still_asked(connection: Connection) -> Callable[[Any], ColumnElement[bool]]:
    """A condition on the id of a card's question, for which no question is read as long as the whole site has few that
    are not asked."""
    [count] = _unasked.row(connection, {"most": MOST_UNASKED + 1})
    if count > MOST_UNASKED:
        other = aliased(Question)  # a statement may read the card's question for its topic
        return lambda question_id: select(other.id).where(is_asked(question_id, other)).exists()
    return lambda question_id: question_id.not_in(_gone)


def conditions(wanted: Filter, reader: Reader) -> list[ColumnElement[bool]]:
    """For a statement about cards and their questions, which are asked still."""
    found = of_card(wanted, reader)
    return [Question.topic == wanted.topic, *found] if wanted.topic else found


def of_card(wanted: Filter, reader: Reader, *, known: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """Those of them that a card's own row, and the index of words, can tell. The words `known` are there anyhow."""
    found: list[ColumnElement[bool]] = []
    if reader.closed:
        found.append(_bank.not_in(reader.closed))
    if wanted.bank_id is not None:
        found.append(_bank == wanted.bank_id)
    if wanted.flag:
        found.append(Card.flag + 0 > 0 if wanted.flag == FLAGGED else Card.flag + 0 == wanted.flag)
    if wanted.lapses:
        found.append(Card.lapses + 0 >= wanted.lapses)
    found += [_has_word(word) for word in wanted.words if word not in known]
    if wanted.state:
        found.append(_STATES[wanted.state](reader))
    return found


def within(wanted: Filter, sort: str) -> list[ColumnElement[bool]]:
    """Where the filter is about what the list is sorted by, the reach of the index that has to be walked."""
    return [Card.lapses >= wanted.lapses] if sort == "missed" and wanted.lapses else []


def _has_word(word: str) -> ColumnElement[bool]:
    mine = (QuestionWord.question_id == Card.question_id, _is_word(word))
    return select(QuestionWord.word).where(*mine).exists()


def _is_word(word: str, table: Any = QuestionWord) -> ColumnElement[bool]:
    """Tags are looked for as they are, words by their beginnings."""
    if word.startswith(TAG):
        return cast("ColumnElement[bool]", table.word == word)
    return and_(table.word >= word, table.word < word + _LAST)


def _due_until(day: int) -> ColumnElement[bool]:
    in_step = and_(Card.due_at.is_not(None), Card.suspended.is_(False), _hidden_column <= day)
    return or_(Card.show_day + 0 <= day, in_step)


def _is_shown(reader: Reader) -> ColumnElement[bool]:
    return and_(Card.suspended.is_(False), _hidden_column <= reader.today)


def _in_phase(*phases: str) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda reader: and_(Card.phase.in_(phases), _is_shown(reader))


def _is_hard(reader: Reader) -> ColumnElement[bool]:
    """Missed as often as the options of its bank call a leech."""
    own = {bank: preset.leech_threshold for bank, preset in reader.plan.banks.items()}
    usual = Card.lapses + 0 >= reader.plan.usual.leech_threshold
    others = and_(_bank.not_in(list(own)), usual) if own else usual
    return or_(others, *(and_(_bank == bank, Card.lapses + 0 >= least) for bank, least in own.items()))


_STATES: dict[str, Callable[[Reader], ColumnElement[bool]]] = {
    "due": lambda reader: _due_until(reader.today),
    "week": lambda reader: _due_until(reader.today + 6),
    "begun": lambda _reader: Card.reps > 0,
    "review": _in_phase(REVIEW),
    "learning": _in_phase(LEARNING),
    "again": _in_phase(RELEARNING),
    "aside": lambda reader: or_(Card.suspended, _hidden_column > reader.today),
    "hard": _is_hard,
}


@dataclass(frozen=True)
class Few:
    """All that a filter can let through, when that is little: statements for the ids of cards. Cards of certain
    questions, which have the `words`, are found by both ids; `is_direct` otherwise, where the parts are about cards
    alone."""

    parts: Sequence[Select[Any]]
    words: tuple[str, ...]
    is_direct: bool
    count: int


def few(connection: Connection, wanted: Filter, reader: Reader, most: int) -> Few | None:
    """The shortest list among the parts of the filter, each counted in an index of its own and up to `most` only, or to
    some times that where its index is broad; None when none is that short."""
    lists: list[tuple[list[Select[Any]], tuple[str, ...], bool, int]]
    lists = [(parts, (), True, most * (_BROAD if is_broad else 1)) for is_broad, parts in _of_cards(wanted, reader)]
    lists += [([part], words, False, most) for words, part in _of_questions(wanted)]
    counts = [sum(_counted(part, limit) for part in parts) for parts, _words, _is_direct, limit in lists]
    row = connection.execute(select(*(count.label(f"list{place}") for place, count in enumerate(counts)))).one()
    short = [(int(count), place) for place, count in enumerate(row) if count <= lists[place][-1]]
    if not short:
        return None
    count, place = min(short)
    parts, words, is_direct, _limit = lists[place]
    return Few(parts if is_direct else [_cards_of(part, reader) for part in parts], words, is_direct, count)


def _counted(part: Select[Any], most: int) -> Any:
    return select(func.count()).select_from(part.limit(most + 1).subquery()).scalar_subquery()


def _cards_of(questions: Select[Any], reader: Reader) -> Select[Any]:
    """By the index that has both ids: an equal user alone would tempt SQLite to walk all cards."""
    card = aliased(Card)
    [column] = questions.selected_columns
    both = questions.with_only_columns(literal(reader.user_id), column)
    return select(card.id).where(tuple_(card.user_id, card.question_id).in_(both))


def _of_cards(wanted: Filter, reader: Reader) -> list[tuple[bool, list[Select[Any]]]]:
    """Whether its index is broad, and the parts of each list."""
    mine = select(Card.id).where(Card.user_id == reader.user_id)
    lists = [(False, [mine])]
    if wanted.bank_id is not None:
        lists.append((False, [mine.where(Card.bank_id == wanted.bank_id)]))
    if wanted.flag:
        flagged = mine.where(text("flag > 0"))
        lists.append((True, [flagged if wanted.flag == FLAGGED else flagged.where(Card.flag == wanted.flag)]))
    least = wanted.lapses
    if wanted.state == "hard":
        presets = (reader.plan.usual, *reader.plan.banks.values())
        least = max(least, min(preset.leech_threshold for preset in presets))
    if least:
        lists.append((False, [mine.where(Card.lapses >= least)]))
    if wanted.state in ("due", "week"):
        day = reader.today + (6 if wanted.state == "week" else 0)
        lists.append((True, [mine.where(Card.show_day <= day), mine.where(Card.due_at.is_not(None))]))
    if wanted.state in ("learning", "again"):
        phase = LEARNING if wanted.state == "learning" else RELEARNING
        lists.append((True, [mine.where(text("phase <> 'review'"), Card.phase == phase)]))
    if wanted.state == "aside":
        hidden = mine.where(text("hidden_until > 0"), Card.hidden_until > reader.today)
        lists.append((True, [mine.where(Card.suspended), hidden]))
    return lists


def _of_questions(wanted: Filter) -> list[tuple[tuple[str, ...], Select[Any]]]:
    """With the words that each list is about. A question that has several words of one beginning stands there more than
    once: to leave that out, PostgreSQL would read them all."""
    those = select(QuestionWord.question_id)
    lists: list[tuple[tuple[str, ...], Select[Any]]] = [((word,), those.where(_is_word(word))) for word in wanted.words]
    if len(wanted.words) > 1:
        other = aliased(QuestionWord)
        every = [
            select(other.word).where(other.question_id == QuestionWord.question_id, _is_word(word, other)).exists()
            for word in wanted.words[1:]
        ]
        lists.append((wanted.words, lists[0][1].where(*every)))
    if wanted.topic and wanted.bank_id is not None:
        topic = (Question.bank_id == wanted.bank_id, Question.topic == wanted.topic, Question.status == ACTIVE)
        lists.append(((), select(Question.id).where(*topic)))
    return lists
