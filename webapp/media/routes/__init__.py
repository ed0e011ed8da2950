"""Where pictures and sounds are served."""

from webapp.media.routes import files
from webapp.media.routes.blueprint import blueprint
from webapp.media.routes.sizes import size_of_picture

__all__ = ["blueprint", "files", "size_of_picture"]
