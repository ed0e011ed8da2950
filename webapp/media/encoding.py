"""Pictures made anew from their points alone, sounds looked at. Pure: bytes in, bytes out.

A picture from a stranger may hold where it was taken, another file behind its end, or a trap for whoever decodes it.
What is stored is what was drawn, in one of two formats that every browser shows.
"""

import io
import struct
import threading
from dataclasses import dataclass

from PIL import Image, ImageOps

from webapp.exchange.media import MOST_BYTES, extension_of
from webapp.media.colours import in_srgb
from webapp.text.references import PICTURES, SOUNDS

# A decoder of JPEG draws smaller at once, the others draw all of it first, that of WebP more than once.
MOST_PIXELS = {"JPEG": 20_000_000, "WEBP": 6_000_000}
MOST_OF_OTHERS = 12_000_000
LONGEST_SIDE = 1600  # pixels of what is stored: twice what a card is wide
QUALITY = 85
MOST_COLOURS = 4096  # of a drawing; a photograph has more
_PHOTO_GAIN = 2  # as a photograph it has to be so much smaller, or its points stay exact
_FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tiff": "TIFF"}
_SHRINKABLE = ("L", "LA", "RGB", "RGBA", "CMYK")  # as they are; points of a palette have no middle
_one_at_a_time = threading.Lock()  # a picture takes up to 150 MB while it is drawn
_HINT = "Save it as PNG or JPEG and bring it again."


@dataclass(frozen=True, slots=True)
class Encoded:
    """`remark` is what was lost, in one sentence; "" mostly. A sound has no width."""

    data: bytes
    extension: str
    width: int = 0
    height: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is none: `message` goes on after "The picture x.png"."""

    message: str
    hint: str = _HINT


def encoded(data: bytes) -> Encoded | Refused:
    """The bytes decide what it is. Never raises, whatever they hold."""
    if len(data) > MOST_BYTES:
        return Refused(
            f"has {len(data) / 1024 / 1024:.1f} MB; the most is 10 MB.", "Make it smaller and bring it again."
        )
    extension = extension_of(data)
    if extension in SOUNDS:
        return _sound(data, extension)
    if extension not in PICTURES:
        return Refused("is no picture or sound that can be shown here.")
    try:
        with _one_at_a_time:
            return _picture(data, _FORMATS[extension])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _too_large()
    except Exception:  # decoders break in many ways on what is cut off or forged
        return Refused("is damaged or not whole.")


def pixels_to_draw(data: bytes) -> int:
    """Of a picture, by its header; 0 for what is refused by that, and for sounds. Never raises."""
    extension = extension_of(data)
    if extension not in PICTURES:
        return 0
    try:
        with Image.open(io.BytesIO(data), formats=(_FORMATS[extension],)) as image:
            pixels = image.width * image.height
    except Exception:  # as above
        return 0
    return pixels if pixels <= _most_of(_FORMATS[extension]) else 0


def _most_of(format: str) -> int:
    return MOST_PIXELS.get(format, MOST_OF_OTHERS)


def _too_large(pixels: int = 0) -> Refused:
    many = f"{pixels / 1_000_000:.1f}" if pixels else "many more"
    most = "the most is 20 of a JPEG, 6 of a WebP and 12 of any other picture"
    return Refused(f"has {many} megapixels; {most}.", "Make it smaller and bring it again.")


def _picture(data: bytes, format: str) -> Encoded | Refused:
    with Image.open(io.BytesIO(data), formats=(format,)) as image:
        width, height = image.size
        if width * height > _most_of(format):
            return _too_large(width * height)
        image.verify()
    drawn, has_more = _first_of(data, format)
    made, extension = _smallest(drawn, is_photo=format == "JPEG")
    remark = "moves, or has several pages; only the first is kept." if has_more else ""
    return Encoded(made, extension, *drawn.size, remark)


def _first_of(data: bytes, format: str) -> tuple[Image.Image, bool]:
    """The first picture, and whether there are more."""
    with Image.open(io.BytesIO(data), formats=(format,)) as image:
        has_more = getattr(image, "n_frames", 1) > 1 and format != "JPEG"  # where the others are for other screens
        image.seek(0)
        return _drawn(image), has_more


def _drawn(image: Image.Image) -> Image.Image:
    """Upright, no larger than it is shown, in a mode that PNG and JPEG know, and nothing but points. Made smaller
    before anything else: each copy of a large one takes 50 MB."""
    longest = max(image.size)
    if longest > LONGEST_SIDE:
        width, height = (-(-side * LONGEST_SIDE // longest) for side in image.size)  # a strip is drawn smaller too
        image.draft("RGB", (width, height))
    image.load()
    is_small = max(image.size) <= LONGEST_SIDE
    if not is_small and image.mode in _SHRINKABLE and "transparency" not in image.info:
        _shrink(image)
        is_small = image.mode != "CMYK"
    if image.mode == "CMYK" and max(image.size) <= LONGEST_SIDE:
        image = _with_exif(in_srgb(image), image)
        is_small = image.mode != "CMYK"
    if not (is_small and image.mode in ("1", "L", "P", "RGB", "RGBA", "LA")):
        image = _plain(image)
    _shrink(image)
    image = _with_exif(in_srgb(image), image)
    ImageOps.exif_transpose(image, in_place=True)
    transparent = image.info.get("transparency")
    image.info = {} if transparent is None else {"transparency": transparent}
    return image


def _shrink(image: Image.Image) -> None:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)


def _plain(image: Image.Image) -> Image.Image:
    """In full colour, or in 256 greys."""
    exif = image.getexif()
    if image.mode.startswith("I") or image.mode == "F":
        grey = image.convert("F")
        _low, high = grey.getextrema()
        most = 255 if float(high) <= 255 and "16" not in image.mode else 65535  # type: ignore[arg-type] # one band
        _shrink(grey)
        plain = grey.point(lambda value: value * (255 / most)).convert("L")
    else:
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if exif:
        plain.getexif().update(exif)
    return plain


def _with_exif(made: Image.Image, before: Image.Image) -> Image.Image:
    """How it was turned is still known."""
    if made is not before and (exif := before.getexif()):
        made.getexif().update(exif)
    return made


def _smallest(image: Image.Image, *, is_photo: bool) -> tuple[bytes, str]:
    opaque = not image.has_transparency_data
    if is_photo and opaque:
        return _photo(image), "jpg"
    exact = _written(image, "PNG", optimize=image.mode in ("1", "P"))
    colours = image.convert("RGB").getcolors(MOST_COLOURS) if opaque and image.mode == "RGB" else ()
    if colours is None:  # more than that
        photo = _photo(image)
        if len(photo) * _PHOTO_GAIN < len(exact):
            return photo, "jpg"
    return exact, "png"


def _photo(image: Image.Image) -> bytes:
    plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
    return _written(plain, "JPEG", quality=QUALITY, optimize=True, progressive=True)


def _written(image: Image.Image, format: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **how)
    return out.getvalue()


def _sound(data: bytes, extension: str) -> Encoded | Refused:
    """As it was brought, if its beginning holds together."""
    sound = {
        "wav": data[12:16] in (b"fmt ", b"JUNK", b"bext", b"LIST", b"fact"),
        "ogg": data[4:5] == b"\0" and len(data) > 27,
        "flac": data[4:5] and data[4] & 0x7F == 0 and len(data) > 42,
        "m4a": len(data) > 16 and 8 <= struct.unpack(">I", data[:4])[0] <= len(data),
        "mp3": len(data) > 128,
    }
    if not sound[extension]:
        return Refused("is damaged or not whole.", "Save it as MP3 and bring it again.")
    return Encoded(data, extension)
