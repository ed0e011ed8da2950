"""Who may do what with a bank."""

from webapp.banks.models import LINK, PUBLIC, Bank


def can_study(user_id: int | None, bank: Bank) -> bool:
    return is_open(bank.visibility, bank.owner_id, user_id)


def is_open(visibility: str, owner_id: int | None, user_id: int | None) -> bool:
    return visibility in (PUBLIC, LINK) or (owner_id is not None and owner_id == user_id)
