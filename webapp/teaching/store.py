"""The bytes of an upload, in pieces of their own transactions: a file of 32 MB keeps no student's answer waiting."""

import zlib
from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.database import transaction
from webapp.teaching.models import DRAFTS, FILE, Upload, UploadPart
from webapp.teaching.packing import LEVEL, Found, packed, unpacked

PIECE = 1024 * 1024


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, at in enumerate(range(0, len(data), PIECE)):
        yield number, data[at : at + PIECE]


def put(upload_id: int, sort: str, data: bytes, *, generation: int = 0) -> None:
    """Each piece is a transaction; what was begun and not finished is swept with the upload."""
    for number, piece in pieces(data):
        with transaction() as session:
            session.add(UploadPart(upload_id=upload_id, sort=sort, generation=generation, number=number, data=piece))


def put_file(upload_id: int, data: bytes) -> None:
    put(upload_id, FILE, zlib.compress(data, LEVEL))


def put_found(upload_id: int, found: Found, *, generation: int) -> None:
    put(upload_id, DRAFTS, packed(found), generation=generation)


def file_of(session: Session, upload: Upload) -> bytes:
    return zlib.decompress(_whole(session, upload.id, FILE, 0))


def found_of(session: Session, upload: Upload) -> Found:
    return unpacked(_whole(session, upload.id, DRAFTS, upload.generation))


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
