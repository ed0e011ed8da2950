r"""What can be put right in a whole file at once, since it is written in one way throughout: from the bytes of a file
to those of the mended file, every line in its place.

A fix is found by the code of the problem that it ends. Source: the rules of each format, and what other programs make
of files that do not keep them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from html import unescape

from webapp.exchange.decoding import decoded
from webapp.exchange.drafting import shown
from webapp.exchange.gift_blocks import with_escaped_formulas
from webapp.exchange.safe_zip import unsafe
from webapp.text.simplified import simplified

FORMULAS, TRUTHS, WEIGHTS, HTML, TWICE = "gift.formulas", "gift.truths", "gift.weights", "html.decode", "text.twice"
FIX_OF: Mapping[str, str] = {
    "gift.unescaped_brace": FORMULAS,
    "gift.small_truth": TRUTHS,
    "gift.weight_after_equals": WEIGHTS,
    "moodle.encoded_twice": HTML,
    "qti.encoded_twice": HTML,
    "table.entities": HTML,
    "text.encoded_twice": TWICE,
}
_SMALL_TRUTH = re.compile(r"(?<!\\)\{(\s*)(true|false)(?=\s*[#}])")
_BLOCK = re.compile(r"(?<!\\)\{(?:\\[{}]|[^{}])*\}")
_WEIGHT = re.compile(r"(?<!\\)=(\s*%(-?\d{1,3}(?:[.,]\d*)?)%)")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-z][a-z0-9]{0,9}\b", re.IGNORECASE)
_SHOWN_TAG = re.compile(r"&lt;/?(?:p|br|b|i|em|strong|span|div|img|ul|ol|li|table)\b", re.IGNORECASE)
_CDATA = "<![CDATA["
_HOLDERS = {
    "<quiz": re.compile(r"<text>"),
    "<questestinterop": re.compile(r"<(?:\w{1,20}:)?mattext\b[^<>]{0,300}(?<!/)>"),
}
_BEGINNING = 20_000  # letters in which the name of the root stands
_OF_QUESTIONS = (".xml", ".qti", ".dat")  # members of a package


def fixed(data: bytes, fixes: Iterable[str]) -> bytes:
    """The file with these fixes; one that does not suit it changes nothing. Never raises. Letters that are no ASCII are
    left as they are, whatever their encoding; a file of two bytes a letter becomes UTF-8."""
    names = [name for name in fixes if name in _TEXTS]
    wanted = [_TEXTS[name] for name in names]
    if data.startswith(b"PK"):
        return _package_once(data) if HTML in names else data
    if not wanted:
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
    """Texts of Moodle XML and QTI 1.2 whose tags are escaped once too often."""
    holder = next((holder for root, holder in _HOLDERS.items() if root in text[:_BEGINNING]), None)
    if holder is None:
        return text
    parts, at = [], 0
    while begin := holder.search(text, at):
        name = begin[0][1:].rstrip(">").split()[0]
        end = text.find(f"</{name}>", begin.end())
        if end < 0:
            break
        parts += [text[at : begin.end()], _decoded_once(text[begin.end() : end])]
        at = end
    return "".join([*parts, text[at:]])


def _package_once(data: bytes) -> bytes:
    """The same in each file of questions of a package; a package that is not safe stays as it is."""
    if unsafe(data) is not None:
        return data
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename.lower().endswith(_OF_QUESTIONS):
                content = _xml_once(content.decode("latin-1")).encode("latin-1")
            copy.writestr(entry, content)
    return made.getvalue()


def _decoded_once(inside: str) -> str:
    if inside.lstrip().startswith(_CDATA):
        body = inside[inside.index(_CDATA) + len(_CDATA) :]
        is_escaped = "<" not in body and _ESCAPED_TAG.search(body)
        return inside.replace(body, with_signs(body)) if is_escaped else inside
    if "<" in unescape(inside) or not _ESCAPED_TAG.search(inside.replace("&amp;", "&")):
        return inside  # there are tags in it: what is escaped twice is meant so
    return inside.replace("&amp;", "&") if "&amp;lt;" in inside else inside


def twice_words(text: str) -> tuple[str, str] | None:
    """What is said of HTML without tags, where names of signs stand in their place, and how it reads without them."""
    if "<" in text or not _SHOWN_TAG.search(text):
        return None
    once = with_signs(text)
    message = f"Its HTML is encoded twice, so that tags are shown as text: {shown(once)}"
    return message, f"Decoded once more it reads: {shown(simplified(once).plain or once)}"


def with_signs(text: str) -> str:
    """Names of signs as HTML has them, turned into the signs."""
    return unescape(text.replace("&nbsp;", "\xa0")).replace("\x00", "")


_TEXTS: Mapping[str, Callable[[str], str]] = {
    FORMULAS: with_escaped_formulas,
    TRUTHS: _truths,
    WEIGHTS: _weights,
    HTML: _xml_once,
}
