"""The one table of people. A guest has no name and is found by the hash of a cookie's token."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base

ROLES = ("guest", "student", "teacher", "admin")


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
