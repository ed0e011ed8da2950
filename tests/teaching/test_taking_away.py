"""A bank is taken away with its pictures, as a file that its program opens, and brought back the same."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from tests.accounts.people import heading
from tests.teaching.teacher import banks, brought, confirmed, teacher
from tests.teaching.test_pictures import FILE
from webapp.database import db


@pytest.mark.parametrize(
    ("format", "end", "sort", "begin"),
    [
        ("bank", ".zip", "application/zip", b"PK"),
        ("moodle", ".xml", "application/xml", b"<?xml"),
        ("qti", ".zip", "application/zip", b"PK"),
        ("apkg", ".apkg", "application/octet-stream", b"PK"),
    ],
)
def test_pictures_leave_with_their_bank_and_the_same_file_changes_nothing(
    app: Flask, format: str, end: str, sort: str, begin: bytes
) -> None:
    client = teacher(app)
    confirmed(client, brought(client, FILE, name="plants.zip"))
    slug = banks(app)[0].slug
    answer = client.send(f"/t/banks/{slug}/export", {"format": format})
    assert (answer.mimetype, answer.headers["Content-Disposition"].endswith(end)) == (sort, True)
    data = answer.get_data()
    assert data.startswith(begin)
    if format == "bank":
        client.get(f"{brought(client, data, name=f'plants{end}', to=f'/t/banks/{slug}/upload')}/changes")
        assert heading(client) == "0 changed, 0 new, 0 missing, 2 same"


@pytest.mark.parametrize(("format", "end"), [("xlsx", ".xlsx"), ("csv", ".csv"), ("gift", ".gift.txt")])
def test_other_files_have_the_names_that_their_programs_know(app: Flask, format: str, end: str) -> None:
    client = teacher(app)
    confirmed(client, brought(client, FILE, name="plants.zip"))
    answer = client.send(f"/t/banks/{banks(app)[0].slug}/export", {"format": format})
    assert answer.headers["Content-Disposition"].endswith(end)


def test_the_page_says_what_is_lost_without_reading_a_picture(app: Flask) -> None:
    client = teacher(app)
    confirmed(client, brought(client, FILE, name="plants.zip"))
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: asked.append(statement))
    page = client.get(f"/t/banks/{banks(app)[0].slug}/export").get_data(as_text=True)
    assert page.count("Its pictures and sounds are named in the file, and not in it.") > 0
    assert page.count("is read back") == 0
    assert [each for each in asked if "media.data" in each and "length(media.data)" not in each] == []
    assert [each for each in asked if "length(media.data)" in each] != []
