"""The end of a session: what it came to, when the cards return, what was missed, and what to do next."""

import math
from collections.abc import Sequence

from flask import url_for

from webapp.banks.contents import content_of
from webapp.kinds.registry import kind_named
from webapp.study import queries, words
from webapp.study.keys import new_key
from webapp.study.pages import Desk, line_of, standing
from webapp.study.queries import CardKey, SessionRow
from webapp.study.queue import SESSION_SIZE, Queue, Wanted, build_queue
from webapp.study.states import Return, answers_by_day, returns_of, still_asked
from webapp.study.today import held_back_text, next_return
from webapp.study.views import Dot, Missed, Summary
from webapp.web.texts import gettext, ngettext

STRIP_DAYS = 28


def summary(desk: Desk) -> Summary:
    rows = standing(desk.rows)
    graded = [row for row in rows if row.rating]
    line = line_of(desk)
    cards = list(dict.fromkeys(row.card for row in graded))
    returns = _returns(desk, cards)
    queue = _what_is_left(desk)
    days = _days(desk)
    can_undo = any(row.activity != "reschedule" for row in rows)
    unfinished = len(still_asked(desk.core, line.upcoming))
    return Summary(
        session_id=desk.session_id,
        date_text=gettext("Today, %(day)s", day=words.long_day(desk.today)),
        cards=len(cards),
        right=line.right_first,
        minutes_text=_minutes(graded),
        returns=returns_line(returns),
        returns_aria=", ".join(label for label, _count in returns),
        returns_text=_returns_text(returns),
        held_back_text=held_back_text(queue),
        more_url=_more_url(desk, bool(unfinished), queue),
        more_text=_more_text(unfinished, len(queue.cards)),
        nothing_more_text="" if unfinished or queue.cards else _nothing_more(desk),
        days=days,
        days_text=gettext("%(count)s of the last 28 days", count=sum(1 for amount in days if amount)),
        days_from=words.long_day(desk.today - STRIP_DAYS + 1),
        missed=_missed(desk, graded, line.missed),
        can_undo=can_undo,
        undo_url=url_for("study.undo", session_id=desk.session_id) if can_undo else "",
        undo_key=new_key(desk.now) if can_undo else "",
    )


def _what_is_left(desk: Desk) -> Queue:
    scope = (desk.user_id, desk.bank_id, SESSION_SIZE)
    wanted = Wanted(*scope, desk.today, desk.now, desk.session_id, desk.options, plan=desk.plan)
    return build_queue(desk.connection, wanted)


def _more_url(desk: Desk, has_unfinished: bool, queue: Queue) -> str:
    if has_unfinished:
        return url_for("study.session", session_id=desk.session_id)
    if not queue.cards:
        return ""
    bank = next(iter(desk.rows), None)
    if desk.bank_id is not None and bank is not None:
        slug = content_of(desk.connection, bank.version_id).bank_slug
        return url_for("study.study", bank=slug)
    return url_for("study.study")


def _more_text(unfinished: int, more: int) -> str:
    if unfinished:
        return ngettext("Go on: %(num)s card left", "Go on: %(num)s cards left", unfinished)
    return ngettext("%(num)s more", "%(num)s more", more)


def _nothing_more(desk: Desk) -> str:
    text = gettext("Nothing more is due. Studying ahead helps little; come back tomorrow.")
    return f"{text} {next_return(desk)}".strip()


def _minutes(graded: Sequence[SessionRow]) -> str:
    minutes = math.ceil(sum(row.duration_ms for row in graded) / 60_000)
    return ngettext("%(num)s minute", "%(num)s minutes", max(1, minutes))


def _returns(desk: Desk, cards: Sequence[CardKey]) -> list[tuple[str, int]]:
    """(when, how many), nearest first."""
    assert desk.user_id is not None  # a session with a row has a learner
    found = returns_of(desk.core, desk.user_id, cards)
    counted: dict[tuple[int, str], int] = {}
    for each in found:
        place = _place(each, desk.today)
        counted[place] = counted.get(place, 0) + 1
    return [
        (gettext("%(count)s %(when)s", count=count, when=label), count)
        for (_order, label), count in sorted(counted.items())
    ]


def _place(each: Return, today: int) -> tuple[int, str]:
    days = each.due_day - today
    if each.due_at is not None or days <= 0:
        return 0, gettext("today")
    if days == 1:
        return 1, gettext("tomorrow")
    if days < 7:
        return 2, gettext("this week")
    if days < 31:
        return 3, gettext("this month")
    return 4, gettext("later")


def returns_line(returns: Sequence[tuple[str, int]]) -> list[Dot]:
    places = {1: (0.0,), 2: (0.0, 98.2), 3: (0.0, 42.0, 98.2), 4: (0.0, 30.0, 62.0, 98.2)}
    percents = places.get(len(returns), (0.0, 22.0, 46.0, 72.0, 98.2))
    return [Dot(percent, label, percent == 0) for percent, (label, _count) in zip(percents, returns, strict=False)]


def _returns_text(returns: Sequence[tuple[str, int]]) -> str:
    """Every return in words, as the line above has it."""
    total, listed = sum(count for _label, count in returns), ", ".join(label for label, _count in returns)
    if not total:
        return ""
    return ngettext(
        "%(num)s card comes back: %(listed)s.", "%(num)s cards come back: %(listed)s.", total, listed=listed
    )


def _days(desk: Desk) -> list[int]:
    """Twenty-eight days, oldest first: 0 nothing, 1 a few answers, 2 a session or more."""
    assert desk.user_id is not None  # a session with a row has a learner
    first = desk.today - STRIP_DAYS + 1
    counts = answers_by_day(desk.core, desk.user_id, first)
    return [
        0 if not counts.get(day) else 1 if counts[day] < SESSION_SIZE else 2 for day in range(first, desk.today + 1)
    ]


def _missed(desk: Desk, graded: Sequence[SessionRow], cards: Sequence[CardKey]) -> list[Missed]:
    first: dict[CardKey, SessionRow] = {}
    for row in graded:
        first.setdefault(row.card, row)
    return [_one_missed(desk, first[card]) for card in cards]


def _one_missed(desk: Desk, row: SessionRow) -> Missed:
    assert desk.user_id is not None  # a session with a row has a learner
    review = queries.review_for_user(desk.connection, desk.user_id, row.id)
    version = content_of(desk.connection, row.version_id)
    kind = kind_named(version.kind)
    answer = review["answer"] if review is not None else None
    revealed = kind.reveal(version.content, row.facet, answer)
    return Missed(
        prompt=kind.prompt(version.content, row.facet),
        format=version.content["format"],
        foreign=version.content["foreign"],
        given_text=revealed["given_text"] or "",
        answer_text=revealed["answer_text"],
        source=words.source_note(version, is_open=False),
        question_id=row.question_id,
        facet=row.facet,
    )
