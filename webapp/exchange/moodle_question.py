"""One question of a Moodle XML file while it is read: its texts with their formats, its answers, its place."""

import re
from base64 import b64decode
from html import escape
from typing import Any, Literal
from xml.etree.ElementTree import Element, tostring

from webapp.exchange.categories import last_level
from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.fixes import twice_words
from webapp.exchange.markup import Marked
from webapp.exchange.media import MOST_BYTES
from webapp.exchange.safe_xml import line_of
from webapp.exchange.shares import exact
from webapp.text.simplified import simplified

_FORMATS: dict[str, Literal["plain", "markdown", "html", "auto"]] = {
    "html": "html",
    "moodle_auto_format": "auto",
    "plain_text": "plain",
    "markdown": "markdown",
}
_PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/[^\s\"'<>)?]+")


class MoodleQuestion:
    """One question while it is read."""

    def __init__(self, found: Drafting, question: Element, external_id: str, category: str) -> None:
        self.found, self.question, self.external_id, self.category = found, question, external_id, category
        self.line = line_of(question)
        self.title = " ".join(text_of(question.find("name")).split()) or shown(
            simplified(text_of(question.find("questiontext"))).plain or ""
        )
        self.inner: dict[str, Element] = {}  # its own files, by path
        for file in question.iter("file"):
            self.inner.setdefault(_path_of(file), file)
        # Before there were such files, a question had one picture, below its text.
        self.image = (question.findtext("image") or "").strip()
        image = question.find("image_base64")
        if self.image and image is not None:
            self.inner.setdefault(self.image, image)
        self.files = found.files.within(self.inner, self._unpacked)
        self.texts = DraftTexts(self.files)

    @property
    def raw_xml(self) -> str:
        """Without the bytes of its files."""
        whole = tostring(self.question, encoding="unicode")
        return re.sub(r"(<(?:file|image_base64)\b[^>]*>)[^<]{200,}(</)", r"\1\2", whole)

    def marked(self, element: Element | None) -> Marked:
        text = text_of(element)
        format = _FORMATS.get((element.get("format", "") if element is not None else "").strip(), "auto")
        if format in ("html", "auto") and (words := twice_words(text)):
            self.found.warn("moodle.encoded_twice", *words, line=self.line, question=self.title)
        return Marked(self._with_own(element, text).strip(), format)

    def _with_own(self, element: Element | None, text: str) -> str:
        """References in the place of files of this text alone: each has a place of its own for them, and in two of them
        the same name may stand for two pictures."""
        own = {_path_of(file): file for file in element.findall("file")} if element is not None else {}
        others = {path: file for path, file in own.items() if self.inner.get(path) is not file}
        if not others:
            return text
        files = self.found.files.within(others, lambda path: _bytes_of(others[path]))
        text = _PLUGIN_FILE.sub(lambda found: files.reference(found[0]) or found[0], text)
        self.files.used |= files.used
        return text

    def add(self, kind: str, raw: dict[str, Any], places: dict[str, int] | None = None) -> None:
        if "prompt" not in raw and kind != "cloze":
            self.texts.put(raw, "prompt", self.marked(self.question.find("questiontext")))
        if self.image:
            self.texts.add(raw, "prompt", f'<img src="{escape(self.image)}">')
        self.texts.put(raw, "explanation", self.marked(self.question.find("generalfeedback")))
        hints = [hint for hint in self.question.findall("hint") if text_of(hint).strip()]
        if hints:
            self.texts.put(raw, "hint", self.marked(hints[0]))
        points = (self.question.findtext("defaultgrade") or "").strip()
        if number_of(points) not in (None, 0.0, 1.0):
            raw["points"] = points
        draft = Draft(
            kind,
            raw,
            self.line,
            external_id=self.external_id,
            title=self.title,
            topic=last_level(self.category),
            tags=[text_of(tag) for tag in self.question.findall("tags/tag")],
            extras={"moodle": self.raw_xml, "category": self.category},
            places=places or {},
        )
        self.texts.settle(self.found, draft, self.files)
        self.found.tell_guesses(draft.line, draft.label, self.files)
        self.found.question(draft)
        self.found.files.used |= self.files.used
        self.found.unused += self.files.names_unused()

    def _unpacked(self, path: str) -> bytes | None:
        return _bytes_of(self.inner[path])

    def warn(self, code: str, message: str, hint: str) -> None:
        self.found.warn(code, message, hint, line=self.line, question=self.title)

    def answers(self) -> list[tuple[Element, float]]:
        """With their share of the mark, 0..1; older files have it as a child."""
        found = []
        for answer in self.question.findall("answer"):
            share = answer.get("fraction") or answer.findtext("fraction") or "0"
            found.append((answer, exact((number_of(share) or 0.0) / 100)))
        return found


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: Element | None) -> str:
    """What stands in <text> below it, or in it."""
    if element is None:
        return ""
    inner = element.find("text")
    return (inner.text if inner is not None else element.text) or ""


def number_of(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def _path_of(file: Element) -> str:
    return f"{file.get('path', '/').strip('/')}/{file.get('name', '')}".lstrip("/")


def _bytes_of(file: Element) -> bytes | None:
    """One file at a time; None for what has more than a picture may have."""
    text = file.text or ""
    if len(text) > MOST_BYTES * 3 // 2:
        return None
    try:
        return b64decode(text)
    except ValueError:
        return b""
