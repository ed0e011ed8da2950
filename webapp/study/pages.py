"""From rows to what the card templates show: the card, its feedback, and where the learner stands in the session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.engine import Connection

from webapp.banks.contents import VersionContent, content_of
from webapp.banks.models import ACTIVE
from webapp.banks.rules import is_open
from webapp.direct import Reader
from webapp.kinds.contract import Grade
from webapp.kinds.registry import kind_named
from webapp.memory.days import local_day
from webapp.memory.log import replay
from webapp.memory.preset import NO_PLAN, Plan
from webapp.memory.queue import Line, session_line
from webapp.memory.schedule import CardState, Options
from webapp.memory.seeds import number
from webapp.study import queries, words
from webapp.study.keys import new_key
from webapp.study.loads import load_ahead, load_for
from webapp.study.queries import CardKey, Held, SessionRow
from webapp.study.ratings import almost_buttons, rating_buttons
from webapp.study.tickets import Ticket, signed
from webapp.study.views import CardView, Feedback, Progress
from webapp.web.rendering import address
from webapp.web.texts import gettext

NOTHING: tuple[SessionRow, ...] = ()
NO_BACK: dict[str, Any] = {"is_self_graded": False, "back": None, "ratings": [], "explanation": "", "source": None}
TYPED = ("short_answer", "cloze", "numeric")  # kinds where the learner's word may stand against the grader's


@dataclass(frozen=True)
class Desk:
    """Where one learner sits in one session: what every part of the page needs."""

    connection: Reader
    user_id: int | None
    zone: str
    day_start: int
    keys: Sequence[bytes]
    now: int
    options: Options
    session_id: str
    bank_id: int | None
    size: int
    queue: Sequence[CardKey]
    rows: Sequence[SessionRow] = NOTHING
    until: int | None = None  # show cards as they stood when this row of the log came; None: as they stand
    plan: Plan = NO_PLAN
    has_four_buttons: bool = False
    asks_sure: bool = False
    sort: str = ""
    load: str | None = None  # of a session with a row; of one that has not begun it is counted where it is needed
    known: Mapping[CardKey, Held | None] = field(default_factory=dict)  # questions that have been read already

    @property
    def today(self) -> int:
        return local_day(self.now, self.zone, self.day_start)

    @property
    def ratings(self) -> tuple[int, ...]:
        return (1, 2, 3, 4) if self.has_four_buttons else (1, 3)

    @property
    def core(self) -> Connection:
        """The connection for statements that are made anew each time; not on the hot path."""
        if not isinstance(self.connection, Connection):
            raise TypeError("this desk reads with prepared statements alone")
        return self.connection


def standing(rows: Sequence[SessionRow]) -> list[SessionRow]:
    """The rows that still count: neither voided nor voids."""
    voided = {row.voids for row in rows}
    return [row for row in rows if row.activity != "void" and row.id not in voided]


def line_of(desk: Desk) -> Line[CardKey]:
    """The session's line of cards after its rows: set-aside cards leave it, failed ones return at its end."""
    rows = standing(desk.rows)
    aside = {row.card for row in rows if row.activity == "suspend"}
    queue = [card for card in desk.queue if card not in aside]
    answers = [(row.card, row.rating > 1) for row in rows if row.rating and row.card not in aside]
    return session_line(queue, answers)


def card_view(
    desk: Desk, card: CardKey, *, issued_at: int, with_key: bool, message: str = "", nth: int | None = None
) -> CardView | None:
    """The question side; None when the question is not to be had any more."""
    question_id, facet = card
    held = desk.known[card] if card in desk.known else _held_of(desk, card)
    if held is None or held.status != ACTIVE or not is_open(held.visibility, held.owner_id, desk.user_id):
        return None
    if desk.until is not None:
        held = held._replace(state=_state_then(desk, card))
    version = content_of(desk.connection, held.version_id)
    kind = kind_named(version.kind)
    if facet not in kind.facets(version.content):
        return None
    if nth is None:
        nth = Counter(row.card for row in desk.rows if row.rating)[card]
    ticket = Ticket(desk.session_id, question_id, facet, version.id, issued_at, nth, desk.bank_id or 0, desk.size)
    content = version.content
    presented = kind.present(content, facet, shuffle_seed(ticket))
    return CardView(
        card_id=card_id(card),
        looks=(version.id, facet, repr(presented)),
        session_id=desk.session_id,
        kicker=kicker(version),
        kind=version.kind,
        prompt=kind.prompt(content, facet),
        format=content["format"],
        foreign=content["foreign"],
        hint=content["hint"],
        presented=presented,
        ticket=signed(ticket, desk.keys),
        key=new_key(desk.now) if with_key else "",
        is_new=held.state is None or not held.state.reps,
        margin=words.margin(held.state, desk.today, desk.plan.preset(held.bank_id).leech_threshold),
        message=message,
        **(_back_of(desk, ticket, version, held) if kind.is_self_graded else NO_BACK),
    )


def _held_of(desk: Desk, card: CardKey) -> Held | None:
    return queries.card_for_user(desk.connection, desk.user_id or 0, *card)


def knowing_next(desk: Desk, held: str) -> Desk:
    """With the question read that `next_cards` shows next, so that nothing has to be read after the answer's
    transaction."""
    wanted = [card for card in line_of(desk).upcoming[:2] if card_id(card) != held]
    return replace(desk, known={card: _held_of(desk, card) for card in wanted})


def _back_of(desk: Desk, ticket: Ticket, version: VersionContent, held: Held) -> dict[str, Any]:
    """The answer side of a card that its learner grades: it is in the page before it is asked for."""
    options = desk.plan.options(desk.options, held.bank_id)
    has_row = bool(desk.rows) or desk.sort or desk.load is not None
    text = desk.load if has_row else load_ahead(desk.connection, desk.user_id, desk.plan, desk.today)
    load = load_for(text, held, desk.plan, options)
    return {
        "is_self_graded": True,
        "back": kind_named(version.kind).reveal(version.content, ticket.facet, None),
        "ratings": rating_buttons(desk, ticket, held.state, desk.ratings, ticket.issued_at, options, load),
        "explanation": version.content["explanation"],
        "source": words.source_note(version, is_open=False),
    }


def _state_then(desk: Desk, card: CardKey) -> CardState | None:
    log = queries.log_of_card(desk.connection, desk.user_id or 0, *card, until=desk.until)
    return replay(log, desk.options)


def shuffle_seed(ticket: Ticket) -> int:
    return number(ticket.session_id, ticket.question_id, ticket.facet, ticket.nth)


def card_id(card: CardKey) -> str:
    return f"{card[0]}.{card[1]}"


def kicker(version: VersionContent) -> str:
    return f"{version.bank_title} · {version.topic}" if version.topic else version.bank_title


def feedback_view(
    desk: Desk, review: Mapping[str, Any], line: Line[CardKey], *, grade: Grade | None = None
) -> Feedback:
    """The answer side of a graded answer, from its row in the log: the same whenever it is asked for. `grade` is for
    whoever has just graded it."""
    version = content_of(desk.connection, review["version_id"])
    kind, content, facet = kind_named(version.kind), version.content, review["facet"]
    grade = grade or kind.grade(content, facet, review["answer"])
    revealed = kind.reveal(content, facet, review["answer"])
    is_claimed = bool(review["answer"].get("claimed"))
    outcome = "right" if is_claimed else grade.outcome
    shown = (desk.session_id, review["question_id"], facet, version.id, review["received_at"], 0)
    ticket = Ticket(*shown, desk.bank_id or 0, desk.size)
    today = local_day(review["answered_at"], review["zone"], desk.day_start)
    is_missed = review["rating"] == 1
    return Feedback(
        card_id=card_id(ticket.card),
        version_id=version.id,
        session_id=desk.session_id,
        kicker=kicker(version),
        kind=version.kind,
        prompt=kind.prompt(content, facet),
        format=content["format"],
        foreign=content["foreign"],
        ticket=signed(ticket, desk.keys),
        review_id=review["id"],
        revealed=revealed,
        outcome=outcome,
        title=gettext("Counted as right") if is_claimed else words.verdict_title(grade.outcome),
        text=words.verdict_text(grade, revealed, review, today),
        announcement=words.announcement(grade, revealed, line.place, line.size),
        explanation=content["explanation"],
        source=words.source_note(version, is_open=is_missed or outcome == "partly"),
        next_url=next_url(desk, line),
        can_claim=is_missed and version.kind in TYPED and outcome in ("wrong", "partly"),
        claim_url=address("study.claim", session_id=desk.session_id, review_id=review["id"]),
        claim_ratings=almost_buttons(desk, ticket, review) if outcome == "almost" and is_missed else [],
    )


def next_url(desk: Desk, line: Line[CardKey]) -> str:
    if line.upcoming:
        return address("study.session", session_id=desk.session_id)
    return address("study.done", session_id=desk.session_id)


def progress_view(desk: Desk, line: Line[CardKey], *, place: int | None = None, with_key: bool = True) -> Progress:
    can_undo = any(row.activity != "reschedule" for row in standing(desk.rows))
    return Progress(
        session_id=desk.session_id,
        place=place or line.place,
        size=line.size,
        again=line.again,
        answered=line.answered,
        can_undo=can_undo,
        undo_key=new_key(desk.now) if can_undo and with_key else "",
        status=gettext("Saved") if desk.rows else gettext("Nothing to save yet"),
    )


def before(desk: Desk, review_id: str) -> Desk:
    """The session as it stood when the answer came: what its card was called then."""
    seq = next((row.seq for row in desk.rows if row.id == review_id), 0)
    return replace(desk, rows=[row for row in desk.rows if row.seq < seq])


def up_to(desk: Desk, review_id: str) -> Desk:
    """The session as it stood just after the answer: a repeated request is answered from here, as it was at first."""
    seq = next((row.seq for row in desk.rows if row.id == review_id), 0)
    return replace(desk, rows=[row for row in desk.rows if row.seq <= seq])


def first_views(
    desk: Desk, line: Line[CardKey], *, most: int, with_key: bool, issued_at: int | None = None
) -> list[CardView]:
    """The next cards to show, at most so many; a question that was retired meanwhile is passed over."""
    views: list[CardView] = []
    for card in line.upcoming:
        if len(views) == most:
            break
        view = card_view(desk, card, issued_at=desk.now if issued_at is None else issued_at, with_key=with_key)
        if view is not None:
            views.append(view)
    return views


def next_cards(desk: Desk, line: Line[CardKey], *, held: str, issued_at: int) -> tuple[list[CardView], str]:
    """What a page that holds the card `held` still needs to show the next two, and the id of the first of them. What it
    holds is not made again, nor looked up: if that question was retired meanwhile, it is shown this one time."""
    views: list[CardView] = []
    ids: list[str] = []
    for card in line.upcoming:
        if len(ids) == 2:
            break
        if card_id(card) == held:
            ids.append(held)
        elif (view := card_view(desk, card, issued_at=issued_at, with_key=False)) is not None:
            views.append(view)
            ids.append(view.card_id)
    return views, ids[0] if ids else ""


def graded_row(desk: Desk, review_id: str) -> Mapping[str, Any] | None:
    """A graded answer of this session, voided or not."""
    if desk.user_id is None:
        return None
    row = queries.review_for_user(desk.connection, desk.user_id, review_id)
    if row is None or row["session_id"] != desk.session_id or not row["rating"] or row["answer"] is None:
        return None
    return row
