"""Progress pages as somebody would read them: tables as rows of words."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import Flask

from tests.client import Browser
from tests.html import text_of
from tests.study.pages_read import page, texts
from tests.study.pupil import Pupil
from webapp.web.visitor import NAME


def browser_of(app: Flask, pupil: Pupil) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    client.set_cookie(NAME, pupil.token)
    return client


def table(client: Browser, caption: str) -> list[list[str]]:
    """The body of the table with that caption."""
    found = [each for each in page(client).iter("table") if _caption(each) == caption]
    assert len(found) == 1, [_caption(each) for each in page(client).iter("table")]
    (body,) = found[0].iter("tbody")
    return [[text_of(cell) for cell in row] for row in body.iter("tr")]


def _caption(element: Element) -> str:
    return next((text_of(each) for each in element.iter("caption")), "")


def headings(client: Browser) -> list[str]:
    return texts(client, "h2")


def pictures(client: Browser) -> list[str]:
    """What a screen reader says of each picture."""
    return [each.get("aria-label", "") for each in page(client).iter() if each.get("role") == "img"]


def addresses(client: Browser) -> list[str]:
    return [each.get("href", "") for each in page(client).iter("a")]
