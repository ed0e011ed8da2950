"""The bytes of an upload, in pieces of their own transactions: a file of 32 MB keeps no student's answer waiting."""

import zlib
from collections.abc import Iterator

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.database import transaction
from webapp.teaching.models import BESIDE, DRAFTS, FILE, Upload, UploadPart
from webapp.teaching.packing import LEVEL, Found, packed, unpacked

PIECE = 1024 * 1024


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, at in enumerate(range(0, len(data), PIECE)):
        yield number, data[at : at + PIECE]


def put(upload_id: int, sort: str, data: bytes, *, generation: int = 0) -> None:
    """Each piece is a transaction. What was begun before and not finished goes first: its number is given again."""
    begun = delete(UploadPart).where(
        UploadPart.upload_id == upload_id, UploadPart.sort == sort, UploadPart.generation == generation
    )
    for number, piece in pieces(data):
        with transaction() as session:
            if not number:
                session.execute(begun)
            session.add(UploadPart(upload_id=upload_id, sort=sort, generation=generation, number=number, data=piece))


def put_file(upload_id: int, data: bytes) -> None:
    put(upload_id, FILE, zlib.compress(data, LEVEL))


def put_found(upload_id: int, found: Found, *, generation: int) -> None:
    put(upload_id, DRAFTS, packed(found), generation=generation)


def put_beside(upload_id: int, name: str, data: bytes, *, number: int) -> None:
    """A picture or sound, with its name before its bytes. `number` is its own in the upload."""
    encoded = name.encode("utf-8", "replace")[:1000]
    put(upload_id, BESIDE, len(encoded).to_bytes(2, "big") + encoded + data, generation=number)


def beside_of(session: Session, upload_id: int) -> dict[str, bytes]:
    """Pictures and sounds by their names; of two with the same the later one."""
    found: dict[str, bytes] = {}
    for number in range(1, last_beside(session, upload_id) + 1):
        whole = _whole(session, upload_id, BESIDE, number)
        length = int.from_bytes(whole[:2], "big")
        found[whole[2 : 2 + length].decode("utf-8", "replace")] = whole[2 + length :]
    return found


def last_beside(session: Session, upload_id: int) -> int:
    """The number of the last one; 0 where there is none."""
    asked = select(func.max(UploadPart.generation)).where(UploadPart.upload_id == upload_id, UploadPart.sort == BESIDE)
    return session.execute(asked).scalar() or 0


def file_of(session: Session, upload: Upload) -> bytes:
    return zlib.decompress(_whole(session, upload.id, FILE, 0))


def found_of(session: Session, upload: Upload) -> Found:
    return unpacked(_whole(session, upload.id, DRAFTS, upload.generation))


def found_before(session: Session, upload: Upload, generation: int) -> Found | None:
    """What an earlier reading found, which a page that is still open may show."""
    data = _whole(session, upload.id, DRAFTS, generation) if 0 < generation < upload.generation else b""
    return unpacked(data) if data else None


def _whole(session: Session, upload_id: int, sort: str, generation: int) -> bytes:
    asked = (
        select(UploadPart.data)
        .where(UploadPart.upload_id == upload_id, UploadPart.sort == sort, UploadPart.generation == generation)
        .order_by(UploadPart.number)
    )
    return b"".join(session.execute(asked).scalars())


def drop_parts(session: Session, upload_id: int, *, most: int) -> int:
    """Up to so many pieces; how many went."""
    keys = (
        select(UploadPart.sort, UploadPart.generation, UploadPart.number)
        .where(UploadPart.upload_id == upload_id)
        .limit(most)
    )
    found = session.execute(keys).all()
    for sort, generation, number in found:
        session.execute(
            delete(UploadPart).where(
                UploadPart.upload_id == upload_id,
                UploadPart.sort == sort,
                UploadPart.generation == generation,
                UploadPart.number == number,
            )
        )
    return len(found)
