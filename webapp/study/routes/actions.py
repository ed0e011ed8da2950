"""Forms beside the answer: undo, count as right, set aside, report."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.banks.contents import content_of
from webapp.database import reading, transaction
from webapp.kinds.registry import kind_named
from webapp.study import corrections, pages, queries, reports, service
from webapp.study.desk import OPTIONS, desk_of_session, learner_of, ticket_from
from webapp.study.forms import ReportForm
from webapp.study.keys import is_key, new_key
from webapp.study.log import CardNotFound
from webapp.study.routes.blueprint import blueprint
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import give_token, keep_token, visitor_token

DAYS_ASIDE = ("1", "7", "30")


def _key() -> str:
    """The form's key; a form without one (no script, not made for one card) gets its own."""
    key = request.form.get("key", "")
    if key and not is_key(key):
        abort(400)
    return key or new_key(now_ms())


@blueprint.post("/study/s/<session_id>/undo")
@access(anyone)
def undo(session_id: str) -> Response:
    try:
        with transaction() as session:
            learner = learner_of(session, "")
            service.undo_last(session, learner, session_id, key=_key(), now=now_ms(), options=OPTIONS)
    except CardNotFound:
        abort(404)
    except service.KeyUsedOtherwise:
        abort(409)
    except service.NothingToUndo:
        return redirect(url_for("study.session", session_id=session_id), 303)
    return redirect(url_for("study.session", session_id=session_id), 303)


@blueprint.post("/study/s/<session_id>/r/<review_id>/claim")
@access(anyone)
def claim(session_id: str, review_id: str) -> Response:
    """The learner's word against the grader's. A near miss counts as Hard, a wrong mark as Good."""
    if not is_key(review_id):
        abort(404)
    rating = _claimed_rating(review_id)
    try:
        with transaction() as session:
            learner = learner_of(session, "")
            counted = corrections.count_as_right(
                session, learner, session_id, review_id, rating=rating, now=now_ms(), options=OPTIONS
            )
    except CardNotFound:
        abort(404)
    except corrections.ClaimRefused:
        return redirect(url_for("study.feedback", session_id=session_id, review_id=review_id), 303)
    if request.form.get("then") == "next":
        return redirect(url_for("study.session", session_id=session_id), 303)
    return redirect(url_for("study.feedback", session_id=session_id, review_id=counted), 303)


def _claimed_rating(review_id: str) -> int:
    who = viewer()
    row = queries.review_for_user(reading(), who.id, review_id) if who.id is not None else None
    if row is None or not row["answer"]:
        abort(404)
    version = content_of(reading(), row["version_id"])
    if version.kind not in pages.TYPED:
        abort(404)
    grade = kind_named(version.kind).grade(version.content, row["facet"], row["answer"])
    return 2 if grade.outcome == "almost" else 3


@blueprint.post("/study/aside")
@access(anyone)
def aside() -> Response:
    ticket, days = ticket_from(request.form.get("ticket")), request.form.get("until", "")
    if days not in DAYS_ASIDE:
        abort(400)
    try:
        with transaction() as session:
            learner = learner_of(session, request.form.get("zone", ""))
            corrections.set_aside(session, learner, ticket, key=_key(), days=int(days), now=now_ms(), options=OPTIONS)
    except CardNotFound:
        abort(404)
    keep_token(visitor_token() or "")
    return redirect(url_for("study.session", session_id=ticket.session_id), 303)


@blueprint.route("/study/report", methods=["GET", "POST"])
@access(anyone)
def report() -> Response | str:
    ticket = ticket_from(request.values.get("card") or request.values.get("ticket"))
    if not reports.can_report(reading(), viewer().id, ticket):
        abort(404)
    give_token()
    form = ReportForm(ticket=request.values.get("card") or request.values.get("ticket"))
    page = reports.report_view(desk_of_session(ticket.session_id), ticket, reading())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                learner = learner_of(session, "")
                corrections.report_question(
                    session,
                    learner,
                    ticket,
                    reason=form.reason.data,
                    comment=form.comment.data or "",
                    review_id=page["review_id"],
                    now=now_ms(),
                )
        except CardNotFound:
            abort(404)
        return redirect(url_for("study.reported", card=form.ticket.data), 303)
    return render_template("study/report.html", form=form, here="study", **page)


@blueprint.get("/study/reported")
@access(anyone)
def reported() -> str:
    ticket = ticket_from(request.args.get("card"))
    desk = desk_of_session(ticket.session_id)
    back = url_for("study.session", session_id=ticket.session_id) if desk else url_for("study.study")
    return render_template("study/reported.html", back_url=back, here="study")
