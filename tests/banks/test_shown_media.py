"""Pictures that no question shows go after eight days; those of an old version stay with it."""

from __future__ import annotations

from flask import Flask

from tests.conftest import Clock
from tests.media.drawn import packed, picture, stored
from tests.media.test_service import rows
from tests.teaching.teacher import banks, brought, confirmed, teacher
from webapp.banks.shown_media import sweep_media

TEXT = 'id,question,option_1,option_2,correct\nq1,"Which? <img src=""a.png"" alt=""{}"">",one,two,1\n'


def swept(app: Flask, clock: Clock) -> str:
    with app.app_context():
        return sweep_media(clock.now)


def test_what_no_question_shows_goes_after_eight_days(app: Flask, clock: Clock) -> None:
    stored(app, picture("red"))
    clock.advance(days=8)
    assert swept(app, clock) == "0 dropped"
    clock.advance(ms=1)
    assert swept(app, clock) == "1 dropped"
    assert rows(app) == ([], [])


def test_what_a_version_shows_stays_though_the_question_says_something_else_now(app: Flask, clock: Clock) -> None:
    browser = teacher(app)
    confirmed(browser, brought(browser, packed(a_csv=TEXT.format("red"), a_png=picture("red")), name="a.zip"))
    [bank] = banks(app)
    second = packed(a_csv=TEXT.format("blue"), a_png=picture("blue"))
    confirmed(browser, brought(browser, second, name="a.zip", to=f"/t/banks/{bank.slug}/upload"))
    brought(browser, packed(a_csv=TEXT.format("green"), a_png=picture("green")), name="a.zip")  # and never saved
    clock.advance(days=9)
    assert swept(app, clock) == "1 dropped"
    assert len(rows(app)[0]) == 2
