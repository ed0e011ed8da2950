"""What stands on a study page, as somebody would read it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.client import Browser
from tests.html import Form, forms_of, text_of


def page(client: Browser) -> Element:
    assert client.last is not None, "the last answer was no page"
    return client.last


def shown(client: Browser) -> Iterator[Element]:
    """The elements of the page that are shown: nothing of what it holds for a script."""
    waiting = [page(client)]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting = [each for each in element if each.tag != "template"] + waiting


def shown_forms(client: Browser) -> list[Form]:
    return [forms_of(each)[0] for each in shown(client) if each.tag == "form"]


def texts(client: Browser, tag: str, **attributes: str) -> list[str]:
    """Texts of all shown elements with this tag and these attributes; `_` stands for a hyphen."""
    wanted = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
    return [
        text_of(each)
        for each in shown(client)
        if each.tag == tag and all(each.get(name) == value for name, value in wanted.items())
    ]


def prompt(client: Browser) -> str:
    return next(text_of(each) for each in shown(client) if each.get("data-prompt") is not None)


def where(client: Browser) -> str:
    return next(text_of(each) for each in shown(client) if each.get("data-where") is not None)


def title(client: Browser) -> str:
    (found,) = texts(client, "title")
    return found


def verdict(client: Browser) -> str:
    (found,) = texts(client, "h2", id="result")
    return found


def form_to(client: Browser, end: str) -> Form:
    """The first form whose address ends so."""
    return next(form for form in shown_forms(client) if form.action.endswith(end))


def link(client: Browser, text: str) -> str:
    (found,) = (each.get("href") for each in shown(client) if each.tag == "a" and text_of(each) == text)
    assert found is not None
    return found


def source(client: Browser) -> tuple[str, bool]:
    """The heading of the source note, and whether it is open."""
    (note,) = (each for each in shown(client) if each.get("data-source") is not None)
    return text_of(next(note.iter("summary"))), note.get("open") is not None
