"""The banks, each with the learner's own state in it."""

from flask import abort, render_template, request

from webapp.banks.queries import BankFilter, bank_for_user, banks_for_user, questions_of_bank
from webapp.database import db, reading
from webapp.memory.days import local_day
from webapp.study.bank_views import bank_page, bank_row
from webapp.study.routes.blueprint import blueprint
from webapp.study.states import BankState, bank_states
from webapp.web.access import Viewer, access, anyone, viewer
from webapp.web.clock import now_ms
from webapp.web.visitor import give_token

_NOTHING = BankState(0, 0, 0)


def _today(who: Viewer) -> int:
    return local_day(now_ms(), who.zone, who.day_start)


def _typed(name: str) -> str:
    """A search as a person types it: one line, no signs that neither a page nor a database takes."""
    return "".join(sign if sign.isprintable() else " " for sign in request.args.get(name, "")[:200])


@blueprint.get("/banks")
@access(anyone)
def banks() -> str:
    who = viewer()
    give_token()
    wanted = BankFilter(
        words=_typed("q"),
        subject=_typed("subject"),
        level=_typed("level"),
    )
    states = bank_states(reading(), who.id, _today(who))
    every = banks_for_user(db.session(), who.id, begun=states)
    rows = [
        bank_row(bank, states.get(bank.id, _NOTHING))
        for bank in banks_for_user(db.session(), who.id, wanted=wanted, begun=states)
    ]
    return render_template(
        "study/banks.html",
        banks=rows,
        q=wanted.words,
        subject=wanted.subject,
        level=wanted.level,
        subjects=sorted({bank.subject for bank in every if bank.subject}),
        levels=sorted({bank.level for bank in every if bank.level}),
        here="banks",
    )


@blueprint.get("/banks/<slug>")
@access(anyone)
def bank(slug: str) -> str:
    who = viewer()
    give_token()
    found = bank_for_user(db.session(), who.id, slug)
    if found is None:
        abort(404)
    state = bank_states(reading(), who.id, _today(who)).get(found.id, _NOTHING)
    questions = questions_of_bank(db.session(), found.id)
    return render_template("study/bank.html", bank=bank_page(reading(), found, state, questions, who.id), here="banks")
