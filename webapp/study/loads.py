"""What the days ahead hold: counted when a session begins and kept in its row, so that it costs an answer nothing and
the interval on a button is the one that is given. Answers of the session itself are not counted in."""

import json
from functools import lru_cache

from sqlalchemy import bindparam, func, select

from webapp.direct import Prepared, Reader
from webapp.memory.balance import LONGEST, Load
from webapp.memory.preset import Plan
from webapp.memory.schedule import Options
from webapp.study.models import Card
from webapp.study.queries import Held

_REACH = LONGEST + 8  # what fuzz may add to the longest interval that is balanced

_ahead = Prepared(
    select(Card.show_day, func.count())
    .where(
        Card.user_id == bindparam("user_id"),
        Card.show_day > bindparam("today"),
        Card.show_day <= bindparam("until"),
    )
    .group_by(Card.show_day)
)


def load_ahead(connection: Reader, user_id: int | None, plan: Plan, today: int) -> str | None:
    """As it stands in a session's row; None where no preset balances."""
    if user_id is None or not any(preset.has_balance for preset in (plan.usual, *plan.banks.values())):
        return None
    rows = _ahead.rows(connection, {"user_id": user_id, "today": today, "until": today + _REACH})
    return json.dumps(sorted(list(row) for row in rows), separators=(",", ":"))


@lru_cache(maxsize=2048)
def _due(text: str) -> dict[int, int]:
    return dict(json.loads(text))


def load_for(text: str | None, held: Held, plan: Plan, options: Options) -> Load | None:
    """What an answer to this card has to look at; None where nothing is balanced."""
    if text is None or not options.has_balance:
        return None
    siblings = tuple(int(day) for day in held.sibling_days.split(",")) if held.sibling_days else ()
    return Load(_due(text), siblings, plan.breaks)
