"""Parameter sets that go elsewhere with their learner: into an export and back, into another account, away."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.engine import Connection

from webapp.study.models import ParameterSet, ParameterWish
from webapp.study.parameters import chosen_for

COLUMNS = ("weights", "made_at", "items", "log_loss", "rmse_bins", "measured", "chosen_at")


def sets_of(user_id: int) -> Select[Any]:
    """What an export says of them, the oldest first."""
    columns = [getattr(ParameterSet, name) for name in COLUMNS]
    return select(*columns).where(ParameterSet.user_id == user_id).order_by(ParameterSet.made_at, ParameterSet.id)


def add_sets(connection: Connection, user_id: int, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Those of a file that are not here yet; whether other parameters are in use by that."""
    before = chosen_for(connection, user_id).values
    there = {(row.weights, row.made_at) for row in connection.execute(sets_of(user_id))}
    new = [
        {"user_id": user_id, **{name: row[name] for name in COLUMNS}}
        for row in rows
        if (row["weights"], row["made_at"]) not in there
    ]
    if new:
        connection.execute(insert(ParameterSet), new)
    return chosen_for(connection, user_id).values != before


def unite_sets(connection: Connection, from_id: int, to_id: int) -> bool:
    """The sets of the one become the other's, whose choice stands; whether the two had other parameters in use."""
    is_other = chosen_for(connection, from_id).values != chosen_for(connection, to_id).values
    connection.execute(delete(ParameterWish).where(ParameterWish.user_id == from_id))
    connection.execute(
        update(ParameterSet).where(ParameterSet.user_id == from_id).values(user_id=to_id, chosen_at=None)
    )
    return is_other


def forget_sets(connection: Connection, user_id: int) -> None:
    connection.execute(delete(ParameterWish).where(ParameterWish.user_id == user_id))
    connection.execute(delete(ParameterSet).where(ParameterSet.user_id == user_id))
