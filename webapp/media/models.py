"""Pictures and sounds as bytes in the database: not every host has a disk, and a backup of one thing is whole."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class Media(Base):
    """One picture or sound, never changed: `key` comes from the bytes. Sounds have neither width nor height."""

    __tablename__ = "media"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    extension: Mapped[str] = mapped_column(String(4))
    size: Mapped[int]  # bytes
    width: Mapped[int] = mapped_column(default=0)  # pixels
    height: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[int] = mapped_column(BigInteger)
    # When a file brought it last: until its upload is over nothing else may know of it.
    brought_at: Mapped[int] = mapped_column(BigInteger, index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class MediaOrigin(Base):
    """What bytes became that were encoded anew: the same file is the same picture, whatever version encodes it."""

    __tablename__ = "media_origin"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)  # of the bytes as they were brought
    media_key: Mapped[str] = mapped_column(ForeignKey("media.key"), index=True)
