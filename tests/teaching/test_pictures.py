"""A file with pictures is dropped in: they are seen in the preview and by students, and asked for where they miss."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.people import heading
from tests.client import Browser
from tests.conftest import Clock
from tests.media.drawn import packed, picture
from tests.media.test_service import rows
from tests.teaching.teacher import articles, banks, brought, confirmed, page_text, teacher
from webapp.teaching.beside import BesideRefused, collected

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


def add(browser: Browser, preview: str, *files: tuple[str, bytes]) -> TestResponse:
    sent = [(io.BytesIO(data), name) for name, data in files]
    values = {"csrf_token": browser.token(), "files": sent or (io.BytesIO(), "")}
    return browser.post(f"{preview}/beside", data=values, content_type="multipart/form-data")


def test_pictures_that_are_missing_are_listed_and_added(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, TEXT, name="plants.csv")
    browser.get(preview)
    assert "2 pictures or sounds are missing" in page_text(browser)
    assert pictures(browser) == []
    added = add(browser, preview, ("B.JPG", picture("blue", format="JPEG")))
    assert added.status_code == 303
    browser.get(added.headers["Location"])
    assert "Added. 1 is still missing." in page_text(browser)
    assert {each[1] for each in pictures(browser)} == {"one", "blue"}
    browser.get(add(browser, preview, ("more.zip", packed(a_png=picture("red")))).headers["Location"])
    assert "Added. Nothing is missing any more." in page_text(browser)
    assert {each[1] for each in pictures(browser)} == {"a red map", "one", "blue"}
    browser.get(confirmed(browser, preview))
    assert heading(browser) == "2 questions saved"


def test_what_was_mended_stays_where_the_file_says_the_same(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, TEXT, name="plants.csv")
    browser.get(f"{preview}/q1")
    form = next(each for each in browser.forms() if each.action.endswith("/q1"))
    browser.submit(form, do="save", prompt="Nothing at all?")
    browser.send(f"{preview}/out", {"key": "q0", "out": "yes"})
    browser.get(add(browser, preview, ("a.png", picture("red"))).headers["Location"])
    found = articles(browser)
    assert "Nothing at all?" in found["q1"] and "Mended" in found["q1"]
    assert "Left out by you" in found["q0"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ((), "Choose pictures, sounds, or a ZIP archive with them"),
        ((("a.txt", b"words"),), "Choose pictures, sounds, or a ZIP archive with them"),
        ((("a.zip", packed(b_zip=packed())),), "The archive holds another archive"),
    ],
)
def test_what_cannot_be_added_is_said(app: Flask, files: tuple[tuple[str, bytes], ...], reason: str) -> None:
    browser = teacher(app)
    preview = brought(browser, TEXT, name="plants.csv")
    assert add(browser, preview, *files).status_code == 422
    assert reason in page_text(browser)
    assert heading(browser).startswith("2 ready")


def test_what_is_too_large_or_too_many_is_not_added(app: Flask) -> None:
    large = bytes(10 * 1024 * 1024)
    wanted = {"a.png", "c.mp3", *(f"{number}.png" for number in range(1001))}
    with app.test_request_context():
        with pytest.raises(BesideRefused, match=r"^a\.png must be smaller than 10 MB$"):
            collected([("a.png", large + b"x")], wanted)
        sent = iter([(f"{number}.png", large) for number in range(1001)])
        with pytest.raises(BesideRefused, match=r"^Together they must be smaller than 64 MB$"):
            collected(sent, wanted)
        assert next(sent)[0] == "7.png"
        with pytest.raises(BesideRefused, match=r"^At most 1000 can be added at once$"):
            collected([(f"{number}.png", b"") for number in range(1001)], wanted)
        held = collected([("a.png", large), ("b.txt", b""), ("d.png", b"x"), ("c.MP3", b"x")], wanted)
    assert held == {"a.png": large, "c.MP3": b"x"}


def test_only_what_the_file_misses_is_unpacked(app: Flask) -> None:
    archive = packed(a_png=b"x", other_png=b"y")
    with app.test_request_context():
        assert collected([("all.zip", archive)], {"a.png"}) == {"a.png": b"x"}
        with pytest.raises(
            BesideRefused, match=r"^None of them is missing in the file: they are found by their names$"
        ):
            collected([("all.zip", archive)], {"b.png"})


def test_a_picture_without_a_description_is_said_and_mended(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, packed(a_csv=TEXT.replace(' alt=""a red map""', ""), a_png=picture("red")), name="a.zip")
    browser.get(preview)
    assert "A picture has no description." in articles(browser)["q0"]
    browser.get(f"{preview}/q0")
    form = next(each for each in browser.forms() if each.action.endswith("/q0"))
    assert form["pictures-0-words"] == ""
    kept = browser.submit(form, do="save")
    browser.get(kept.headers["Location"])
    assert "A picture has no description." in articles(browser)["q0"]
    browser.submit(form, do="save", **{"pictures-0-words": ' a "red"  map '})
    browser.get(preview)
    assert "description" not in articles(browser)["q0"]
    assert [each[1] for each in pictures(browser)] == ['a "red" map']


def test_only_pictures_of_the_question_are_described(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FILE, name="plants.zip")
    browser.get(f"{preview}/q0")
    form = next(each for each in browser.forms() if each.action.endswith("/q0"))
    browser.submit(form, do="save", **{"pictures-0-reference": "media:x.png", "pictures-0-words": "<script>"})
    answer = browser.get(preview)
    assert "<script>" not in answer.get_data(as_text=True)
    assert "a red map" in [each[1] for each in pictures(browser)]


@pytest.mark.parametrize("format", ["bank", "moodle", "qti"])
def test_a_bank_is_taken_away_with_its_pictures_and_brought_back_unchanged(app: Flask, format: str) -> None:
    browser = teacher(app)
    confirmed(browser, brought(browser, FILE, name="plants.zip"))
    before = rows(app)
    [bank] = banks(app)
    taken = browser.send(f"/t/banks/{bank.slug}/export", {"format": format}).get_data()
    preview = brought(browser, taken, name="again", to=f"/t/banks/{bank.slug}/upload")
    browser.get(preview)
    assert "missing" not in heading(browser)
    assert {each[1] for each in pictures(browser)} == {"a red map", "one", "blue"}
    assert rows(app) == before
    if format == "bank":
        browser.get(f"{preview}/changes")
        assert heading(browser) == "0 changed, 0 new, 0 missing, 2 same"
