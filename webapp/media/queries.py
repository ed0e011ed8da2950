"""Reads of pictures and sounds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from webapp.direct import Prepared, Reader
from webapp.exchange.contract import MediaFile
from webapp.media.models import Media, MediaOrigin

_AT_ONCE = 400  # keys in a statement
_MOST = 50_000  # sizes in memory

_size = Prepared(select(Media.width, Media.height).where(Media.key == bindparam("key")), is_alone=True)
_sizes: dict[str, tuple[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    extension: str

    @property
    def reference(self) -> str:
        """How the texts of questions name it."""
        return f"media:{self.key}.{self.extension}"


def stored_as(session: Session, keys: Collection[str]) -> dict[str, Stored]:
    """What the bytes of these keys are stored as: themselves, or what they became."""
    found: dict[str, Stored] = {}
    for some in _some(sorted(keys)):
        became = (
            select(MediaOrigin.key, Media.key, Media.extension)
            .join(Media, Media.key == MediaOrigin.media_key)
            .where(MediaOrigin.key.in_(some))
        )
        own = select(Media.key, Media.key, Media.extension).where(Media.key.in_(some))
        for asked in (became, own):
            for key, stored, extension in session.execute(asked):
                found[key] = Stored(stored, extension)
    return found


def data_of(session: Session, key: str, extension: str) -> bytes | None:
    asked = select(Media.data).where(Media.key == key, Media.extension == extension)
    return session.execute(asked).scalar_one_or_none()


def size_of(connection: Reader, key: str) -> tuple[int, int] | None:
    """Width and height in pixels; None for a sound, and for what is not here. Of a key this never changes."""
    found = _sizes.get(key)
    if found is None:
        row = _size.row(connection, {"key": key})
        if row is None:
            return None
        if len(_sizes) >= _MOST:
            _sizes.clear()
        found = _sizes[key] = (row[0], row[1])
    return found if found[0] else None


def files_of(session: Session, keys: Collection[str]) -> dict[str, MediaFile]:
    """With their bytes, for whoever writes them to a file; those that are not here are left out."""
    found: dict[str, MediaFile] = {}
    for some in _some(sorted(keys)):
        asked = select(Media.key, Media.extension, Media.data).where(Media.key.in_(some))
        for key, extension, data in session.execute(asked):
            found[key] = MediaFile(key, extension, data, f"{key}.{extension}")
    return found


def sizes_of(session: Session, keys: Collection[str]) -> dict[str, int]:
    """In bytes, by key; those that are not here are left out."""
    found: dict[str, int] = {}
    for some in _some(sorted(keys)):
        asked = select(Media.key, func.length(Media.data)).where(Media.key.in_(some))
        found |= {row[0]: row[1] for row in session.execute(asked)}
    return found


def _some(keys: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(keys), _AT_ONCE):
        yield keys[at : at + _AT_ONCE]


def brought_before(session: Session, instant: int) -> set[str]:
    """Keys of what no file has brought since."""
    return set(session.execute(select(Media.key).where(Media.brought_at < instant)).scalars())
