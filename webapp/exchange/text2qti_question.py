"""One question of a text2qti file: its parts by their signs, and the kind that they make."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markdown_source import MarkdownTexts
from webapp.kinds.numbers import as_text, number_of

MARKERS = (
    ("essay", re.compile(r"_{3,}()[ \t]*")),
    ("upload", re.compile(r"\^{3,}()[ \t]*")),
    ("general", re.compile(r"\.\.\.[ \t]+(.*)")),
    ("correct", re.compile(r"\+[ \t]+(.*)")),
    ("incorrect", re.compile(r"-[ \t]+(.*)")),
    ("solution", re.compile(r"![ \t]+(.*)")),
    ("several*", re.compile(r"\[\*\][ \t]+(.*)")),
    ("several", re.compile(r"\[ ?\][ \t]+(.*)")),
    ("choice*", re.compile(r"\*[a-zA-Z]\)[ \t]+(.*)")),
    ("choice", re.compile(r"[a-zA-Z]\)[ \t]+(.*)")),
    ("number", re.compile(r"=[ \t]+(.*)")),
    ("typed", re.compile(r"\*[ \t]+(.*)")),
)
_ANSWERS = {"several", "choice", "number", "typed", "essay", "upload"}
_RANGE = re.compile(r"\[\s*([^\[\],]+),\s*([^\[\],]+)\]")
_MARGIN = re.compile(r"(.+?)\s*\+-\s*([^%]+?)(\s*%)?")
_KEPT = {
    "essay": "An essay has no answer that could be marked.",
    "upload": "A file that is handed in cannot be marked.",
}
_TRUTHS = {"true": True, "false": False}


@dataclass(slots=True)
class Part:
    """A sign and the text behind it, over its lines; `indent` is where the text begins."""

    mark: str
    lines: list[str]
    line: int
    indent: int

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def sort(self) -> str:
        return self.mark.removesuffix("*")


@dataclass(slots=True)
class QuizQuestion:
    line: int
    stem: Part
    topic: str
    head: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    is_spoilt: bool = False

    @property
    def label(self) -> str:
        return shown(self.head.get("title", "") or self.stem.text)

    def spoil(self, found: Drafting, code: str, message: str, hint: str, line: int) -> None:
        if not self.is_spoilt:
            found.error(code, message, hint, line=line, question=self.label)
        self.is_spoilt = True


@dataclass(slots=True)
class _Answer:
    part: Part
    is_right: bool
    why: list[str] = field(default_factory=list)


def add_question(found: Drafting, question: QuizQuestion) -> None:
    """The draft of a question whose parts are all read, or what is wrong with it."""
    sorts = list(dict.fromkeys(part.sort for part in question.parts if part.sort in _ANSWERS))
    if question.is_spoilt:
        return
    if len(sorts) != 1:
        message = "The question has no answers." if not sorts else "The question has answers of several sorts."
        hint = "Write a) and *b) for one right answer, [ ] and [*] for several, = for a number, * for a word."
        question.spoil(found, "text2qti.answers", message, hint, question.line)
        return
    answers, said = _sorted_out(question)
    if sorts[0] in ("essay", "upload"):
        raw = "\n".join([question.stem.text, *(part.text for part in question.parts)])
        found.keep(sorts[0], question.label, raw, line=question.line, why=_KEPT[sorts[0]])
        return
    texts = MarkdownTexts(as_html=True, reference=found.files.reference)
    made = _MAKERS[sorts[0]](found, question, answers, texts)
    if made is None:
        return
    kind, raw_content = made
    texts.put(raw_content, "prompt", question.stem.text)
    texts.put(raw_content, "explanation", *said["general"], *said["correct"], *said["solution"])
    points = question.head.get("points", "")
    if points not in ("", "0", "1"):
        raw_content["points"] = points
    extras = {"text2qti": {"incorrect": said["incorrect"]}} if said["incorrect"] else {}
    title = question.head.get("title", "")
    draft = Draft(kind, raw_content, question.line, title=title, topic=question.topic, extras=extras)
    draft.places = {f"options[{place}]": each.part.line for place, each in enumerate(answers, 1)}
    texts.settle(found, draft)
    if said["incorrect"]:
        message = "What is said after any wrong answer is kept, but not shown."
        found.once("info", "file.feedback", message, line=question.line, question=draft.label)
    found.question(draft)


def _sorted_out(question: QuizQuestion) -> tuple[list[_Answer], dict[str, list[str]]]:
    """The answers with the feedback below each, and what is said of the whole question."""
    answers: list[_Answer] = []
    said: dict[str, list[str]] = {"general": [], "correct": [], "incorrect": [], "solution": []}
    for part in question.parts:
        if part.sort in _ANSWERS:
            answers.append(_Answer(part, part.mark.endswith("*")))
        elif part.mark == "general" and answers and answers[-1].part.sort in ("choice", "several"):
            answers[-1].why.append(part.text)
        else:
            said[part.mark].append(part.text)
    return answers, said


Made = tuple[str, dict[str, Any]]


def _options(found: Drafting, question: QuizQuestion, answers: list[_Answer], texts: MarkdownTexts) -> Made | None:
    rights = sum(each.is_right for each in answers)
    is_several = answers[0].part.sort == "several"
    if rights == 0 or (rights > 1 and not is_several):
        message = "No answer is marked as right." if not rights else "Several answers are marked as right."
        hint = "Write *b) at the right one; for several use [*] and [ ]."
        question.spoil(found, "text2qti.right", message, hint, question.line)
        return None
    raw: dict[str, Any] = {}
    sides = [_TRUTHS.get(each.part.text.lower()) for each in answers]
    if not is_several and len(sides) == 2 and set(sides) == {True, False}:
        right = next(side for side, each in zip(sides, answers, strict=True) if each.is_right)
        raw["answer"] = "true" if right else "false"
        for side, each in zip(sides, answers, strict=True):
            texts.put(raw, "why_true" if side else "why_false", *each.why)
        return "true_false", raw
    options = []
    for each in answers:
        option: dict[str, Any] = {"right": "yes" if each.is_right else "no"}
        texts.put(option, "text", each.part.text)
        texts.put(option, "why", *each.why)
        options.append(option)
    return ("multi_choice" if is_several else "choice"), {**raw, "options": options}


def _typed(found: Drafting, question: QuizQuestion, answers: list[_Answer], texts: MarkdownTexts) -> Made | None:
    return "short_answer", {"accept": [{"text": each.part.text} for each in answers]}


def _number(found: Drafting, question: QuizQuestion, answers: list[_Answer], texts: MarkdownTexts) -> Made | None:
    made = []
    for each in answers:
        number = _one_number(each.part.text)
        if number is None:
            message = f"“{shown(each.part.text)}” is no number."
            hint = "Write = 3.14 +- 0.01, = [3, 4] or = 42."
            question.spoil(found, "text2qti.number", message, hint, each.part.line)
            return None
        made.append(number)
    return "numeric", {"answers": made}


def _one_number(text: str) -> dict[str, Any] | None:
    between, margin = _RANGE.fullmatch(text), _MARGIN.fullmatch(text)
    if between:
        ends = [number_of(between[1].strip()), number_of(between[2].strip())]
        return None if None in ends else {"range": [between[1].strip(), between[2].strip()]}
    value = number_of(margin[1] if margin else text)
    amount = number_of(margin[2]) if margin else Decimal(0)
    if value is None or amount is None:
        return None
    if margin and margin[3]:  # a package has its ends and no percentage
        amount = abs(value) * amount / 100
    return {"answer": as_text(value), **({"tolerance": as_text(amount)} if amount else {})}


_MAKERS = {"choice": _options, "several": _options, "number": _number, "typed": _typed}
