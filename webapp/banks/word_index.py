"""The words of questions, for finding them: of what is asked and what is answered, not of what explains it."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, Question, QuestionWord, Version
from webapp.database import transaction
from webapp.kinds.registry import kind_named
from webapp.kinds.typed_text import STROKED
from webapp.text import described

LONGEST = 40  # characters of a word that are compared
MOST_WORDS = 8  # of a search that are looked for
TAG = "#"
CHUNK = 2_000  # questions in memory at once
_AT_ONCE = 200  # questions that a short transaction indexes
_PLAIN = str.maketrans(STROKED)
_WORD = re.compile(r"[^\W_]+")
_SEARCHED = re.compile(r"#?[^\W_]+")
_MARK = re.compile(r"<[^>]*>")
_EXPLAINING = ("why", "note")
_is_stale = and_(  # what is retired is in no list; it is indexed when it comes back
    Question.status == ACTIVE,
    Question.version_id.is_not(None),
    or_(Question.indexed_version_id.is_(None), Question.indexed_version_id != Question.version_id),
)


def folded_text(text: str) -> str:
    """As words are compared: without case and accents, letters with a stroke as the plain ones."""
    if text.isascii():
        return text.lower()
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not 0x300 <= ord(char) <= 0x36F)
    return unicodedata.normalize("NFC", bare.translate(_PLAIN).casefold())


def words_of(content: Mapping[str, Any], tags: Iterable[str] = ()) -> set[str]:
    """What stands in the index for a question that says this."""
    kind = kind_named(content["kind"])
    explaining = set(_explanations(content))
    texts = [text for text in kind.parts({**content, "hint": "", "explanation": ""}) if text not in explaining]
    whole = described("\n".join(texts))
    if content["format"] == "html":
        whole = html.unescape(_MARK.sub(" ", whole))
    words = {word[:LONGEST] for word in _WORD.findall(folded_text(whole))}
    return words | {TAG + word[:LONGEST] for tag in tags if (word := _joined(tag))}


def _explanations(part: Mapping[str, Any]) -> Iterator[str]:
    """Of options, gaps, items and accepted answers, which stand in lists."""
    for value in part.values():
        if type(value) is list:
            for entry in value:
                if type(entry) is dict:
                    yield from (entry[name] for name in _EXPLAINING if name in entry)
                    yield from _explanations(entry)


def _joined(tag: str) -> str:
    """A tag is one word, whatever stands between its parts."""
    return "".join(_WORD.findall(folded_text(tag)))


def searched_words(text: str) -> tuple[str, ...]:
    """The beginnings of words that somebody looks for; those that another one includes are left out."""
    found = dict.fromkeys(word[: LONGEST + word.startswith(TAG)] for word in _SEARCHED.findall(folded_text(text)))
    longer = [word for word in found if not any(other != word and other.startswith(word) for other in found)]
    return tuple(longer[:MOST_WORDS])


def tag_word(text: str) -> str:
    """A tag as it stands in the index; "" for none."""
    word = _joined(text)[:LONGEST]
    return TAG + word if word else ""


def index_questions(session: Session, bank_id: int | None = None) -> int:
    """Index the questions of a bank, or of all, whose words are those of an earlier version or of none; their count."""
    session.flush()
    connection = session.connection()
    count, after = 0, 0
    while rows := _stale(connection, bank_id, after, CHUNK):
        _write(connection, rows)
        count, after = count + len(rows), rows[-1][0]
    return count


def index_in_steps(bank_id: int | None = None) -> int:
    """The same in short transactions, for what may be much."""
    count, after = 0, 0
    while True:
        with transaction() as session:
            rows = _stale(session.connection(), bank_id, after, _AT_ONCE)
            if rows:
                _write(session.connection(), rows)
        if not rows:
            return count
        count, after = count + len(rows), rows[-1][0]


def catch_up(_now: int) -> str:
    """A step of the nightly work, for what was changed past the services."""
    return f"{index_in_steps()} questions indexed"


def _stale(connection: Connection, bank_id: int | None, after: int, size: int) -> Sequence[Any]:
    asked = (
        select(Question.id, Question.indexed_version_id, Version.content, Version.source)
        .join(Version, Version.id == Question.version_id)
        .where(_is_stale, Question.id > after)
        .order_by(Question.id)
        .limit(size)
    )
    if bank_id is not None:
        asked = asked.where(Question.bank_id == bank_id)
    return connection.execute(asked).all()


def _write(connection: Connection, rows: Sequence[Any]) -> None:
    before = [question_id for question_id, indexed, _content, _source in rows if indexed is not None]
    if before:
        forget_words(connection, before)
    pairs = sorted(
        (word, question_id)
        for question_id, _indexed, content, source in rows
        for word in words_of(content, source.get("tags") or ())
    )
    if pairs:
        insert_words(connection, pairs)
    ids = [row[0] for row in rows]
    connection.execute(
        update(Question).where(Question.id.in_(ids)).values(indexed_version_id=Question.version_id),
    )


def insert_words(connection: Connection, pairs: Sequence[tuple[str, int]]) -> None:
    """Each word with a question that has it, in order. Past SQLAlchemy, which handles each short row by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO question_word (word, question_id) VALUES (?, ?)", list(pairs))
        return
    words, ids = zip(*pairs, strict=True)
    connection.exec_driver_sql(
        "INSERT INTO question_word (word, question_id) SELECT * FROM unnest(%s::varchar[], %s::integer[])",
        (list(words), list(ids)),
    )


def forget_words(connection: Connection, question_ids: Sequence[int]) -> None:
    """Before questions go, or say something else."""
    connection.execute(delete(QuestionWord).where(QuestionWord.question_id.in_(question_ids)))
