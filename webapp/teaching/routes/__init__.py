"""The pages of uploads and of own banks."""

from webapp.teaching.routes import changes, exports, mends, own, previews, reports, uploads
from webapp.teaching.routes.blueprint import blueprint

__all__ = ["blueprint", "changes", "exports", "mends", "own", "previews", "reports", "uploads"]
