"""An upload with everything that its pages show: what was read, what was mended, and how it stands to its bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from webapp.banks.comparing import Change, Diff, Known, compare
from webapp.banks.deciding import Choice, Decisions, Plan, decide, suggested
from webapp.banks.imports import MENDED_HERE, known_of
from webapp.banks.models import Bank
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.refused import table_of
from webapp.teaching import queries
from webapp.teaching.items import Item, Items, items_of, note_states
from webapp.teaching.models import Upload
from webapp.teaching.packing import Found
from webapp.teaching.since import Since, base_of, caught_up, diff_of_mended
from webapp.teaching.store import found_of


@dataclass(slots=True)
class Proposal:
    """`bank` is None for a new one. `seen_at` says which state of the bank it was compared with; `since` what of a bank
    that was opened for mending is otherwise by now."""

    upload: Upload
    found: Found
    items: Items
    bank: Bank | None
    diff: Diff
    seen_at: int
    since: list[Since] = field(default_factory=list)

    @property
    def drafts(self) -> Drafts:
        """What is to be brought: mended, and without what was left out."""
        return replace(self.found.drafts, questions=self.items.drafts(), name=self.upload.file_name)

    @property
    def is_mending(self) -> bool:
        """The bank itself was opened, not a file."""
        return self.found.drafts.format == MENDED_HERE

    @property
    def has_decisions(self) -> bool:
        return bool(self.diff.changed or self.diff.missing or self.gone)

    @property
    def gone(self) -> list[DraftQuestion]:
        """Mended, and taken out of the bank since it was opened."""
        return self.diff.new if self.is_mending else []

    def is_wanted(self, gone: DraftQuestion) -> bool:
        """Whether it is to be asked again, as a new question."""
        return bool(self.upload.choices.get("do", {}).get(gone.external_id) == "new")

    def choice_of(self, change: Change) -> Choice | None:
        """What was chosen, else what is suggested; None where only a person can tell."""
        chosen: Choice | None = self.upload.choices.get("do", {}).get(change.draft.external_id)
        if chosen:  # against other words nobody has decided
            return chosen if self._still_says(change.known) else None
        return None if change.is_unlike or change.is_conflict else suggested(change)

    def _still_says(self, known: Known) -> bool:
        """What it said when its teacher decided."""
        seen = self.upload.choices.get("against", {}).get(known.external_id)
        return seen is None or seen == seen_as(known)

    @property
    def undecided(self) -> list[Change]:
        return [change for change in self.diff.changed if self.choice_of(change) is None]

    @property
    def is_late(self) -> bool:
        """Something that was mended is otherwise in the bank by now, and nobody has said which of both it is to be."""
        return self.is_mending and any(change.known.is_newer for change in self.undecided)

    @property
    def plan(self) -> Plan:
        """What saving does."""
        return decide(self.diff, self.decisions)

    def base_of(self, item: Item) -> str:
        """What the form of a question of an opened bank is filled from; "" for a file's."""
        return base_of(item, self.found.drafts.questions, self.upload.edits) if self.is_mending else ""

    @property
    def retired(self) -> frozenset[str]:
        """Of those that are not in the file, which are to be asked no more, as long as they say what they said then."""
        missing = {known.external_id: known for known in self.diff.missing}
        chosen = self.upload.choices.get("retired", ())
        return frozenset(each for each in chosen if each in missing and self._still_says(missing[each]))

    @property
    def decisions(self) -> Decisions:
        """What nobody has decided stays as it is in the bank."""
        choices: Mapping[str, Any] = self.upload.choices
        links: Mapping[str, str] = choices.get("links", {})
        missing = {known.external_id: known for known in self.diff.missing}
        return Decisions(
            changes={change.draft.external_id: self.choice_of(change) or "skip" for change in self.diff.changed},
            links={new: old for new, old in links.items() if old in missing and self._still_says(missing[old])},
            left_out=frozenset(each.external_id for each in self.gone if not self.is_wanted(each)),
            retired=self.retired,
        )

    @property
    def refused(self) -> Mapping[str, Any]:
        left = [item.refused for item in self.items.left() if item.refused is not None]
        return table_of(self.found.drafts, left) if left else {}


def seen_as(known: Known) -> str:
    """What a question of the bank says, short: kept with what was decided about it."""
    return known.full_hash[:16]


def proposal_for(session: Session, user_id: int, upload_id: int, *, now: int) -> Proposal | None:
    upload = queries.own_upload(session, user_id, upload_id, now=now)
    if upload is None:
        return None
    found = found_of(session, upload)
    items = items_of(found, upload.edits)
    bank = session.get(Bank, upload.bank_id) if upload.bank_id is not None else None
    if bank is None:
        return Proposal(upload, found, items, None, compare(items.drafts(), []), 0)
    if found.drafts.format == MENDED_HERE:
        return _mending(session, upload, found, items, bank)
    diff = compare(items.drafts(), known_of(session, bank, since=upload.created_at))
    note_states(items, diff)
    return Proposal(upload, found, items, bank, diff, bank.changed_at)


def _mending(session: Session, upload: Upload, found: Found, items: Items, bank: Bank) -> Proposal:
    opened, known, edits = found.drafts.questions, known_of(session, bank), upload.edits
    is_late = upload.batch_id is None and upload.file_hash != opened_as(bank)
    since = caught_up(items, opened, known, edits) if is_late else []
    diff = diff_of_mended(items, opened, known, edits, is_late=is_late)
    note_states(items, diff)
    return Proposal(upload, found, items, bank, diff, bank.changed_at, since)


def opened_as(bank: Bank) -> str:
    """In the place of the hash of a file: which state of the bank was opened."""
    return f"{MENDED_HERE}-{bank.changed_at}"
