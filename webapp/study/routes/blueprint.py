"""The blueprint that the study pages share."""

from flask import Blueprint
from werkzeug.wrappers import Response

from webapp.banks.contents import VersionIsGone
from webapp.web.errors import error_response

blueprint = Blueprint("study", __name__)


@blueprint.app_errorhandler(VersionIsGone)
def gone(_error: VersionIsGone) -> Response:
    """A page that is still open shows a question of an import that was taken back."""
    return error_response(404, "")
