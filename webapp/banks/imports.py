"""A file brought to a bank: compared, staged, made visible in one short transaction.

Nothing is deleted that anybody answered, and no version is overwritten: learners' progress hangs on the questions.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Text, cast, select, update
from sqlalchemy.orm import Session

from webapp.banks import staging
from webapp.banks.applying import BankHasChanged, Work, count_questions, places_of, said_by, touched_by
from webapp.banks.comparing import Diff, Known, compare
from webapp.banks.deciding import Decisions, Plan, decide
from webapp.banks.models import ACTIVE, ALONE, Bank, ImportBatch, Question, Version
from webapp.banks.sweeping import Answered, left_to_the_night, sweep
from webapp.banks.word_index import index_in_steps
from webapp.database import db
from webapp.exchange.contract import Drafts

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
MENDED_HERE = "own"  # the format of a batch whose questions were mended on the site, not in a file
MOST_PROBLEMS = 2_000  # that are kept with a batch


class ImportRefused(Exception):
    """The file cannot be brought to this bank, and why."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """What is brought, by whom. `refused` is what stayed out, as a table; `counts` goes into the report."""

    drafts: Drafts
    file_hash: str
    now: int
    user_id: int | None = None
    decisions: Decisions = field(default_factory=Decisions)
    refused: Mapping[str, Any] | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """An import that is written and that nobody sees yet. `slug` and what follows are of a new bank, whose id is
    that of the shelf."""

    work: Work
    shelf_id: int
    bank_id: int
    batch_id: int
    seen_at: int
    slug: str
    visibility: str
    owner_id: int | None

    @property
    def is_new(self) -> bool:
        return self.bank_id == self.shelf_id


def known_of(session: Session, bank: Bank, *, since: int | None = None) -> list[Known]:
    """All questions of the bank, retired ones too: a file may bring them back. `since` is when what is compared with
    them was read, in ms: who got other words after that is newer."""
    mended = select(ImportBatch.created_at, ImportBatch.before).where(
        ImportBatch.bank_id == bank.id, ImportBatch.format == MENDED_HERE, ImportBatch.undone_at.is_(None)
    )
    own = [(at, each) for at, before in session.execute(mended) for each in before]
    here = {each["made"]: at for at, each in own if "version_id" in each or each.get("is_new")}
    moved = {each["question_id"] for _at, each in own if "topic" in each}
    asked = (
        select(
            Question.id,
            Question.external_id,
            Question.kind,
            cast(Version.content, Text),
            Version.stem_hash,
            Version.full_hash,
            Question.status,
            Question.version_id,
            Question.topic,
            Version.created_at,
        )
        .join(Version, Version.id == Question.version_id)
        .where(Question.bank_id == bank.id)
        .order_by(Question.position)
    )
    return [
        Known(
            *(key, external_id, kind, said, stem, whole, status == ACTIVE, here.get(made, 0), topic, key in moved),
            is_newer=since is not None and said_at > since,
        )
        for key, external_id, kind, said, stem, whole, status, made, topic, said_at in session.execute(asked)
    ]


def named_bank(session: Session, slug: str, drafts: Drafts, *, title: str, visibility: str) -> Bank:
    """The bank of that name; a new one, not saved yet, where there is none. Raises ImportRefused."""
    bank = session.scalars(select(Bank).where(Bank.slug == slug)).one_or_none()
    if bank is not None:
        return bank
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise ImportRefused(f"“{slug[:80]}” cannot be the short name of a bank: use small letters, digits and hyphens.")
    return new_bank(slug, drafts, title=title, visibility=visibility, owner_id=None)


def new_bank(slug: str, drafts: Drafts, *, title: str, visibility: str, owner_id: int | None) -> Bank:
    """Not saved yet. It takes its head from the file, where that has one."""
    bank = Bank(slug=slug, visibility=visibility, owner_id=owner_id, source={}, facts=[])
    bank.title = (title or (drafts.bank.title if drafts.bank else "") or drafts.name or slug)[:200]
    if drafts.bank is not None:
        for name in ("subject", "level", "language", "description", "author", "licence"):
            setattr(bank, name, getattr(drafts.bank, name))
        bank.source = {"title": drafts.bank.source_title, "publisher": drafts.bank.source_publisher}
        notes = (drafts.bank.facts, drafts.bank.terms)
        bank.facts = [{"id": key, **said} for table in notes for key, said in table.items()]
    bank.is_built_in = False
    bank.last_position = bank.question_count = bank.ordered_at = bank.changed_at = 0
    return bank


def compare_with(session: Session, bank: Bank, drafts: Drafts) -> Diff:
    return compare(drafts.questions, known_of(session, bank) if bank.id is not None else [])


@contextmanager
def staged(bank: Bank, diff: Diff, bringing: Bringing, answered: Answered) -> Iterator[Staged]:
    """Write what the file says of the bank, as it was when `diff` was made; missing questions stay, unless they are to
    be retired. Inside, `reveal` makes it visible; what was not made visible is swept, and words of edited questions are
    indexed, when it is left. To be called outside of a transaction. Raises ImportRefused, BankHasChanged."""
    if bank.is_built_in:
        raise ImportRefused("This bank comes with the app, and an update would overwrite what is brought to it.")
    if not bringing.drafts.questions:
        raise ImportRefused("There is no question in the file that can be asked.")
    plan = decide(diff, bringing.decisions)
    said = (bank.slug, bank.visibility, bank.owner_id)
    is_new, seen_at, position = bank.id is None, bank.changed_at, bank.last_position
    bank_id = bank.id
    db.session.rollback()  # the request's own read would last as long as the writing
    shelf_id = staging.open_shelf(bank if is_new else None, now=bringing.now)
    try:
        work = _work(shelf_id if is_new else bank_id, position, plan, bringing.now)
        work.seen_at = None if is_new else seen_at
        staging.put_on_shelf(shelf_id, work)
        batch_id = staging.put_batch(_batch(shelf_id, bringing, {**diff.counts, **plan.counts}, work))
        yield Staged(work, shelf_id, work.bank_id, batch_id, seen_at, *said)
    except Exception:
        with left_to_the_night():
            sweep(shelf_id, answered)
        raise
    if work.versions or plan.changed or plan.linked:
        with left_to_the_night():
            index_in_steps(work.bank_id)
    if not is_new:
        with left_to_the_night():
            sweep(shelf_id, answered)


def reveal(session: Session, ready: Staged, *, now: int) -> None:
    """The short transaction: all of it is there, or nothing. Raises BankHasChanged."""
    bank = session.get_one(Bank, ready.bank_id, with_for_update=ALONE, populate_existing=True)
    work = ready.work
    if ready.is_new:
        bank.slug, bank.visibility, bank.owner_id = ready.slug, ready.visibility, ready.owner_id
    else:
        if (bank.changed_at, bank.last_position) != (ready.seen_at, work.last_position):
            raise BankHasChanged
        staging.move_in(session, ready.shelf_id, bank.id, work)
        session.execute(update(ImportBatch).where(ImportBatch.id == ready.batch_id).values(bank_id=bank.id))
    bank.last_position = work.last_position + len(work.added)
    count_questions(session, bank)
    if work.is_reordered:
        bank.ordered_at = now
    if work.is_changed:
        bank.changed_at = max(now, ready.seen_at + 1)  # who compared before sees that it is another
    session.flush()


def _work(bank_id: int, position: int, plan: Plan, now: int) -> Work:
    session = db.session()
    work = Work(bank_id, position, now, places_of(session, bank_id, touched_by(plan)), said_by(session, plan))
    session.rollback()
    if not work.has_all_of(plan):
        raise BankHasChanged
    work.apply(plan)
    return work


def _batch(shelf_id: int, bringing: Bringing, counts: Mapping[str, int], work: Work) -> ImportBatch:
    drafts = bringing.drafts
    return ImportBatch(
        bank_id=shelf_id,
        user_id=bringing.user_id,
        created_at=bringing.now,
        file_name=drafts.name[-200:],
        file_hash=bringing.file_hash,
        format=drafts.format,
        encoding=drafts.encoding,
        settings=dict(drafts.settings),
        counts={**counts, "kept_as_is": len(drafts.kept), **(bringing.counts or {})},
        problems=[asdict(problem) for problem in drafts.problems[:MOST_PROBLEMS]],
        kept=[asdict(each) for each in drafts.kept],
        before=work.before,
        refused=dict(bringing.refused or {}),
    )
