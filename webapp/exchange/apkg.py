"""Anki packages (.apkg, .colpkg) and bare collections: notes become cards and clozes.

Templates are never run: the fields they name on the front and on the back are taken, and what else they do is dropped.
"""

import io
import re
import zipfile
from contextlib import ExitStack
from html import escape, unescape
from typing import Any

from webapp.exchange.apkg_collection import Collection, Note, NoteType, Unusable, media_of, read_package
from webapp.exchange.contract import Drafts
from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked
from webapp.exchange.media import Files
from webapp.exchange.safe_zip import unsafe
from webapp.text.simplified import simplified

NAME = "apkg"
MOST_GAPS = 20
_SOUND = re.compile(r"\[sound:([^\]]{1,300})\]")
_MEDIA = re.compile(r"<img\b[^<>]{0,2000}>|\[sound:[^\]]{1,300}\]", re.IGNORECASE)
_FORMULAS = (
    (re.compile(r"\[latex\]\s*(?:\$\$?)?(.*?)(?:\$\$?)?\s*\[/latex\]", re.DOTALL | re.IGNORECASE), r"\\(\1\\)"),
    (re.compile(r"\[\$\$\](.*?)\[/\$\$\]", re.DOTALL), r"\\[\1\\]"),
    (re.compile(r"\[\$\](.*?)\[/\$\]", re.DOTALL), r"\\(\1\\)"),
)
_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_CONDITION = re.compile(r"\{\{#([^{}]+)\}\}")
_CLOZE = re.compile(r"\{\{c(\d{1,3})::(.*?)(?:::((?:(?!\{\{).)*?))?\}\}", re.DOTALL)
_OCCLUSION = re.compile(r"image.?occlusion", re.IGNORECASE)


def read(data: bytes, files: Files | None = None) -> Drafts:
    """The notes of a package, from its bytes. Never raises for what they hold."""
    found = Drafting(NAME, files)
    flaw = unsafe(data) if zipfile.is_zipfile(io.BytesIO(data)) else None
    if flaw:
        found.flaw(flaw)
        return found.done()
    try:
        collection = read_package(data)
    except Unusable as error:
        found.error(error.code, error.message, error.hint)
        return found.done()
    if not collection.has_media:
        found.inform("apkg.bare", "Only the collection was uploaded: pictures and sounds are not included.")
    with ExitStack() as opened:
        if collection.has_media:
            archive = opened.enter_context(zipfile.ZipFile(io.BytesIO(data)))
            there = set(archive.namelist())
            names = [name for name, member in collection.media.items() if member in there]
            found.files = found.files.within(names, lambda name: media_of(archive, collection, name))
        for note in collection.notes:
            _Note(found, collection, note).read()
    if not collection.notes:
        found.error("file.empty", "There is no note in this package.", "Choose a deck that has some.")
    return found.done()


class _Note:
    def __init__(self, found: Drafting, collection: Collection, note: Note) -> None:
        self.found, self.collection, self.note = found, collection, note
        self.type = collection.types.get(note.type_id) or NoteType("", False, [], [])
        self.texts = DraftTexts()
        names = self.type.fields or [str(place) for place in range(len(note.fields))]
        self.values = dict(zip(names, note.fields, strict=False))
        self.label = shown(_words(note.fields[0] if note.fields else "")) or note.guid

    def read(self) -> None:
        if _OCCLUSION.search(self.type.name):
            raw = "\n".join(self.note.fields)
            why = "Pictures with covered parts cannot be asked here."
            self.found.keep(self.type.name, self.label, raw, line=None, external_id=self.note.guid, why=why)
        elif self.type.is_cloze or _CLOZE.search("".join(self.note.fields)):
            self._cloze()
        elif not self.note.fields or not _has_content(self.note.fields[0]):
            begin = shown(_words(" ".join(self.note.fields)))[:40]
            message = f"The first field of the note {self.note.guid} is empty: {begin}"
            self.found.error("apkg.empty", message, "Fill it in, in Anki.", question=self.label)
        else:
            self._card()

    def _card(self) -> None:
        front, back = self._sides(0)
        if not front or not back:
            front, back = [self.type.fields[0] if self.type.fields else "0"], list(self.values)[1:]
        answer = "<br>".join(self.values[name] for name in back if _has_content(self.values[name]))
        raw: dict[str, Any] = {}
        self._put(raw, "prompt", "<br>".join(self.values[name] for name in front))
        typed = self._typed(0)
        if typed and _words(self.values.get(typed, "")):
            raw["accept"] = [{"text": _words(self.values[typed])}]
            self._put(raw, "explanation", "<br>".join(self.values[name] for name in back if name != typed))
            self._add("short_answer", raw)
            return
        self._put(raw, "answer", answer)
        if self._is_reversed(front, back):
            raw["reversible"] = "yes"
        self._add("self_graded", raw)

    def _sides(self, place: int) -> tuple[list[str], list[str]]:
        """The fields that a template names on its front, and those it names on its back alone."""
        if place >= len(self.type.templates):
            return [], []
        template = self.type.templates[place]
        front = self._named(template.front)
        return front, [name for name in self._named(template.back) if name not in front]

    def _named(self, template: str) -> list[str]:
        found = []
        for reference in _REFERENCE.findall(template):
            name = reference.strip()
            if name[:1] in "#^/!" or name == "FrontSide":
                continue
            name = name.rpartition(":")[2].strip()
            if name in self.values and name not in found:
                found.append(name)
        return [name for name in found if f"{{{{type:{name}}}}}" not in template.replace(" ", "")] or found[:1]

    def _typed(self, place: int) -> str:
        template = self.type.templates[place].front if place < len(self.type.templates) else ""
        found = re.search(r"\{\{\s*type:([^{}]+)\}\}", template)
        return found[1].strip() if found else ""

    def _is_reversed(self, front: list[str], back: list[str]) -> bool:
        for place in range(1, len(self.type.templates)):
            asked, _answered = self._sides(place)
            conditions = _CONDITION.findall(self.type.templates[place].front)
            is_on = all(_has_content(self.values.get(name.strip(), "")) for name in conditions)
            if asked and is_on and set(asked) <= set(back) and not set(asked) & set(front):
                return True
            if is_on:
                message = f"The note type “{self.type.name}” makes more cards than front and back; they are left out."
                self.found.once("info", f"apkg.templates.{self.note.type_id}", message)
        return False

    def _cloze(self) -> None:
        name = next((name for name, value in self.values.items() if _CLOZE.search(value)), None)
        if name is None:
            message = f"The note {self.note.guid} is a cloze without a gap: {shown(self.label)[:40]}"
            self.found.error("apkg.no_gap", message, "Mark a gap in Anki: {{c1::answer}}.", question=self.label)
            return
        gaps: list[dict[str, Any]] = []

        def replaced(found: re.Match[str]) -> str:
            answer = _words(found[2])
            if not answer or len(gaps) >= MOST_GAPS:
                return found[2]
            gap: dict[str, Any] = {"accept": [{"text": answer}], "group": str(min(99, max(1, int(found[1]))))}
            if found[3] and _words(found[3]):
                gap["name"] = _words(found[3])
            gaps.append(gap)
            return f"\ufdd0{len(gaps)}\ufdd1"

        text = _words(_CLOZE.sub(replaced, self.values[name]), keep_lines=True)
        text = re.sub(r"\{(\d{1,3})\}", r"(\1)", text).replace("\ufdd0", "{").replace("\ufdd1", "}")
        if not gaps:
            message = f"The gaps of the note {self.note.guid} hold no text."
            self.found.error("apkg.no_gap", message, "Gaps with pictures cannot be asked here.", question=self.label)
            return
        raw: dict[str, Any] = {"gaps": gaps}
        self.texts.put(raw, "text", Marked(text, "plain"))
        seen = _MEDIA.findall(self.values[name])
        if seen:  # above the text: gaps stand in plain text
            self._put(raw, "prompt", "<br>".join(seen))
        others = [value for other, value in self.values.items() if other != name and _has_content(value)]
        self._put(raw, "explanation", "<br>".join(others))
        self._add("cloze", raw)

    def _put(self, holder: dict[str, Any], key: str, html: str) -> None:
        html = _SOUND.sub(lambda found: f'<audio src="{escape(unescape(found[1]))}"></audio>', html)
        for pattern, replacement in _FORMULAS:
            html = pattern.sub(replacement, html)
        self.texts.put(holder, key, Marked(html, "html"))

    def _add(self, kind: str, raw: dict[str, Any]) -> None:
        draft = Draft(
            kind,
            raw,
            0,
            external_id=self.note.guid,
            topic=self.note.deck.rpartition("::")[2],
            tags=self.note.tags,
            extras={"anki": {"type": self.type.name, "fields": self.values, "deck": self.note.deck}},
        )
        self.texts.settle(self.found, draft)
        self.found.question(draft)


def _has_content(html: str) -> bool:
    return bool(_words(html)) or "<img" in html or "[sound:" in html


def _words(html: str, *, keep_lines: bool = False) -> str:
    """The text without tags and sounds."""
    text = _SOUND.sub("", html)
    for pattern, replacement in _FORMULAS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"<(?:br|/?div|/?p|/?li|/?tr)\b[^>]*>", "\n", text, flags=re.IGNORECASE)
    plain = simplified(re.sub(r"<[^>]*>", "", text).replace("\n", "<br>")).plain or ""
    return plain if keep_lines else " ".join(plain.split())
