"""Pictures with a profile of other colours than a screen's, and profiles from strangers."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest
from PIL import Image, ImageCms

from tests.media.drawn import file_of, opened
from webapp.media.colours import in_srgb
from webapp.media.encoding import Encoded, encoded

# The colours of red, green and blue in XYZ beside D50, as profiles say them: Adobe RGB (1998), and sRGB.
WIDE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
GAMMA = 563 / 256


def profile(name: str = "Wide", space: bytes = b"RGB ") -> bytes:
    """Made by hand after ICC.1:2001-04: three colours and one curve."""

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    described = struct.pack(">I", len(name) + 1) + name.encode() + bytes(79)
    curve = b"curv" + bytes(4) + struct.pack(">IHH", 1, round(GAMMA * 256), 0)
    tags = {b"desc": b"desc" + bytes(4) + described, b"cprt": b"text" + bytes(4) + b"none\0"}
    tags |= {b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1, 0.8249)}
    for letter, colour in zip((b"r", b"g", b"b"), WIDE, strict=True):
        tags |= {letter + b"XYZ": b"XYZ " + bytes(4) + fixed(*colour), letter + b"TRC": curve}
    at, table, body = 132 + 12 * len(tags), b"", b""
    for tag, value in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    sorts = struct.pack(">4s4s4s", b"mntr", space, b"XYZ ")
    head = struct.pack(">I4sI", at + len(body), b"none", 0x02100000) + sorts + bytes(12) + b"acsp" + bytes(28)
    return head + fixed(0.9642, 1, 0.8249) + bytes(48) + struct.pack(">I", len(tags)) + table + body


def by_pencil(colour: Sequence[int]) -> list[int]:
    """Linear light, to XYZ, to the linear light of sRGB (the inverse of its own matrix), and back to numbers."""
    light = [(value / 255) ** GAMMA for value in colour]
    xyz = [sum(light[band] * WIDE[band][axis] for band in range(3)) for axis in range(3)]
    back = ((3.1341, -1.6174, -0.4907), (-0.9788, 1.9161, 0.0334), (0.0720, -0.2290, 1.4054))
    lights = [sum(row[axis] * xyz[axis] for axis in range(3)) for row in back]
    lights = [min(1.0, max(0.0, each)) for each in lights]
    return [round(255 * (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055)) for x in lights]


@pytest.mark.parametrize("colour", [(200, 100, 50), (60, 180, 90), (128, 128, 128), (0, 255, 0)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_numbers_become_those_of_a_screen(colour: tuple[int, int, int], mode: str) -> None:
    image = Image.new(mode, (4, 3), colour if mode == "RGB" else (*colour, 90))
    found = encoded(file_of(image, "PNG", icc_profile=profile()))
    assert isinstance(found, Encoded)
    shown = opened(found.data)
    assert "icc_profile" not in shown.info
    *numbers, last = shown.convert("RGBA").getpixel((0, 0))  # type: ignore[misc] # a tuple
    assert [abs(one - other) <= 2 for one, other in zip(numbers, by_pencil(colour), strict=True)] == [True] * 3
    assert last == (255 if mode == "RGB" else 90)
    assert by_pencil((200, 100, 50)) != [200, 100, 50]


def test_a_turned_photograph_is_still_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = encoded(file_of(Image.new("RGB", (8, 4), "red"), "JPEG", icc_profile=profile(), exif=exif))
    assert isinstance(found, Encoded)
    assert (found.width, found.height) == (4, 8)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no profile",
        profile()[:200],
        profile(space=b"CMYK"),
        profile(space=b"GRAY"),
        profile("sRGB IEC61966-2.1"),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    ],
    ids=["none", "words", "cut off", "of print", "of greys", "of a screen", "of no picture"],
)
def test_a_profile_that_is_of_no_use_changes_nothing(data: bytes) -> None:
    image = Image.new("RGB", (4, 3), (200, 100, 50))
    image.info["icc_profile"] = data
    assert in_srgb(image) is image
    found = encoded(file_of(Image.new("RGB", (4, 3), (200, 100, 50)), "PNG", icc_profile=data))
    assert isinstance(found, Encoded)
    assert opened(found.data).convert("RGB").getpixel((0, 0)) == (200, 100, 50)


def test_a_profile_that_is_too_large_is_not_looked_into() -> None:
    image = Image.new("RGB", (4, 3), (200, 100, 50))
    image.info["icc_profile"] = profile() + bytes(2 * 1024 * 1024)
    assert in_srgb(image) is image


def test_a_picture_of_print_with_another_profile_is_shown_as_before() -> None:
    whole = file_of(Image.new("CMYK", (4, 3), (0, 255, 255, 0)), "JPEG", icc_profile=profile())
    plain = file_of(Image.new("CMYK", (4, 3), (0, 255, 255, 0)), "JPEG")
    assert encoded(whole) == encoded(plain)
