"""An upload with everything that its pages show: what was read, what was mended, and how it stands to its bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from webapp.banks.comparing import Change, Diff, Known, compare
from webapp.banks.deciding import Choice, Decisions, suggested
from webapp.banks.imports import MENDED_HERE, known_of
from webapp.banks.models import Bank
from webapp.exchange.contract import Drafts
from webapp.exchange.refused import table_of
from webapp.teaching import queries
from webapp.teaching.items import Items, items_of, note_states
from webapp.teaching.models import Upload
from webapp.teaching.packing import Found
from webapp.teaching.store import found_of


@dataclass(slots=True)
class Proposal:
    """`bank` is None for a new one. `seen_at` says which state of the bank it was compared with."""

    upload: Upload
    found: Found
    items: Items
    bank: Bank | None
    diff: Diff
    seen_at: int

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
        return bool(self.diff.changed or self.diff.missing)

    def choice_of(self, change: Change) -> Choice | None:
        """What was chosen, else what is suggested; None where only a person can tell."""
        chosen: Choice | None = self.upload.choices.get("do", {}).get(change.draft.external_id)
        return chosen or (None if change.is_unlike or change.is_conflict else suggested(change))

    @property
    def undecided(self) -> list[Change]:
        return [change for change in self.diff.changed if self.choice_of(change) is None]

    @property
    def decisions(self) -> Decisions:
        """What nobody has decided stays as it is in the bank."""
        choices: Mapping[str, Any] = self.upload.choices
        return Decisions(
            changes={change.draft.external_id: self.choice_of(change) or "skip" for change in self.diff.changed},
            links=choices.get("links", {}),
            retired=frozenset(choices.get("retired", ())),
        )

    @property
    def refused(self) -> Mapping[str, Any]:
        left = [item.refused for item in self.items.left() if item.refused is not None]
        return table_of(self.found.drafts, left) if left else {}


def proposal_for(session: Session, user_id: int, upload_id: int, *, now: int) -> Proposal | None:
    upload = queries.own_upload(session, user_id, upload_id, now=now)
    if upload is None:
        return None
    found = found_of(session, upload)
    items = items_of(found, upload.edits)
    bank = session.get(Bank, upload.bank_id) if upload.bank_id is not None else None
    known = known_of(session, bank) if bank is not None else []
    diff = _of_mended(items, known) if found.drafts.format == MENDED_HERE else compare(items.drafts(), known)
    if bank is not None:
        note_states(items, diff)
    return Proposal(upload, found, items, bank, diff, bank.changed_at if bank is not None else 0)


def _of_mended(items: Items, known: Sequence[Known]) -> Diff:
    """Of what was mended alone: the bank may have changed since it was opened, and the rest stays as it is now. To mend
    again what was mended is no conflict."""
    mended = [item.draft for item in items.every if item.draft is not None and item.is_mended and not item.is_out]
    diff = compare(mended, [replace(each, mended_at=0, is_topic_mended=False) for each in known])
    diff.missing, diff.alike = [], []
    return diff
