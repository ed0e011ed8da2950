"""Pictures and sounds in the texts of questions: as tags of a page, and as the words that stand for them.

In Markdown both are `![words](media:…)`, in HTML `<img src="media:…" alt="words">` and `<audio src="media:…">`.
"""

import re
from collections.abc import Callable, Container, Mapping
from html import escape, unescape

from webapp.text.references import REFERENCE, is_reference, is_sound

PICTURE, SOUND = "picture", "sound"
PATH = "/media/"
TALLEST = 360  # pixels on a page; its own size is a link away
OF_A_LINE = 48  # up to this a picture stands among the words: a sign, a formula
# With bounds, since authors write it: a tag that is never closed must not be looked for to the end of the text.
_GIVEN = r"([^<>\"']{0,300}(?:(?:\"[^\"]{0,500}\"|'[^']{0,500}')[^<>\"']{0,300}){0,8})>"
_TAG = re.compile(rf"<(img)(?=[\s>/]){_GIVEN}|<(audio)(?=[\s>/]){_GIVEN}(?:[^<]{{0,200}}</audio\s*>)?", re.IGNORECASE)
# What comes from the allow-list closes whatever it opens.
_CLEAN = r"((?:[^>\"]|\"[^\"]*\")*)>"
_BEGIN = re.compile(rf"<(img|audio)(?=[ >]){_CLEAN}")
_SOUND = re.compile(rf"(<audio(?=[ >]){_CLEAN})([^<]*)</audio>")
_ATTRIBUTE = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]\((" + REFERENCE.pattern + r")\)")
Sizes = Callable[[str], tuple[int, int] | None]


def tag_of(reference: str, words: str) -> str:
    """As it goes through the allow-list."""
    name, label = ("audio", "aria-label") if is_sound(reference) else ("img", "alt")
    return f'<{name} src="{reference}" {label}="{escape(words)}">' + ("</audio>" if name == "audio" else "")


def without_strangers(html: str) -> str:
    """Clean HTML with words in the place of pictures and sounds that are not stored here. A sound holds nothing but
    itself; tags that stood in it stand behind it."""
    if "<img" not in html and "<audio" not in html:
        return html
    html = _SOUND.sub(lambda found: found[1] + ("" if _said(found[2])[0] else found[3]), html)
    return _BEGIN.sub(_own, html.replace("</audio>", ""))


def _own(found: re.Match[str]) -> str:
    if not _said(found[2])[0]:
        return _safe(found[2])
    return found[0] + ("</audio>" if found[1] == "audio" else "")


def _safe(given: str) -> str:
    return escape(_said(given)[1], quote=False)


def shown(html: str, size_of: Sizes, *, is_linked: bool = False, tallest: int = TALLEST) -> str:
    """The clean HTML as a page has it: addresses in the place of references, and of each picture width and height by
    its key, so that nothing moves when it has come. `is_linked`: a picture leads to itself in its own size."""
    if "media:" not in html:
        return html
    may_link = is_linked and "<a " not in html  # a link inside a link is none
    return _BEGIN.sub(lambda found: _shown(found[2], size_of, may_link, tallest), html)


def _shown(given: str, size_of: Sizes, is_linked: bool, tallest: int) -> str:
    source, words = _said(given)
    address = _address(source)
    if is_sound(source):
        label = escape(words or SOUND.capitalize())
        return f'<audio class="sound" controls preload="none" src="{address}" aria-label="{label}">'
    look, size = "picture", ""
    found = size_of(_key(source))
    if found is not None:
        width, height = found
        if height > tallest:
            width, height = max(1, round(width * tallest / height)), tallest
        look = "picture is-small" if height <= OF_A_LINE else "picture"
        size = f'width="{width}" height="{height}" '
    tag = f'<img class="{look}" src="{address}" {size}alt="{escape(words)}" loading="lazy" decoding="async">'
    return f'<a class="zoom" href="{address}">{tag}</a>' if is_linked and look == "picture" else tag


def _key(reference: str) -> str:
    return reference[len("media:") :].partition(".")[0]


def _address(reference: str) -> str:
    return PATH + reference.removeprefix("media:")


def _said(given: str) -> tuple[str, str]:
    """The reference in these attributes, "" where there is none, and the words for it."""
    said = {name.lower(): unescape(one or two) for name, one, two in _ATTRIBUTE.findall(given)}
    source = said.get("src", "")
    return source if is_reference(source) else "", said.get("alt", "") or said.get("aria-label", "")


def addresses(html: str, size_of: Sizes) -> list[str]:
    """Of the pictures in clean HTML that are no mere signs among words, each once."""
    if "media:" not in html:
        return []
    sources = dict.fromkeys(_said(found[2])[0] for found in _BEGIN.finditer(html) if found[1] == "img")
    sizes = {each: size_of(_key(each)) for each in sources if each}
    return [_address(each) for each, size in sizes.items() if size is None or size[1] > OF_A_LINE]


def in_words(html: str, *, picture: str = PICTURE, sound: str = SOUND) -> str:
    """Clean HTML with words in the place of pictures and sounds, for where neither can stand."""
    if "media:" not in html:
        return html
    names = {"img": picture, "audio": sound}
    return _BEGIN.sub(lambda found: _safe(found[2]) or names[found[1]], html).replace("</audio>", "")


def described(text: str, references: Container[str] | None = None, *, nth: int = 0) -> str:
    """A text of a question, in whatever format, with words in the place of its references, or of these. `nth` is its
    place in a list, by which those without a description are told apart."""
    if "media:" not in text:
        return text

    def marked(found: re.Match[str]) -> str:
        is_meant = references is None or found[2] in references
        return (_plain(found[1]) or _name(found[2], nth)) if is_meant else found[0]

    def tagged(found: re.Match[str]) -> str:
        source, words = _said(found[2] or found[4])
        is_meant = source and (references is None or source in references)
        return escape(words or _name(source, nth), quote=False) if is_meant else found[0]

    return _TAG.sub(tagged, _MARKDOWN.sub(marked, text))


def _name(reference: str, nth: int = 0) -> str:
    name = SOUND if is_sound(reference) else PICTURE
    return f"{name} {nth}" if nth else name


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
