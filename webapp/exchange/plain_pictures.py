"""Pictures that the texts of a format without marks name: as `![a map](map.png)`, or as an image of HTML.

Everything else of such a text stays as it is written. Where none is named, or none is there, the texts stay plain.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.drafting import Draft, Drafting
from webapp.exchange.markup import PICTURE, Marked

_IMAGE = re.compile(r"<img\s[^<>]{0,1000}>", re.IGNORECASE)
_NAMED = re.compile(f"(?:{PICTURE.pattern})|(?:{_IMAGE.pattern})", re.IGNORECASE)
_WHOLE = ("prompt", "explanation", "why_true", "why_false")
_INSIDE = {"options": ("text", "why"), "accept": ("why",), "pairs": ("left", "right", "why")}


def settle_pictures(found: Drafting, draft: Draft) -> None:
    """References in the place of the names, and a word about those that are not there. What is typed as an answer is
    never a picture."""
    places = list(_texts(draft.raw))
    if not any(_NAMED.search(holder[key]) for holder, key in places):
        return
    texts = DraftTexts(found.files)
    for holder, key in places:
        texts.put(holder, key, _marked(holder[key]))
    texts.settle(found, draft)


def _texts(raw: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    yield from ((raw, name) for name in _WHOLE if raw.get(name))
    for name, keys in _INSIDE.items():
        yield from ((part, key) for part in raw.get(name, ()) for key in keys if part.get(key))


def _marked(text: str) -> Marked:
    if not _NAMED.search(text):
        return Marked(text, "plain")
    parts, at = [], 0
    for named in _NAMED.finditer(text):
        parts += [_html(text[at : named.start()]), _image(named)]
        at = named.end()
    return Marked("".join([*parts, _html(text[at:])]), "html")


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _image(named: re.Match[str]) -> str:
    source = named[2] or named[3]
    return f'<img src="{escape(source)}" alt="{escape(named[1] or "")}">' if source else named[0]
