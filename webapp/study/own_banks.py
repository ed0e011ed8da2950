"""The banks that a learner has cards of, found by leaps through an index: as many steps as there are banks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from webapp.banks.models import BROUGHT, Bank
from webapp.banks.rules import is_open
from webapp.direct import Prepared
from webapp.study.models import Card


class OwnBank(NamedTuple):
    id: int
    slug: str
    title: str


class OwnBanks(NamedTuple):
    """Those that are open, in the order of the list of banks; and ids of those that are so no more."""

    open: Sequence[OwnBank]
    closed: tuple[int, ...]


_mine = Card.user_id == bindparam("user_id")
_least = select(func.min(Card.bank_id).label("id")).where(_mine)
_first = _least.cte("leap", recursive=True)
_leaps = _first.union_all(
    select(_least.where(Card.bank_id > _first.c.id).correlate(_first).scalar_subquery()).where(_first.c.id.is_not(None))
)
_banks = Prepared(
    select(Bank.id, Bank.slug, Bank.title, Bank.visibility, Bank.owner_id)
    .join(_leaps, _leaps.c.id == Bank.id)
    .order_by(Bank.is_built_in.desc(), Bank.position, Bank.title, Bank.id)
)


def own_banks(connection: Connection, user_id: int) -> OwnBanks:
    found: list[OwnBank] = []
    closed: list[int] = []
    for bank_id, slug, title, visibility, owner_id in _banks.rows(connection, {"user_id": user_id}):
        if not is_open(visibility, owner_id, user_id):
            closed.append(bank_id)
        elif visibility != BROUGHT:  # came along with an import: only retired questions, of which none can be chosen
            found.append(OwnBank(bank_id, slug, title))
    return OwnBanks(found, tuple(closed))
