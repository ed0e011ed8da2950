"""A bank as a whole: its numbers, and advice that no single question can give.

The advice holds for banks that are studied from beginning to end, such as the built-in ones; a bank of five questions
need not follow it. So it stands apart from the problems of a reading.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath
from typing import Any

from webapp.exchange.contract import DraftBank, DraftQuestion, Drafts, Problem, Reading
from webapp.kinds.registry import KINDS
from webapp.text import described

MOST_OF_ONE_KIND = 0.4  # share of a bank
LONGEST_RUN = 3  # questions of one kind in a row, in the order in which they are introduced
FEWEST_KINDS_OF_FACT = 2  # a fact that is asked in one way is learned as that sentence
MOST_RIGHT_LONGEST = 0.5  # share of choice questions; by chance it is one in the number of options
FEWEST_QUESTIONS = 8  # below this no share says anything


def questions_by_kind(bank: DraftBank) -> dict[str, int]:
    """How many questions of each kind, in the order of the registry; kinds without questions are left out."""
    counts = Counter(question.kind for question in bank.questions)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def questions_by_fact(bank: DraftBank) -> dict[str, int]:
    """How many questions of each fact, in the order of the file; 0 for a fact nobody asks about."""
    counts = Counter(question.fact for question in bank.questions)
    return {fact: counts[fact] for fact in bank.facts}


def advice(bank: DraftBank) -> list[Problem]:
    """What a reviewer would say of the bank as a whole; all warnings, nothing for a balanced bank."""
    return [*_one_kind(bank), *_one_way_facts(bank), *_runs(bank), *_giveaway_length(bank)]


def reading_of(drafts: Drafts) -> Reading:
    """A file of any format as if it were a bank file; without a head of its own its name stands for slug and title."""
    stem = PurePath(drafts.name).stem
    bank = drafts.bank
    if bank is None and drafts.questions:
        bank = DraftBank(stem, stem, "", "", "", "", "", "", "", "", questions=drafts.questions)
    return Reading(bank, drafts.problems, drafts.name)


def import_report(drafts: Drafts) -> dict[str, Any]:
    """A file of any format, JSON-safe: what was read, what is kept as it is, and every problem with its place."""
    return {
        "format": drafts.format,
        "encoding": drafts.encoding,
        "questions": len(drafts.questions),
        "by_kind": dict(Counter(question.kind for question in drafts.questions)),
        "kept_as_is": len(drafts.kept),
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "line": problem.line,
                "column": problem.column,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "member": problem.member,
                "question": problem.question,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in drafts.problems
        ],
        "losses": [problem.message for problem in drafts.problems if problem.severity == "info"],
    }


def report(readings: Iterable[Reading]) -> dict[str, Any]:
    """The banks of several files, JSON-safe: numbers, and the problems of the readings with their hints."""
    return {"banks": [_reported(reading) for reading in readings]}


def lines(name: str, reading: Reading) -> list[str]:
    """The problems for people, a line each: "history.yaml:120: question h4-backer: Option 2 has no text. Write …"."""
    return [_line(name, problem) for problem in reading.problems]


def _reported(reading: Reading) -> dict[str, Any]:
    bank = reading.bank
    return {
        "slug": bank.slug if bank else PurePath(reading.name).stem,
        "title": bank.title if bank else "",
        "questions": len(bank.questions) if bank else 0,
        "by_kind": questions_by_kind(bank) if bank else {},
        "facts": questions_by_fact(bank) if bank else {},
        "problems": [
            {
                "severity": problem.severity,
                "line": problem.line,
                "question": problem.question,
                "message": _sentence(problem),
            }
            for problem in reading.problems
        ],
    }


def _line(name: str, problem: Problem) -> str:
    place = name if problem.line is None else f"{name}:{problem.line}"
    question = f" question {problem.question}:" if problem.question else ""
    warning = "" if problem.severity == "error" else f" {problem.severity}:"
    return f"{place}:{question}{warning} {_sentence(problem)}"


def _sentence(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}".strip()


def _advised(code: str, message: str, hint: str, question: DraftQuestion | None = None) -> Problem:
    line, external_id = (question.line, question.external_id) if question else (None, None)
    return Problem("warning", line, None, external_id, "", message, hint, f"bank.{code}")


def _one_kind(bank: DraftBank) -> Iterator[Problem]:
    total = len(bank.questions)
    for kind, count in questions_by_kind(bank).items():
        if total >= FEWEST_QUESTIONS and count > MOST_OF_ONE_KIND * total:
            message = f"{count} of {total} questions are of the kind {kind}."
            yield _advised("one_kind", message, "Ask some of them in another way.")


def _one_way_facts(bank: DraftBank) -> Iterator[Problem]:
    kinds: dict[str, set[str]] = {fact: set() for fact in bank.facts}
    for question in bank.questions:
        if question.fact in kinds:
            kinds[question.fact].add(question.kind)
    for fact, ways in kinds.items():
        if len(ways) < FEWEST_KINDS_OF_FACT:
            ask = f"by the kind {next(iter(ways))} only" if ways else "by no question"
            yield _advised("one_way_fact", f"The fact {fact} is asked {ask}.", "Add a question of another kind.")


def _runs(bank: DraftBank) -> Iterator[Problem]:
    for kind, run in groupby(bank.questions, key=lambda question: question.kind):
        questions = list(run)
        if len(questions) > LONGEST_RUN:
            message = f"From here {len(questions)} questions of the kind {kind} follow one another."
            yield _advised("run", message, "Mix the kinds: new questions come in this order.", questions[0])


def _giveaway_length(bank: DraftBank) -> Iterator[Problem]:
    """Where the right option is the longest too often, choosing the longest is a way to guess."""
    choices = [question for question in bank.questions if question.kind == "choice"]
    telling = [question for question in choices if right_is_longest(question)]
    if len(choices) >= FEWEST_QUESTIONS and len(telling) > MOST_RIGHT_LONGEST * len(choices):
        named = ", ".join(question.external_id for question in telling[:5])
        message = f"In {len(telling)} of {len(choices)} choice questions the right option is the longest ({named} …)."
        yield _advised("right_is_longest", message, "Shorten right options, or say more in the wrong ones.")


def right_is_longest(question: DraftQuestion) -> bool:
    """Whether the right option of a choice is longer than each of the others."""
    options = question.content["options"]
    right = max((len(described(option["text"])) for option in options if option["right"]), default=0)
    return all(len(described(option["text"])) < right for option in options if not option["right"])
