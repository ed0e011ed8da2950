"""The allow-list: every HTML that was made from a question's text leaves through here (security S29, S31)."""

import re

import nh3

from webapp.text.pictures import without_strangers
from webapp.text.references import is_reference

_PHRASING = {"em", "strong", "code", "s", "sub", "sup", "br", "img", "audio"}
_BLOCKS = {
    "p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "th",
    "td", "a",
}  # fmt: skip
# MathML Core, less what can carry foreign content (annotation-xml, semantics) or an action (maction).
_MATHEMATICS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
    "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts",
    "mtable", "mtr", "mtd", "menclose",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "audio": {"src", "aria-label"},
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
    if attribute == "rel":  # the one of this site: the allow-list knows none
        return value
    if tag == "a":
        address = value.strip(_STRIPPED)
        return address if _WEB.fullmatch(address) else None
    if tag in ("img", "audio"):  # the pictures and sounds of this site, and words for them
        return value if attribute != "src" or is_reference(value) else None
    return value if _MODEST.fullmatch(value) else None


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags | _PHRASING | _MATHEMATICS,
        attributes=_NONE_BY_DEFAULT
        | {tag: names for tag, names in _ATTRIBUTES.items() if tag in tags | _PHRASING | _MATHEMATICS},
        attribute_filter=_kept,
        url_schemes={"http", "https", "media"},
        link_rel="noopener noreferrer nofollow" if "a" in tags else None,
        strip_comments=True,
    )


_STRIPPED = "".join(map(chr, range(0x21)))  # which a browser strips from an address; U+00A0 is a part of it
# A whole address of the web: one without a scheme would lead into this site. Other signs no address has.
_WEB = re.compile(r"https?://[^/\\\x00-\x20\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*", re.IGNORECASE)
_LINE = _cleaner(set())
_PARAGRAPHS = _cleaner(_BLOCKS)


def safe_line(html: str) -> str:
    """Phrasing content only, and no link: it may stand inside a label, a button or a link."""
    return without_strangers(_LINE.clean(html))


def safe_paragraphs(html: str) -> str:
    return without_strangers(_PARAGRAPHS.clean(html))
