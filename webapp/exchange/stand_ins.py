"""A bank with a few bytes in the place of each picture and sound, to see what a format cannot hold of it: whether it
has a place for them does not hang on how large they are."""

from collections.abc import Iterable
from dataclasses import replace

from webapp.exchange.contract import DraftBank, MediaFile
from webapp.exchange.media import key_of, references_in, with_references
from webapp.text.references import REFERENCE

_BEGINNINGS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "gif": b"GIF89a",
    "webp": b"RIFF\0\0\0\0WEBP",
    "wav": b"RIFF\0\0\0\0WAVE",
    "bmp": b"BM\0\0\0\0\0\0\0\0",
    "tiff": b"II*\x00",
    "ogg": b"OggS",
    "flac": b"fLaC",
    "m4a": b"\0\0\0\x20ftypM4A ",
    "mp3": b"ID3",
}


def with_stand_ins(bank: DraftBank, held: Iterable[str]) -> DraftBank:
    """The bank as its writers take it: its texts name the stand-ins, each of which begins as what it stands for. `held`
    are the keys of those that are to be had."""
    there = set(held)
    others: dict[str, str] = {}
    media: dict[str, MediaFile] = {}
    for reference in dict.fromkeys(each for question in bank.questions for each in references_in(question)):
        found = REFERENCE.fullmatch(reference)
        if found is not None and found[1] in there:
            data = _BEGINNINGS[found[2]] + found[1].encode()
            made = MediaFile(key_of(data), found[2], data, reference)
            media[made.key] = made
            others[reference] = made.reference
    return replace(bank, questions=[with_references(each, others) for each in bank.questions], media=media)
