"""Words of another language, marked wherever they occur, so that they are spoken and spelt as what they are
(WCAG 3.1.2)."""

import re
from functools import lru_cache
from html import escape, unescape

Words = tuple[tuple[str, str], ...]  # (word or phrase, language tag), as in (("casus foederis", "la"),)

MOST_WORDS = 200
_TAG = re.compile(r"""(<(?:[^>"']|"[^"]*"|'[^']*')*>)""")
_NAME = re.compile(r"</?([a-zA-Z]+)")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
_OPAQUE = frozenset({"math", "code", "pre"})
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def marked(html: str, words: Words) -> str:
    """The safe HTML with every whole occurrence of a word in `<i lang="…">`, in any case of its letters.

    Tags, formulas and code are left alone; a phrase that a tag cuts in two is not found. Pairs whose language
    is no tag of BCP 47 are ignored."""
    pattern, attributes = _pattern(words)
    if pattern is None:
        return html
    closed_by = ""
    parts = _TAG.split(html)
    for at, part in enumerate(parts):
        if at % 2:
            closed_by = _opaque_after(part, closed_by)
        elif part and not closed_by:
            parts[at] = _marked_text(unescape(part), pattern, attributes)
    return "".join(parts)


def _opaque_after(tag: str, closed_by: str) -> str:
    """The name of the element that has to end before words are marked again, or nothing."""
    found = _NAME.match(tag)
    name = found[1].lower() if found else ""
    if closed_by:
        return "" if tag.startswith("</") and name == closed_by else closed_by
    return name if name in _OPAQUE and not tag.startswith("</") else ""


def _marked_text(text: str, pattern: re.Pattern[str], attributes: tuple[str, ...]) -> str:
    pieces: list[str] = []
    end = 0
    for found in pattern.finditer(text):
        attribute = attributes[(found.lastindex or 1) - 1]
        pieces += [
            escape(text[end : found.start()], quote=False),
            f"<i {attribute}>{escape(found[0], quote=False)}</i>",
        ]
        end = found.end()
    return "".join([*pieces, escape(text[end:], quote=False)])


@lru_cache(maxsize=512)
def _pattern(words: Words) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    """One group a word, the longest words first, and the attributes of each group in the same order."""
    known = [
        (word.split(), _attributes(language))
        for word, language in sorted(words[:MOST_WORDS], key=lambda pair: (-len(pair[0]), pair[0]))
        if word.strip() and _LANGUAGE.fullmatch(language)
    ]
    if not known:
        return None, ()
    groups = "|".join("(" + r"\s+".join(map(re.escape, parts)) + ")" for parts, _ in known)
    whole = re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)
    return whole, tuple(attribute for _, attribute in known)


def _attributes(language: str) -> str:
    right_to_left = language.split("-")[0].lower() in _RIGHT_TO_LEFT
    return f'lang="{language}" dir="rtl"' if right_to_left else f'lang="{language}"'
