"""What became of a learner's reports."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from webapp.banks.contents import content_of
from webapp.kinds.registry import kind_named
from webapp.study.models import Report

MOST = 100


@dataclass(frozen=True, slots=True)
class Told:
    prompt: str
    card: dict[str, Any]
    bank: str
    reason: str
    status: str
    reply: str
    created_at: int


def told_to(connection: Connection, user_id: int | None) -> list[Told]:
    """The latest first."""
    if user_id is None:
        return []
    columns = (Report.version_id, Report.reason, Report.status, Report.reply, Report.created_at)
    rows = connection.execute(
        select(*columns).where(Report.user_id == user_id).order_by(Report.id.desc()).limit(MOST)
    ).all()
    found = []
    for version_id, reason, status, reply, created_at in rows:
        version = content_of(connection, version_id)
        kind = kind_named(version.kind)
        prompt = kind.prompt(version.content, kind.facets(version.content)[0])
        found.append(Told(prompt, version.content, version.bank_title, reason, status, reply, created_at))
    return found
