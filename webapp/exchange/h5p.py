"""H5P packages, as text only: the questions of their content, and none of the programs that come with them.

Source: the semantics of the content types, as their libraries describe them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting, shown
from webapp.exchange.h5p_kinds import READERS, WHY_KEPT, Content, Unplayable
from webapp.exchange.media import MOST_BYTES, Files, is_media_name
from webapp.exchange.safe_zip import member_of, names_in, unsafe
from webapp.text.characters import storable

NAME = "h5p"
HEAD, CONTENT = "h5p.json", "content/content.json"
_OWN = "content/"  # the rest is the programs that show it
MOST_CONTENT = 32 * 1024 * 1024  # bytes
SETS = {"H5P.QuestionSet"}


def read(data: bytes, files: Files | None = None) -> Drafts:
    """The questions of a package, from its bytes. Never raises for what they hold."""
    found = Drafting(NAME, files)
    flaw = unsafe(data)
    if flaw:
        found.flaw(flaw)
        return found.done()
    head, content = _json(data, HEAD), _json(data, CONTENT)
    if not isinstance(head, Mapping) or not isinstance(content, Mapping):
        message = "The package holds no content that can be read."
        found.error("h5p.broken", message, "Download it again from the page where it is used.")
        return found.done()
    own = [name for name in names_in(data) or () if name.startswith(_OWN) and is_media_name(name)]
    found.files = found.files.within(own, lambda name: member_of(data, name, MOST_BYTES))
    title = _text(head.get("title"))
    main = _text(head.get("mainLibrary"))
    for library, params, about in _contents(main, content):
        _content(found, title, library, params, about)
    if not found.drafts.questions and not found.drafts.kept and not found.drafts.errors:
        found.error("file.empty", "There is no question in this package.", "Choose one that holds some.")
    return found.done()


def _json(data: bytes, name: str) -> Any:
    raw = member_of(data, name, MOST_CONTENT)
    try:
        return None if raw is None else storable(json.loads(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _contents(main: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Each content with the name of its type and what is said about it; those of a set one by one."""
    if main not in SETS:
        yield main, content, {}
        return
    questions = content.get("questions")
    for each in questions if isinstance(questions, list) else []:
        about = each if isinstance(each, Mapping) else {}
        yield _text(about.get("library")).partition(" ")[0], about.get("params"), about


def _content(found: Drafting, topic: str, library: str, params: Any, about: Mapping[str, Any]) -> None:
    said = about.get("metadata")
    title = _text(said.get("title")) if isinstance(said, Mapping) else ""
    made = Content(found, params if isinstance(params, Mapping) else {}, _text(about.get("subContentId")), title, topic)
    name = library.removeprefix("H5P.")
    reader = READERS.get(name)
    try:
        if reader is None:
            raise Unplayable(
                WHY_KEPT.get(name, f"“{shown(library) or 'a content without a type'}” cannot be asked here.")
            )
        reader(made)
    except Unplayable as reason:
        raw = json.dumps(params, ensure_ascii=False)
        label = title or made.label or library
        found.keep(name or "unknown", label, raw, line=None, external_id=made.ident, why=str(reason))
