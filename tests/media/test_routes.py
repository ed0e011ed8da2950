"""What a browser gets that knows the name of a picture or sound."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import Browser
from tests.media.drawn import picture, sound, stored
from webapp.media.routes.files import POLICY, TYPES


def address(app: Flask, data: bytes) -> str:
    return "/media/" + stored(app, data).reference.removeprefix("media:")


def test_s30_a_picture_is_served_as_a_picture_and_can_do_nothing_else(app: Flask, client: Browser) -> None:
    answer = client.get(address(app, picture()))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.get_data().startswith(b"\x89PNG")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert POLICY in answer.headers.getlist("Content-Security-Policy")
    assert "Content-Disposition" not in answer.headers


def test_it_is_kept_by_the_browser_and_asked_for_once(app: Flask, client: Browser) -> None:
    where = address(app, picture())
    first = client.get(where)
    assert first.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Set-Cookie" not in first.headers
    again = client.get(where, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_sound_is_heard_from_any_place(app: Flask, client: Browser) -> None:
    answer = client.get(address(app, sound()), headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.get_data(), answer.mimetype) == (206, b"RIFF", "audio/wav")
    assert answer.headers["Content-Range"] == f"bytes 0-3/{len(sound())}"
    beyond = client.get(address(app, sound()), headers={"Range": "bytes=9999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "name", ["x.png", "0" * 32 + ".png", "0" * 32 + ".html", "0" * 32, "..%2F..%2Fetc", "A" * 32 + ".png"]
)
def test_another_name_is_nothing(app: Flask, client: Browser, name: str) -> None:
    stored(app, picture())
    answer = client.get(f"/media/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_the_extension_belongs_to_the_name(app: Flask, client: Browser) -> None:
    assert client.get(address(app, picture()).replace(".png", ".mp3")).status_code == 404


def test_every_type_is_a_picture_or_a_sound() -> None:
    assert {each.partition("/")[0] for each in TYPES.values()} == {"image", "audio"}
