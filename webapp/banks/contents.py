"""What a version says, kept in the process for a minute: versions never change, and the labels around them seldom."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from webapp.banks.models import Bank, Question, Version
from webapp.direct import Prepared, Reader

_MOST = 20_000
_FRESH = 60.0  # seconds: so long another process may show the old name of a bank or a topic

_read = (
    select(
        Version.id,
        Version.number,
        Version.content,
        Version.source,
        Question.id,
        Question.external_id,
        Question.topic,
        Bank.title,
        Bank.slug,
        Bank.source,
        Bank.id,
    )
    .join_from(Version, Question, Version.question_id == Question.id)
    .join(Bank, Question.bank_id == Bank.id)
)
_version = Prepared(_read.where(Version.id == bindparam("version_id")))


@dataclass(frozen=True, slots=True)
class VersionContent:
    id: int
    number: int
    content: dict[str, Any]
    source: dict[str, Any]
    question_id: int
    external_id: str
    topic: str
    bank_title: str
    bank_slug: str
    bank_source: dict[str, Any]
    bank_id: int

    @property
    def kind(self) -> str:
        return str(self.content["kind"])


@dataclass(slots=True)
class _Shelf:
    """`since` when, by the clock that nobody sets, it holds what it holds."""

    contents: dict[int, VersionContent] = field(default_factory=dict)
    since: float = 0.0

    def fresh(self) -> dict[int, VersionContent]:
        moment = time.monotonic()
        if moment - self.since > _FRESH:
            self.contents.clear()
            self.since = moment
        return self.contents


_shelf = _Shelf()


class VersionIsGone(Exception):
    """The import that it came with was taken back."""


def content_of(connection: Reader, version_id: int) -> VersionContent:
    """What the version says. Its topic and the titles of its bank are at most a minute old. Raises VersionIsGone."""
    kept = _shelf.fresh()
    found = kept.get(version_id)
    if found is None:
        row = _version.row(connection, {"version_id": version_id})
        if row is None:
            raise VersionIsGone(version_id)
        found = VersionContent(*row)
        if len(kept) >= _MOST:
            kept.clear()
        kept[version_id] = found
    return found


def contents_of(connection: Connection, version_ids: Collection[int]) -> dict[int, VersionContent]:
    """What these versions say, by id: one statement for those that were not read before."""
    kept = _shelf.fresh()
    missing = {each for each in version_ids if each not in kept}
    found = {each: kept[each] for each in version_ids if each not in missing}
    if missing:
        for row in connection.execute(_read.where(Version.id.in_(missing))):
            content = VersionContent(*row)
            found[content.id] = content
        if len(kept) + len(missing) > _MOST:
            kept.clear()
        kept.update(found)
    return found


def kept_content(version_id: int) -> VersionContent | None:
    """What `content_of` has read before, for whoever would begin a transaction only to ask."""
    return _shelf.fresh().get(version_id)


def forget_contents() -> None:
    """A bank has another name, or another database stands behind the same ids: after a restore, and between tests."""
    _shelf.contents.clear()
