"""The pages below /admin."""

from webapp.admin.routes import overview, persons
from webapp.admin.routes.blueprint import blueprint

__all__ = ["blueprint", "overview", "persons"]
