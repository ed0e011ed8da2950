"""What the report page shows of a question: never more than the learner has seen."""

from typing import Any

from flask import url_for
from sqlalchemy.engine import Connection

from webapp.banks.contents import content_of
from webapp.banks.rules import is_open
from webapp.kinds.registry import kind_named
from webapp.study import queries
from webapp.study.pages import Desk, standing
from webapp.study.tickets import Ticket
from webapp.web.texts import gettext


def can_report(connection: Connection, user_id: int | None, ticket: Ticket) -> bool:
    """Whether the card is still one that this person may study."""
    held = queries.card_for_user(connection, user_id or 0, ticket.question_id, ticket.facet)
    return held is not None and is_open(held.visibility, held.owner_id, user_id)


def report_view(desk: Desk | None, ticket: Ticket, connection: Connection) -> dict[str, Any]:
    """Question, own answer and key: the last two only once the learner has answered the card in this session."""
    version = content_of(connection, ticket.version_id)
    kind = kind_named(version.kind)
    view: dict[str, Any] = {
        "prompt": kind.prompt(version.content, ticket.facet),
        "card": version.content,
        "from_text": gettext(
            "%(bank)s, question %(question)s, version %(number)s",
            bank=version.bank_title,
            question=version.external_id,
            number=version.number,
        ),
        "given_text": None,
        "answer_text": None,
        "review_id": None,
        "ticket": ticket,
        "back_url": url_for("study.session", session_id=ticket.session_id) if desk else url_for("study.study"),
    }
    rows = standing(desk.rows) if desk is not None else []
    about = next((row for row in reversed(rows) if row.rating and row.card == ticket.card), None)
    if desk is None or desk.user_id is None or about is None:
        return view
    review = queries.review_for_user(connection, desk.user_id, about.id)
    if review is not None and review["answer"] is not None:
        revealed = kind.reveal(version.content, ticket.facet, review["answer"])
        view |= {
            "given_text": revealed["given_text"],
            "answer_text": revealed["answer_text"],
            "review_id": review["id"],
        }
    return view
