"""The progress pages."""

from webapp.progress.routes import cards, pages, schedule
from webapp.progress.routes.blueprint import blueprint

__all__ = ["blueprint", "cards", "pages", "schedule"]
