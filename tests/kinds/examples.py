"""One valid raw question of every kind, as an author would write it: every scalar is text."""

from copy import deepcopy
from typing import Any

from webapp.kinds.contract import Content, FieldProblem
from webapp.kinds.registry import kind_named

_EXAMPLES: dict[str, dict[str, Any]] = {
    "choice": {
        "prompt": "Which planet is the largest of the solar system?",
        "options": [
            {"text": "Jupiter", "right": "yes", "why": "More than twice the mass of all others together."},
            {"text": "Saturn", "why": "The second largest."},
            {"text": "Earth", "why": "The largest of the rocky ones only."},
            {"text": "Neptune", "why": "The fourth by diameter."},
        ],
        "explanation": "Jupiter has eleven times the diameter of the Earth.",
    },
    "multi_choice": {
        "prompt": "Which of these are gases at room temperature?",
        "options": [
            {"text": "Helium", "right": "yes", "why": "It boils at 4 kelvins."},
            {"text": "Mercury", "why": "A liquid metal."},
            {"text": "Oxygen", "right": "yes", "why": "A fifth of the air."},
            {"text": "Copper", "why": "It melts above 1000 degrees."},
            {"text": "Neon", "right": "yes", "why": "A noble gas."},
        ],
        "explanation": "Noble gases and oxygen boil far below room temperature.",
    },
    "true_false": {
        "prompt": "Sound travels faster in water than in air.",
        "answer": "true",
        "why_true": "Water is far stiffer.",
        "why_false": "It is more than four times as fast.",
        "explanation": "The stiffer a medium, the faster sound moves in it.",
    },
    "cloze": {
        "text": "The heart pumps blood into the {1}, and the {2} bring it back.",
        "gaps": [
            {"accept": ["arteries", "artery"], "name": "vessels that leave the heart"},
            {
                "accept": "veins",
                "name": "vessels that return",
                "why": "Their valves keep the blood from flowing back.",
            },
        ],
        "explanation": "Two sorts of vessels, one for each direction.",
    },
    "short_answer": {
        "prompt": "What is the process called by which plants make sugar from light?",
        "accept": ["photosynthesis", {"text": "respiration", "weight": "0", "why": "That is the way back."}],
        "explanation": "Light energy is stored in sugar.",
    },
    "numeric": {
        "prompt": "How long does light take from the Sun to the Earth?",
        "answer": "8.3",
        "tolerance": "0.2",
        "unit": "minutes",
        "explanation": "About 150 million kilometres at 300 000 kilometres a second.",
    },
    "matching": {
        "prompt": "Which organ does what?",
        "pairs": [
            {"left": "Lungs", "right": "take up oxygen", "why": "Through thin walls."},
            {"left": "Kidneys", "right": "filter blood"},
            {"left": "Liver", "right": "stores sugar"},
        ],
        "extra": ["digests proteins"],
        "explanation": "Each organ has a main task.",
    },
    "ordering": {
        "prompt": "Put these ages in order, earliest first.",
        "items": [
            {"text": "Stone Age", "note": "tools of flint"},
            {"text": "Bronze Age", "note": "copper and tin"},
            {"text": "Iron Age"},
            {"text": "Middle Ages"},
        ],
        "explanation": "They are named after their materials.",
    },
    "self_graded": {
        "prompt": "Why is the sky blue?",
        "answer": "Air scatters short waves of sunlight more than long ones.",
        "ideas": ["Sunlight holds all colours", "Air scatters blue light most"],
        "explanation": "Scattering grows with the fourth power of the frequency.",
    },
}


def raw_question(kind: str, **changes: Any) -> dict[str, Any]:
    """A fresh raw question of that kind; `changes` replace fields, a change to None removes one."""
    raw = {"kind": kind, **deepcopy(_EXAMPLES[kind]), **changes}
    return {name: value for name, value in raw.items() if value is not None}


def content_of(kind: str, **changes: Any) -> Content:
    """The content of that question; fails when it has an error."""
    content, problems = kind_named(kind).validate(raw_question(kind, **changes))
    assert content is not None, problems
    return content


def errors_of(kind: str, **changes: Any) -> list[FieldProblem]:
    """The problems of a question that must be refused."""
    content, problems = kind_named(kind).validate(raw_question(kind, **changes))
    assert content is None
    return problems


def warnings_of(kind: str, **changes: Any) -> list[FieldProblem]:
    """The problems of a question that can be used; all of them are warnings."""
    content, problems = kind_named(kind).validate(raw_question(kind, **changes))
    assert content is not None, problems
    return problems


def error(field: str, message: str, hint: str) -> FieldProblem:
    return FieldProblem(field, message, hint)


def warning(field: str, message: str, hint: str) -> FieldProblem:
    return FieldProblem(field, message, hint, "warning")
