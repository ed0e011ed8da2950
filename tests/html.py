"""Every page a test sees is read as strictly as a validator would; forms and links are found in what was read."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MEANINGS

VOID_VALUES = {"submit", "button", "image", "reset"}


class BadHtml(AssertionError):
    """The page is not what its author wrote: a browser would have to guess."""


@functools.lru_cache(maxsize=64)
def read_strictly(body: str, *, is_fragment: bool = False) -> Element:
    """The tree of a page. Raises BadHtml at parse errors, ids used twice, and labels that name no field."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parseFragment(body) if is_fragment else parser.parse(body)
    faults = [
        f"line {line}, column {column}: {MEANINGS.get(code, code) % details}"
        for (line, column), code, details in parser.errors
    ]
    faults += [fault for scope in _scopes(tree) for fault in _twice(scope)]
    faults += [] if is_fragment else _dangling(tree)
    if faults:
        raise BadHtml("\n".join([*faults, body]))
    return tree


def _scopes(tree: Element) -> list[list[Element]]:
    """The elements of the page, and those of each <template> by itself: an id may be in both."""
    own: list[Element] = []
    inner: list[Element] = []
    waiting = list(tree)
    while waiting:
        element = waiting.pop()
        own.append(element)
        if element.tag == "template":
            inner.append(element)
        else:
            waiting += list(element)
    return [own, *(scope for template in inner for scope in _scopes(template))]


def _twice(elements: list[Element]) -> list[str]:
    counts = Counter(element.get("id") for element in elements if element.get("id") is not None)
    return [f"id used twice: {name}" for name, count in counts.items() if count > 1]


def _dangling(tree: Element) -> list[str]:
    ids = {element.get("id") for element in tree.iter()}
    return [
        f"{attribute} names no element: {name}"
        for element in tree.iter()
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for name in (element.get(attribute) or "").split()
        if name not in ids
    ]


@dataclass(frozen=True, slots=True)
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]]  # what a browser would send if nothing were touched

    def __getitem__(self, name: str) -> str:
        return next(value for field, value in self.fields if field == name)


def forms_of(tree: Element) -> list[Form]:
    return [
        Form(form.get("action", ""), form.get("method", "get").lower(), _fields(form)) for form in tree.iter("form")
    ]


def _fields(form: Element) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []
    for element in form.iter():
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        kind = element.get("type", "text")
        if element.tag == "input" and (kind not in {"radio", "checkbox"} or element.get("checked") is not None):
            sent += [] if kind in VOID_VALUES else [(name, element.get("value", ""))]
        elif element.tag == "textarea":
            sent.append((name, element.text or ""))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            sent += [(name, option.get("value", option.text or "")) for option in chosen]
    return sent


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
