"""A file taken in: read outside of any transaction, one at a time for each teacher, then kept piece by piece."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webapp.accounts import limits
from webapp.accounts.transfers import only_one
from webapp.database import db, transaction
from webapp.exchange.contract import Problem
from webapp.exchange.media import references_of
from webapp.media.keeping import keep, raw_replaced, rewritten
from webapp.teaching import files, service, store
from webapp.teaching.beside import MOST_TOGETHER, BesideRefused
from webapp.teaching.carrying import carried
from webapp.teaching.files import Reading
from webapp.teaching.models import Upload
from webapp.teaching.packing import Found
from webapp.web.clock import now_ms
from webapp.web.texts import gettext as _

NOTHING: Mapping[str, bytes] = {}
LONGEST = 5 * limits.MINUTE  # a reading that takes longer was given up: its process is gone


class FileRefused(Exception):
    """Nothing of the file can be used, and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def read(data: bytes, name: str, reading: Reading, beside: Mapping[str, bytes] = NOTHING) -> Found:
    """Raises FileRefused and files.CannotDecode."""
    db.session.rollback()  # the request's own read would last as long as the reading
    found = files.read(data, name, reading, beside)
    if not found.drafts.questions and not found.refused and not found.drafts.kept:
        raise FileRefused(found.drafts.errors or found.drafts.problems)
    return _with_media(found)


def _with_media(found: Found) -> Found:
    """Its pictures and sounds are stored by themselves; the texts name what is stored."""
    kept = keep(found.drafts, [each for refused in found.refused for each in references_of(refused.raw)], now=now_ms)
    refused = [replace(each, raw=raw_replaced(each.raw, kept)) for each in found.refused]
    return Found(rewritten(found.drafts, kept), refused, found.columns)


def take_in(user_id: int, data: bytes, name: str, *, bank_id: int | None, title: str, visibility: str, now: int) -> int:
    """The number of the new upload. Raises LimitReached and FileRefused."""
    with only_one("uploading", user_id, lasting_ms=LONGEST, now=now):
        found = read(data, name, Reading())
        with transaction() as session:
            upload_id = service.begin_upload(
                session,
                user_id,
                bank_id=bank_id,
                title=title,
                visibility=visibility,
                name=name,
                file_hash=hashlib.sha256(data).hexdigest(),
                reading=Reading().said,
                now=now,
            )
        store.put_file(upload_id, data)
        store.put_found(upload_id, found, generation=1)
        with transaction() as session:
            service.finish_reading(session, upload_id, generation=1, reading=Reading().said, edits={})
    return upload_id


def read_again(
    upload: Upload, user_id: int, reading: Reading, *, now: int, more: Mapping[str, bytes] = NOTHING
) -> None:
    """As its teacher says it is written, and with `more` pictures and sounds beside it. Raises as `take_in`,
    files.CannotDecode, BesideRefused and, where another tab was first, service.UploadHasChanged or
    service.AlreadyBrought."""
    upload_id, name, seen = upload.id, upload.file_name, upload.generation
    session = db.session()
    with only_one("uploading", user_id, lasting_ms=LONGEST, now=now):
        upload = session.get_one(Upload, upload_id, populate_existing=True)
        if upload.generation != seen:
            raise service.UploadHasChanged
        old, edits = store.found_of(session, upload), dict(upload.edits)
        data, beside = store.file_of(session, upload), store.beside_of(session, upload_id)
        last = store.last_beside(session, upload_id)
        beside.update(more)
        if sum(map(len, beside.values())) > MOST_TOGETHER:
            raise BesideRefused(_("Together they must be smaller than 64 MB"))
        found = read(data, name, reading, beside)
        for number, (called, content) in enumerate(more.items(), last + 1):
            store.put_beside(upload_id, called, content, number=number)
        _keep(upload_id, old, found, reading, generation=seen + 1, edits=edits)


def _keep(
    upload_id: int, old: Found, found: Found, reading: Reading, *, generation: int, edits: Mapping[str, Any]
) -> None:
    """With the edits of the reading before, as far as they fit; those that came while it was read are carried too."""
    store.put_found(upload_id, found, generation=generation)
    left: Mapping[str, Any] | None = edits
    while left is not None:
        edits, fitting = left, carried(left, old, found)
        with transaction() as session:
            left = service.finish_reading(
                session, upload_id, generation=generation, reading=reading.said, edits=fitting, carried_from=edits
            )
