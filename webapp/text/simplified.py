"""HTML of other programs, cut down to what a question holds: paragraphs, lists, tables, emphasis, code, formulas.

What decorates is dropped without a word; what would be missed (pictures, sound, frames, forms) is named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from webapp.text.references import is_reference
from webapp.text.sanitising import safe_paragraphs

_TAGS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "tt": "code", "kbd": "code", "samp": "code", "code": "code", "pre": "pre", "s": "s", "del": "s", "strike": "s",
    "sub": "sub", "sup": "sup", "ul": "ul", "ol": "ol", "li": "li", "blockquote": "blockquote", "table": "table",
    "caption": "caption", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot", "tr": "tr", "th": "th", "td": "td",
    "p": "p", "div": "p", "section": "p", "article": "p",
    "center": "p", "address": "p", "figure": "p", "figcaption": "p", "dt": "p", "dd": "p",
    "h1": "p", "h2": "p", "h3": "p", "h4": "p", "h5": "p", "h6": "p",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PLAIN = {"p", "br"}  # a text with nothing else needs no HTML
_SILENT = {"script", "style", "head", "title", "template", "noscript", "annotation", "annotation-xml"}
_LOST = {
    "video": "a film", "iframe": "an embedded page", "object": "an embedded object",
    "embed": "an embedded object", "svg": "a drawing", "canvas": "a drawing", "form": "a form", "input": "a form field",
    "select": "a form field", "textarea": "a form field",
}  # fmt: skip
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|font|img|sub|sup|ul|ol|li|table|tr|td|th|h[1-6]|a|pre|code|center|hr|math|audio)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_HAS_SIGNS = re.compile(r"[<>&]")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")


Reference = Callable[[str], str]


def no_reference(source: str) -> str:
    """For a text without files beside it: what is a reference already stays one."""
    return source if is_reference(source) else ""


@dataclass(slots=True)
class Simplified:
    """`plain` is the text where nothing but paragraphs and line breaks was in it, else None. `pictures` and `sounds`
    are those that are not there, `undescribed` counts pictures that are and have no alternative text."""

    html: str
    plain: str | None
    pictures: list[tuple[str, str]] = field(default_factory=list)  # source, alternative text
    lost: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    undescribed: int = 0


def looks_like_html(text: str) -> bool:
    """Whether there are tags in it, and not only signs for "less than"."""
    return "<" in text and _LOOKS_LIKE_HTML.search(text) is not None


def simplified(html: str, reference: Reference = no_reference) -> Simplified:
    """Never raises, whatever the text holds; the HTML has been through the allow-list. `reference` gives what is to
    stand in the place of the source of a picture or sound, "" where there is none."""
    if not _HAS_SIGNS.search(html):  # most texts, and the parser would say the same of them
        made = _SPACE.sub(" ", html)
        return Simplified(safe_paragraphs(made).strip(), made.strip())
    reader = _Reader(reference)
    reader.feed(html)
    reader.close()
    made = reader.finished()
    plain = None if reader.tags - _PLAIN else _as_plain(made)
    lost = list(dict.fromkeys(reader.lost))
    html = safe_paragraphs(made).strip()
    return Simplified(html, plain, reader.pictures, lost, reader.sounds, reader.undescribed)


class _Reader(HTMLParser):
    def __init__(self, reference: Reference) -> None:
        super().__init__(convert_charrefs=True)
        self.reference = reference
        self.sounds: list[str] = []
        self.undescribed = 0
        self.sound, self.missed = "", ""
        self.behind_sound: int | None = None  # where the parts end that stand before the sound that is open
        self.parts: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.pictures: list[tuple[str, str]] = []
        self.lost: list[str] = []
        self.silent = 0
        self.in_formula = 0

    def parse_html_declaration(self, i: int) -> int:
        """The library raises for some declarations that no HTML knows; browsers take them for comments."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        elif self.silent:
            return
        elif tag == "math" or self.in_formula:
            self.in_formula += tag == "math"
            self.tags.add("math")
            self.parts.append(self.get_starttag_text() or "")
        elif tag in ("br", "hr"):
            self.tags.add(tag)
            self.parts.append(f"<{tag}>")
        elif tag == "img":
            self._picture(given)
        elif tag == "audio":
            self._begin_sound()
            self._source(given.get("src") or "")
        elif tag == "source" and self.behind_sound is not None:
            self._source(given.get("src") or "")
        elif tag == "a" and (given.get("href") or "").startswith(("http://", "https://")):
            self._begin("a", f' href="{escape(given["href"] or "")}"')
        elif tag in _LOST:
            self.lost.append(_LOST[tag])
        elif tag in _TAGS:
            self._begin(_TAGS[tag])
            if tag in _HEADINGS:
                self._begin("strong")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr", "img", "audio", "source") or self.in_formula:
            self.handle_starttag(tag, attrs)
        if tag == "audio":
            self._end_sound()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.in_formula:
            self.parts.append(f"</{tag}>")
            self.in_formula -= tag == "math"
        elif tag in _HEADINGS:
            self._end("strong")
            self._end("p")
        elif tag == "audio" and self.behind_sound is not None:
            del self.parts[self.behind_sound :]
            self._end_sound()
        elif tag == "a" or tag in _TAGS:
            self._end("a" if tag == "a" else _TAGS[tag])

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(escape(data if "pre" in self.open else _SPACE.sub(" ", data), quote=False))

    def _begin(self, tag: str, attributes: str = "") -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.parts.append(f"<{tag}{attributes}>")

    def _end(self, tag: str) -> None:
        if tag not in self.open:
            return
        while True:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                return

    def _picture(self, given: dict[str, str | None]) -> None:
        alt = " ".join((given.get("alt") or "").split())
        reference = self.reference(given.get("src") or "")
        if reference:
            self.tags.add("img")
            self.undescribed += not alt
            self.parts.append(f'<img src="{reference}" alt="{escape(alt)}">')
            return
        self.pictures.append((given.get("src") or "", alt))
        if alt:
            self.parts.append(escape(alt, quote=False))

    def _begin_sound(self) -> None:
        self._end_sound()
        self.sound, self.missed, self.behind_sound = "", "", len(self.parts)

    def _source(self, source: str) -> None:
        """The first that is there is taken."""
        self.sound = self.sound or self.reference(source)
        self.missed = self.missed or source

    def _end_sound(self) -> None:
        """What stands inside is for programs that know no sound; where the end is missing, it is text of the
        question."""
        if self.behind_sound is None:
            return
        if self.sound:
            self.tags.add("audio")
            self.parts.insert(self.behind_sound, f'<audio src="{self.sound}"></audio>')
        elif self.missed:
            self.sounds.append(self.missed)
        self.behind_sound = None

    def finished(self) -> str:
        self._end_sound()
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self.open))


def _as_plain(html: str) -> str:
    text = "\n".join(line.strip() for line in html.split("<br>"))
    paragraphs = re.split("</?p>", text)
    return "\n\n".join(each for each in (unescape(part).strip() for part in paragraphs) if each)
