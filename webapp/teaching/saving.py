"""An upload saved: written where nobody sees it in short transactions, then made visible in one."""

from __future__ import annotations

from webapp.banks.imports import Bringing, new_bank, staged
from webapp.banks.models import Bank
from webapp.banks.slugs import secret_slug
from webapp.banks.sweeping import Answered
from webapp.database import transaction
from webapp.teaching import service
from webapp.teaching.proposals import Proposal


def save(proposal: Proposal, *, user_id: int, answered: Answered, now: int) -> int:
    """The number of the import. Raises AlreadyBrought, UploadHasChanged, BankHasChanged, ImportRefused."""
    upload_id, state = proposal.upload.id, service.state_of(proposal.upload)
    if proposal.upload.batch_id is not None:
        raise service.AlreadyBrought(proposal.upload.batch_id)
    bank = proposal.bank or _new_bank(proposal, user_id)
    bringing = Bringing(
        proposal.drafts,
        proposal.upload.file_hash,
        now,
        user_id,
        proposal.decisions,
        proposal.refused,
        _counts(proposal),
    )
    with staged(bank, proposal.diff, bringing, answered) as ready, transaction() as session:
        service.confirm(session, upload_id, state, ready, user_id=user_id, now=now)
    return ready.batch_id


def _new_bank(proposal: Proposal, user_id: int) -> Bank:
    upload, drafts = proposal.upload, proposal.drafts
    title = upload.title or (drafts.bank.title if drafts.bank else "") or upload.file_name.rpartition(".")[0]
    return new_bank(secret_slug(title), drafts, title=title, visibility=upload.visibility, owner_id=user_id)


def _counts(proposal: Proposal) -> dict[str, int]:
    items = proposal.items
    return {
        "refused": len(items.left()),
        "left_out": sum(item.is_out for item in items.every),
        "total": len(items.every),
    }
