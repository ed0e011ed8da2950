"""How the texts of questions name pictures and sounds: `media:<key>.<extension>`, the key that of the stored bytes."""

import re

PICTURES = ("png", "jpg", "gif", "webp", "bmp", "tiff")
SOUNDS = ("mp3", "ogg", "wav", "m4a", "flac")
LETTERS_OF_KEY = 32  # hexadecimal: 128 bits
REFERENCE = re.compile(rf"media:([0-9a-f]{{{LETTERS_OF_KEY}}})\.([a-z0-9]{{2,4}})")


def is_reference(address: str) -> bool:
    return REFERENCE.fullmatch(address) is not None


def is_sound(reference: str) -> bool:
    return reference.rpartition(".")[2] in SOUNDS
