"""How the text of a question names a picture or a sound that is kept: by what it holds, not by where it came from."""

import re

PICTURES = ("png", "jpg", "gif", "webp", "bmp", "tiff")
SOUNDS = ("mp3", "ogg", "wav", "m4a", "flac")
LETTERS_OF_KEY = 32  # hexadecimal: 128 bits
REFERENCE = re.compile(rf"media:([0-9a-f]{{{LETTERS_OF_KEY}}})\.([a-z0-9]{{2,4}})")
"""`media:<key>.<extension>`."""


def is_reference(source: str) -> bool:
    """Whether this is a reference and nothing else."""
    found = REFERENCE.fullmatch(source)
    return found is not None and found[2] in PICTURES + SOUNDS


def is_sound(reference: str) -> bool:
    return reference.rpartition(".")[2] in SOUNDS
