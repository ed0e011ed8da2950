"""What the teacher who brings a package has learned of its cards: hers alone, and only where she asks for it."""

from __future__ import annotations

from webapp.database import db
from webapp.exchange import apkg
from webapp.exchange.apkg_history import by_facet, read_history
from webapp.memory.schedule import Options
from webapp.study.anki_history import Kept, take_up
from webapp.study.log import Learner
from webapp.teaching.proposals import Proposal
from webapp.teaching.store import file_of


def kept_in(proposal: Proposal, learner: Learner) -> Kept:
    """By question and facet; read from the file itself, outside of any transaction."""
    if proposal.found.drafts.format != apkg.NAME:
        return {}
    data = file_of(db.session(), proposal.upload)
    db.session.rollback()
    return by_facet(read_history(data, zone=learner.zone), proposal.items.drafts())


def take_up_history(kept: Kept, learner: Learner, bank_id: int, *, now: int) -> int:
    """How many cards return to her now on the days that they had there."""
    db.session.rollback()
    return take_up(learner, bank_id, kept, now=now, options=Options())
