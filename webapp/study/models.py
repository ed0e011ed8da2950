"""Cards, the review log, study sessions, enrolments and reports.

`review` is the truth and is only ever appended to; `card` is a cache of replaying it.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class StudySession(Base):
    __tablename__ = "study_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"))
    size: Mapped[int]
    queue: Mapped[list[Any]] = mapped_column(JSON)
    started_at: Mapped[int] = mapped_column(BigInteger)
    # "" for the daily one; "extra" counts like it, "cram" changes nothing for cards that are not due, "look" nothing.
    sort: Mapped[str] = mapped_column(String(12), default="", server_default=text("''"))
    # What the days ahead held when it began (see study.loads): intervals on its buttons are those that are given.
    load: Mapped[str | None] = mapped_column(Text)


LISTED_BY = ("show_day", "last_day", "lapses", "due_at", "suspended", "hidden_until", "bank_id", "question_id")
"""Behind the columns by which cards are found, so that a list is filtered and put in order by an index alone."""


def broad(name: str, *columns: str, where: str = "", on_postgresql: str = "") -> Index:
    """An index of a learner's cards, or of those of which a condition is true."""
    behind = [column for column in LISTED_BY if column not in columns]
    conditions: Any = {"sqlite_where": text(where), "postgresql_where": text(on_postgresql or where)} if where else {}
    return Index(name, "user_id", *columns, "id", *behind, **conditions)


class Card(Base):
    """A memory state: what `memory.schedule.CardState` holds, field for field, beside whose card it is."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("user_id", "question_id", "facet"),
        broad("ix_card_user_show_day", "show_day"),
        Index("ix_card_user_bank_show_day", "user_id", "bank_id", "show_day"),
        Index("ix_card_question", "question_id"),  # before a question is deleted the database looks for its cards
        broad("ix_card_user_last_day", "last_day"),
        Index("ix_card_user_sibling_key", "user_id", "sibling_key"),
        broad("ix_card_user_due_at", "due_at", where="due_at IS NOT NULL"),
        # For the list of one's cards (study.browsing): what is rare is found by an index that holds nothing else.
        Index("ix_card_user_lapses", "user_id", "lapses", "id"),
        Index("ix_card_user_bank_question", "user_id", "bank_id", "question_id", "id"),
        broad("ix_card_user_flag", "flag", where="flag > 0"),
        broad("ix_card_user_hidden_until", "hidden_until", where="hidden_until > 0"),
        broad("ix_card_user_phase", "phase", where="phase <> 'review'"),
        broad("ix_card_user_suspended", where="suspended = 1", on_postgresql="suspended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    facet: Mapped[str] = mapped_column(String(40))
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    sibling_key: Mapped[str] = mapped_column(String(160))
    stability: Mapped[float] = mapped_column(Float(53))
    difficulty: Mapped[float] = mapped_column(Float(53))
    phase: Mapped[str] = mapped_column(String(12))
    step: Mapped[int]
    due_day: Mapped[int]
    due_at: Mapped[int | None] = mapped_column(BigInteger)
    interval: Mapped[int]
    first_day: Mapped[int]
    last_day: Mapped[int]
    last_at: Mapped[int] = mapped_column(BigInteger)
    reps: Mapped[int]
    lapses: Mapped[int]
    right_days: Mapped[int]
    last_right_day: Mapped[int]
    suspended: Mapped[bool]
    hidden_until: Mapped[int]
    flag: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The day from which the queue may show it; NULL while it waits for a step or is set aside without a date.
    show_day: Mapped[int | None]


class Review(Base):
    """One row of the log. `seq` is the order of arrival; `answered_at` and `id` are the order that counts."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("user_id", "id"),
        Index("ix_review_session", "session_id", "seq"),
        Index("ix_review_card", "user_id", "question_id", "facet"),
        Index(
            "ix_review_question", "question_id"
        ),  # as for cards: a bank that was taken back is deleted in small steps
        Index("ix_review_version", "version_id"),
        Index("ix_review_user_day", "user_id", "local_day"),
        Index(
            "ix_review_voids",
            "user_id",
            "voids",
            sqlite_where=text("voids IS NOT NULL"),
            postgresql_where=text("voids IS NOT NULL"),
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    facet: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("study_session.id"))
    activity: Mapped[str] = mapped_column(String(12))
    rating: Mapped[int]
    answered_at: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str] = mapped_column(String(64))
    offset_minutes: Mapped[int]
    local_day: Mapped[int]
    duration_ms: Mapped[int]
    is_scheduling: Mapped[bool]
    phase: Mapped[str] = mapped_column(String(12))
    step: Mapped[int]
    interval: Mapped[int]
    interval_before: Mapped[int]
    due_day: Mapped[int]
    due_at: Mapped[int | None] = mapped_column(BigInteger)
    parameter_set_id: Mapped[int | None]
    voids: Mapped[str | None] = mapped_column(String(36))
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    score: Mapped[float | None] = mapped_column(Float(53))


class Enrolment(Base):
    """A learner studies a bank. Questions before `next_position` have all been introduced."""

    __tablename__ = "enrolment"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), primary_key=True)
    next_position: Mapped[int] = mapped_column(default=0)
    # The bank's `ordered_at` that the mark was made under; under another one the mark means nothing.
    ordered_at: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[int] = mapped_column(BigInteger)


class Report(Base):
    """A learner says that something is wrong with a question. The report stays when the person has gone."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    review_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16), default="open")
    reply: Mapped[str] = mapped_column(Text, default="", server_default="")  # of the bank's owner
    settled_at: Mapped[int | None] = mapped_column(BigInteger)


class ParameterSet(Base):
    """Parameters of the forgetting curve, fitted to a learner or taken back to; the one chosen last is in use."""

    __tablename__ = "parameter_set"
    __table_args__ = (Index("ix_parameter_set_user_chosen_at", "user_id", "chosen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    weights: Mapped[str] = mapped_column(String(600))  # numbers with spaces between; see study.parameters
    made_at: Mapped[int] = mapped_column(BigInteger)
    items: Mapped[int]  # answers that it was fitted to; 0 for the average learner's
    # How far off forecasts were on the newest fifth, which was kept out of the fit; NULL where nothing was measured.
    log_loss: Mapped[float | None] = mapped_column(Float(53))
    rmse_bins: Mapped[float | None] = mapped_column(Float(53))
    measured: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # the same of what it was compared with
    chosen_at: Mapped[int | None] = mapped_column(BigInteger)  # NULL: not better, never in use


class ParameterWish(Base):
    """What is left for the night, since it would take too long in a request: a fit, or an earlier set to go back to."""

    __tablename__ = "parameter_wish"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("parameter_set.id"))  # None: fit
    asked_at: Mapped[int] = mapped_column(BigInteger)
