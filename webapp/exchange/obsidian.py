"""Cards in notes of Obsidian, as its plug-in for spaced repetition finds them: `Q::A`, `Q:::A`, `?` and `??` in a line
of their own, and ==gaps==.

Source: the documentation of that plug-in. Its own notes on when a card is due are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markdown_source import MarkdownTexts, lines_of_code, without, without_code
from webapp.exchange.media import Files

NAME = "obsidian"
MOST_GAPS = 20
_DECK = re.compile(r"(?<!\S)#flashcards((?:/[^\s#/]+)*)(?!\S)")
_SCHEDULE = re.compile(r"<!--\s*SR:[^>]*-->")
_GAP = re.compile(r"==(?=\S)([^=\n]{1,500}?)(?<=\S)==")
_EMBEDDED = re.compile(r"!\[\[([^\]|\n]{1,300})(?:\|[^\]\n]{0,300})?\]\]")
_LINK = re.compile(r"\[\[(?:[^\]|\n]{1,300}\|)?([^\]|\n]{1,300})\]\]")
_DIVIDERS = {"?": False, "??": True}
_SIDES = re.compile(r"(?<=[^:\s])\s*(?<!:)(:::?)(?!:)\s*(?=\S)")
_ENOUGH = 0.5  # of the lines have two sides, where no tag says that there are cards


def looks_like(text: str) -> bool:
    """A tag of cards, a schedule, a divider in a line of its own, or mostly lines with two sides."""
    clean = without_code(text)
    if ("#flashcards" in clean and _DECK.search(clean)) or _SCHEDULE.search(clean):
        return True
    lines = [line.strip() for line in clean.split("\n") if line.strip("\0 \t")]
    if any(line in _DIVIDERS for line in lines[1:-1]):
        return True
    two_sided = sum("::" in line and _SIDES.search(line) is not None for line in lines)
    return bool(lines) and two_sided >= max(1, _ENOUGH * len(lines))


def read(text: str, files: Files | None = None) -> Drafts:
    """The cards of a note. `text` has line feeds only; never raises for what it holds."""
    return _Reader(files).read(text)


@dataclass(slots=True)
class _Paragraph:
    """Lines without an empty one between them; `blocks` says which of them are of a block of code."""

    line: int
    lines: list[str] = field(default_factory=list)
    blocks: list[bool] = field(default_factory=list)


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.deck = ""
        self.schedules: list[int] = []
        self.others: list[tuple[int, str]] = []

    def read(self, text: str) -> Drafts:
        lines = text.removeprefix("\ufeff").split("\n")
        for paragraph in _paragraphs(lines):
            self._paragraph(paragraph)
        if self.schedules:
            message = f"Notes on when a card is due were passed over; there are {len(self.schedules)}."
            hint = "Cards begin anew here."
            self.found.inform("cards.schedule", message, hint, line=self.schedules[0])
        if self.others:
            line, words = self.others[0]
            message = (
                f"{len(self.others)} paragraphs of the note are no cards and left out; the first is “{shown(words)}”."
            )
            if len(self.others) == 1:
                message = f"A paragraph of the note is no card and left out: “{shown(words)}”."
            self.found.inform("cards.outside", message, line=line)
        if not self.found.drafts.questions and not self.found.drafts.errors:
            hint = "A card is “question::answer”, or two parts with ? in a line between them."
            self.found.error("file.empty", "There is no card in this note.", hint)
        return self.found.done()

    def _paragraph(self, paragraph: _Paragraph) -> None:
        kept: list[tuple[int, str, str]] = []
        for number, (line, is_block) in enumerate(zip(paragraph.lines, paragraph.blocks, strict=True), paragraph.line):
            if is_block:
                kept.append((number, line, "\0"))
                continue
            line, schedules = without(line, _SCHEDULE)
            line, decks = without(line, _DECK)
            self.schedules += [number] * len(schedules)
            self.deck = decks[-1][1].strip("/") if decks else self.deck
            if line.strip():
                kept.append((number, line, without_code(line)))
        dividers = [place for place, (_number, _line, marks) in enumerate(kept) if marks.strip() in _DIVIDERS]
        if dividers:
            self._long_card(kept, dividers[0])
        elif any(_SIDES.search(marks) for _number, _line, marks in kept):
            self._short_cards(kept)
        elif kept:
            self._cloze_or_text(kept)

    def _short_cards(self, kept: list[tuple[int, str, str]]) -> None:
        for number, line, marks in kept:
            sides = _SIDES.search(marks)
            if sides:
                self._card(number, line[: sides.start()], line[sides.end() :], is_reversible=sides[1] == ":::")
            else:
                self._cloze_or_text([(number, line, marks)])

    def _long_card(self, kept: list[tuple[int, str, str]], at: int) -> None:
        front = "\n".join(line for _number, line, _marks in kept[:at])
        back = "\n".join(line for _number, line, _marks in kept[at + 1 :])
        self._card(kept[0][0], front, back, is_reversible=_DIVIDERS[kept[at][2].strip()])

    def _card(self, line: int, front: str, back: str, *, is_reversible: bool) -> None:
        label = shown(front or back)
        if not front.strip() or not back.strip():
            what = "answer" if front.strip() else "question"
            message = f"The card has no {what}; it is left out."
            hint = "Write both sides, without an empty line between them."
            self.found.error("cards.no_side", message, hint, line=line, question=label)
            return
        raw: dict[str, Any] = {"reversible": "yes"} if is_reversible else {}
        texts = MarkdownTexts(reference=self.found.files.reference)
        texts.put(raw, "prompt", _without_links(re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", front)))
        texts.put(raw, "answer", _without_links(back))
        self._add(Draft("self_graded", raw, line), texts)

    def _cloze_or_text(self, kept: list[tuple[int, str, str]]) -> None:
        text = "\n".join(line for _number, line, _marks in kept)
        marks = "\n".join(marks for _number, _line, marks in kept)
        found = list(_GAP.finditer(marks))
        if not found:
            self.others.append((kept[0][0], text))
            return
        parts, at = [], 0
        gaps: list[dict[str, Any]] = []
        for each in found[:MOST_GAPS]:
            gaps.append({"accept": [{"text": text[each.start(1) : each.end(1)]}], "group": str(len(gaps) + 1)})
            parts += [_bare(text[at : each.start()]), f"{{{len(gaps)}}}"]
            at = each.end()
        if len(found) > MOST_GAPS:
            message = f"The text has {len(found)} gaps; the first {MOST_GAPS} are asked."
            self.found.warn("cards.gaps", message, "Make several cards of it.", line=kept[0][0], question=shown(text))
        raw: dict[str, Any] = {"gaps": gaps}
        texts = MarkdownTexts(reference=self.found.files.reference)
        texts.put(raw, "text", _without_links("".join([*parts, _bare(text[at:])])))
        self._add(Draft("cloze", raw, kept[0][0], title=shown(text.replace("==", ""))), texts)

    def _add(self, draft: Draft, texts: MarkdownTexts) -> None:
        draft.topic = self.deck.rpartition("/")[2]
        draft.extras = {"obsidian": {"deck": self.deck}} if self.deck else {}
        texts.settle(self.found, draft)
        self.found.question(draft)


def _bare(text: str) -> str:
    """Braces with a number would be read as a gap."""
    return re.sub(r"\{(\d{1,3})\}", r"(\1)", text)


def _without_links(text: str) -> str:
    """Links between notes as their words, pictures as Markdown has them."""
    text = _EMBEDDED.sub(lambda found: f"![]({found[1].strip().replace(' ', '%20')})", text)
    return _LINK.sub(lambda found: found[1].strip(), text)


def _paragraphs(lines: list[str]) -> Iterator[_Paragraph]:
    """What stands between empty lines; the head of the note (between two lines of ---) is none of them."""
    first = 0
    if lines and lines[0].strip() == "---":
        ends = [place for place, line in enumerate(lines[1:200], 1) if line.strip() == "---"]
        first = ends[0] + 1 if ends else 0
    is_code = lines_of_code(lines)
    current = _Paragraph(0)
    for place in range(first, len(lines)):
        if not lines[place].strip() and not is_code[place]:
            if current.lines:
                yield current
            current = _Paragraph(0)
            continue
        current.line = current.line or place + 1
        current.lines.append(lines[place])
        current.blocks.append(is_code[place])
    if current.lines:
        yield current
