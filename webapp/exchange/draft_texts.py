"""The texts of one draft, each with the format its file gives it, brought into one format at the end."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked, united

_PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/([^\s\"'<>)?]+)")


@dataclass(slots=True)
class DraftTexts:
    """`items` are places for a text in the raw fields: a container, a key, and what belongs there."""

    items: list[tuple[Any, Any, Marked]] = field(default_factory=list)

    def put(self, holder: Any, key: Any, marked: Marked) -> None:
        holder[key] = marked.text
        self.items.append((holder, key, marked))

    def settle(self, found: Drafting, draft: Draft, *, present: frozenset[str] = frozenset()) -> None:
        """Write the texts into the draft's raw fields, and name what did not come along. `present` are the names of
        files that the upload does hold."""
        whole = united([marked for _holder, _key, marked in self.items])
        for (holder, key, _marked), text in zip(self.items, whole.texts, strict=True):
            holder[key] = text
        draft.raw["format"] = whole.format
        for source, alternative in whole.pictures:
            name_picture(found, draft, source, alternative, present)
        for each in whole.lost:
            found.inform("file.lost", f"{each.capitalize()} was left out.", line=draft.line, question=draft.label)


def name_picture(found: Drafting, draft: Draft, source: str, alternative: str, present: frozenset[str]) -> None:
    match = _PLUGIN_FILE.search(source)
    name = unquote(match[1] if match else source)
    stands = "Its description stands in its place." if alternative else "Put what it shows into words."
    if name in present:
        message = f"The picture {shown(name)} is in the file, but pictures are not shown yet."
        found.warn("file.picture", message, stands, line=draft.line, question=draft.label)
    else:
        message = f"The picture {shown(name) or '(unnamed)'} is not in this file."
        found.warn("file.picture", message, stands, line=draft.line, question=draft.label)
