"""Small pictures and sounds for tests."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache
from typing import Any

from flask import Flask
from PIL import Image

from webapp.database import transaction
from webapp.exchange.media import key_of
from webapp.media.encoding import Encoded, encoded
from webapp.media.queries import Stored
from webapp.media.service import store_media


def file_of(image: Image.Image, format: str = "PNG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


@cache
def picture(colour: str = "red", size: tuple[int, int] = (8, 6), format: str = "PNG") -> bytes:
    return file_of(Image.new("RGB", size, colour), format)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    """As many colours as a photograph."""
    return Image.merge("RGB", [Image.effect_noise(size, 60 + 20 * band) for band in range(3)])


def sound() -> bytes:
    """A hundredth of a second of silence, as WAV."""
    points = bytes(160)
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    head = b"RIFF" + struct.pack("<I", 36 + len(points)) + b"WAVEfmt " + form + b"data" + struct.pack("<I", len(points))
    return head + points


def stored(app: Flask, data: bytes) -> Stored:
    """As a file would have brought it."""
    made = encoded(data)
    assert isinstance(made, Encoded)
    with app.app_context(), transaction() as session:
        return store_media(session, made, origin=key_of(data), now=app.config["CLOCK"]())


def packed(**files: bytes | str) -> bytes:
    """An archive; `a_png` is called a.png."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()
