"""text2qti: quizzes in Markdown, from which QTI packages for Canvas are made. A file and its package give the same
questions here.

Source: the documentation of that program. Code that it would run is never run.
"""

import re

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting, shown
from webapp.exchange.markdown_source import lines_of_code
from webapp.exchange.media import Files
from webapp.exchange.respondus import has_type
from webapp.exchange.text2qti_question import MARKERS, Part, QuizQuestion, add_question

NAME = "text2qti"
_HEAD = re.compile(r"(quiz (?:title|description)|title|points|text title|text):[ \t]*(.*)", re.IGNORECASE)
_QUESTION = re.compile(r"(\d{1,6})\.[ \t]+(\S.*)")
_OPTION = re.compile(r"[a-z ,'’-]{4,60}:[ \t]*(?:true|false|[\d.]+)[ \t]*", re.IGNORECASE)
_RUN = re.compile(r"\s*(?:`{3,}|~{3,})[ \t]*\{[^}]*\.run\b")
_SHAPES = re.compile(r"\*?[a-zA-Z]\)[ \t]|\[[ *]?\][ \t]|=[ \t]+[\d\[+\-.]|\*[ \t]+\S|_{3,}[ \t]*$|\^{3,}[ \t]*$")


def looks_like(text: str) -> bool:
    """A title of a quiz, or a numbered question with an answer of this format below it."""
    lines = text.split("\n")
    is_code = lines_of_code(lines)
    if has_type(text):
        return False
    is_open = False
    for line, in_code in zip(lines, is_code, strict=True):
        if in_code or not line.strip() or line[:1] in " \t":
            continue
        if line.lower().startswith("quiz title:"):
            return True
        if is_open and _SHAPES.match(line):
            return True
        if not line.startswith(("...", "+", "-", "!")):
            is_open = _QUESTION.match(line) is not None
    return False


def read(text: str, files: Files | None = None) -> Drafts:
    """The questions of a text2qti file. `text` has line feeds only; never raises for what it holds."""
    return _Reader(files).read(text)


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.topic = ""
        self.head: dict[str, str] = {}
        self.question: QuizQuestion | None = None
        self.part: Part | None = None  # the text that an indented line goes on
        self.gap = 0  # empty lines since
        self.group: list[int] | None = None  # line, number to pick, questions before
        self.each_has: dict[str, str] = {}  # what is said of all questions of the group
        self.in_comment = 0

    def read(self, text: str) -> Drafts:
        lines = text.removeprefix("\ufeff").split("\n")
        for number, (line, is_code) in enumerate(zip(lines, lines_of_code(lines), strict=True), 1):
            if _RUN.match(line) and is_code:
                message = "Here is code that would write questions; programs in files are never run here."
                self.found.once("warning", "text2qti.code", message, "Bring the package that is made.", line=number)
            self._line(number, line, is_code=is_code)
        self._finish()
        if self.in_comment:
            self._error("comment", "A COMMENT begins here and is never ended.", "END_COMMENT", self.in_comment)
        if self.group:
            self._error("group", "A GROUP begins here and is never ended.", "END_GROUP", self.group[0])
        return self.found.done()

    def _error(self, code: str, message: str, missing: str, line: int) -> None:
        self.found.error(f"text2qti.{code}", message, f"Write {missing} in a line of its own behind it.", line=line)

    def _line(self, number: int, line: str, *, is_code: bool) -> None:
        if self.in_comment:
            if line.strip() == "END_COMMENT":
                self.in_comment = 0
        elif not line.strip() and not is_code:
            self.gap += 1
        elif is_code or line[:1] in " \t":
            self._goes_on(number, line)
        elif line.strip() == "COMMENT":
            self.in_comment = number
        elif not line.startswith("%"):
            self._begins(number, line.rstrip())

    def _goes_on(self, number: int, line: str) -> None:
        if self.part is None:
            message = f"“{shown(line)}” stands further in and belongs to nothing above it."
            self.found.error("text2qti.indent", message, "Begin it at the start of the line.", line=number)
            return
        indent = min(len(line) - len(line.lstrip()), self.part.indent)
        self.part.lines += [""] * self.gap + [line[indent:]]
        self.gap = 0

    def _begins(self, number: int, line: str) -> None:
        self.gap = 0
        asked = _QUESTION.fullmatch(line)
        head = _HEAD.fullmatch(line)
        if head:
            self._head(number, head[1].lower(), head[2], line)
        elif line in ("GROUP", "END_GROUP"):
            self._group(number, line)
        elif self.group and self.question is None and re.match(r"(pick|points per question):", line):
            self._group_setting(number, line)
        elif asked:
            self._finish()
            self.part = Part("", [asked[2]], number, asked.start(2))
            self.question = QuizQuestion(number, self.part, self.topic, {**self.each_has, **self.head})
            self.head = {}
        elif self.question is None and _OPTION.fullmatch(line):
            self.found.inform("text2qti.setting", f"“{shown(line)}” is about the quiz and not kept.", line=number)
        else:
            self._marked(number, line)

    def _marked(self, number: int, line: str) -> None:
        for mark, pattern in MARKERS:
            found = pattern.fullmatch(line)
            if found and self.question is not None:
                self.part = Part(mark, [found[1]], number, found.start(1))
                self.question.parts.append(self.part)
                return
        if self.question is None:
            message = f"“{shown(line)}” belongs to no question."
            self.found.error("text2qti.no_question", message, "Begin a question with its number: 1. …", line=number)
            self.part = None
        else:
            message = f"“{shown(line)}” begins with no sign of this format; the question before it is left out."
            hint = "Indent the line if it goes on, or begin it with its sign: a), *b), [ ], =, ..."
            self.question.spoil(self.found, "text2qti.sign", message, hint, number)

    def _head(self, number: int, name: str, text: str, line: str) -> None:
        self._finish()
        self.part = Part(name, [text], number, len(line) - len(text))
        if name == "quiz title":
            self.topic = text.strip()
        elif name in ("title", "points"):
            self.head[name] = text.strip()
        elif name == "text":
            self.found.keep("text", text, text, line=number, why="This is a text without answers.")
        elif name == "quiz description" and text.strip():
            self.found.inform("text2qti.setting", "The description of the quiz is not kept.", line=number)

    def _group(self, number: int, line: str) -> None:
        self._finish()
        self.part = None
        if line == "GROUP":
            self.group = [number, 1, len(self.found.drafts.questions), len(self.found.drafts.kept)]
        elif self.group:
            begin, pick, *before = self.group
            total = len(self.found.drafts.questions) + len(self.found.drafts.kept) - sum(before)
            message = f"The quiz draws {pick} of the {total} questions of this group; here all of them are taken."
            self.found.inform("text2qti.group", message, line=begin)
            self.group, self.each_has = None, {}
        else:
            self.found.error("text2qti.group", "END_GROUP stands here without a GROUP.", "Delete it.", line=number)

    def _group_setting(self, number: int, line: str) -> None:
        assert self.group is not None
        name, _colon, value = line.partition(":")
        if name == "pick" and value.strip().isdecimal() and len(value) < 8:
            self.group[1] = int(value)
        elif name == "points per question":
            self.each_has = {"points": value.strip()}
        else:
            message = f"“{shown(line)}” is no whole number."
            self.found.warn("text2qti.pick", message, "Write pick: 2.", line=number)

    def _finish(self) -> None:
        if self.question is not None:
            question, self.question = self.question, None
            add_question(self.found, question)
