"""A file with pictures is dropped in: they are seen in the preview and by students, and asked for where they miss."""

from __future__ import annotations

from flask import Flask

from tests.accounts.people import heading
from tests.client import Browser
from tests.conftest import Clock
from tests.media.drawn import packed, picture
from tests.media.test_service import rows
from tests.teaching.teacher import articles, banks, brought, confirmed, teacher

TEXT = (
    "id,question,option_1,option_2,correct,feedback\n"
    'q1,"Which is it? <img src=""a.png"" alt=""a red map"">","<img src=""b.jpg"" alt=""one"">",two,1,'
    '"See <img src=""b.jpg"" alt=""blue"">."\n'
    "q2,Nothing to see?,yes,no,1,None.\n"
)
FILE = packed(plants_csv=TEXT, a_png=picture("red"), b_jpg=picture("blue", format="JPEG"))


def pictures(browser: Browser) -> list[tuple[str, str, str]]:
    """Of the last page: address, description, width."""
    assert browser.last is not None
    return [(each.get("src", ""), each.get("alt", ""), each.get("width", "")) for each in browser.last.iter("img")]


def test_s30_a_picture_of_a_file_is_seen_in_the_preview_and_by_students(app: Flask, clock: Clock) -> None:
    browser = teacher(app)
    preview = brought(browser, FILE, name="plants.zip", visibility="public")
    browser.get(preview)
    assert heading(browser).startswith("2 ready")
    seen = pictures(browser)
    assert [each[1:] for each in seen] == [("a red map", "8"), ("one", "8"), ("blue", "8")]
    assert {f"{key}" for key in rows(app)[0]} == {each[0][len("/media/") : -4] for each in seen}
    assert browser.get(seen[0][0]).mimetype == "image/png"
    confirmed(browser, preview)
    [bank] = banks(app)
    pupil = app.test_client()
    assert isinstance(pupil, Browser)
    pupil.get(f"/study?bank={bank.slug}")
    assert [each[1] for each in pictures(pupil) if "red" in each[1]] == ["a red map"]


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    browser = teacher(app)
    confirmed(browser, brought(browser, FILE, name="plants.zip"))
    before = rows(app)
    [bank] = banks(app)
    preview = brought(browser, FILE, name="plants.zip", to=f"/t/banks/{bank.slug}/upload")
    browser.get(f"{preview}/changes")
    assert heading(browser) == "0 changed, 0 new, 0 missing, 2 same"
    assert rows(app) == before


def test_a_refused_picture_is_said_at_its_question(app: Flask) -> None:
    browser = teacher(app)
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    cut = picture("green", (64, 64))[:60]
    browser.get(brought(browser, packed(plants_csv=TEXT, a_png=drawing, b_jpg=cut), name="plants.zip"))
    assert pictures(browser) == []
    text = articles(browser)["q0"]
    assert "a.png is a drawing or a page (SVG, HTML)" in text
    assert "b.jpg is damaged or not whole." in text
    assert "Which is it? a red map" in text
    assert rows(app) == ([], [])
