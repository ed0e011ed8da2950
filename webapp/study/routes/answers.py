"""An answer: graded, saved, shown."""

from dataclasses import replace
from typing import NamedTuple

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.limits import ANSWER, Tally
from webapp.banks.contents import content_of, kept_content
from webapp.database import direct, direct_transaction, transaction
from webapp.direct import Reader
from webapp.kinds.contract import Grade
from webapp.kinds.registry import kind_named
from webapp.study import pages, service, sheets
from webapp.study.desk import OPTIONS, desk_of_session, fresh_desk, learner_of, ticket_from, with_queue
from webapp.study.keys import is_key
from webapp.study.log import CardNotFound, Learner
from webapp.study.pages import Desk
from webapp.study.routes.blueprint import blueprint
from webapp.study.routes.sessions import card_page
from webapp.study.sureness import is_sure, with_word
from webapp.study.tickets import Ticket
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.fragments import is_fragment
from webapp.web.owner import check_owner, owner_mark
from webapp.web.texts import gettext
from webapp.web.visitor import keep_token, visitor_token


@blueprint.post("/study/answer")
@access(anyone)
def answer() -> Response:
    """Grade, save, and show: a redirect to the feedback, or for a script the feedback and the next card at once."""
    check_owner(request.form.get("owner", ""))
    ticket, key = ticket_from(request.form.get("ticket")), request.form.get("key", "")
    if not is_key(key):
        abort(400)
    version = kept_content(ticket.version_id) or content_of(direct(), ticket.version_id)
    kind, fields = kind_named(version.kind), request.form.to_dict(flat=False)
    given = kind.read(version.content, ticket.facet, pages.shuffle_seed(ticket), fields)
    if given.get("blank") and (kind.is_self_graded or not request.form.get("blank")):
        return _ask_again(ticket, is_self_graded=kind.is_self_graded)
    grade = kind.grade(version.content, ticket.facet, given)
    given = with_word(given, request.form.get("sure"), is_self_graded=kind.is_self_graded)
    sent = service.Submission(
        key=key,
        ticket=ticket,
        answer=given,
        grade=grade,
        rating=kind.rating(version.content, grade, is_sure=is_sure(given)),
        answered_at=_whole("answered_at", now_ms()),
        received_at=now_ms(),
        duration_ms=_whole("elapsed_ms", now_ms() - ticket.issued_at),
    )
    try:
        saved = _saved(sent)
    except CardNotFound:
        abort(404)
    except service.KeyUsedOtherwise:
        abort(409, gettext("This answer was sent before with another content. Load the card again."))
    keep_token(visitor_token() or "")
    if is_fragment():
        return _answered(saved, None if kind.is_self_graded else grade)
    if kind.is_self_graded:
        return redirect(url_for("study.session", session_id=ticket.session_id), 303)
    return redirect(url_for("study.feedback", session_id=ticket.session_id, review_id=key), 303)


class _Saved(NamedTuple):
    learner: Learner
    recorded: service.Recorded
    desk: Desk | None  # the session after the answer, for the reply to a script


def _saved(sent: service.Submission) -> _Saved:
    """Whoever is known needs prepared statements only; somebody new becomes a guest in the same transaction."""
    if viewer().id is not None:
        with direct_transaction() as connection:
            return _recorded(connection, learner_of(None, ""), sent)
    with transaction() as db_session:
        learner = learner_of(db_session, request.form.get("zone", ""))
        return _recorded(db_session.connection(), learner, sent)


def _recorded(connection: Reader, learner: Learner, sent: service.Submission) -> _Saved:
    """What the reply needs is read here, where its pages are at hand: after the commit another one may have come
    between, and SQLite would read them all again."""
    _tally().count(connection, learner.id, now=now_ms())
    recorded = service.record_answer(connection, learner, sent, OPTIONS)
    if recorded.head is None or not is_fragment():
        return _Saved(learner, recorded, None)
    head, options = recorded.head, recorded.options
    desk = desk_of_session(head.id, user_id=learner.id, connection=connection, head=head, options=options)
    return _Saved(learner, recorded, desk and pages.knowing_next(desk, request.form.get("held", "")))


def _tally() -> Tally:
    kept: Tally = current_app.extensions.setdefault("answers_of_late", Tally(ANSWER))
    return kept


def _whole(name: str, default: int) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


def _answered(saved: _Saved, grade: Grade | None) -> Response:
    """Feedback, where the app has graded, and the cards that the page does not hold, as they follow from the log up to
    this answer: the same bytes for every repeat of the request."""
    review, is_repeat, desk = saved.recorded.review, saved.recorded.is_repeat, saved.desk
    if desk is None:
        options = saved.recorded.options
        desk = desk_of_session(review["session_id"], user_id=saved.learner.id, connection=direct(), options=options)
    if desk is None:
        abort(404)
    until = review["seq"] if is_repeat else None
    desk = replace(desk, connection=direct(), now=review["received_at"], zone=review["zone"], until=until)
    asked = pages.before(desk, review["id"])
    desk = pages.up_to(desk, review["id"])
    line, asked_line = pages.line_of(desk), pages.line_of(asked)
    held = request.form.get("held", "")
    cards, next_id = pages.next_cards(desk, line, held=held, issued_at=review["received_at"])
    feedback = pages.feedback_view(desk, review, asked_line, grade=grade) if grade else None
    place = asked_line.place if grade else None
    body = sheets.answered(
        feedback,
        cards,
        pages.progress_view(desk, line, place=place, with_key=False),
        next_id=next_id,
        done_url="" if next_id else url_for("study.done", session_id=desk.session_id),
        review_id=review["id"],
        owner=owner_mark(saved.learner.id),
    )
    return make_response(body)


def _ask_again(ticket: Ticket, *, is_self_graded: bool) -> Response:
    """Nothing was chosen: say so; a second press means "I do not know"."""
    if is_self_graded:
        text = gettext("Say how well you remembered: press Forgot or Remembered.")
    else:
        text = gettext("Nothing is answered yet. If you do not know, press Check again and see the answer.")
    if is_fragment():
        return make_response(render_template("study/_message.html", message=text), 422)
    desk = desk_of_session(ticket.session_id)
    if desk is None:
        desk, _queue = fresh_desk(bank_id=ticket.bank_id or None, size=ticket.size)
        desk, _queue = with_queue(
            replace(desk, session_id=ticket.session_id, size=ticket.size), issued_at=ticket.issued_at
        )
    line = pages.line_of(desk)
    card = pages.card_view(desk, ticket.card, issued_at=ticket.issued_at, with_key=True, message=text, nth=ticket.nth)
    if card is None:
        abort(404)
    return make_response(card_page(desk, line, [card], is_revealed=is_self_graded), 422)


@blueprint.get("/study/s/<session_id>/r/<review_id>")
@access(anyone)
def feedback(session_id: str, review_id: str) -> Response:
    desk = desk_of_session(session_id, connection=direct())
    row = pages.graded_row(desk, review_id) if desk is not None else None
    if desk is None or row is None:
        abort(404)
    asked_line, line = pages.line_of(pages.before(desk, review_id)), pages.line_of(desk)
    held = pages.first_views(desk, line, most=1, with_key=False)
    shown = replace(pages.feedback_view(desk, row, asked_line), next_url=pages.next_url(desk, line))
    return sheets.feedback_page(
        shown, held[0] if held else None, pages.progress_view(desk, line, place=asked_line.place)
    )
