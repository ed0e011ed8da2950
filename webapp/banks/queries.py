"""Reads of banks and their questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from webapp.banks.models import ACTIVE, BROUGHT, LINK, PUBLIC, Bank, Question, Version


@dataclass(frozen=True)
class BankFilter:
    words: str = ""
    subject: str = ""
    level: str = ""


def banks_for_user(
    session: Session, user_id: int | None, *, wanted: BankFilter | None = None, begun: Collection[int] = ()
) -> Sequence[Bank]:
    """The banks this person may study, built-in ones first, in the order of their files. Of those that are found by
    their address alone, the own ones and the `begun`."""
    is_listed = Bank.visibility != LINK
    if user_id is not None:
        is_listed = or_(is_listed, Bank.owner_id == user_id, Bank.id.in_(begun))
    asked = (
        select(Bank)
        .where(_is_open(user_id), is_listed, Bank.visibility != BROUGHT)
        .order_by(Bank.is_built_in.desc(), Bank.position, Bank.title)
    )
    if wanted and wanted.subject:
        asked = asked.where(Bank.subject == wanted.subject)
    if wanted and wanted.level:
        asked = asked.where(Bank.level == wanted.level)
    for word in (wanted.words.lower().split() if wanted else [])[:8]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        text = func.lower(Bank.title + " " + Bank.description + " " + Bank.subject)
        asked = asked.where(text.like(like, escape="\\"))
    return session.scalars(asked).all()


def bank_for_user(session: Session, user_id: int | None, slug: str) -> Bank | None:
    if "\0" in slug:
        return None  # PostgreSQL refuses to look for it
    asked = select(Bank).where(Bank.slug == slug, _is_open(user_id))
    return session.scalars(asked).one_or_none()


def _is_open(user_id: int | None) -> ColumnElement[bool]:
    """`rules.is_open` for the database. Somebody without an id owns nothing: `== None` would find ownerless banks."""
    is_public = Bank.visibility.in_((PUBLIC, LINK))
    return is_public if user_id is None else or_(is_public, Bank.owner_id == user_id)


def questions_of_bank(session: Session, bank_id: int) -> Sequence[tuple[Question, Version]]:
    """Active questions with their current versions, in order."""
    asked = (
        select(Question, Version)
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank_id, Question.status == ACTIVE)
        .order_by(Question.position)
    )
    return [(question, version) for question, version in session.execute(asked)]
