"""Pictures and sounds for tests, made by hand, and banks whose questions show them."""

from __future__ import annotations

import struct
from html import escape
from typing import Any

from hypothesis import strategies as st

from tests.exchange.drawn_banks import IDS, WORDS, raws
from webapp.exchange.contract import DraftBank, MediaFile
from webapp.exchange.drafting import Draft, Drafting
from webapp.exchange.media import extension_of, key_of


def picture(body: bytes = b"a picture") -> bytes:
    """What begins as PNG does; nobody here decodes it."""
    return b"\x89PNG\r\n\x1a\n" + body


def sound(body: bytes = bytes(8)) -> bytes:
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    return b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " + form + b"data" + body


def file_of(data: bytes) -> MediaFile:
    return MediaFile(key_of(data), extension_of(data), data, "x")


def _attribute(words: str) -> str:
    """As the allow-list writes it."""
    return escape(words).replace("&#x27;", "'")


FILES = [file_of(each) for each in (picture(), picture(b"another"), sound(), sound(bytes(20)), b"GIF89a one")]
TAGS = st.builds(
    lambda file, words: (
        f'<audio src="{file.reference}"></audio>'
        if file.extension == "wav"
        else f'<img src="{file.reference}" alt="{_attribute(words)}">'
    ),
    st.sampled_from(FILES),
    WORDS,
)
_ITEMS = {
    "options": ("text", "why"),
    "pairs": ("left", "right"),
    "items": ("text", "note"),
    "accept": ("why",),
    "answers": ("why",),
}


@st.composite
def _with_media(draw: st.DrawFn, raw: dict[str, Any], kind: str) -> dict[str, Any]:
    """The raw fields as HTML, with tags behind some of its texts."""

    def html(text: str) -> str:
        return escape(text, quote=False) + draw(st.just("") | TAGS)

    for name in ("explanation", "hint", "why_true", "why_false", *(["answer"] if kind == "self_graded" else [])):
        if name in raw:
            raw[name] = html(raw[name])
    for name, keys in _ITEMS.items():
        for item in raw.get(name, ()):
            item |= {key: html(item[key]) for key in keys if key in item}
    for name in ("extra", "ideas"):
        if name in raw:
            raw[name] = [html(each) for each in raw[name]]
    if kind == "cloze":
        raw["text"], raw["prompt"] = escape(raw["text"], quote=False), draw(TAGS)
    else:
        raw["prompt"] = escape(raw["prompt"], quote=False) + draw(TAGS)
    return {**raw, "format": "html"}


@st.composite
def banks_with_media(draw: st.DrawFn) -> DraftBank:
    bank = DraftBank("drawn", "Drawn bank", "", "", "en", "", "", "", "", "", changed_at=1_700_000_000_000)
    bank.media = {each.key: each for each in FILES}
    for external_id in draw(st.lists(IDS, min_size=1, max_size=4, unique=True)):
        kind, raw = draw(raws(WORDS))
        raw = draw(_with_media(raw, kind))
        made = Drafting("test").question(Draft(kind, raw, 1, external_id=external_id))
        bank.questions += [made] if made else []
    return bank
