"""`flask --app webapp check-progress`: is every memory state what its log says?"""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.database import db, transaction
from webapp.study.checking import Checked, Difference, differences_of, learners, repair
from webapp.study.parameters import fitted

_MOST_LINES = 20
ALSO_CHECKED = "also_checked"
"""Key in app.extensions of what else follows from the log and lies above this package: functions of whether to repair,
which say what they found, and whether it was wrong."""


@click.command("check-progress")
@click.option("--repair", "is_repairing", is_flag=True, help="Rebuild the memory states that differ.")
@with_appcontext
def check_progress(is_repairing: bool) -> None:
    """Replay the whole review log and compare it with the memory states. Exits with 1 when they differ."""
    checked = Checked()
    found: list[Difference] = []
    for user_id in learners(db.session.connection()):
        connection = db.session.connection()
        found += differences_of(connection, user_id, fitted(connection, user_id), checked)
        db.session.rollback()  # a short read for each learner, so that no long one keeps the journal from shrinking
    for difference in found[:_MOST_LINES]:
        click.echo(str(difference))
    if len(found) > _MOST_LINES:
        click.echo(f"… and {len(found) - _MOST_LINES} more")
    click.echo(
        f"{checked.reviews} reviews of {checked.cards} cards of {checked.learners} learners replayed, "
        f"{checked.differences} differences"
    )
    if found and is_repairing:
        current_app.extensions["before_repair"]()  # a backup, or the command ends here
        _repair_all(found)
    is_wrong = bool(found)
    for check in current_app.extensions.get(ALSO_CHECKED, ()):
        line, differs = check(is_repairing)
        if line:
            click.echo(line)
        is_wrong |= differs
    if is_wrong:
        sys.exit(1)


def _repair_all(found: list[Difference]) -> None:
    """Learner by learner, replayed again inside the transaction: somebody may have studied in between."""
    repaired = 0
    for user_id in sorted({difference.user_id for difference in found}):
        with transaction() as session:
            options = fitted(session.connection(), user_id)
            for difference in list(differences_of(session.connection(), user_id, options, Checked())):
                repair(session, difference)
                repaired += 1
    click.echo(f"{repaired} memory states rebuilt from the log")
