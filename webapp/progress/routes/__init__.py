"""The progress pages."""

from webapp.progress.routes import pages
from webapp.progress.routes.blueprint import blueprint

__all__ = ["blueprint", "pages"]
