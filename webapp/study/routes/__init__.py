"""The study pages: sessions, answers, what stands beside an answer, and the banks with a learner's own state."""

from webapp.study.routes import actions, answers, bank_pages, reported, sessions
from webapp.study.routes.blueprint import blueprint

__all__ = ["actions", "answers", "bank_pages", "blueprint", "reported", "sessions"]
