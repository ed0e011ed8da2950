"""The rows of uploads and own banks. A teacher's own things are to nobody else, not even to an admin."""

from __future__ import annotations

from typing import Any

from tests.web.access_row import TO_LOGIN, Row


def of_teachers(status: int, **more: Any) -> Row:
    """Of whoever teaches; an admin may as well."""
    return Row(TO_LOGIN, TO_LOGIN, TO_LOGIN, student=404, teacher=status, admin=status, needs_login=True, **more)


def of_owner(status: int, *own: str, **more: Any) -> Row:
    return of_teachers(status, own=own, foreign="admin", **more)._replace(admin=404)


BANK, UPLOAD, BATCH = "handle", "upload_id", "batch_id"

TEACHING: dict[tuple[str, str], Row] = {
    ("teaching.add_beside", "POST"): of_owner(422, UPLOAD),
    ("teaching.bank", "GET"): of_owner(200, BANK),
    ("teaching.banks", "GET"): of_teachers(200),
    ("teaching.changes", "GET"): of_owner(200, UPLOAD),
    ("teaching.changes", "POST"): of_owner(303, UPLOAD),
    ("teaching.confirm", "POST"): of_owner(303, UPLOAD),
    ("teaching.describe", "POST"): of_owner(303, BANK, fields={"title": "Birds"}),
    ("teaching.download", "POST"): of_owner(200, BANK, fields={"format": "bank"}),
    ("teaching.drop", "POST"): of_owner(303, UPLOAD),
    ("teaching.export", "GET"): of_owner(200, BANK),
    ("teaching.leave_out", "POST"): of_owner(303, UPLOAD, fields={"key": "q0", "out": "yes"}),
    ("teaching.mend", "GET"): of_owner(200, UPLOAD),
    ("teaching.mend_bank", "POST"): of_owner(303, BANK, fields={"question": "q1"}),
    ("teaching.mend", "POST"): of_owner(303, UPLOAD, fields={"do": "reset"}),
    ("teaching.new", "GET"): of_teachers(200),
    ("teaching.new", "POST"): of_teachers(422),
    ("teaching.not_taken", "GET"): of_owner(200, BATCH),
    ("teaching.preview", "GET"): of_owner(200, UPLOAD),
    ("teaching.questions", "GET"): of_owner(200, BANK),
    ("teaching.questions", "POST"): of_owner(303, BANK, fields={"do": "retired", "id": "1"}),
    ("teaching.read", "POST"): of_owner(303, UPLOAD),
    ("teaching.refused", "GET"): of_owner(200, UPLOAD),
    ("teaching.renew_link", "POST"): of_owner(303, BANK),
    ("teaching.report", "GET"): of_owner(200, BATCH),
    ("teaching.reports", "GET"): of_owner(200, BANK),
    ("teaching.settle", "POST"): of_owner(303, BANK, "report_id", fields={"status": "fixed"}),
    ("teaching.share", "POST"): of_owner(303, BANK, fields={"visibility": "private"}),
    ("teaching.template", "GET"): of_teachers(200),
    ("teaching.undo", "POST"): of_owner(303, BATCH),
    ("teaching.upload", "GET"): of_owner(200, BANK),
    ("teaching.upload", "POST"): of_owner(422, BANK),
}
