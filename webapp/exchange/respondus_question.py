"""One question of a Respondus file, and the kind that its type and its choices make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.plain_pictures import settle_pictures

_KEPT = {
    "essay": "An essay has no answer that could be marked.",
    "unknown": "Questions of this type cannot be asked here.",
}
_TRUTHS = {"true": True, "false": False}


@dataclass(slots=True)
class Choice:
    line: int
    letter: str
    text: str
    is_right: bool
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RespondusQuestion:
    line: int
    number: str
    stem: str
    head: dict[str, str]
    choices: list[Choice] = field(default_factory=list)
    general: list[str] = field(default_factory=list)

    @property
    def sort(self) -> str:
        return self.head.get("type", "")

    @property
    def label(self) -> str:
        return shown(self.head.get("title", "") or self.stem)

    def go_on(self, line: str) -> None:
        """A line without a sign belongs to what stands above it."""
        if self.choices and self.choices[-1].why:
            self.choices[-1].why[-1] += f"\n{line}"
        elif self.general and not self.choices:
            self.general[-1] += f"\n{line}"
        elif self.choices:
            self.choices[-1].text += f"\n{line}"
        else:
            self.stem += f"\n{line}"


def add_question(found: Drafting, question: RespondusQuestion, answers: Mapping[str, tuple[int, str]]) -> None:
    """The draft of a question, or what is wrong with it. `answers` is the list at the end of the file, by number."""
    if question.sort in _KEPT:
        raw = "\n".join([question.stem, *(each.text for each in question.choices), *question.general])
        found.keep(question.sort, question.label, raw, line=question.line, why=_KEPT[question.sort])
        return
    if question.number in answers and not _mark(found, question, *answers[question.number]):
        return
    made = _MAKERS.get(question.sort, _choice)(found, question)
    if made is None:
        return
    kind, content = made
    content |= {"prompt": question.stem, "explanation": "\n".join(question.general)}
    if question.head.get("points", "") not in ("", "0", "1"):
        content["points"] = question.head["points"]
    places = {f"options[{place}]": each.line for place, each in enumerate(question.choices, 1)}
    title, topic = question.head.get("title", ""), question.head.get("topic", "")
    draft = Draft(kind, content, question.line, title=title, topic=topic, places=places)
    settle_pictures(found, draft)
    found.question(draft)


def _mark(found: Drafting, question: RespondusQuestion, line: int, letters: str) -> bool:
    """Take the right answers from the list at the end; an asterisk that says otherwise is an error."""
    known = {each.letter: each for each in question.choices}
    if missing := [letter for letter in letters if letter not in known]:
        message = f"The list of answers names {missing[0]}, and question {question.number} has no such choice."
        found.error(
            "respondus.answers", message, "Name a letter that stands there.", line=line, question=question.label
        )
        return False
    marked = {each.letter for each in question.choices if each.is_right}
    if marked and marked != set(letters):
        message = f"The list of answers and the asterisks of question {question.number} name different choices."
        found.error("respondus.answers", message, "Keep one of them.", line=line, question=question.label)
        return False
    for letter in letters:
        known[letter].is_right = True
    return True


Made = tuple[str, dict[str, Any]]


def _choice(found: Drafting, question: RespondusQuestion) -> Made | None:
    rights = [each for each in question.choices if each.is_right]
    is_several = question.sort == "several"
    if not rights:
        message = "No answer is marked as right." if question.choices else "The question has no choices."
        hint = "Put an asterisk before the right one: *b. …, or add a list that begins with Answers:."
        found.error("respondus.right", message, hint, line=question.line, question=question.label)
        return None
    if len(rights) > 1 and not is_several:
        message = "Several answers are marked as right, but the type is not MR."
        hint = "Write Type: MR above it if all of them are wanted, or mark one."
        found.error("respondus.right", message, hint, line=question.line, question=question.label)
        return None
    sides = {_TRUTHS.get(each.text.lower()): each for each in question.choices}
    if not is_several and len(question.choices) == 2 and set(sides) == {True, False}:
        whys = {"why_true" if side else "why_false": "\n".join(each.why) for side, each in sides.items()}
        return "true_false", {"answer": "true" if sides[True].is_right else "false", **whys}
    options = [
        {"text": each.text, "right": "yes" if each.is_right else "no", "why": "\n".join(each.why)}
        for each in question.choices
    ]
    return ("multi_choice" if is_several else "choice"), {"options": options}


def _typed(found: Drafting, question: RespondusQuestion) -> Made | None:
    return "short_answer", {"accept": [{"text": each.text, "why": "\n".join(each.why)} for each in question.choices]}


def _matching(found: Drafting, question: RespondusQuestion) -> Made | None:
    pairs = []
    for each in question.choices:
        left, sign, right = each.text.partition("=")
        if not sign or not left.strip() or not right.strip():
            message = f"“{shown(each.text)}” is no pair."
            hint = "Write both sides with = between them: a. Norway = Oslo"
            found.error("respondus.pair", message, hint, line=each.line, question=question.label)
            return None
        pairs.append({"left": left.strip(), "right": right.strip(), "why": "\n".join(each.why)})
    return "matching", {"pairs": pairs}


_MAKERS = {"typed": _typed, "matching": _matching}
