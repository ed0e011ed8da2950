"""What the settings page says of studying: new cards a day, and how sure to be, with what it would mean for this
learner's own cards."""

import math

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.accounts.hooks import HowMuch, Stop
from webapp.memory.fsrs import Memory
from webapp.memory.preset import SECONDS_A_CARD, plan_from
from webapp.memory.workload import MOST_CARDS, NEW, change, reviews_a_day
from webapp.study.models import Card
from webapp.study.plans import change_usual
from webapp.web.texts import gettext, ngettext

STOPS = (0.80, 0.90, 0.95)
ENOUGH_CARDS = 20
_FEW = (NEW,) * 40


def how_much(connection: Connection, user_id: int | None, plan_text: str | None) -> HowMuch:
    preset = plan_from(plan_text).usual
    cards = own_cards(connection, user_id)
    chosen = preset.retention
    values = sorted({*STOPS, chosen})
    stops = [
        Stop(f"{value:g}", _name(value), f"{value:.0%}".replace("%", " %"), _text(value, chosen, cards))
        for value in values
    ]
    return HowMuch(preset.new_per_day, f"{chosen:g}", stops)


def save_how_much(session: Session, user_id: int, new_per_day: int, retention: float) -> None:
    change_usual(session, user_id, new_per_day=new_per_day, retention=retention)


def own_cards(connection: Connection, user_id: int | None) -> list[Memory]:
    """What is remembered now: as many cards as the simulation looks at, from all over the learner's banks."""
    if user_id is None:
        return []
    asked = select(Card.stability, Card.difficulty).where(
        Card.user_id == user_id, Card.reps > 0, Card.suspended.is_(False)
    )
    return [Memory(*row) for row in connection.execute(asked.order_by(Card.question_id).limit(MOST_CARDS))]


def _name(value: float) -> str:
    if value == 0.80:
        return gettext("Lighter")
    if value == 0.90:
        return gettext("Balanced")
    return gettext("Exam") if value == 0.95 else gettext("Your own figure")


def forgotten(value: float) -> str:
    """A retention as what is forgotten: "1 in 10"."""
    return gettext("1 in %(count)s", count=round(1.0 / (1.0 - value)))


def _text(value: float, chosen: float, cards: list[Memory]) -> str:
    share = gettext("About %(share)s forgotten at review.", share=forgotten(value))
    if len(cards) >= ENOUGH_CARDS:
        if value == chosen:
            minutes = max(1, math.ceil(reviews_a_day(cards, value) * SECONDS_A_CARD / 60))
            work = ngettext(
                "Your cards of today make about %(num)s minute a day.",
                "Your cards of today make about %(num)s minutes a day.",
                minutes,
            )
        else:
            work = _work(change(cards, chosen, value), gettext("For your cards"))
    elif value == chosen:
        work = gettext("This is what you have now.")
    else:
        work = _work(change(_FEW, chosen, value), gettext("For new cards"))
    return f"{share} {work}"


def _work(more: float, whose: str) -> str:
    percent = round(abs(more) * 20) * 5
    if not percent:
        return gettext("%(whose)s about as much work.", whose=whose)
    if more > 0:
        return gettext("%(whose)s %(percent)s %% more work.", whose=whose, percent=percent)
    return gettext("%(whose)s %(percent)s %% less work.", whose=whose, percent=percent)
