"""What the commands do with kept figures: bring them up to date, compare them with the log, make them anew."""

from webapp.database import db, transaction
from webapp.progress import keeping
from webapp.study.checking import learners


def keep_everybody(_now: int) -> str:
    """Make the figures of days that are over or have changed, learner by learner: counted in a short read, written in a
    transaction of its own. Whoever answers in between is left for the next time."""
    people = keeping.behind(db.session.connection())
    db.session.rollback()
    days = sum(_brought_up(user_id) for user_id in people)
    return f"{days} days of {len(people)} learners counted"


def _brought_up(user_id: int) -> int:
    made = keeping.made_for(db.session.connection(), user_id)
    db.session.rollback()
    if made is None:
        return 0
    with transaction() as session:
        return keeping.keep(session.connection(), user_id, made)


def check_figures(is_repairing: bool) -> tuple[str, bool]:
    """A line on kept figures, "" where there are none, and whether any differed from the log; those are made anew where
    that is asked for."""
    days, wrong = 0, 0
    people = learners(db.session.connection())
    db.session.rollback()
    for user_id in people:
        checked = keeping.check_days(db.session.connection(), user_id)
        db.session.rollback()
        days, wrong = days + checked.days, wrong + checked.wrong
        if is_repairing and checked.wrong:
            with transaction() as session:
                keeping.forget(session.connection(), user_id)
            _brought_up(user_id)
    line = f"figures of {days} days counted again, {wrong} days differ" if days else ""
    return f"{line}, made anew" if is_repairing and wrong else line, wrong > 0
