"""What a version says, kept in the process: versions never change, so nothing here can go stale."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from webapp.banks.models import Bank, Question, Version
from webapp.direct import Prepared, Reader

_MOST = 20_000

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


_kept: dict[int, VersionContent] = {}


def content_of(connection: Reader, version_id: int) -> VersionContent:
    """What the version says. Topic and titles are those of the first reading in this process: they are labels, and a
    renamed bank shows its new name on the cards after the next start."""
    found = _kept.get(version_id)
    if found is None:
        found = VersionContent(*_version.row(connection, {"version_id": version_id}))
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[version_id] = found
    return found


def contents_of(connection: Connection, version_ids: Collection[int]) -> dict[int, VersionContent]:
    """What these versions say, by id: one statement for those that were not read before."""
    missing = {each for each in version_ids if each not in _kept}
    found = {each: _kept[each] for each in version_ids if each not in missing}
    if missing:
        for row in connection.execute(_read.where(Version.id.in_(missing))):
            content = VersionContent(*row)
            found[content.id] = content
        if len(_kept) + len(missing) > _MOST:
            _kept.clear()
        _kept.update(found)
    return found


def kept_content(version_id: int) -> VersionContent | None:
    """What `content_of` has read before, for whoever would begin a transaction only to ask."""
    return _kept.get(version_id)


def forget_contents() -> None:
    """Another database stands behind the same ids now: after a restore, and between tests."""
    _kept.clear()
