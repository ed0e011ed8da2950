"""S30: what is stored is what was drawn, and nothing else of the file."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from tests.media.drawn import file_of, noise, opened, picture, sound
from webapp.exchange.media import MOST_BYTES
from webapp.media.encoding import LONGEST_SIDE, Encoded, Refused, encoded, pixels_to_draw

DAMAGED = Refused("is damaged or not whole.")
NONE_OF_THEM = Refused("is no picture or sound that can be shown here.")


def made(data: bytes) -> Encoded:
    found = encoded(data)
    assert isinstance(found, Encoded), found
    return found


@pytest.mark.parametrize(
    ("format", "extension"),
    [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "png"), ("WEBP", "png"), ("BMP", "png"), ("TIFF", "png")],
)
def test_a_picture_of_each_format_becomes_one_that_every_browser_shows(format: str, extension: str) -> None:
    found = made(picture("red", format=format))
    assert (found.extension, found.width, found.height, found.remark) == (extension, 8, 6, "")
    shown = opened(found.data)
    assert (shown.format, shown.size) == ({"png": "PNG", "jpg": "JPEG"}[extension], (8, 6))
    assert [round(value / 255) for value in shown.convert("RGB").tobytes()[:3]] == [1, 0, 0]


def test_the_same_bytes_give_the_same_bytes() -> None:
    assert made(picture("red", format="JPEG")) == made(picture("red", format="JPEG"))


def test_s30_metadata_and_what_stands_behind_the_end_are_gone() -> None:
    image = Image.new("RGB", (8, 6), "red")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 24.0)}
    whole = file_of(image, "JPEG", exif=exif, comment=b"a secret comment") + b"<script>alert(1)</script>"
    assert all(each in whole for each in (b"taken at home", b"a secret comment", b"<script>"))
    found = made(whole)
    assert [each for each in (b"taken at home", b"Exif", b"secret", b"<script>") if each in found.data] == []
    assert dict(opened(found.data).getexif()) == {}


def test_s30_notes_in_a_png_are_gone() -> None:
    chunk = b"tEXtAuthor\0somebody"
    noted = (
        picture()[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + picture()[33:]
    )
    assert opened(noted).info == {"Author": "somebody"}
    assert made(noted).data == made(picture()).data


def test_a_photograph_stands_upright() -> None:
    image = Image.new("RGB", (8, 6), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    found = made(file_of(image, "JPEG", exif=exif))
    assert (found.width, found.height) == (6, 8)


@pytest.mark.slow  # draws three million points
def test_a_large_picture_is_made_smaller_and_a_photograph_a_jpeg() -> None:
    found = made(file_of(noise((2000, 1500))))
    assert (found.extension, found.width, found.height) == ("jpg", LONGEST_SIDE, 1200)


def test_a_drawing_stays_exact_and_its_palette_small() -> None:
    drawing = Image.new("P", (64, 64), 1)
    drawing.putpalette([0, 0, 0, 255, 255, 255])
    found = made(file_of(drawing))
    assert (found.extension, opened(found.data).mode) == ("png", "P")


def test_what_can_be_seen_through_stays_so() -> None:
    clear = Image.new("RGBA", (8, 6), (255, 0, 0, 0))
    assert opened(made(file_of(clear)).data).getpixel((1, 1)) == (255, 0, 0, 0)
    assert opened(made(file_of(clear, "WEBP", lossless=True)).data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "CMYK", "I;16", "YCbCr", "F"])
def test_pictures_of_other_modes_are_read(mode: str) -> None:
    format = "JPEG" if mode in ("CMYK", "YCbCr") else "TIFF" if mode == "F" else "PNG"
    found = made(file_of(Image.new(mode, (8, 6)), format))
    assert opened(found.data).mode in ("1", "L", "LA", "RGB")


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.new("I;16", (2, 1))
    grey.putpixel((0, 0), 65535)
    grey.putpixel((1, 0), 32896)
    shown = opened(made(file_of(grey)).data)
    assert [shown.getpixel((x, 0)) for x in (0, 1)] == [255, 128]


def test_of_a_moving_picture_the_first_is_kept_and_that_is_said() -> None:
    first, second = Image.new("RGB", (8, 6), "red"), Image.new("RGB", (8, 6), "blue")
    found = made(file_of(first, "GIF", save_all=True, append_images=[second], duration=100))
    assert found.remark == "moves, or has several pages; only the first is kept."
    assert opened(found.data).convert("RGB").getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_a_picture_that_is_cut_off_is_refused(format: str) -> None:
    whole = file_of(Image.linear_gradient("L").resize((64, 64)).convert("RGB"), format)
    assert encoded(whole[: len(whole) // 2]) == DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"",
        b"GIF8",
    ],
)
def test_s30_drawings_and_pages_are_refused_whatever_they_are_called(data: bytes) -> None:
    assert encoded(data) == NONE_OF_THEM


def test_s30_a_page_that_begins_like_a_picture_is_refused() -> None:
    assert encoded(b"GIF89a<script>alert(1)</script>") == DAMAGED
    assert encoded(b"\x89PNG\r\n\x1a\n<svg/>") == DAMAGED


def png_of(width: int, height: int) -> bytes:
    """A picture that claims to be so large."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize(("width", "height"), [(5000, 4001), (20_000, 20_000), (100_000, 100_000)])
def test_s30_a_picture_that_would_fill_the_memory_is_refused_by_its_header(width: int, height: int) -> None:
    found = encoded(png_of(width, height))
    assert isinstance(found, Refused)
    assert found.message.endswith("megapixels; the most is 20 of a JPEG, 6 of a WebP and 12 of any other picture.")


def test_the_points_to_draw_are_known_by_the_header_and_none_where_nothing_is_drawn() -> None:
    cases = [png_of(4000, 3000), png_of(4000, 3001), picture("red", format="JPEG"), picture()[:20], sound(), b"no"]
    assert [pixels_to_draw(each) for each in cases] == [12_000_000, 0, 48, 0, 0, 0]


def test_a_strip_of_a_photograph_is_decoded_smaller_and_stands_upright() -> None:
    image = Image.new("RGB", (3300, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    found = made(file_of(image, "JPEG", exif=exif))
    assert (found.width, found.height) == (10, LONGEST_SIDE)


def test_a_drawing_that_is_too_wide_keeps_what_can_be_seen_through() -> None:
    clear = Image.new("P", (LONGEST_SIDE * 2, 4), 1)
    clear.putpalette([0, 0, 0, 255, 0, 0])
    found = opened(made(file_of(clear, transparency=1)).data)
    assert (found.size, found.mode, found.getpixel((1, 1))) == ((LONGEST_SIDE, 2), "RGBA", (0, 0, 0, 0))


def test_too_many_bytes_are_refused() -> None:
    found = encoded(picture() + bytes(MOST_BYTES))
    assert found == Refused("has 10.0 MB; the most is 10 MB.", "Make it smaller and bring it again.")


def test_a_sound_stays_as_it_is() -> None:
    assert made(sound()) == Encoded(sound(), "wav")


@pytest.mark.parametrize(
    "data", [b"RIFF0000WAVE", b"OggS", b"fLaC", b"ID3", b"\0\0\0\x20ftypM4A ", b"fLaC\x04" + bytes(60)]
)
def test_a_sound_without_its_beginning_is_refused(data: bytes) -> None:
    assert encoded(data) == Refused("is damaged or not whole.", "Save it as MP3 and bring it again.")
