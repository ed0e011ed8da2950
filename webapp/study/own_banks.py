"""The banks that a learner has cards of, found by leaps through an index: as many steps as there are banks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from webapp.banks.models import BROUGHT, Bank
from webapp.banks.rules import is_open
from webapp.study.models import Card


class OwnBank(NamedTuple):
    id: int
    slug: str
    title: str


class OwnBanks(NamedTuple):
    """Those that are open, in the order of the list of banks; and ids of those that are so no more."""

    open: Sequence[OwnBank]
    closed: tuple[int, ...]


def own_banks(connection: Connection, user_id: int) -> OwnBanks:
    least = select(func.min(Card.bank_id).label("id")).where(Card.user_id == user_id)
    leaps = least.cte("leap", recursive=True)
    leaps = leaps.union_all(
        select(least.where(Card.bank_id > leaps.c.id).correlate(leaps).scalar_subquery()).where(leaps.c.id.is_not(None))
    )
    asked = (
        select(Bank.id, Bank.slug, Bank.title, Bank.visibility, Bank.owner_id)
        .join(leaps, leaps.c.id == Bank.id)
        .order_by(Bank.is_built_in.desc(), Bank.position, Bank.title, Bank.id)
    )
    rows = connection.execute(asked).all()
    # What came along with an import has retired questions only: it is open, and there is nothing to choose in it.
    return OwnBanks(
        [OwnBank(*row[:3]) for row in rows if is_open(row[3], row[4], user_id) and row[3] != BROUGHT],
        tuple(row[0] for row in rows if not is_open(row[3], row[4], user_id)),
    )
