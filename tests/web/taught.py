"""What the teacher of the matrix has: a bank that a file was brought to, a report on it, and an upload on its way."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import insert, select

from tests.client import Browser
from webapp.banks.models import Bank, ImportBatch, Question
from webapp.database import transaction
from webapp.study.models import Report
from webapp.teaching.models import Upload

FILE = b"id,question,option_1,option_2,correct\nb1,Which bird sings?,Owl,Canary,2\nb2,Which bird hoots?,Owl,Canary,C\n"


@dataclass(frozen=True)
class Taught:
    handle: str
    upload_id: int
    batch_id: int
    report_id: int
    item: str = "q0"


def build_taught(app: Flask, teacher: Browser, word: str = "Owl") -> Taught:
    """`word` stands in the file."""
    first = _bring(teacher, "/banks/new", word)
    teacher.send(f"{first}/confirm")
    with app.app_context(), transaction() as session:
        bank = session.execute(select(Bank).order_by(Bank.id.desc()).limit(1)).scalar_one()
        question = session.execute(select(Question).where(Question.bank_id == bank.id)).scalar_one()
        batch_id = session.execute(select(ImportBatch.id).where(ImportBatch.bank_id == bank.id)).scalar_one()
        row = {"question_id": question.id, "version_id": question.version_id, "reason": "unclear", "created_at": 0}
        session.execute(insert(Report).values(**row, comment=""))
        report_id = session.execute(select(Report.id).where(Report.question_id == question.id)).scalar_one()
        handle = bank.slug
    _bring(teacher, f"/t/banks/{handle}/upload", word)
    with app.app_context(), transaction() as session:
        upload_id = session.execute(select(Upload.id).order_by(Upload.id.desc())).scalars().first()
    assert upload_id is not None
    return Taught(handle, upload_id, batch_id, report_id)


def _bring(teacher: Browser, address: str, word: str) -> str:
    file = FILE.replace(b"Owl", word.encode())
    fields = {"csrf_token": teacher.token(), "visibility": "private", "file": (io.BytesIO(file), "birds.csv")}
    return teacher.post(address, data=fields, content_type="multipart/form-data").headers["Location"]
