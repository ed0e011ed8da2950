"""A teacher with a browser, and files to bring."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.people import account, logged_in
from tests.client import Browser
from tests.html import text_of
from webapp.banks.models import Bank
from webapp.database import db

FIRST = (
    "id,question,option_1,option_2,correct,topic,feedback\n"
    "q1,Which gas do plants take in?,Carbon dioxide,Oxygen,1,Leaves,They make sugar of it.\n"
    "q2,Which part takes in water?,Leaf,Root,2,Roots,Roots have fine hairs.\n"
    "q3,Which part makes seeds?,Flower,Stem,1,Flowers,Seeds grow in the ovary.\n"
)
WRONG = FIRST + "q4,Which colour do leaves reflect?,Green,Red,C,Leaves,They look green.\n"


def teacher(app: Flask, name: str = "teacher") -> Browser:
    return logged_in(app, account(app, name, role="teacher"))


def bring(
    browser: Browser, text: str | bytes, *, to: str = "/banks/new", name: str = "plants.csv", **fields: Any
) -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    values = {"csrf_token": browser.token(), "visibility": "private", **fields, "file": (io.BytesIO(data), name)}
    return browser.post(to, data=values, content_type="multipart/form-data")


def brought(browser: Browser, text: str | bytes, **more: Any) -> str:
    """The address of the preview."""
    answer = bring(browser, text, **more)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def confirmed(browser: Browser, preview: str) -> str:
    """The address of the report."""
    answer = browser.send(f"{preview.partition('?')[0]}/confirm")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def page_text(browser: Browser) -> str:
    assert browser.last is not None
    return text_of(next(browser.last.iter("main")))


def articles(browser: Browser) -> dict[str, str]:
    """The text of each question of a preview, by its key."""
    assert browser.last is not None
    found = (each for each in browser.last.iter("article") if each.get("id"))
    return {str(each.get("id")): text_of(each) for each in found}


def banks(app: Flask) -> list[Bank]:
    with app.app_context():
        found = list(db.session.query(Bank).filter(Bank.is_built_in.is_(False)).order_by(Bank.id))
        db.session.expunge_all()
        db.session.rollback()
        return found
