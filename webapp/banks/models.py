"""Banks, questions, versions. A question is a stable identity; what it says is its current version."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base

PUBLIC = "public"
PRIVATE = "private"
LINK = "link"  # in no list; whoever knows its address, which nobody can guess, may study it
BROUGHT = "brought"  # private too, and in no list: what came along with a learner's own export
STAGED = "staged"  # nobody finds it: an import that is being written, or what an import took back leaves behind
ACTIVE = "active"
RETIRED = "retired"

ALONE: Any = {"key_share": True}
"""How the row of a bank is locked by whoever changes its questions: rows of learners that point at the bank go on."""
STAYS: Any = {"read": True, "key_share": True}
"""How a question is locked by whoever writes rows that point at it: until that is done nobody takes it back. Such a
row takes the same lock a moment later anyway; SQLite has one writer."""


class Bank(Base):
    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(80), default="")
    level: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    description: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    licence: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    facts: Mapped[list[Any]] = mapped_column(JSON, default=list)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_built_in: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(String(16), default=PRIVATE)
    position: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)
    last_position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    # When questions came, went or moved: learners' "introduced so far" marks older than this start anew.
    ordered_at: Mapped[int] = mapped_column(BigInteger, default=0)


UNASKED = "status <> 'active' OR version_id IS NULL"
"""Questions that nobody is asked any more, or not yet: an index has them alone, so that they are found at once."""


class Question(Base):
    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("bank_id", "external_id"),
        Index("ix_question_bank_position", "bank_id", "position"),
        Index("ix_question_bank_topic", "bank_id", "topic", "status"),
        Index("ix_question_unasked", "id", sqlite_where=text(UNASKED), postgresql_where=text(UNASKED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    external_id: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    topic: Mapped[str] = mapped_column(String(200), default="")
    # "<bank id>:fact:H1": cards that share it are siblings, and bank ids keep two banks' facts apart.
    sibling_key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(32))
    facets: Mapped[list[Any]] = mapped_column(JSON)
    # A recall question with a recognition sibling waits until that one was right once.
    is_gated: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), default=ACTIVE)
    # No foreign key: question and version would need each other first, on two databases. The service sets both
    # in one transaction.
    version_id: Mapped[int | None]
    # The version whose words stand in `question_word`.
    indexed_version_id: Mapped[int | None]


class QuestionWord(Base):
    """A word of what a question asks and answers, folded; tags with # before them. Follows from the current version."""

    __tablename__ = "question_word"
    __table_args__ = (
        Index("ix_question_word_question", "question_id", "word"),
        {"sqlite_with_rowid": False},
    )

    # Compared byte by byte, so that the words of one beginning stand together in the index.
    word: Mapped[str] = mapped_column(
        String(41).with_variant(String(41, collation="C"), "postgresql"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)


class ImportBatch(Base):
    """A file that was brought to a bank: what it held, what was decided, and how each question was before."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
    # NULL: by a command, or by somebody who has gone.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(16))
    encoding: Mapped[str] = mapped_column(String(16), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    kept: Mapped[list[Any]] = mapped_column(JSON, default=list)
    before: Mapped[list[Any]] = mapped_column(JSON, default=list)
    # Questions that stayed out: `header` and `rows` of a table whose last columns say why.
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[int | None] = mapped_column(BigInteger)


class Version(Base):
    """What a question says at one time. Never changed once it is written; reviews point here."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    created_at: Mapped[int] = mapped_column(BigInteger)
    change: Mapped[str] = mapped_column(String(16), default="new")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stem_hash: Mapped[str] = mapped_column(String(64))
    full_hash: Mapped[str] = mapped_column(String(64))
    extras: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
