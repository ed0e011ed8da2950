"""What is kept of days that are over, so that a page need not read the whole log. A cache of the log."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class FiguredDay(Base):
    """A local day whose figures are kept. They hold as long as the log has so many rows of that day: it only grows."""

    __tablename__ = "figured_day"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    local_day: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[int]
    # `memory.figures.Figures` of the whole day, all banks together.
    answers: Mapped[int]
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    again: Mapped[int]
    hard: Mapped[int]
    good: Mapped[int]
    easy: Mapped[int]
    young: Mapped[int]
    young_right: Mapped[int]
    mature: Mapped[int]
    mature_right: Mapped[int]


class Figure(Base):
    """The same of one hour of a day in a bank."""

    __tablename__ = "figure"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    local_day: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[int]
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    again: Mapped[int]
    hard: Mapped[int]
    good: Mapped[int]
    easy: Mapped[int]
    young: Mapped[int]
    young_right: Mapped[int]
    mature: Mapped[int]
    mature_right: Mapped[int]


class KeptForecasts(Base):
    """What was expected of the newest reviews, and what came: of all on the days from `since` on. They hold for cards
    without a row of the days from `until` on, and under these parameters alone."""

    __tablename__ = "kept_forecasts"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    since: Mapped[int]
    until: Mapped[int]
    rows: Mapped[int]  # that the log had: when it has others, they are made anew
    parameters: Mapped[str] = mapped_column(Text)
    found: Mapped[list[Any]] = mapped_column(JSON)  # question, facet, day, chance, whether it was right
