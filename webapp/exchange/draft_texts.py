"""The texts of one draft, each with the format its file gives it, brought into one format at the end."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked, united, without_media
from webapp.exchange.media import Files, name_in
from webapp.text.simplified import Simplified, simplified


@dataclass(slots=True)
class DraftTexts:
    """`items` are places for a text in the raw fields: a container, a key, and what belongs there; `files` are those
    that they may show. `named` are the pictures, by source and description, that were found missing."""

    files: Files = field(default_factory=Files)
    items: list[tuple[Any, Any, Marked]] = field(default_factory=list)
    named: set[tuple[str, str]] = field(default_factory=set)
    apart: Simplified | None = None  # the text of a cloze, for what it has lost

    def put(self, holder: Any, key: Any, marked: Marked) -> None:
        holder[key] = marked.text
        self.items.append((holder, key, marked))

    def add(self, holder: Any, key: Any, html: str) -> None:
        """Behind what stands there already, in a line of its own."""
        for place, (other, name, marked) in enumerate(self.items):
            if other is holder and name == key:
                text = marked.text if marked.format in ("html", "auto") else escape(marked.text)
                self.items[place] = (holder, key, Marked(f"{text}<br>{html}" if text.strip() else html, "html"))
                return
        self.put(holder, key, Marked(html, "html"))

    def above(self, raw: dict[str, Any], marked: Marked) -> Marked:
        """The text of a cloze without its pictures and sounds, which come above it as its prompt: gaps stand in plain
        text."""
        if marked.format not in ("html", "auto"):
            return marked
        text, media = without_media(marked.text, self.files.reference)
        self.apart = simplified(text)
        if media:
            self.put(raw, "prompt", Marked("<br>".join(media), "html"))
        return Marked(text, marked.format)

    def settle(self, found: Drafting, draft: Draft, files: Files | None = None) -> None:
        """Write the texts into the draft's raw fields, and name what did not come along. `files` are those of this
        question alone, where it has some."""
        files = files or found.files
        whole = united([marked for _holder, _key, marked in self.items], files.reference)
        for (holder, key, _marked), text in zip(self.items, whole.texts, strict=True):
            holder[key] = text
        draft.raw["format"] = whole.format
        if self.apart is not None:
            whole.pictures += self.apart.pictures
            whole.sounds += self.apart.sounds
            whole.lost = list(dict.fromkeys([*whole.lost, *self.apart.lost]))
        self.named = set(whole.pictures)
        for source, alternative in dict.fromkeys(whole.pictures):
            name_picture(found, draft, source, alternative, files)
        for source in dict.fromkeys(whole.sounds):
            name_sound(found, draft, source, files)
        if whole.undescribed:
            name_undescribed(found, draft, whole.undescribed)
        for each in whole.lost:
            found.inform("file.lost", f"{each.capitalize()} was left out.", line=draft.line, question=draft.label)


_ADD = "Add it below, or bring it in one archive with the file."
_WHY = {
    "missing": ("is not in this file.", _ADD),
    "large": ("is larger than 10 MB.", "Save it smaller, and add it."),
    "drawing": ("is a drawing or a page (SVG, HTML), which may hold programs.", "Save it as PNG, and add that."),
    "film": ("is a film, and films are not shown.", "Say in words what it shows."),
    "unknown": ("is of a sort that is not known.", "Save it as PNG or JPEG, and add that."),
}


def name_picture(found: Drafting, draft: Draft, source: str, alternative: str, files: Files | None = None) -> None:
    message, hint = why_not(files or found.files, source)
    stands = " Until then its description stands in its place." if alternative else ""
    text = f"The picture {shown(name_in(source)) or '(unnamed)'} {message}"
    found.warn("file.picture", text, hint + stands, line=draft.line, question=draft.label, field=name_in(source))


def name_sound(found: Drafting, draft: Draft, source: str, files: Files | None = None) -> None:
    message, hint = why_not(files or found.files, source)
    text = f"The sound {shown(name_in(source)) or '(unnamed)'} {message}"
    hint = hint.replace("PNG or JPEG", "MP3").replace("PNG", "MP3")
    found.warn("file.sound", text, hint, line=draft.line, question=draft.label, field=name_in(source))


def name_undescribed(found: Drafting, draft: Draft, count: int) -> None:
    message, hint = undescribed_words(count)
    found.warn("file.undescribed", message, hint, line=draft.line, question=draft.label)


def undescribed_words(count: int) -> tuple[str, str]:
    """What is said of so many pictures without a description, and what to do."""
    message = "A picture has no description." if count == 1 else f"{count} pictures have no description."
    return message, "Say what it shows: who does not see it hears that."


def why_not(files: Files, source: str) -> tuple[str, str]:
    """Why a picture or sound does not come along, and what to do: the end of a sentence, and another."""
    why = files.find(source)
    return _WHY[why] if isinstance(why, str) else _WHY["missing"]
