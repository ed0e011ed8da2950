"""Markdown as its authors write it: which lines are code, and HTML in between, which our own Markdown does not take.

`br`, `b`, `i`, `sub`, `sup` and `img` become Markdown; every other tag stays as text and is named. Nothing inside of
code is touched.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from webapp.exchange.draft_texts import DraftTexts, name_picture
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked, html_of_markdown, with_references
from webapp.text.simplified import Reference, no_reference, simplified

_FENCE = re.compile(r"\s{0,8}(`{3,}|~{3,})(.*)")
_TICKS = re.compile(r"(?<!\\)`+")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>\s[^<>]*)?/?>")
_RAISED = re.compile(r"<(sub|sup)>([^<>\n]{1,60})</\1>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_FORMULA = re.compile(r"(?<![\\$])(\$\$?)(?![\s$])([^$\n]{1,1000}?)(?<![\s\\])\1(?![\d$])")
_TAKEN = re.compile("\ue000(\\d+)\ue001")
_MARK_OF = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_SMALL = {
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
}
_HAS_NONE = re.compile(r"[^0-9+\-=()]")


def lines_of_code(lines: Sequence[str]) -> list[bool]:
    """Of each line, whether it stands inside a fenced block of code; the fences themselves count as code."""
    found: list[bool] = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            found.append(True)
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        else:
            # A fence of backticks has none behind it in its line: that would be code within a line.
            fence = match[1] if match and not (match[1][0] == "`" and "`" in match[2]) else ""
            found.append(bool(fence))
    return found


def code_in(text: str) -> list[tuple[int, int]]:
    """Where code stands: whole lines of a block, and what is between two equal runs of backticks in one line."""
    found, start = [], 0
    lines = text.split("\n")
    for line, is_block in zip(lines, lines_of_code(lines), strict=True):
        if is_block:
            found.append((start, start + len(line)))
        elif "`" in line:
            found += [(start + begin, start + end) for begin, end in _code_in_line(line)]
        start += len(line) + 1
    return found


def _code_in_line(line: str) -> list[tuple[int, int]]:
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(line)]
    following: dict[int, int] = {}  # the next run of each length, from the right
    partner = [-1] * len(runs)
    for place in range(len(runs) - 1, -1, -1):
        length = runs[place][1] - runs[place][0]
        partner[place] = following.get(length, -1)
        following[length] = place
    found, place = [], 0
    while place < len(runs):
        if partner[place] >= 0:
            found.append((runs[place][0], runs[partner[place]][1]))
            place = partner[place]
        place += 1
    return found


def without_code(text: str) -> str:
    """The text with its code blanked, every other character in its place."""
    return _around_code(text, str, lambda code: re.sub(r"[^\n]", "\0", code))


def without(text: str, pattern: re.Pattern[str]) -> tuple[str, list[re.Match[str]]]:
    """The text without what the pattern finds outside of code, and what it found."""
    found = list(pattern.finditer(without_code(text)))
    parts, at = [], 0
    for each in found:
        parts.append(text[at : each.start()])
        at = each.end()
    return "".join([*parts, text[at:]]), found


def _around_code(text: str, change: Callable[[str], str], in_code: Callable[[str], str] = str) -> str:
    parts, at = [], 0
    for begin, end in code_in(text):
        parts += [change(text[at:begin]), in_code(text[begin:end])]
        at = end
    return "".join([*parts, change(text[at:])])


@dataclass(slots=True)
class Source:
    """`pictures` are sources and alternative texts of those that are not there, `tags` what stays as text."""

    text: str
    pictures: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def source_of(text: str, reference: Reference = no_reference) -> Source:
    """The Markdown of a text with HTML in it, with references to the pictures that are there. Never raises."""
    made = Source("")
    made.text = _around_code(text, lambda part: _outside_code(part, made, reference)).strip()
    return made


def _outside_code(text: str, made: Source, reference: Reference) -> str:
    def tag(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name == "br":
            return "  \n"
        if name in _MARK_OF:
            return _MARK_OF[name]
        if name == "img":
            given = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in _attributes(found)}
            return f"![{given.get('alt', '')}]({given.get('src', '').replace(' ', '%20')})"
        made.tags.append(found[0])
        return found[0]

    text = _TAG.sub(tag, _RAISED.sub(_raised, _without_comments(text)))
    text, pictures, _undescribed = with_references(text, reference)
    made.pictures += pictures
    return text


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin)) >= 0:
        parts.append(text[at:begin])
        at = end + 3
    return "".join([*parts, text[at:]])


def _attributes(tag: re.Match[str]) -> list[re.Match[str]]:
    return list(_ATTRIBUTE.finditer(tag["attributes"] or ""))


def _raised(found: re.Match[str]) -> str:
    """Figures have small letters of their own; what has none becomes a formula."""
    name, inside = found[1].lower(), found[2].strip()
    if not _HAS_NONE.search(inside):
        return inside.translate(_SMALL[name])
    return f"${{}}{'_' if name == 'sub' else '^'}{{{inside}}}$"


def markdown_of(source: Source) -> Marked:
    """Plain text where there is nothing in it that Markdown would mark."""
    simple = simplified(html_of_markdown(source.text))
    if simple.plain is None or _FORMULA.search(source.text):
        return Marked(source.text, "markdown")
    return Marked(simple.plain, "plain")


def html_of(source: Source) -> Marked:
    r"""The same as HTML, formulas between \( and \), as the packages that programs make of such files have it."""
    formulas: list[str] = []

    def taken(found: re.Match[str]) -> str:
        formulas.append(rf"\[{found[2]}\]" if found[1] == "$$" else rf"\({found[2]}\)")
        return f"\ue000{len(formulas) - 1}\ue001"

    clean = source.text.replace("\ue000", "").replace("\ue001", "")  # which nothing else here means anything by
    html = html_of_markdown(_around_code(clean, lambda part: _FORMULA.sub(taken, part)))
    return Marked(_TAKEN.sub(lambda found: escape(formulas[int(found[1])], quote=False), html), "html")


@dataclass(slots=True)
class MarkdownTexts:
    """The texts of one draft out of a Markdown file. `as_html` where its other shape, a package, has HTML."""

    as_html: bool = False
    reference: Reference = no_reference
    texts: DraftTexts = field(default_factory=DraftTexts)
    sources: list[Source] = field(default_factory=list)

    def put(self, holder: Any, key: Any, *parts: str) -> None:
        made = [self.marked(part) for part in parts if part.strip()]
        if len(made) == 1:
            self.texts.put(holder, key, made[0])
        elif self.as_html:
            self.texts.put(holder, key, Marked("<br>".join(each.text for each in made), "html"))
        else:
            self.texts.put(holder, key, self.marked("\n\n".join(parts), is_counted=False))

    def marked(self, text: str, *, is_counted: bool = True) -> Marked:
        source = source_of(text, self.reference)
        if is_counted:
            self.sources.append(source)
        return html_of(source) if self.as_html else markdown_of(source)

    def settle(self, found: Drafting, draft: Draft) -> None:
        self.texts.settle(found, draft)
        for source, alternative in dict.fromkeys(each for made in self.sources for each in made.pictures):
            if (source, alternative) not in self.texts.named:
                name_picture(found, draft, source, alternative)
        tags = list(dict.fromkeys(each for made in self.sources for each in made.tags))
        if tags:
            message = f"{shown(tags[0])} is no Markdown; it stays in the text as it is written."
            hint = "Write it as Markdown, or delete it."
            found.warn("markdown.html", message, hint, line=draft.line, question=draft.label)
