"""Rows of a table with a header as questions: our own template, and those of Kahoot, Blooket and Gimkit, which differ
in their words only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webapp.exchange.draft_texts import name_undescribed, why_not
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.headers import Columns
from webapp.exchange.markup import Marked, United, united, with_medium
from webapp.exchange.media import name_in
from webapp.exchange.table import Row, Table, letters_of
from webapp.exchange.table_places import Places
from webapp.kinds.fields import yes_or_no
from webapp.kinds.registry import KINDS

_KIND_WORDS = {
    "choice": ("choice", "multiplechoice", "mc", "single", "singlechoice", "quiz"),
    "multi_choice": ("multichoice", "multipleanswers", "multipleanswer", "multipleresponse", "ms", "multi"),
    "true_false": ("truefalse", "tf", "trueorfalse"),
    "short_answer": ("shortanswer", "typing", "typedanswer", "sa", "text", "fill"),
    "numeric": ("numeric", "numerical", "number"),
    "matching": ("matching", "match", "pairs"),
    "ordering": ("ordering", "order", "sequence"),
    "self_graded": ("selfgraded", "flashcard", "card", "basic"),
}
_BY_WORD = {word: kind for kind, words in _KIND_WORDS.items() for word in words}
_MARGIN = re.compile(r"(-?[\d.,]+)\s*(?:±|\+-|\+/-)\s*([\d.,]+\s*%?)")
_RANGE = re.compile(r"(-?[\d.,]+)\s*(?:\.\.|…)\s*(-?[\d.,]+)")
_NUMBERS = re.compile(r"\d{1,2}(?:\s*[;,]\s*\d{1,2})*")
_LETTERS = re.compile(r"[A-Za-z](?:\s*[;,]\s*[A-Za-z])*")
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")


@dataclass(slots=True)
class _Unusable(Exception):
    column: str
    message: str
    hint: str


def read_rows(found: Drafting, table: Table, columns: Columns) -> None:
    """The rows below the header; each by itself, so that a bad one stops no other."""
    places = Places(found, table)
    width = len(table.rows[columns.row].cells)
    for row in table.rows[columns.row + 1 :]:
        _Reader(found, places, columns, row, width).read()


@dataclass(slots=True)
class _Reader:
    found: Drafting
    places: Places
    columns: Columns
    row: Row
    width: int

    def text(self, name: str) -> str:
        return self.row.cell(self.columns.at(name))

    @property
    def options(self) -> list[tuple[int, str]]:
        """Column and text of each option that is there."""
        found = [(column, self.row.cell(column)) for column in self.columns.options]
        return [(column, text) for column, text in found if text]

    def read(self) -> None:
        prompt = self.text("question")
        if not self.places.pass_on_notes(self.row, shown(prompt)):
            return
        if not prompt:
            if self.options or self.text("correct"):
                hint = "Write it, or delete the row."
                self.places.error(
                    self.row, self.columns.at("question"), "table.no_question", self._row("has no question."), hint
                )
            return
        try:
            kind, raw = self._content()
        except _Unusable as error:
            column = self.columns.at(error.column)
            self.places.error(
                self.row, column, f"table.{error.column}", self._row(error.message), error.hint, shown(prompt)
            )
            return
        self._warn_of_width(prompt)
        self._add(kind, prompt, raw)

    def _row(self, message: str) -> str:
        return f"Row {self.row.number}{'' if message.startswith('has ') else ':'} {message}"

    def _warn_of_width(self, prompt: str) -> None:
        more = [cell for cell in self.row.cells[self.width :] if cell.strip()]
        if more:
            message = self._row(f"has {len(more)} more cells than the header; “{shown(more[0])}” was left out.")
            hint = "A text with the separator in it needs quotation marks around it."
            self.places.warn(self.row, self.width, "table.width", message, hint, shown(prompt))

    def _content(self) -> tuple[str, dict[str, Any]]:
        kind, correct = self._kind(), self.text("correct")
        if self.columns.wrong:
            return self._with_wrong_ones(correct)
        if kind == "ordering":
            return kind, {"items": [text for _column, text in self.options]}
        if kind == "matching":
            return kind, {"pairs": [self._pair(text) for _column, text in self.options]}
        if kind in ("choice", "multi_choice") or (not kind and len(self.options) > 1):
            return self._choice(kind, correct)
        if not kind and len(self.options) == 1 and not correct:
            correct = self.options[0][1]
        if not correct:
            raise _Unusable("correct", "no answer is marked.", "Fill in the column of the right answer.")
        return self._typed(kind, correct)

    def _kind(self) -> str:
        word = re.sub(r"[^a-z]", "", self.text("type").casefold())
        if not word:
            return ""
        if word not in _BY_WORD and word not in {kind.replace("_", "") for kind in KINDS}:
            listed = ", ".join(_KIND_WORDS)
            raise _Unusable("type", f"the type “{shown(self.text('type'))}” is not known.", f"The types are: {listed}.")
        return _BY_WORD.get(word, word)

    def _pair(self, text: str) -> dict[str, str]:
        left, arrow, right = text.replace("→", "->").partition("->")
        if not arrow:
            raise _Unusable("options", f"“{shown(text)}” has no ->.", "Write each pair as left -> right.")
        return {"left": left.strip(), "right": right.strip()}

    def _with_wrong_ones(self, correct: str) -> tuple[str, dict[str, Any]]:
        wrong = [text for text in map(self.row.cell, self.columns.wrong) if text]
        if not correct:
            raise _Unusable("correct", "no answer is marked.", "Fill in the column of the right answer.")
        if not wrong:
            return "short_answer", {"accept": [correct]}
        return "choice", {"options": [{"text": correct, "right": "yes"}, *({"text": text} for text in wrong)]}

    def _choice(self, kind: str, correct: str) -> tuple[str, dict[str, Any]]:
        columns = {column: place for place, column in enumerate(self.columns.options, 1)}
        options = [(columns[column], text) for column, text in self.options]
        rights = self._rights(correct, options)
        sides = [yes_or_no(text) for _place, text in options]
        if not kind and len(options) == 2 and set(sides) == {True, False} and len(rights) == 1:
            truth = dict(zip((place for place, _text in options), sides, strict=True))[rights[0]]
            return "true_false", {"answer": "true" if truth else "false"}
        found = [{"text": text, "right": "yes" if place in rights else "no"} for place, text in options]
        return kind or ("multi_choice" if len(rights) > 1 else "choice"), {"options": found}

    def _rights(self, correct: str, options: Sequence[tuple[int, str]]) -> list[int]:
        """The places of the right options: by numbers, letters, or the words of the option itself."""
        if not correct:
            raise _Unusable("correct", "no answer is marked.", "Write the number of the right option.")
        by_text = [place for place, text in options if text.casefold() == correct.casefold()]
        is_place = correct.isdecimal() and int(correct) in [place for place, _text in options]
        if is_place and by_text not in ([], [int(correct)]):
            message = self._row(f"the right answer {correct} was taken as the number of the option, not as its text.")
            self.places.warn(self.row, self.columns.at("correct"), "table.number_or_text", message, "Check it.")
        if by_text and not is_place:
            return by_text[:1]
        if _DECIMAL.fullmatch(correct) and len(options) > 1:
            meant = correct.replace(".", ";")
            hint = f"Did you mean {meant}? Separate the numbers by semicolons, and format the column as text."
            raise _Unusable("correct", f"the right answer is the number {correct}.", hint)
        known = [place for place, _text in options]
        if _NUMBERS.fullmatch(correct):
            wanted = [int(each) for each in re.findall(r"\d+", correct)]
        elif _LETTERS.fullmatch(correct):
            wanted = [ord(each.upper()) - ord("A") + 1 for each in re.findall(r"[A-Za-z]", correct)]
        else:
            wanted = []
            parts = [each.strip().casefold() for each in re.split(r"[;|]", correct) if each.strip()]
            texts = {text.casefold(): place for place, text in options}
            if parts and all(part in texts for part in parts):
                return [texts[part] for part in parts]
        if not wanted or any(each not in known for each in wanted):
            letters = ", ".join(letters_of(place - 1) for place in known)
            message = f"the right answer “{shown(correct)}” is not among the options {letters}."
            raise _Unusable("correct", message, "Write the number of an option that is filled in, as 2 or 1;3.")
        return list(dict.fromkeys(wanted))

    def _typed(self, kind: str, correct: str) -> tuple[str, dict[str, Any]]:
        verdict = yes_or_no(correct) if correct.casefold() in ("true", "false", "yes", "no") else None
        if kind == "true_false" or (not kind and verdict is not None and correct.casefold() in ("true", "false")):
            if yes_or_no(correct) is None:
                raise _Unusable("correct", f"“{shown(correct)}” is neither true nor false.", "Write TRUE or FALSE.")
            return "true_false", {"answer": correct}
        margin, span = _MARGIN.fullmatch(correct), _RANGE.fullmatch(correct)
        if margin and kind in ("", "numeric"):
            return "numeric", {"answer": margin[1], "tolerance": margin[2]}
        if span and kind in ("", "numeric"):
            return "numeric", {"range": [span[1], span[2]]}
        if kind == "numeric":
            return kind, {"answer": correct}
        if kind == "self_graded":
            return kind, {"answer": correct}
        return "short_answer", {"accept": [each.strip() for each in correct.split("|") if each.strip()]}

    def _add(self, kind: str, prompt: str, raw: dict[str, Any]) -> None:
        common = {"prompt": prompt, "explanation": self.text("feedback"), "hint": self.text("hint")}
        holders = _texts_of(kind, common, raw)
        image = self.found.files.reference(self._image)
        marked = [Marked(holder[key]) for holder, key in holders]
        if image:
            at = next(at for at, (holder, key) in enumerate(holders) if holder is raw and key == "prompt")
            marked[at] = with_medium(marked[at], image)
        whole = united(marked, self.found.files.reference)
        for (holder, key), text in zip(holders, whole.texts, strict=True):
            holder[key] = text
        raw["format"] = whole.format
        if self.text("points"):
            raw["points"] = self.text("points")
        others = {name: self.row.cell(column) for name, column in self.columns.others.items()}
        source = {"source": self.text("source")} if self.text("source") else {}
        draft = Draft(
            kind,
            raw,
            self.row.number,
            external_id=self.text("id"),
            topic=self.text("topic"),
            tags=re.split(r"[;,]", self.text("tags")),
            extras={**{name: text for name, text in others.items() if text}, **source},
        )
        self._name_pictures(draft, whole)
        self.found.question(draft)

    @property
    def _image(self) -> str:
        """What the column of pictures names, unless the question shows it already, as in a table that was written
        here."""
        image = self.text("image")
        return "" if image and f"media:{image}" in self.text("question") else image

    def _name_pictures(self, draft: Draft, whole: United) -> None:
        named = [source for source, _alternative in whole.pictures]
        if self._image and not self.found.files.reference(self._image):
            named.append(self._image)
        for each in named:
            reason, hint = why_not(self.found.files, each)
            message = f"The picture {shown(name_in(each)) or '(unnamed)'} {reason}"
            self.places.warn(self.row, self.columns.at("image"), "file.picture", message, hint, draft.label)
            self.found.drafts.problems[-1].field = name_in(each)
        if whole.undescribed:
            name_undescribed(self.found, draft, whole.undescribed)


def _texts_of(kind: str, common: dict[str, str], raw: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Every text with a format, as a holder and a key; the common ones are put into `raw`."""
    raw.update(common)
    found: list[tuple[Any, Any]] = [(raw, name) for name in common]
    for name, keys in (("options", ("text",)), ("pairs", ("left", "right"))):
        found += [(item, key) for item in raw.get(name, ()) for key in keys]
    items = raw.get("items", [])
    found += [(items, place) for place in range(len(items))]
    if kind == "self_graded":
        found.append((raw, "answer"))
    return found
