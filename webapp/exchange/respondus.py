"""Respondus text: a numbered stem, lettered choices with * at the right one or a list of answers at the end.

Source: the documentation of that program. Where no answer is marked it takes the first choice; here that is an error.
"""

import re
from collections import Counter

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting, shown
from webapp.exchange.media import Files
from webapp.exchange.respondus_question import Choice, RespondusQuestion, add_question

NAME = "respondus"
_HEAD = re.compile(r"(title|type|points|topic|difficulty):[ \t]*(.*)", re.IGNORECASE)
_QUESTION = re.compile(r"(\d{1,6})[).][ \t]+(\S.*)")
_CHOICE = re.compile(r"(\*?)[ \t]?([a-zA-Z])[.)][ \t]+(\S.*)")
_FEEDBACK = re.compile(r"(~[ \t]*@?|@)[ \t]*(\S.*)")
_ANSWERS = re.compile(r"answers:[ \t]*", re.IGNORECASE)
_ANSWER = re.compile(r"(\d{1,6})[).:]?[ \t]+([a-zA-Z](?:[ \t]*,?[ \t]*[a-zA-Z])*)[ \t]*")
_TYPES = {"MR": "several", "E": "essay", "ES": "essay", "F": "typed", "FB": "typed", "M": "matching", "MT": "matching"}
_TYPES |= {"MC": "", "TF": "", "MA": "several", "SA": "typed"}
_BARE = re.compile(r"[A-Z]{1,3}")  # a type without its word, as some files have it


def looks_like(text: str) -> bool:
    """A numbered line with two lettered ones below it, or with a type of this format above it."""
    is_typed, is_open, choices = False, False, 0
    for line in map(str.strip, text.split("\n")):
        head = _HEAD.fullmatch(line)
        if head and head[1].lower() == "type" and head[2].strip().upper() in _TYPES:
            is_typed = True
        elif _QUESTION.fullmatch(line):
            if is_typed:
                return True
            is_open, choices = True, 0
        elif is_open and _CHOICE.fullmatch(line):
            choices += 1
            if choices == 2:
                return True
    return False


def has_type(text: str) -> bool:
    """Whether a line names a type of this format, or begins a list of answers, as no other format does."""
    for line in map(str.strip, text.split("\n")):
        head = _HEAD.fullmatch(line)
        if _ANSWERS.fullmatch(line) or (head and head[1].lower() == "type" and head[2].strip().upper() in _TYPES):
            return True
    return False


def read(text: str, files: Files | None = None) -> Drafts:
    """The questions of a file. `text` has line feeds only; never raises for what it holds."""
    return _Reader(files).read(text)


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.questions: list[RespondusQuestion] = []
        self.head: dict[str, str] = {}
        self.is_open = False
        self.answers: dict[str, tuple[int, str]] = {}
        self.in_answers = False
        self.is_after_gap = True

    def read(self, text: str) -> Drafts:
        for place, written in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if written.strip():
                self._line(place, written.strip())
            self.is_after_gap = not written.strip()
        numbers = Counter(each.number for each in self.questions)
        for question in self.questions:
            if numbers[question.number] > 1 and question.number in self.answers:
                message = f"The number {question.number} stands twice, so the list of answers is not used for it."
                hint = "Number the questions anew, or mark the right choices with *."
                self.found.warn("respondus.answers", message, hint, line=question.line, question=question.label)
            add_question(self.found, question, self.answers if numbers[question.number] == 1 else {})
        for key, (line, _letters) in self.answers.items():
            if key not in numbers:
                message = f"The list of answers names question {key}, which is not in the file."
                self.found.warn("respondus.answers", message, "Look whether a number is wrong.", line=line)
        return self.found.done()

    def _line(self, number: int, line: str) -> None:
        head, asked = _HEAD.fullmatch(line), _QUESTION.fullmatch(line)
        choice, feedback = _CHOICE.fullmatch(line), _FEEDBACK.fullmatch(line)
        if _ANSWERS.fullmatch(line):
            self.in_answers, self.is_open = True, False
        elif self.in_answers:
            self._answer(number, line)
        elif self.is_after_gap and _BARE.fullmatch(line):
            self._set_head(number, "type", line)
        elif head:
            self._set_head(number, head[1].lower(), head[2].strip())
        elif asked:
            self.questions.append(RespondusQuestion(number, asked[1].lstrip("0"), asked[2], self.head))
            self.head, self.is_open = {}, True
        elif not self.is_open:
            message = f"“{shown(line)}” belongs to no question."
            self.found.error("respondus.no_question", message, "Begin a question with its number: 1) …", line=number)
        elif choice:
            self.questions[-1].choices.append(Choice(number, choice[2].lower(), choice[3].strip(), bool(choice[1])))
        elif feedback:
            self._feedback(feedback)
        else:
            self.questions[-1].go_on(line)

    def _set_head(self, number: int, name: str, value: str) -> None:
        self.is_open = False
        if name == "type":
            sort = _TYPES.get(value.upper())
            if sort is None:
                message = f"“{shown(value)}” is no type of question."
                hint = "Types are MR (several answers), E (essay), F (typed) and MT (matching)."
                self.found.warn("respondus.type", message, hint, line=number)
            value = "unknown" if sort is None else sort
        self.head[name] = value

    def _feedback(self, feedback: re.Match[str]) -> None:
        question = self.questions[-1]
        if feedback[1].startswith("~") and question.choices:
            question.choices[-1].why.append(feedback[2])
        else:
            question.general.append(feedback[2])

    def _answer(self, number: int, line: str) -> None:
        found = _ANSWER.fullmatch(line)
        if not found:
            message = f"“{shown(line)}” is no line of a list of answers."
            self.found.error("respondus.answers", message, "Write number and letter: 3. b", line=number)
            return
        key = found[1].lstrip("0")
        if key in self.answers:
            message = f"The list of answers names question {key} twice; the first is taken."
            self.found.warn("respondus.answers", message, "Delete one of the two.", line=number)
            return
        self.answers[key] = number, re.sub(r"[^a-z]", "", found[2].lower())
