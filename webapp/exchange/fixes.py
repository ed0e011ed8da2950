r"""What can be put right in a whole file at once, since it is written in one way throughout: from the bytes of a file
to those of the mended file, every line in its place.

A fix is found by the code of the problem that it ends. Source: the rules of each format, and what other programs make
of files that do not keep them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape

from webapp.exchange.decoding import decoded
from webapp.exchange.gift_blocks import with_escaped_formulas

FORMULAS, TRUTHS, WEIGHTS, HTML, TWICE = "gift.formulas", "gift.truths", "gift.weights", "html.decode", "text.twice"
FIX_OF: Mapping[str, str] = {
    "gift.unescaped_brace": FORMULAS,
    "gift.small_truth": TRUTHS,
    "gift.weight_after_equals": WEIGHTS,
    "moodle.encoded_twice": HTML,
    "table.entities": HTML,
    "text.encoded_twice": TWICE,
}
_SMALL_TRUTH = re.compile(r"(?<!\\)\{(\s*)(true|false)(?=\s*[#}])")
_BLOCK = re.compile(r"(?<!\\)\{(?:\\[{}]|[^{}])*\}")
_WEIGHT = re.compile(r"(?<!\\)=(\s*%(-?\d{1,3}(?:[.,]\d*)?)%)")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-z][a-z0-9]{0,9}\b", re.IGNORECASE)
_CDATA = "<![CDATA["


def fixed(data: bytes, fixes: Iterable[str]) -> bytes:
    """The file with these fixes; one that does not suit it changes nothing. Never raises. Letters that are no ASCII are
    left as they are, whatever their encoding; a file of two bytes a letter becomes UTF-8."""
    wanted = [_TEXTS[name] for name in fixes if name in _TEXTS]
    if not wanted or data.startswith(b"PK"):
        return data
    wide = decoded(data).text if b"\x00" in data else None
    text = wide if wide is not None else data.decode("latin-1")
    for change in wanted:
        text = change(text)
    return text.encode("utf-8" if wide is not None else "latin-1")


def _truths(text: str) -> str:
    return _SMALL_TRUTH.sub(lambda found: f"{{{found[1]}{found[2][0].upper()}", text)


def _weights(text: str) -> str:
    """In a choice the right one has no weight; what has another is one of those to choose from."""

    def weighed(found: re.Match[str]) -> str:
        return "=" if float(found[2].replace(",", ".")) == 100 else f"~{found[1]}"

    return _BLOCK.sub(lambda block: _WEIGHT.sub(weighed, block[0]) if "~" in block[0] else block[0], text)


def _xml_once(text: str) -> str:
    """Texts of Moodle XML whose tags are escaped once too often."""
    if "<quiz" not in text:
        return text
    parts, at = [], 0
    while (begin := text.find("<text>", at)) >= 0:
        end = text.find("</text>", begin)
        if end < 0:
            break
        parts += [text[at : begin + 6], _decoded_once(text[begin + 6 : end])]
        at = end
    return "".join([*parts, text[at:]])


def _decoded_once(inside: str) -> str:
    if inside.lstrip().startswith(_CDATA):
        body = inside[inside.index(_CDATA) + len(_CDATA) :]
        is_escaped = "<" not in body and _ESCAPED_TAG.search(body)
        return inside.replace(body, with_signs(body)) if is_escaped else inside
    if "<" in inside or not _ESCAPED_TAG.search(inside.replace("&amp;", "&")):
        return inside
    return inside.replace("&amp;", "&") if "&amp;lt;" in inside else inside


def with_signs(text: str) -> str:
    """Names of signs as HTML has them, turned into the signs."""
    return unescape(text.replace("&nbsp;", "\xa0")).replace("\x00", "")


_TEXTS: Mapping[str, Callable[[str], str]] = {
    FORMULAS: with_escaped_formulas,
    TRUTHS: _truths,
    WEIGHTS: _weights,
    HTML: _xml_once,
}
