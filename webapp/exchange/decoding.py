"""Bytes to text by a ladder: byte order mark, UTF-16 by its zero bytes, UTF-8, Windows-1252 with a notice.

Nothing is guessed in silence.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from webapp.exchange.flaws import Flaw

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
_LONGEST_WORD = 30  # letters on either side of an accented one
# UTF-8 that was read as Windows-1252 once and saved: the lead byte as a letter, what follows as signs.
_DOUBLED = re.compile("[ÂÃ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\u0080-\u00bf˜™œ“”¦]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_MOST_ILLEGAL, _ILLEGAL_SHARE = 20, 30  # what has more of them, and more than one in thirty, is no text


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` is None for bytes that are no text; line ends are line feeds."""

    text: str | None
    encoding: str
    flaws: list[Flaw] = field(default_factory=list)


def decoded(data: bytes) -> Decoded:
    """The text of a file, and what its reader should know of how it was found."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    wide = _wide_by_zero_bytes(data)
    if wide:
        return _strictly(data, wide)
    if b"\x00" in data:
        return Decoded(None, "", [_NO_TEXT])
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _windows(data)


def _wide_by_zero_bytes(data: bytes) -> str:
    """In UTF-16 without a mark every other byte of western text is zero."""
    sample = data[:400]
    if len(sample) < 4 or len(data) % 2:
        return ""
    pairs = len(sample) // 2
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if low > 0.7 * pairs and high == 0:
        return "utf-16-le"
    return "utf-16-be" if high > 0.7 * pairs and low == 0 else ""


def _strictly(data: bytes, encoding: str) -> Decoded:
    try:
        return _checked(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return Decoded(None, encoding, [_broken(encoding)])


def _windows(data: bytes) -> Decoded:
    try:
        found = _checked(data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:  # bytes 81 8D 8F 90 9D mean nothing there
        return Decoded(None, "", [_broken("UTF-8")])
    if found.text is None:
        return found
    return Decoded(found.text, found.encoding, [_guessed(_accented_words(found.text)), *found.flaws])


def _accented_words(text: str) -> list[str]:
    """The first five. From letter to letter: a picture in base64 is one word of millions."""
    words: list[str] = []
    end = 0
    for found in _ACCENTED.finditer(text):
        if found.start() < end:
            continue
        begin = found.start()
        while begin > 0 and found.start() - begin < _LONGEST_WORD and text[begin - 1].isalnum():
            begin -= 1
        end = found.end()
        while end < len(text) and end - found.end() < _LONGEST_WORD and text[end].isalnum():
            end += 1
        if text[begin:end] not in words:
            words.append(text[begin:end])
        if len(words) == 5:
            break
    return words


def _checked(text: str, encoding: str) -> Decoded:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    illegal = list(islice(_ILLEGAL.finditer(text), 1 + max(_MOST_ILLEGAL, len(text) // _ILLEGAL_SHARE)))
    if "\0" in text or len(illegal) > max(_MOST_ILLEGAL, len(text) // _ILLEGAL_SHARE):
        return Decoded(None, encoding, [_NO_TEXT])
    flaws = [_control_characters(text, illegal)] if illegal else []
    text = _ILLEGAL.sub(" ", text) if illegal else text
    doubled = _DOUBLED.search(text) if encoding != "cp1252" else None
    # YAML, unlike everybody else, ends a line at these too: the number of every later line would be wrong.
    text = text.translate({0x85: " ", 0x2028: " ", 0x2029: " ", 0xFEFF: None})
    return Decoded(text, encoding, [*flaws, _encoded_twice(text, doubled)] if doubled else flaws)


def place_in(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the character with this index."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


_NO_TEXT = Flaw(
    "text.binary",
    "This is not a text file.",
    "Upload the bank file itself (history.yaml), not a document, a picture or a packed folder.",
)


def _broken(encoding: str) -> Flaw:
    return Flaw(
        "text.encoding",
        f"The letters of this file cannot be read: it is not proper {encoding.upper()}.",
        "Open the file in your editor and save it again with the encoding UTF-8.",
    )


def _guessed(words: list[str]) -> Flaw:
    listed = ", ".join(words)
    return Flaw(
        "text.guessed",
        "This file does not say how its letters are encoded; we guessed Windows-1252."
        + (f" Check these words: {listed}." if listed else ""),
        "Save the file with the encoding UTF-8, then nothing has to be guessed.",
        severity="warning",
    )


def _control_characters(text: str, found: Sequence[re.Match[str]]) -> Flaw:
    line, column = place_in(text, found[0].start())
    code = f"U+{ord(found[0][0]):04X}"
    message = f"There is an invisible control character ({code}) in this line; a space stands in its place."
    if len(found) > 1:
        first = f"the first ({code}) in this line"
        message = f"There are {len(found)} invisible control characters, {first}; each became a space."
    return Flaw(
        "text.control",
        message,
        "It usually came in by copying from another program: check the words around it.",
        severity="warning",
        line=line,
        column=column,
    )


def _encoded_twice(text: str, doubled: re.Match[str]) -> Flaw:
    line, column = place_in(text, doubled.start())
    return Flaw(
        "text.encoded_twice",
        f"“{doubled[0]}” looks like an accented letter that was encoded twice.",
        "Save the original file as UTF-8 and copy the text again.",
        severity="warning",
        line=line,
        column=column,
    )
