"""The pages of uploads and of own banks."""

from webapp.teaching.routes import beside, changes, exports, mends, own, previews, reports, uploads
from webapp.teaching.routes.blueprint import blueprint

__all__ = ["beside", "blueprint", "changes", "exports", "mends", "own", "previews", "reports", "uploads"]
