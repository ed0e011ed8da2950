"""XML from strangers: strict first, then mended where it is wrong in common ways, then recovered as far as it goes,
and refused where it is dangerous.

Nothing outside the file is ever read, and a file that defines entities is refused at once and not tried again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html.entities import html5
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from webapp.exchange.decoding import Decoded, decoded, place_in
from webapp.exchange.flaws import Flaw
from webapp.exchange.lined import DEEPEST, Lined, TooDeep, line_of
from webapp.exchange.xml_recovery import recovered

__all__ = ["DEEPEST", "Xml", "line_of", "read_xml"]

_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AND = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,9}));")
_DECLARATION = re.compile(r"<\?xml[^>]*\?>\s*")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']")
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(slots=True)
class Xml:
    """`root` is None for what cannot be read. Elements know their line: `line_of`. `is_recovered` where text may have
    been lost without a trace: every question of it needs a look."""

    root: Element | None
    flaws: list[Flaw] = field(default_factory=list)
    is_recovered: bool = False


class _LinedParser(DefusedXMLParser):
    """Stamps each element with the line of its start tag. `_start` is a private hook of the standard library, held by
    a test."""

    depth = 0

    def _start(self, tag: str, attr_list: list[str]) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep
        element = super()._start(tag, attr_list)  # type: ignore[misc]
        element.line = self.parser.CurrentLineNumber
        return element

    def _end(self, tag: str) -> Any:
        self.depth -= 1
        return super()._end(tag)  # type: ignore[misc]


def read_xml(data: bytes) -> Xml:
    """Parse the bytes of a file. Never raises for what they hold."""
    try:
        return Xml(_strictly(data))
    except (EntitiesForbidden, DefusedXmlException):
        return _refused()
    except TooDeep:
        return _too_deep()
    except (ParseError, ValueError, LookupError) as error:
        return _mended(data, error)


def _strictly(data: bytes) -> Element:
    parser = _LinedParser(target=TreeBuilder(element_factory=Lined))
    parser.feed(data)
    root: Element = parser.close()
    return root


def _mended(data: bytes, error: Exception) -> Xml:
    file, flaws = _decoded(data)
    if file.text is None:
        return Xml(None, file.flaws)
    if "<!ENTITY" in _outside_cdata(file.text).upper():  # which the strict parser may not have come to
        return _refused()
    text, repairs = _repaired(file.text)
    flaws += [*file.flaws, *repairs]
    try:
        return Xml(_strictly(text.encode("utf-8")), flaws)
    except (EntitiesForbidden, DefusedXmlException):
        return _refused()
    except TooDeep:
        return _too_deep()
    except (ParseError, ValueError, LookupError) as still:
        return _recovered(text, flaws, still if isinstance(still, ParseError) else error)


def _recovered(text: str, flaws: list[Flaw], error: Exception) -> Xml:
    try:
        root, guesses = recovered(text)
    except TooDeep:
        return _too_deep()
    if root is None:
        return Xml(None, [*flaws, _broken(error)])
    return Xml(root, [*flaws, *guesses], is_recovered=True)


def _decoded(data: bytes) -> tuple[Decoded, list[Flaw]]:
    """By the ladder, or by the encoding that the file names; without control characters, which XML forbids."""
    flaws = []
    control = _CONTROL.search(data) if b"\x00" not in data else None
    if control:
        line = data.count(b"\n", 0, control.start()) + 1
        flaws.append(_repair("control characters, which nobody sees, were dropped", line))
        data = _CONTROL.sub(b"", data)
    named = _ENCODING.match(data)
    if named:
        try:
            text = data.decode(named[1].decode("ascii")).replace("\r\n", "\n").replace("\r", "\n")
            return Decoded(text, named[1].decode("ascii").lower()), flaws
        except (UnicodeError, LookupError):
            pass  # the file says what is not so
    return decoded(data), flaws


def _repaired(text: str) -> tuple[str, list[Flaw]]:
    """The lines stay where they are, so that what is said of them is true."""
    flaws: list[Flaw] = []
    begin = text.find("<")
    if text[: max(begin, 0)].strip():
        flaws.append(_repair("text in front of the first tag was dropped", 1))
    text = "\n" * text.count("\n", 0, max(begin, 0)) + text[max(begin, 0) :]
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    for pattern, replace, what in (
        (_REFERENCE, _referred, "the numbers of signs that no text may hold were dropped"),
        (_NAMED, _named, "names of signs that belong to HTML were turned into the signs"),
        (_BARE_AND, "&amp;", "a bare & was read as the sign"),
        (_BARE_LESS, "&lt;", "a < that opens no tag was read as the sign"),
    ):
        outside = _outside_cdata(text)
        first = next((found for found in pattern.finditer(outside) if _is_repaired(found)), None)
        if first:
            flaws.append(_repair(what, place_in(text, first.start())[0]))
            text = _around_cdata(text, partial(pattern.sub, replace))
    return text.lstrip("\n") if not text.count("\n") else text, flaws


def _is_repaired(found: re.Match[str]) -> bool:
    if found.re is _REFERENCE:
        return _referred(found) != found[0]
    return not (found.re is _NAMED and (found[1] in _OF_XML or f"{found[1]};" not in html5))


def _named(found: re.Match[str]) -> str:
    if found[1] in _OF_XML:
        return found[0]
    return html5.get(f"{found[1]};", found[0])


def _referred(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    is_legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    return found[0] if is_legal else ""


def _cdata(text: str) -> Iterator[tuple[int, int]]:
    """Where each section begins and ends; one without an end is none."""
    begin = text.find("<![CDATA[")
    while begin >= 0:
        end = text.find("]]>", begin)
        if end < 0:
            return
        yield begin, end + 3
        begin = text.find("<![CDATA[", end)


def _outside_cdata(text: str) -> str:
    return _around_cdata(text, str, lambda inside: re.sub(r"[^\n]", " ", inside))


def _around_cdata(text: str, change: Callable[[str], str], in_cdata: Callable[[str], str] = str) -> str:
    parts, at = [], 0
    for begin, end in _cdata(text):
        parts += [change(text[at:begin]), in_cdata(text[begin:end])]
        at = end
    return "".join([*parts, change(text[at:])])


def _repair(what: str, line: int) -> Flaw:
    message = f"The file is no proper XML: {what}."
    return Flaw("xml.repaired", message, "Look the questions over.", "warning", line)


def _broken(error: Exception) -> Flaw:
    line, column = getattr(error, "position", (None, None))
    message = "The file is no proper XML from here on."
    hint = "Export it again from the program that wrote it; do not edit it in a word processor."
    return Flaw("xml.broken", message, hint, "error", line, None if column is None else column + 1)


def _refused() -> Xml:
    message = "This file defines entities; refused for safety."
    return Xml(None, [Flaw("xml.entities", message, "Export it again without a document type of its own.")])


def _too_deep() -> Xml:
    message = f"Its elements stand more than {DEEPEST} deep inside one another; refused for safety."
    return Xml(None, [Flaw("xml.deep", message, "Export it again.")])
