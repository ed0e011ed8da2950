"""Pictures and sounds in the texts of questions: as tags of a page, and as the words that stand for them.

In Markdown both are `![words](media:…)`, in HTML `<img src="media:…" alt="words">` and `<audio src="media:…">`.
"""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from webapp.text.references import REFERENCE, is_reference, is_sound

PICTURE, SOUND = "picture", "sound"
PATH = "/media/"
TALLEST = 480  # pixels on a page; its own size is a link away
OF_A_LINE = 48  # up to this a picture stands among the words: a sign, a formula
# With bounds, since authors write it: a tag that is never closed must not be looked for to the end of the text.
_GIVEN = r"([^<>\"']{0,300}(?:(?:\"[^\"]{0,500}\"|'[^']{0,500}')[^<>\"']{0,300}){0,8})>"
_TAG = re.compile(rf"<(img)(?=[\s>/]){_GIVEN}|<(audio)(?=[\s>/]){_GIVEN}(?:[^<]{{0,200}}</audio\s*>)?", re.IGNORECASE)
# What comes from the allow-list closes whatever it opens.
_CLEAN = r"((?:[^>\"]|\"[^\"]*\")*)>"
_BEGIN = re.compile(rf"<(img|audio)(?=[ >]){_CLEAN}")
_ON_PAGE = re.compile(rf"<(img) {_CLEAN}|<(audio) {_CLEAN}.*?</audio>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]\((" + REFERENCE.pattern + r")\)")
_SHOWN = re.compile(rf'<img class="picture" (src="{PATH}([0-9a-f]+)\.[a-z0-9]+" )alt=')
_PICTURE = re.compile(rf'<img class="picture[a-z -]*" src="({PATH}[0-9a-z.]+)"')
Sizes = Callable[[str], tuple[int, int] | None]


def tag_of(reference: str, words: str) -> str:
    """As it goes through the allow-list."""
    name, label = ("audio", "aria-label") if is_sound(reference) else ("img", "alt")
    return f'<{name} src="{reference}" {label}="{escape(words)}">' + ("</audio>" if name == "audio" else "")


def without_strangers(html: str) -> str:
    """Clean HTML with words in the place of pictures that are not stored here."""
    if "<img" not in html:
        return html
    return _BEGIN.sub(lambda found: found[0] if found[1] == "audio" or _said(found[2])[0] else _safe(found[2]), html)


def _safe(given: str) -> str:
    return escape(_said(given)[1], quote=False)


def with_media(html: str, *, is_linked: bool) -> str:
    """The clean HTML with the addresses of its pictures and sounds. `is_linked`: a picture leads to itself in its own
    size."""
    if "<img" not in html and "<audio" not in html:
        return html
    may_link = is_linked and "<a " not in html  # a link inside a link is none
    return _BEGIN.sub(lambda found: _shown(found[2], may_link) or found[0], html)


def _shown(given: str, is_linked: bool) -> str:
    source, words = _said(given)
    if not source:
        return ""
    address = PATH + source.removeprefix("media:")
    if is_sound(source):
        label = escape(words or SOUND.capitalize())
        return f'<audio class="sound" controls preload="none" src="{address}" aria-label="{label}">'
    picture = f'<img class="picture" src="{address}" alt="{escape(words)}" loading="lazy" decoding="async">'
    return f'<a class="zoom" href="{address}">{picture}</a>' if is_linked else picture


def _said(given: str) -> tuple[str, str]:
    """The reference in these attributes, "" where there is none, and the words for it."""
    said = {name.lower(): unescape(one or two) for name, one, two in _ATTRIBUTE.findall(given)}
    source = said.get("src", "")
    return source if is_reference(source) else "", said.get("alt", "") or said.get("aria-label", "")


def with_sizes(html: str, size_of: Sizes) -> str:
    """With width and height by the key of each picture, so that nothing moves when it has come. It is done before any
    other change of the HTML of a page."""
    if f'src="{PATH}' not in html:
        return html

    def sized(found: re.Match[str]) -> str:
        size = size_of(found[2])
        if size is None:
            return found[0]
        width, height = size
        if height > TALLEST:
            width, height = max(1, round(width * TALLEST / height)), TALLEST
        look = "picture is-small" if height <= OF_A_LINE else "picture"
        return f'<img class="{look}" {found[1]}width="{width}" height="{height}" alt='

    return _SHOWN.sub(sized, html)


def addresses(html: str) -> list[str]:
    """Of the pictures of a page's HTML, each once."""
    if PATH not in html:
        return []
    return list(dict.fromkeys(found[1] for found in _PICTURE.finditer(html)))


def in_words(html: str, *, picture: str = PICTURE, sound: str = SOUND) -> str:
    """The HTML of a page with words in the place of pictures and sounds, for where neither can stand."""
    if PATH not in html:
        return html
    return _ON_PAGE.sub(
        lambda found: _safe(found[2] or found[4]) or (picture if found[1] else sound),
        html,
    )


def described(text: str) -> str:
    """A text of a question, in whatever format, with words in the place of its references."""
    if "media:" not in text:
        return text
    text = _MARKDOWN.sub(lambda found: _plain(found[1]) or _name(found[2]), text)
    return _TAG.sub(_words_of, text)


def _words_of(found: re.Match[str]) -> str:
    source, words = _said(found[2] or found[4])
    return escape(words or _name(source), quote=False) if source else found[0]


def _name(reference: str) -> str:
    return SOUND if is_sound(reference) else PICTURE


def _plain(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words)


def descriptions(text: str) -> dict[str, str]:
    """The references of a text in their order, each with the words of its first place, "" where it has none."""
    if "media:" not in text:
        return {}
    found = [(each.start(), each[2], _plain(each[1])) for each in _MARKDOWN.finditer(text)]
    for each in _TAG.finditer(text):
        source, words = _said(each[2] or each[4])
        if source:
            found.append((each.start(), source, words))
    made: dict[str, str] = {}
    for _at, reference, words in sorted(found):
        made[reference] = made.get(reference) or words
    return made


def with_descriptions(text: str, words: Mapping[str, str]) -> str:
    """The text with other words for these references."""
    if "media:" not in text:
        return text
    text = _MARKDOWN.sub(lambda found: _marked(found[2], words[found[2]]) if found[2] in words else found[0], text)

    def told(found: re.Match[str]) -> str:
        source = _said(found[2] or found[4])[0]
        return tag_of(source, words[source]) if source in words else found[0]

    return _TAG.sub(told, text)


def _marked(reference: str, words: str) -> str:
    return "![" + re.sub(r"([\\\[\]])", r"\\\1", " ".join(words.split())) + f"]({reference})"
