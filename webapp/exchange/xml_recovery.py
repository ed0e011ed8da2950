"""The last try at XML that is broken: a parser that goes on behind an error, and loses text where it must guess.

It is told to resolve no entity, to fetch nothing, and to keep its limits. What it stumbled over is named.
"""

from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree

from webapp.exchange.flaws import Flaw
from webapp.exchange.lined import DEEPEST, Lined, TooDeep

MOST_NAMED = 20  # errors; a broken file has them by the thousand
_HINT = "Compare the questions with the file, or export it again from the program that wrote it."
_WORDS = {
    "ERR_TAG_NAME_MISMATCH": "a tag ends that is not the one opened last",
    "ERR_TAG_NOT_FINISHED": "the file ends in the middle of an element",
    "ERR_ATTRIBUTE_WITHOUT_VALUE": "an attribute has no value",
    "ERR_ATTRIBUTE_NOT_STARTED": "the value of an attribute has no quotation marks",
    "ERR_ATTRIBUTE_REDEFINED": "an attribute stands twice in a tag",
    "ERR_GT_REQUIRED": "a tag is not closed with >",
    "ERR_LT_IN_ATTRIBUTE": "a < stands in an attribute",
    "ERR_DOCUMENT_END": "something follows the end",
    "ERR_UNDECLARED_ENTITY": "it names a sign that nobody knows",
}


def recovered(text: str) -> tuple[Element | None, list[Flaw]]:
    """The elements that can be made out, and each place where they were guessed. Raises TooDeep."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
        made = None if root is None else _own(root)
    except (etree.XMLSyntaxError, ValueError, KeyError):  # it recovers names and letters that it cannot hand over
        made = None
    return made, _named(parser.error_log)


def _named(log: Any) -> list[Flaw]:
    by_line = {entry.line: entry for entry in reversed(list(log))}
    flaws = []
    for line in sorted(by_line)[:MOST_NAMED]:
        entry = by_line[line]
        what = _WORDS.get(entry.type_name, "it cannot be understood here")
        message = f"The file is no proper XML: {what}. What follows was guessed, and text may be missing."
        flaws.append(Flaw("xml.recovered", message, _HINT, "warning", line or None, entry.column or None))
    if len(by_line) > MOST_NAMED:
        message = f"The file is no proper XML in {len(by_line)} lines; the first {MOST_NAMED} are named."
        flaws.append(Flaw("xml.recovered", message, _HINT, "warning"))
    return flaws


def _own(root: Any) -> Element:
    """The same elements as strict reading makes; comments are left out, and unknown entities stay as written."""
    made = _element(root)
    waiting: list[tuple[Any, Element, int]] = [(root, made, 1)]
    while waiting:
        source, target, depth = waiting.pop()
        if depth > DEEPEST:
            raise TooDeep
        target.text = source.text
        last: Element | None = None
        for child in source:
            if isinstance(child.tag, str):
                last = _element(child)
                last.tail = child.tail
                target.append(last)
                waiting.append((child, last, depth + 1))
            else:
                words = (child.text if child.tag is etree.Entity else "") + (child.tail or "")
                if last is None:
                    target.text = (target.text or "") + words
                else:
                    last.tail = (last.tail or "") + words
    return made


def _element(source: Any) -> Lined:
    made = Lined(source.tag, dict(source.attrib.items()))
    made.line = source.sourceline or 0
    return made
