"""Aiken: a stem, lettered choices, and a line that names the right letter.

Source: Moodle's documentation of the format, and the results that its reader gives for broken files: after an error the
open question is dropped and reading goes on.
"""

import re
from dataclasses import dataclass, field

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.media import Files
from webapp.exchange.plain_pictures import settle_pictures

NAME = "aiken"
_CHOICE = re.compile(r"([A-Z])[).][ \t]?(.*)")
_SMALL_CHOICE = re.compile(r"([a-z])[).][ \t]?(.*)")
_ANSWER = re.compile(r"ANSWER:(.*)")
# The keyword as people write it: in small letters, with a space, or in their own language.
_LIKE_ANSWER = re.compile(
    r"(?:answer|antwort|r[ée]ponse|respuesta|resposta|risposta|antwoord|svar|odpowied[źz]|ответ|відповідь|答案)\s*[:：](.*)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-Z]\.(?:[A-Z]\.|\s+[A-Z][a-z])")  # "U.S. troops", "J. Smith": no choice, but a name
_SHORTEST = 2  # letters of a line that counts


def looks_like(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n")]
    has_answer = any(_ANSWER.match(line) or _LIKE_ANSWER.match(line) for line in lines)
    return has_answer and sum(bool(_CHOICE.match(line) or _SMALL_CHOICE.match(line)) for line in lines) >= _SHORTEST


def is_stem(line: str) -> bool:
    """Whether a line is read as a question, and not as a choice or an answer."""
    return not any(each.fullmatch(line) for each in (_CHOICE, _ANSWER, _LIKE_ANSWER))


@dataclass(slots=True)
class _Open:
    """The question that is being read."""

    line: int
    stem: str
    choices: list[tuple[str, str, int]] = field(default_factory=list)  # letter, text, line
    is_spoilt: bool = False  # an error was named: what still belongs to it is passed over
    may_be_rest: bool = False  # of the choice above it, which was named as an error


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.open: _Open | None = None
        self.is_after_gap = True

    def read(self, text: str) -> Drafts:
        for number, line in enumerate(text.split("\n"), 1):
            line = line.strip().lstrip("\ufeff")
            if len(line) < _SHORTEST:
                self.is_after_gap = True
                continue
            self._line(number, line)
            self.is_after_gap = False
        if self.open and not self.open.is_spoilt:
            self._unfinished(self.open.line, "The file ends before")
        return self.found.done()

    def _line(self, number: int, line: str) -> None:
        choice, answer = _CHOICE.fullmatch(line), _ANSWER.fullmatch(line)
        if not choice and not answer:
            choice, answer = self._recovered(number, line)
        if choice:
            self._choice(number, line, choice[1].upper(), choice[2].strip())
        elif answer:
            self._answer(number, answer[1].strip())
        else:
            self._stem(number, line)

    def _recovered(self, number: int, line: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
        answer = _LIKE_ANSWER.fullmatch(line)
        choice = _SMALL_CHOICE.fullmatch(line) if self.open else None
        if choice and self.open and choice[1].upper() != _next_letter(self.open):
            choice = None
        if answer:
            message = "Aiken writes ANSWER: in capital letters and without a space; this was read all the same."
            self.found.once("warning", "aiken.keyword", message, "Write ANSWER: B.", line=number)
        elif choice:
            message = "Aiken writes the letters of the choices as capitals; these were read all the same."
            self.found.once("warning", "aiken.small_letters", message, "Write A), B), C).", line=number)
        return choice, answer

    def _choice(self, number: int, line: str, letter: str, text: str) -> None:
        if self.open is None:
            if letter != "A" and _INITIALS.match(line):
                message = "This looks like a choice, but no question is open: it was taken as a question."
                self.found.warn("aiken.stem_like_choice", message, "Put a word before it.", line=number, question=line)
                self.open = _Open(number, line)
                return
            message = "Here is a choice, but no question before it."
            self.found.error("aiken.no_question", message, "Write the question in a line above it.", line=number)
            return
        self.open.is_spoilt |= self.open.may_be_rest and not self.open.choices and letter != "A"
        if self.open.is_spoilt:
            return
        if not text:
            self._spoil(
                "aiken.empty_choice", f"Choice {letter} is empty.", "Write its text, or delete the line.", number
            )
        elif letter != _next_letter(self.open):
            hint = "Letter the choices A, B, C … in order, each once."
            if not self.open.choices or _INITIALS.match(line):
                hint = "If this belongs to the question, put a word before it. " + hint
            self._spoil("aiken.order", f"Choice {letter} comes where {_next_letter(self.open)} should.", hint, number)
        else:
            self.open.choices.append((letter, text, number))

    def _answer(self, number: int, given: str) -> None:
        asked, self.open = self.open, None
        if asked is None:
            message = "Here is an ANSWER line, but no question before it."
            self.found.error("aiken.no_question", message, "Write question and choices above it.", line=number)
        elif not asked.is_spoilt and (asked.choices or not asked.may_be_rest):
            self._finish(asked, number, given)

    def _finish(self, asked: _Open, number: int, given: str) -> None:
        where = {"line": number, "question": asked.stem}
        letters = [letter for letter, _text, _line in asked.choices]
        if len(letters) < 2:
            message = f"The question has {len(letters)} choices; it needs 2 or more."
            self.found.error("aiken.few_choices", message, "Write the choices A), B) … below the question.", **where)
            return
        letter = re.fullmatch(r"([A-Za-z])[).]?", given)
        if not letter:
            message = f"“{shown(given)}” is not one letter." if given else "The ANSWER line names no letter."
            hint = "Aiken has exactly one right answer: write ANSWER: B. For several use GIFT or a table."
            self.found.error("aiken.answer", message, hint, **where)
        elif letter[1].upper() not in letters:
            message = f"The answer is {letter[1].upper()}, but there are only {len(letters)} choices, to {letters[-1]}."
            self.found.error("aiken.answer", message, "Name a letter that stands above, or add the choice.", **where)
        else:
            self._add(asked, letter[1].upper())

    def _add(self, asked: _Open, right: str) -> None:
        options = [{"text": text, "right": "yes" if letter == right else "no"} for letter, text, _line in asked.choices]
        places = {f"options[{place}]": line for place, (_letter, _text, line) in enumerate(asked.choices, 1)}
        draft = Draft("choice", {"prompt": asked.stem, "options": options}, asked.line, places=places)
        settle_pictures(self.found, draft)
        self.found.question(draft)

    def _stem(self, number: int, line: str) -> None:
        if self.open is None:
            self.open = _Open(number, line)
        elif not self.is_after_gap and not self.open.choices and not self.open.is_spoilt:
            message = f"The question goes on in a second line; lines {self.open.line} and {number} were joined."
            self.found.warn("aiken.two_lines", message, "Write it in one line.", line=number, question=line)
            self.open.stem += f" {line}"
        elif self.open.is_spoilt and not self.is_after_gap:
            return
        else:
            is_rest = bool(self.open.choices) and not self.is_after_gap
            if not self.open.is_spoilt:
                self._unfinished(number, "A new question begins before")
            self.open = _Open(number, line, may_be_rest=is_rest)

    def _unfinished(self, number: int, begin: str) -> None:
        assert self.open is not None
        last = self.open.choices[-1][0] if self.open.choices else ""
        hint = "Write ANSWER: and the letter below the choices."
        if last and not self.is_after_gap and number != self.open.line:
            hint = f"Is this the rest of choice {last}, or is ANSWER missing?"
        message = f"{begin} the question of line {self.open.line} has its ANSWER line."
        self.found.error("aiken.unfinished", message, hint, line=number, question=self.open.stem)

    def _spoil(self, code: str, message: str, hint: str, number: int) -> None:
        assert self.open is not None
        self.found.error(code, message, hint, line=number, question=self.open.stem)
        self.open.is_spoilt = True


def _next_letter(asked: _Open) -> str:
    return chr(ord("A") + len(asked.choices))


def read(text: str, files: Files | None = None) -> Drafts:
    """The questions of an Aiken file. `text` has line feeds only; never raises for what it holds."""
    return _Reader(files).read(text)
