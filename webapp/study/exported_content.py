"""What a learner's rows point at: banks, questions and versions, by names that mean the same in another place."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Executable, func, select
from sqlalchemy.engine import Connection

from webapp.banks.brought import ORIGIN, Ref, origin_of, version_key
from webapp.banks.models import Bank, Question, Version
from webapp.study.models import Enrolment, Report, Review, StudySession
from webapp.study.rebuilding import chunked

Row = dict[str, Any]

PAGE = 1000  # rows of one read
_BANK = ("title", "subject", "level", "language", "description", "author", "licence")


def read(connection: Connection, asked: Executable) -> list[Any]:
    """One page, and the end of the read."""
    rows = list(connection.execute(asked).all())
    connection.rollback()
    return rows


class Content:
    """Names for the ids of this database, and the rows that say what they are."""

    def __init__(self, connection: Connection, user_id: int) -> None:
        self.connection = connection
        self.user_id = user_id
        self.queues = {row[0]: row[1] for row in self._of(StudySession.id, StudySession.queue, model=StudySession)}
        self.question_ids = self._question_ids()
        self.bank_slugs: dict[int, str] = {}
        self.refs: dict[int, Ref] = {}
        self.keys: dict[int, str] = {}
        self._name_questions()

    def banks(self) -> Iterator[Row]:
        columns = (Bank.slug, Bank.source, *(getattr(Bank, name) for name in _BANK))
        seen: set[str] = set()
        asked = select(*columns).where(Bank.id.in_(self.bank_slugs)).order_by(Bank.id)
        for slug, source, *said in read(self.connection, asked):
            origin = origin_of(slug, source)
            if origin not in seen:
                seen.add(origin)
                plain = {name: value for name, value in source.items() if name != ORIGIN}
                yield {"bank": origin, **dict(zip(_BANK, said, strict=True)), "source": plain}

    def questions(self) -> Iterator[Row]:
        seen: set[Ref] = set()
        for chunk in chunked(self.question_ids, PAGE):
            columns = (Question.topic, Question.kind, Question.sibling_key, Question.facets, Question.is_gated)
            asked = select(Question.id, *columns).where(Question.id.in_(chunk)).order_by(Question.id)
            for question_id, topic, kind, sibling, facets, is_gated in read(self.connection, asked):
                bank, question = ref = self.refs[question_id]
                if ref not in seen:
                    seen.add(ref)
                    yield {
                        "bank": bank,
                        "question": question,
                        "topic": topic,
                        "kind": kind,
                        "sibling": sibling.partition(":")[2],
                        "facets": facets,
                        "is_gated": is_gated,
                    }

    def versions(self) -> Iterator[Row]:
        """What was asked and what would have been right. The content only of versions that the learner has answered:
        of others it would give the answers away."""
        names = ("number", "created_at", "content", "source", "stem_hash", "full_hash", "extras")
        columns = [getattr(Version, name) for name in names]
        answered = self._answered()
        seen: set[str] = set()
        for chunk in chunked(sorted(answered, key=lambda each: (not answered[each], each)), PAGE):
            found = read(self.connection, select(Version.id, *columns).where(Version.id.in_(chunk)))
            rows = {row[0]: dict(zip(names, row[1:], strict=True)) for row in found}
            for version_id in chunk:
                row = rows[version_id]
                key = self.keys[version_id] = version_key(row["content"], row["source"], row.pop("extras"))
                if key not in seen:
                    seen.add(key)
                    hidden = {} if answered[version_id] else {"content": None, "source": None}
                    yield {"key": key, **row, **hidden}

    def _answered(self) -> dict[int, bool]:
        """By version that a row names: whether the learner has answered it."""
        best = func.max(Review.rating)
        asked = select(Review.version_id, best).where(Review.user_id == self.user_id).group_by(Review.version_id)
        answered = {version_id: rating > 0 for version_id, rating in read(self.connection, asked)}
        for row in self._of(Report.version_id, model=Report):
            answered.setdefault(row[0], False)
        return answered

    def _question_ids(self) -> list[int]:
        """Of every question that a row names, and of those that were only lined up."""
        found = {row[0] for row in self._of(Review.question_id, model=Review)}
        found |= {row[0] for row in self._of(Report.question_id, model=Report)}
        found |= {question_id for queue in self.queues.values() for question_id, _facet in queue}
        return sorted(found)

    def _name_questions(self) -> None:
        banks = {row[0] for row in self._of(Enrolment.bank_id, model=Enrolment)}
        banks |= {row[0] for row in self._of(StudySession.bank_id, model=StudySession) if row[0] is not None}
        home: dict[int, tuple[int, str]] = {}
        for chunk in chunked(self.question_ids, PAGE):
            asked = select(Question.id, Question.bank_id, Question.external_id).where(Question.id.in_(chunk))
            home |= {row[0]: (row[1], row[2]) for row in read(self.connection, asked)}
        banks |= {bank_id for bank_id, _external_id in home.values()}
        found = read(self.connection, select(Bank.id, Bank.slug, Bank.source).where(Bank.id.in_(banks)))
        self.bank_slugs = {bank_id: origin_of(slug, source) for bank_id, slug, source in found}
        self.refs = {each: (self.bank_slugs[bank_id], name) for each, (bank_id, name) in home.items()}

    def _of(self, *columns: Any, model: Any) -> Iterable[Any]:
        return read(self.connection, select(*columns).where(model.user_id == self.user_id))
