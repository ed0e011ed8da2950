"""The parameters of the forgetting curve that a learner's cards follow: the set that was chosen last, or the defaults.

Whatever computes stability and difficulty, an answer, a replay, a check, takes them from here, inside the transaction
in which it writes: states and log agree under one set at a time.
"""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select

from webapp.direct import Prepared, Reader
from webapp.memory.fsrs import DEFAULT_PARAMETERS, migrated_parameters
from webapp.memory.schedule import Options
from webapp.study.models import ParameterSet

PLAIN = Options()


class Chosen(NamedTuple):
    """`id` is None for the defaults that everybody begins with."""

    id: int | None
    values: tuple[float, ...]


AVERAGE = Chosen(None, DEFAULT_PARAMETERS)

_chosen = Prepared(
    select(ParameterSet.id, ParameterSet.weights)
    .where(ParameterSet.user_id == bindparam("user_id"), ParameterSet.chosen_at.is_not(None))
    .order_by(ParameterSet.chosen_at.desc(), ParameterSet.id.desc())
    .limit(1)
)


def chosen_for(connection: Reader, user_id: int | None) -> Chosen:
    row = _chosen.row(connection, {"user_id": user_id}) if user_id is not None else None
    return AVERAGE if row is None else Chosen(row[0], weights_of(row[1]))


def fitted(connection: Reader, user_id: int | None, options: Options = PLAIN) -> Options:
    """The options with the learner's own parameters in them."""
    chosen = chosen_for(connection, user_id)
    return options if chosen.id is None else replace(options, parameters=chosen.values, parameter_set=chosen.id)


def written(weights: tuple[float, ...]) -> str:
    """As they stand in a row: digits enough to give the same numbers again."""
    return " ".join(repr(each) for each in weights)


@lru_cache(maxsize=2048)
def weights_of(text: str) -> tuple[float, ...]:
    return migrated_parameters([float(each) for each in text.split()])
