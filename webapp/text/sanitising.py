"""The allow-list: every HTML that was made from a question's text leaves through here (security S29, S31)."""

import re
from html import escape, unescape

import nh3

from webapp.text.references import is_reference

_PHRASING = {"em", "strong", "code", "s", "sub", "sup", "br", "img", "audio"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td", "a"}
_MEDIA = {"img", "audio"}
# MathML Core, less what can carry foreign content (annotation-xml, semantics) or an action (maction).
_MATHEMATICS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
    "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts",
    "mtable", "mtr", "mtd", "menclose",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "audio": {"src"},
    "ol": {"start"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "separator", "accent", "largeop", "movablelimits", "symmetric"},
    "mi": {"mathvariant"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mfrac": {"linethickness"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle"},
    "mtd": {"columnspan", "rowspan"},
    "menclose": {"notation"},
}
_NONE_BY_DEFAULT: dict[str, set[str]] = {"*": set()}  # else nh3 allows `title` and `lang` everywhere
# Words, small numbers, and lengths of less than ten: no space as wide as the page.
_MODEST = re.compile(r"[a-z-]{1,20}|-?\d{1,4}|-?\d?(?:\.\d{1,6})?(?:em|ex|pt|px)?", re.IGNORECASE)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a":
        return None if value.lower().startswith("media:") else value
    if attribute == "src":  # what is kept here, and nothing from elsewhere
        return value if is_reference(value) else None
    if attribute == "alt":
        return value
    return value if _MODEST.fullmatch(value) else None


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    allowed = tags | _PHRASING | _MATHEMATICS
    return nh3.Cleaner(
        tags=allowed,
        attributes=_NONE_BY_DEFAULT | {tag: names for tag, names in _ATTRIBUTES.items() if tag in allowed},
        attribute_filter=_kept,
        url_schemes={"http", "https", "media"},
        link_rel="noopener noreferrer nofollow" if "a" in tags else None,
        strip_comments=True,
    )


_PICTURE_FROM_ELSEWHERE = re.compile(r"<img(?![^<>]*\ssrc=)[^<>]*>")
_SOUND = re.compile(r"<audio([^<>]*)>(.*?)</audio>", re.DOTALL)
_LINE = _cleaner(set())
_PARAGRAPHS = _cleaner(_BLOCKS | _MEDIA)
# A picture from elsewhere has lost its address: its description stands for it.
_WITHOUT_SOURCE = re.compile(r"<img(?: alt=\"([^\"]*)\")?>|<audio>([^<]*)</audio>")
_SPACE = re.compile(r"[\x00-\x20]+")


def safe_line(html: str) -> str:
    """Phrasing content only, and no link: it may stand inside a label, a button or a link."""
    return _without_empty(_LINE.clean(html))


def safe_paragraphs(html: str) -> str:
    return _without_empty(_PARAGRAPHS.clean(html))


def _without_empty(html: str) -> str:
    """Without the tags that are left of pictures and sounds from elsewhere; a sound holds nothing but itself."""
    if "<img" in html:
        html = _PICTURE_FROM_ELSEWHERE.sub("", html)
    if "<audio" in html:
        html = _SOUND.sub(lambda found: f"<audio{found[1]}></audio>" if "src=" in found[1] else found[2], html)
    return html
