"""Pictures that a file names and does not hold, added to its upload."""

from __future__ import annotations

from flask import abort
from werkzeug.wrappers import Response

from webapp.accounts.limits import LimitReached
from webapp.teaching import receiving, service
from webapp.teaching.beside import BesideRefused, collected, wanted_in
from webapp.teaching.files import CannotDecode, Reading
from webapp.teaching.forms import BesideForm
from webapp.teaching.receiving import FileRefused
from webapp.teaching.routes.blueprint import blueprint
from webapp.teaching.routes.desk import clean_name, me, open_proposal, to_preview, wait_text
from webapp.teaching.routes.previews import preview_page
from webapp.web.access import access, teacher
from webapp.web.clock import now_ms
from webapp.web.texts import gettext as _


@blueprint.post("/uploads/<int:upload_id>/beside")
@access(teacher)
def add_beside(upload_id: int) -> Response:
    """The file is read once more, with what was added; what was mended stays where the file says the same."""
    proposal, form = open_proposal(upload_id), BesideForm()
    if proposal.is_mending or proposal.upload.batch_id is not None:
        abort(404)
    problem = ""
    try:
        sent = [each for each in form.files.data or [] if form.validate_on_submit() and each and each.filename]
        more = collected(((clean_name(each.filename), each.read()) for each in sent), wanted_in(proposal.found.drafts))
        receiving.read_again(proposal.upload, me(), Reading(**proposal.upload.reading), now=now_ms(), more=more)
    except BesideRefused as refused:
        problem = str(refused)
    except (service.UploadHasChanged, service.AlreadyBrought):
        return to_preview(upload_id, note="reread")
    except LimitReached as reached:
        problem = wait_text(reached)
    except (CannotDecode, FileRefused):  # it could be read before
        problem = _("The file cannot be read any more. Bring it again, in one archive with its pictures.")
    if problem:
        return preview_page(open_proposal(upload_id), problem, 422)
    return to_preview(upload_id, note="beside")
