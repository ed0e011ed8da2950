"""How learners want to study. What the hot path needs of it is written together into `user.study_plan`."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class StudyPreset(Base):
    """Options that banks share. `options` holds what differs from the usual, as `memory.preset` checks it."""

    __tablename__ = "study_preset"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    is_usual: Mapped[bool]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)


class BankChoice(Base):
    """A bank that follows another preset than the usual one, or has limits or a retention of its own."""

    __tablename__ = "bank_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    preset_id: Mapped[int | None] = mapped_column(ForeignKey("study_preset.id"))
    new_per_day: Mapped[int | None]
    reviews_per_day: Mapped[int | None]
    retention: Mapped[float | None] = mapped_column(Float(53))
    # What today alone adds; on another day it means nothing.
    today_day: Mapped[int] = mapped_column(default=0)
    today_new: Mapped[int] = mapped_column(default=0)
    today_reviews: Mapped[int] = mapped_column(default=0)


class StudyBreak(Base):
    """Days off, first and last included."""

    __tablename__ = "study_break"
    __table_args__ = (Index("ix_study_break_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    first_day: Mapped[int]
    last_day: Mapped[int]
    made_at: Mapped[int] = mapped_column(BigInteger)


class ExamDate(Base):
    """A learner's own exam: its day, its banks with the new cards a day of each, the days of the final pass."""

    __tablename__ = "exam_date"
    __table_args__ = (Index("ix_exam_date_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    day: Mapped[int]
    pace: Mapped[dict[str, int]] = mapped_column(JSON)
    pass_days: Mapped[int]
    made_at: Mapped[int] = mapped_column(BigInteger)
