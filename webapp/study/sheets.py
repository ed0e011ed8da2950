"""The study pages put together from kept pieces: what changes from one card to the next is filled in."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, current_app, make_response, render_template
from markupsafe import Markup

from webapp.study.views import CardView, Feedback, Margin, Progress, RatingButton
from webapp.web.access import viewer
from webapp.web.compression import in_two
from webapp.web.forms import form_token
from webapp.web.kept import in_two as kept_in_two
from webapp.web.kept import put_together
from webapp.web.owner import owner_mark
from webapp.web.texts import gettext

NOTHING = Markup()


class Look(NamedTuple):
    """All of a viewer that a study page shows."""

    theme: str
    role: str
    is_account: bool
    has_shortcuts: bool
    has_intervals: bool
    has_question: bool  # about answers given before the login
    asks_sure: bool
    keys_text: str
    text_size: str
    is_still: bool


def look() -> Look:
    who = viewer()
    return Look(*[getattr(who, name) for name in Look._fields])


def card_page(card: CardView, held: CardView | None, progress: Progress, *, is_revealed: bool = False) -> Response:
    """A card, its back or its front, and the next one for the script."""
    side = back(card, form_token(), look()) if is_revealed else question(card, form_token(), look())
    return _page(card, held, progress, side, is_error=bool(card.message))


def feedback_page(shown: Feedback, held: CardView | None, progress: Progress) -> Response:
    return _page(shown, held, progress, feedback(shown, form_token(), look()), is_error=False)


def answered(
    shown: Feedback | None,
    cards: Sequence[CardView],
    progress: Progress,
    *,
    next_id: str,
    done_url: str,
    review_id: str,
    owner: str,
) -> str:
    """The reply to an answer sent by script."""
    seen = look()
    fills = {
        "feedback": feedback(shown, "", seen) if shown else NOTHING,
        "cards": NOTHING.join([_part(card, seen) for card in cards]),
        "progress": _progress(progress),
        "announce": shown.announcement if shown else "",
        "next_id": next_id,
        "done": done_url,
        "review_id": review_id,
        "owner": owner,
    }
    has_feedback = shown is not None
    return put_together("study/_answered.html", has_feedback, fills, lambda: {"has_feedback": has_feedback})


def question(card: CardView, token: str, seen: Look) -> Markup:
    count = len(card.presented.get("options") or ())
    values = card.kind, card.kicker, card.message, card.is_self_graded, count, seen.has_shortcuts, seen.asks_sure
    fills = {
        "card_id": card.card_id,
        "ticket": card.ticket,
        "key": card.key,
        "token": token,
        "session_id": card.session_id,
        "ask": put_together(f"kinds/{card.kind}/question.html", (card.looks, card.message), {}, lambda: {"card": card}),
        "margin": _margin(card.margin),
        "back": back(card, token, seen) if card.is_self_graded else NOTHING,
    }
    return put_together("study/_question.html", values, fills, lambda: {"card": card, "viewer": seen})


def back(card: CardView, token: str, seen: Look) -> Markup:
    answer_text = card.back["answer_text"] if card.back else ""
    fills = {
        "card_id": card.card_id,
        "ticket": card.ticket,
        "key": card.key,
        "token": token,
        "told": put_together("study/_told.html", card.looks, {}, lambda: {"card": card}),
        "rating": _rating(card.kind, card.ratings, seen),
    }
    return put_together("study/_back.html", (card.kind, card.kicker, answer_text), fills, lambda: {"card": card})


def feedback(shown: Feedback, token: str, seen: Look) -> Markup:
    graded = shown.version_id, shown.prompt, shown.outcome, repr(shown.revealed)
    context = {"feedback": shown, "card": shown, "revealed": shown.revealed, "viewer": seen}
    fills = {
        "card_id": shown.card_id,
        "ticket": shown.ticket,
        "text": shown.text,
        "token": token,
        "claim_url": shown.claim_url,
        "next_url": shown.next_url,
        "graded": put_together(f"kinds/{shown.kind}/answer.html", graded, {}, lambda: context),
        "note": put_together("study/_note.html", (shown.version_id, shown.source.is_open), {}, lambda: context),
    }
    claim = shown.can_claim, tuple(shown.claim_ratings), seen.has_intervals
    values = shown.kind, shown.kicker, shown.outcome, shown.title, claim, seen.has_shortcuts
    return put_together("study/_feedback.html", values, fills, lambda: context)


def _page(
    shown: CardView | Feedback, held: CardView | None, progress: Progress, side: Markup, *, is_error: bool
) -> Response:
    seen, has_risk, has_next = look(), current_app.config["HAS_DATA_LOSS_RISK"], held is not None
    fills = {
        "place": _place(progress),
        "kicker": shown.kicker.replace(" · ", ": "),
        "bar": _session(shown.ticket, progress),
        "side": side,
        "next": question(held, "", seen) if held is not None else NOTHING,
        "held_id": held.card_id if held is not None else "",
        "session_id": shown.session_id,
        "ticket": shown.ticket,
        "csrf_token": form_token(),
        "owner": owner_mark(),
    }
    shape = {"has_next": has_next, "is_error": is_error, "here": "study"}
    if viewer().delete_after is not None:  # a rare page, with a word about the account on it
        return make_response(render_template("study/card.html", **shape, **fills | {"csrf_token": form_token}))
    context = {"viewer": seen, "has_data_loss_risk": has_risk, **shape}
    return in_two(*kept_in_two("study/card.html", (seen, has_risk, has_next, is_error), fills, lambda: context))


def _place(progress: Progress) -> str:
    if progress.again:
        values = {"place": progress.place, "size": progress.size, "again": progress.again}
        return gettext("Card %(place)s of %(size)s + %(again)s again", **values)
    return gettext("Card %(place)s of %(size)s", place=progress.place, size=progress.size)


def _session(ticket: str, progress: Progress) -> Markup:
    fills = {
        "ticket": ticket,
        "session_id": progress.session_id,
        "undo_key": progress.undo_key,
        "token": form_token(),
    }
    return put_together("study/_session.html", progress.looks, fills, lambda: {"progress": progress})


def _progress(progress: Progress) -> Markup:
    fills = {"session_id": progress.session_id}
    return put_together("study/_progress.html", progress.looks, fills, lambda: {"progress": progress})


def _part(card: CardView, seen: Look) -> Markup:
    fills = {"card_id": card.card_id, "kind": card.kind, "side": question(card, "", seen)}
    return put_together("study/_part.html", None, fills, dict)


def _margin(history: Margin) -> Markup:
    return put_together("study/_margin.html", history.looks, {}, lambda: {"history": history})


def _rating(kind: str, buttons: Sequence[RatingButton], seen: Look) -> Markup:
    values = kind, tuple(buttons), seen.has_intervals, seen.has_shortcuts
    context = {"kind": kind, "buttons": buttons, "viewer": seen}
    return put_together("study/_rating.html", values, {}, lambda: context)
