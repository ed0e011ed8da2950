"""People, their open logins, and what the site counts and is set to. A guest has no name and is found by the hash of a
cookie's token; whoever has a name is found by the hash of a login's token."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, Instant

ROLES = ("guest", "student", "teacher", "admin")
ACCOUNT_ROLES = ROLES[1:]


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str] = mapped_column(String(64))
    day_start: Mapped[int] = mapped_column(default=4)
    has_shortcuts: Mapped[bool] = mapped_column(default=True)
    has_intervals: Mapped[bool] = mapped_column(default=True)
    preferences: Mapped[str | None] = mapped_column(Text)  # see memory.preferences
    study_plan: Mapped[str | None] = mapped_column(Text)  # the options of studying put together, see study.plans
    name: Mapped[str | None] = mapped_column(String(80))
    name_key: Mapped[str | None] = mapped_column(String(80), unique=True)  # see names.name_key
    display_name: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))  # None: set by a one-time code first
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[Instant | None]
    totp_step: Mapped[int | None] = mapped_column(BigInteger)  # the last half-minute whose code was used: works once
    disabled_at: Mapped[Instant | None]
    delete_after: Mapped[Instant | None]  # deletion was asked for; until then it can be taken back
    anonymised_at: Mapped[Instant | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # the teacher whose roster named this student

    # Guests are looked through for those whose time is over; with the role first, people of one role are counted.
    __table_args__ = (Index("ix_user_role_created_at", "role", "created_at"),)


class LoginSession(Base):
    """A browser that is logged in. One that ended keeps its row for a while, so that its token is known as ended."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]  # at most ten minutes behind, and never written by a GET
    expires_at: Mapped[Instant] = mapped_column(BigInteger, index=True)  # ending a login sets it to now
    idle_ms: Mapped[int] = mapped_column(BigInteger)
    is_shared: Mapped[bool]
    label: Mapped[str] = mapped_column(String(120))
    guest_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id")
    )  # answers given here before, not asked about yet


class OneTimeCode(Base):
    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    bound_to: Mapped[str] = mapped_column(
        String(64)
    )  # digest of the password it was made to replace, and the e-mail address


class RateCount(Base):
    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    window_start: Mapped[Instant] = mapped_column(BigInteger, index=True)
    count: Mapped[int]


class SiteSetting(Base):
    __tablename__ = "site_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
