"""The formats by name, in the order in which a text is tried on them. A new one: copy `aiken.py` and its test, and add
a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from webapp.exchange import aiken, delimited, gift, mdanki, obsidian, respondus, text2qti
from webapp.exchange.contract import Drafts


@dataclass(frozen=True, slots=True)
class Format:
    """`title` is what people call it; both functions take a text with line feeds only, and
    never raise; `read` takes the `files` that the text may name as well."""

    name: str
    title: str
    looks_like: Callable[[str], bool]
    read: Callable[..., Drafts]


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format(aiken.NAME, "Aiken", aiken.looks_like, aiken.read),
        Format(gift.NAME, "GIFT", gift.looks_like, gift.read),
        Format(text2qti.NAME, "text2qti", text2qti.looks_like, text2qti.read),
        Format(respondus.NAME, "Respondus text", respondus.looks_like, respondus.read),
        Format(obsidian.NAME, "Markdown cards of Obsidian", obsidian.looks_like, obsidian.read),
        Format(mdanki.NAME, "Markdown cards (## front)", mdanki.looks_like, mdanki.read),
        Format(delimited.NAME, "table (CSV, TSV, Quizlet, Anki text)", delimited.looks_like, delimited.read),
    )
}
