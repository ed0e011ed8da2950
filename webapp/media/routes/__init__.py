"""Where pictures and sounds are served."""

from webapp.media.routes import files
from webapp.media.routes.blueprint import blueprint

__all__ = ["blueprint", "files"]
