"""One's own cards: looked for, sorted, and many of them changed at once."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from flask import Response, abort, redirect, render_template, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.wrappers import Response as AnyResponse

from webapp.banks.contents import contents_of
from webapp.database import reading, transaction
from webapp.exchange.cells import BOM, csv_lines
from webapp.memory.schedule import MOST_FLAG
from webapp.study import deeds as doing
from webapp.study import queries
from webapp.study.browse_filters import STATES, Reader
from webapp.study.browse_request import Asked, asked_for, filter_of
from webapp.study.browse_views import CELLS, cells_of, done_text, flag_names, rows_of, title_text
from webapp.study.browsing import MOST, PAGE, Page, all_found, find_cards, key_from
from webapp.study.desk import OPTIONS, learner_of, plan_of, ticket_from
from webapp.study.due import due_count
from webapp.study.own_banks import OwnBanks, own_banks
from webapp.study.parameters import fitted
from webapp.study.queries import CardKey
from webapp.study.routes.blueprint import blueprint
from webapp.study.states import learned_by_topic
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.texts import gettext
from webapp.web.visitor import give_token

LONGEST_WAIT = 3_650  # days
_NO_BANKS = OwnBanks((), ())
_NO_CARDS = Page((), 0, None, None)


class Listing(NamedTuple):
    """What one request looks for."""

    connection: Connection
    banks: OwnBanks
    asked: Asked
    reader: Reader | None  # None for somebody without a card

    def page(self, size: int = PAGE, key: str = "", *, is_backwards: bool = False) -> Page:
        if self.reader is None:
            return _NO_CARDS
        return find_cards(
            self.connection,
            self.reader,
            filter_of(self.asked, self.banks),
            self.asked.order_of(),
            key=key_from(key),
            is_backwards=is_backwards and key_from(key) is not None,
            size=size,
        )


def _listing() -> Listing:
    who, connection = viewer(), reading()
    plan, today = plan_of()
    if request.values.get("state", "") not in STATES:
        abort(404)
    banks = own_banks(connection, who.id) if who.id is not None else _NO_BANKS
    reader = Reader(who.id, today, plan, banks.closed) if who.id is not None else None
    return Listing(connection, banks, asked_for(request.values, banks), reader)


@blueprint.get("/study/cards")
@access(anyone)
def cards() -> str:
    return _shown(_listing())


def _shown(listing: Listing, *, problem: str = "", at: str = "", ticked: Collection[str] = ()) -> str:
    plan, today = plan_of()
    before, asked = request.values.get("before", ""), listing.asked
    page = listing.page(key=before or request.values.get("after", ""), is_backwards=bool(before))
    options = fitted(listing.connection, viewer().id, OPTIONS)
    contents = contents_of(listing.connection, {card.version_id for card in page.cards})
    give_token()
    bank_id = filter_of(asked, listing.banks).bank_id
    return render_template(
        "study/cards.html",
        asked=asked,
        banks=listing.banks.open,
        topics=[row[0] for row in learned_by_topic(listing.connection, None, bank_id) if row[0]] if bank_id else [],
        rows=rows_of(page.cards, contents, today, plan, options),
        title=title_text(page.count, _due(listing, today), MOST) if page.count != 0 or asked.has_filter else "",
        page=page,
        flags=flag_names(),
        is_all=request.values.get("all") == "1",
        ticked=ticked,
        most=MOST,
        notice=_notice(listing),
        problem=problem,
        problem_at=at,
        deed=request.form.get("do", ""),
        when=request.form.get("when", "") or date.fromordinal(today + 7).isoformat(),
        here="banks",
    )


def _due(listing: Listing, today: int) -> int | None:
    """Of all cards, where all are listed."""
    if listing.asked.has_filter or listing.reader is None:
        return None
    return due_count(listing.connection, listing.reader.user_id, None, today, most=MOST + 1)


def _notice(listing: Listing) -> dict[str, str] | None:
    name = request.args.get("done", "")[:40]
    if listing.reader is None or not name:
        return None
    done = doing.deed_named(listing.connection, listing.reader.user_id, name)
    return {"name": name, "text": done_text(done)} if done else None


@blueprint.get("/study/history")
@access(anyone)
def card_history() -> AnyResponse | str:
    """From the menu of a card to its history; a card that was never answered has none yet."""
    who, ticket = viewer(), ticket_from(request.args.get("card"))
    held = queries.card_for_user(reading(), who.id, ticket.question_id, ticket.facet) if who.id is not None else None
    if held is None or held.state is None or not held.state.reps:
        return render_template("study/no_history.html", here="study")
    facet = ticket.facet or None
    return redirect(url_for("progress.history", question_id=ticket.question_id, facet=facet), 303)


@blueprint.get("/study/cards.csv")
@access(anyone)
def cards_file() -> Response:
    """The list for a spreadsheet; as many lines as are counted, in the order of the page."""
    listing = _listing()
    page, (plan, today) = listing.page(MOST), plan_of()
    options = fitted(listing.connection, viewer().id, OPTIONS)
    contents = contents_of(listing.connection, {card.version_id for card in page.cards})
    rows = rows_of(page.cards, contents, today, plan, options)

    def lines() -> Iterator[Any]:
        yield CELLS
        for row, card in zip(rows, page.cards, strict=True):
            yield cells_of(row, card, contents[card.version_id], today, options)

    text = BOM + "".join(csv_lines(lines()))
    return Response(
        text, mimetype="text/csv", headers={"Content-Disposition": 'attachment; filename="recollect-cards.csv"'}
    )


@blueprint.post("/study/cards")
@access(anyone)
def change_cards() -> AnyResponse | str:
    """One deed for all ticked cards, or for all that fit: it stands in the log as one, and is taken back as one."""
    listing, do = _listing(), request.form.get("do", "")
    _plan, today = plan_of()
    if do not in _DEEDS:
        abort(400)
    is_all = request.form.get("all") == "1"
    ticked = [_card(text) for text in request.form.getlist("card")[:PAGE]]
    chosen = list(all_found(listing.page(MOST))) if is_all else ticked
    days = _days(request.form.get("when", ""), today) if do in _DATED else 0
    if viewer().id is not None and not chosen:
        return _shown(listing, problem=gettext("Tick the cards that this is about."), at="cards")
    if days is None:
        message = gettext("Give a day from tomorrow on, at most ten years ahead, as 2027-01-31.")
        return _shown(listing, problem=message, at="when", ticked=request.form.getlist("card"))
    now = now_ms()
    with transaction() as session:
        learner = learner_of(session, "")
        _DEEDS[do](session, learner, chosen, days, now)
    return redirect(url_for("study.cards", **listing.asked.address(), done=f"{_ACTIVITY[do]}.{now}"), 303)


Do = Callable[[Any, Any, Collection[CardKey], int, int], object]


def _flagging(flag: int) -> Do:
    return lambda session, learner, cards, _days, now: doing.flag_cards(
        session, learner, cards, flag=flag, now=now, options=OPTIONS
    )


def _dated(deed: Callable[..., int]) -> Do:
    return lambda session, learner, cards, days, now: deed(session, learner, cards, days=days, now=now, options=OPTIONS)


def _plain(deed: Callable[..., int]) -> Do:
    return lambda session, learner, cards, _days, now: deed(session, learner, cards, now=now, options=OPTIONS)


_DEEDS: dict[str, Do] = {
    "aside_until": _dated(doing.suspend),
    "aside": _dated(doing.suspend),
    "resume": _plain(doing.resume),
    "set_due": _dated(doing.set_due),
    "reset": _plain(doing.reset),
    **{f"flag_{flag}": _flagging(flag) for flag in range(MOST_FLAG + 1)},
}
_DATED = ("aside_until", "set_due")
_ACTIVITY = {
    "aside_until": "suspend",
    "aside": "suspend",
    "resume": "resume",
    "set_due": "set_due",
    "reset": "reset",
    **{f"flag_{flag}": "flag" for flag in range(MOST_FLAG + 1)},
}


def _days(text: str, today: int) -> int | None:
    """From today to a day as a field of that sort sends it; None for what is none, and for a day that has come."""
    try:
        days = date.fromisoformat(text.strip()).toordinal() - today
    except ValueError:
        return None
    return days if 1 <= days <= LONGEST_WAIT else None


def _card(text: str) -> CardKey:
    number, _dot, facet = text.partition(".")
    if not number.isascii() or not number.isdigit() or len(number) > 9 or len(facet) > 40 or "\0" in facet:
        abort(400)
    return int(number), facet
