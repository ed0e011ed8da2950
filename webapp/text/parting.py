"""A prompt of several blocks: what is asked is the heading, and tables, lists, pictures and programs stand above."""

import re

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^>\"]|\"[^\"]*\")*>")
_VOID = frozenset({"br", "hr", "img"})
_BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "pre", "hr", "table"})
_ANY_TAG = re.compile(r"<[^>]*>")


def pieces_of(html: str) -> list[tuple[str, str]]:
    """The outermost elements of clean HTML with their names; "" names a run of text and phrasing between blocks."""
    found: list[tuple[str, str]] = []
    depth = begin = at = 0
    name = ""
    for tag in _TAG.finditer(html):
        is_end, this = bool(tag[1]), tag[2]
        if depth == 0 and this in _BLOCKS and not is_end:
            _add(found, "", html[at : tag.start()])
            name, begin = this, tag.start()
            if this in _VOID:
                _add(found, this, tag[0])
                at = tag.end()
                continue
            depth = 1
        elif depth and this not in _VOID:
            depth += -1 if is_end else 1
            if depth == 0:
                _add(found, name, html[begin : tag.end()])
                at = tag.end()
    _add(found, "", html[begin if depth else at :])
    return found


def _add(found: list[tuple[str, str]], name: str, html: str) -> None:
    if name or html.strip():
        found.append((name, html.strip()))


def parted_html(html: str) -> tuple[str, str] | None:
    """Of clean HTML what stands above, and what is asked: the last paragraph with words. None where it is one
    paragraph, or where no paragraph has words."""
    pieces = pieces_of(html)
    if len(pieces) < 2 and not (pieces and pieces[0][0] not in ("", "p")):
        return None
    asking = [at for at, (name, piece) in enumerate(pieces) if name in ("", "p") and _ANY_TAG.sub("", piece).strip()]
    if not asking:
        return None
    asked = pieces[asking[-1]][1]
    above = [f"<p>{piece}</p>" if not name else piece for at, (name, piece) in enumerate(pieces) if at != asking[-1]]
    return "".join(above), asked.removeprefix("<p>").removesuffix("</p>")
