"""How a text names a picture or a sound: `media:<key>.<extension>`, where the key stands for the bytes."""

import re

LETTERS_OF_KEY = 32  # hexadecimal: 128 bits
REFERENCE = re.compile(rf"media:([0-9a-f]{{{LETTERS_OF_KEY}}})\.([a-z0-9]{{2,4}})")
