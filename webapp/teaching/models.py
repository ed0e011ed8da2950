"""A file on its way into a bank: kept for some days, so that its teacher can look, mend and decide."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base

FILE, DRAFTS, BESIDE = "file", "drafts", "beside"


class Upload(Base):
    """A proposal: nothing of it is in a bank before its owner says so. `reading` is how the file is to be read,
    `edits` what was mended, `choices` what is to be done with each question."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    bank_id: Mapped[int | None] = mapped_column(ForeignKey("bank.id"), index=True)  # None: for a new bank
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)  # once it was brought
    title: Mapped[str] = mapped_column(String(200), default="")
    visibility: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    edits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)
    # Of the parts below: one generation is written beside the other, and takes its place when it is whole.
    generation: Mapped[int] = mapped_column(default=0)


class UploadPart(Base):
    """A piece of the file, of what was read in it, or of a picture beside it: small enough that writing it makes nobody
    wait."""

    __tablename__ = "upload_part"

    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), primary_key=True)
    sort: Mapped[str] = mapped_column(String(8), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
