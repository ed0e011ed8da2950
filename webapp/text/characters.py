"""Characters that no HTML page may hold, taken out before anything is rendered."""

import re
from typing import Any

# C0 and C1 controls but tab, line feed and carriage return; lone surrogates, which no encoder takes;
# noncharacters. HTML calls each of them a parse error (HTML Living Standard, 13.2.3.5).
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)
# No database keeps these in a text: PostgreSQL takes no NUL, and no encoder half a pair of surrogates.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """What JSON or a foreign database said, with U+FFFD for what no database here keeps."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return [storable(each) for each in value] if isinstance(value, list) else value


def without_illegal(text: str) -> str:
    """The text with line feeds for all line ends, and U+FFFD for every character that HTML forbids."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
