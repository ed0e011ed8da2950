"""A bank of the database as the draft that a file of it would be read as."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.banks.models import Bank, Question, Version
from webapp.banks.queries import questions_of_bank
from webapp.exchange.contract import DraftBank, DraftQuestion, MediaFile
from webapp.exchange.media import references_in
from webapp.exchange.stand_ins import with_stand_ins
from webapp.media.queries import files_of, sizes_of
from webapp.text.references import REFERENCE

_FACT, _TERM = ("paragraph", "says", "view"), ("paragraph", "says", "reference")


def draft_of(session: Session, slug: str) -> DraftBank | None:
    """The bank with its active questions and what they say now; None when there is none of that name."""
    bank = session.scalars(select(Bank).where(Bank.slug == slug)).one_or_none()
    if bank is None:
        return None
    made = head_of(bank)
    made.questions = [draft_question(bank, *each) for each in questions_of_bank(session, bank.id)]
    return made


def draft_with_media(session: Session, slug: str) -> DraftBank | None:
    """The same with the pictures and sounds that its questions show, for whoever writes it to a file."""
    made = draft_of(session, slug)
    if made is not None:
        made.media = media_shown(session, made.questions)
    return made


def draft_to_count(session: Session, slug: str) -> tuple[DraftBank, int] | None:
    """The same with a few bytes in the place of each picture and sound, and how many bytes they have: to see what a
    format loses without reading them."""
    made = draft_of(session, slug)
    if made is None:
        return None
    sizes = sizes_of(session, keys_shown(made.questions))
    return with_stand_ins(made, sizes), sum(sizes.values())


def media_shown(session: Session, questions: Iterable[DraftQuestion]) -> dict[str, MediaFile]:
    """The pictures and sounds of these questions, by key."""
    return files_of(session, keys_shown(questions))


def keys_shown(questions: Iterable[DraftQuestion]) -> set[str]:
    """Of pictures and sounds."""
    shown = {REFERENCE.fullmatch(each) for question in questions for each in references_in(question)}
    return {each[1] for each in shown if each}


def head_of(bank: Bank) -> DraftBank:
    """The bank without its questions."""
    facts, terms = _notes(bank.facts)
    return DraftBank(
        slug=bank.slug,
        title=bank.title,
        subject=bank.subject,
        level=bank.level,
        language=bank.language,
        description=bank.description,
        author=bank.author,
        licence=bank.licence,
        source_title=str(bank.source.get("title", "")),
        source_publisher=str(bank.source.get("publisher", "")),
        facts=facts,
        terms=terms,
        changed_at=bank.changed_at,
    )


def _notes(kept: list[Any]) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Facts and terms stand in one list; a term has a reference, a fact may have a view."""
    facts: dict[str, dict[str, str]] = {}
    terms: dict[str, dict[str, str]] = {}
    for note in kept:
        is_term = "reference" in note
        names = _TERM if is_term else _FACT
        (terms if is_term else facts)[note["id"]] = {name: note.get(name, "") for name in names}
    return facts, terms


def draft_question(bank: Bank, question: Question, version: Version) -> DraftQuestion:
    """The question as that version says it."""
    said = version.source
    return DraftQuestion(
        external_id=question.external_id,
        kind=question.kind,
        topic=question.topic,
        fact=said.get("fact"),
        term=said.get("term"),
        sibling_key=question.sibling_key.removeprefix(f"{bank.id}:"),
        paragraph=said.get("paragraph", ""),
        source_says=said.get("says", ""),
        reference=said.get("reference", ""),
        view=said.get("view", ""),
        background=said.get("background", ""),
        tags=list(said.get("tags", [])),
        content=version.content,
        line=0,
        extras=dict(version.extras),
    )
