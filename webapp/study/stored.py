"""How much is stored of somebody's studying, for the page that says so."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from webapp.study.models import Card, Report, Review, StudySession

# What a row of the log takes up in the packed file, and the file without any: measured, for "about".
_BYTES_OF_ROW, _BYTES_OF_CARD, _BYTES_OF_FILE = 150, 400, 3000


class Stored(NamedTuple):
    answers: int
    rows: int
    cards: int
    sessions: int
    reports: int

    @property
    def file_bytes(self) -> int:
        """How large the export will be, roughly."""
        return _BYTES_OF_FILE + self.rows * _BYTES_OF_ROW + self.cards * _BYTES_OF_CARD


NOTHING = Stored(0, 0, 0, 0, 0)


def stored_for(connection: Connection, user_id: int) -> Stored:
    count = func.count()
    asked = select(
        select(count).where(Review.user_id == user_id, Review.rating > 0).scalar_subquery(),
        select(count).where(Review.user_id == user_id).scalar_subquery(),
        select(count).select_from(Card).where(Card.user_id == user_id).scalar_subquery(),
        select(count).select_from(StudySession).where(StudySession.user_id == user_id).scalar_subquery(),
        select(count).select_from(Report).where(Report.user_id == user_id).scalar_subquery(),
    )
    return Stored(*connection.execute(asked).one())
