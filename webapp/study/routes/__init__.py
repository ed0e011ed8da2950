"""The study pages: sessions, answers, what stands beside an answer, and the banks with a learner's own state."""

from webapp.study.routes import (
    actions,
    answers,
    bank_pages,
    browse,
    deeds,
    exams,
    options,
    own_sessions,
    reported,
    sessions,
    waiting,
)
from webapp.study.routes.blueprint import blueprint

__all__ = [
    "actions",
    "answers",
    "bank_pages",
    "blueprint",
    "browse",
    "deeds",
    "exams",
    "options",
    "own_sessions",
    "reported",
    "sessions",
    "waiting",
]
