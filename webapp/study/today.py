"""What the first page says: where the first card comes from, today's work, or that nothing is due."""

import math
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from webapp.banks.contents import content_of
from webapp.banks.queries import banks_for_user
from webapp.study.pages import Desk
from webapp.study.queue import Queue
from webapp.study.states import due_by_day
from webapp.study.views import NothingDue
from webapp.web.texts import gettext, ngettext

SECONDS_A_CARD = 8
SECONDS_A_NEW_CARD = 20


def minutes_for(reviews: int, new: int) -> int:
    return max(1, math.ceil((reviews * SECONDS_A_CARD + new * SECONDS_A_NEW_CARD) / 60))


def bank_links(session: Session, desk: Desk) -> list[tuple[str, str]]:
    banks = banks_for_user(session, desk.user_id)[:3]
    return [(bank.title, url_for("study.bank", slug=bank.slug)) for bank in banks]


def landing_words(session: Session, desk: Desk, queue: Queue, version_id: int) -> dict[str, Any]:
    """The words round the first card, which is of this version: the banks may be about different texts."""
    version = content_of(desk.connection, version_id)
    return {
        "size_text": gettext("Question 1 of %(size)s", size=len(queue.cards)),
        "origin": _inside_a_sentence(version.bank_source.get("title") or version.bank_title),
        "headline": headline(queue),
        "banks": bank_links(session, desk),
    }


def _inside_a_sentence(title: str) -> str:
    """A title after "from": a name keeps its capital, "An article" does not."""
    return title[:1].lower() + title[1:] if title.startswith(("A ", "An ", "The ")) else title


def headline(queue: Queue) -> str:
    """The work of this sitting, never the whole backlog."""
    minutes = minutes_for(queue.review_count, queue.new_count)
    about = ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
    reviews = ngettext("%(num)s card is due", "%(num)s cards are due", queue.review_count)
    new = ngettext("%(num)s new card", "%(num)s new cards", queue.new_count)
    if queue.review_count and queue.new_count:
        return gettext("%(reviews)s, %(new)s: %(about)s", reviews=reviews, new=new, about=about)
    return gettext("%(cards)s, %(about)s", cards=reviews if queue.review_count else new, about=about)


def held_back_text(queue: Queue) -> str:
    """Which limit ends today's work, where one does; a limit is said, never hidden."""
    if queue.is_new_paused:
        return gettext("New cards wait until fewer reviews are due.")
    if queue.held_back_reviews:
        return gettext("Today’s reviews are used up. More wait for tomorrow.")
    if queue.held_back_new:
        return gettext("Today’s new cards are used up. More come tomorrow.")
    return ""


def nothing_due(desk: Desk, queue: Queue, *, has_banks: bool) -> NothingDue:
    if not has_banks:
        return NothingDue(
            gettext("No questions here yet"), gettext("Whoever runs this site has not put a bank on it so far."), ""
        )
    text = held_back_text(queue) or gettext("You have seen every card that is due.")
    return NothingDue(
        gettext("Nothing is due right now"),
        f"{text} " + gettext("Studying ahead helps little; come back tomorrow."),
        next_return(desk),
    )


def next_return(desk: Desk) -> str:
    """When the next cards come, in words."""
    if desk.user_id is None:
        return ""
    ahead = due_by_day(desk.connection, desk.user_id, desk.today + 365)
    coming = sorted((day, count) for day, count in ahead.items() if day > desk.today)
    if not coming:
        return ""
    day, count = coming[0]
    days = day - desk.today
    if days == 1:
        return ngettext("%(num)s card comes back tomorrow.", "%(num)s cards come back tomorrow.", count)
    if count == 1:
        return gettext("The next card comes back in %(days)s days.", days=days)
    return gettext("The next %(count)s cards come back in %(days)s days.", count=count, days=days)
