"""Bank files for tests, put together from pieces, and what a reader said of them in short."""

from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import Problem, Reading

HEAD = """\
bank: demo
title: Demo
facts:
  F1: {paragraph: P1, says: Ice floats., view: the article}
terms:
  density: {paragraph: P2, says: Mass in a unit of volume., reference: A book (1990)}
questions:
"""

FIRST = """\
  - id: first
    kind: true_false
    fact: F1
    prompt: Ice floats on water.
    answer: true
    why_true: Look into a glass.
    why_false: Look into a glass.
    explanation: It is less dense than water.
"""

LAST = """\
  - id: last
    kind: self_graded
    term: density
    prompt: What is density?
    answer: Mass in a unit of volume.
    explanation: A dense material is heavy for its size.
"""

SECOND_LINE = HEAD.count("\n") + FIRST.count("\n") + 1  # where `second` begins


def short(*lines: str, name: str = "second") -> str:
    """A short answer with these lines under its id and kind: line SECOND_LINE + 2 is the first of them."""
    return f"  - id: {name}\n    kind: short_answer\n" + "".join(f"    {line}\n" for line in lines)


SOUND = short("prompt: What is frozen water?", "accept: [ice]", "explanation: Below 0 °C it is solid.")


def bank(*questions: str, head: str = HEAD) -> str:
    return head + "".join(questions)


def three(second: str = SOUND) -> str:
    return bank(FIRST, second, LAST)


def read(text: str, name: str = "demo.yaml") -> Reading:
    return read_bank(text.encode(), name)


def ids(reading: Reading) -> list[str]:
    assert reading.bank is not None
    return [question.external_id for question in reading.bank.questions]


def brief(problem: Problem) -> tuple[str, int | None, str | None, str, str]:
    return problem.severity, problem.line, problem.question, problem.field, problem.message


def only(reading: Reading) -> Problem:
    """The one problem of the reading."""
    (problem,) = reading.problems
    return problem
