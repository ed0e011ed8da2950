"""Whether the memory states of any database are what its log says; the app's own has a command for it."""

from __future__ import annotations

from sqlalchemy import Engine

from webapp.study.checking import Checked, differences_of, learners
from webapp.study.parameters import fitted


def check_progress(engine: Engine) -> Checked:
    """One short read a learner, so that no long one keeps the journal from shrinking."""
    checked = Checked()
    with engine.connect() as connection:
        everybody = learners(connection)
    for user_id in everybody:
        with engine.connect() as connection:
            for _difference in differences_of(connection, user_id, fitted(connection, user_id), checked):
                pass  # counted in `checked`
    return checked


def told(checked: Checked) -> str:
    return (
        f"{checked.reviews} reviews of {checked.cards} cards of {checked.learners} learners replayed, "
        f"{checked.differences} differences"
    )
