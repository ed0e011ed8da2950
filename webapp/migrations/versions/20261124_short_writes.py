"""indexes for what points at a question, so that questions are deleted without reading all answers; kept forecasts;
broad indexes for the list of cards

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_card_question", "card", "question_id"),
    ("ix_review_question", "review", "question_id"),
    ("ix_review_version", "review", "version_id"),
)

# By name: the columns behind the user, the condition, and the same for PostgreSQL where it is another.
LISTED_BY = ("show_day", "last_day", "lapses", "due_at", "suspended", "hidden_until", "bank_id", "question_id")
BROAD = {
    "ix_card_user_show_day": (("show_day",), "", ""),
    "ix_card_user_last_day": (("last_day",), "", ""),
    "ix_card_user_due_at": (("due_at",), "due_at IS NOT NULL", ""),
    "ix_card_user_flag": (("flag",), "flag > 0", ""),
    "ix_card_user_hidden_until": (("hidden_until",), "hidden_until > 0", ""),
    "ix_card_user_phase": (("phase",), "phase <> 'review'", ""),
    "ix_card_user_suspended": ((), "suspended = 1", "suspended"),
}
NEW = "ix_card_user_suspended"


def _make(name: str, columns: tuple[str, ...], condition: str, on_postgresql: str = "") -> None:
    where = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(on_postgresql or condition)}
    op.create_index(name, "card", ["user_id", *columns], **(where if condition else {}))


def upgrade() -> None:
    for name, (columns, condition, on_postgresql) in BROAD.items():
        if name != NEW:
            op.drop_index(name, table_name="card")
        behind = [column for column in LISTED_BY if column not in columns]
        _make(name, (*columns, "id", *behind), condition, on_postgresql)
    op.create_table(
        "kept_forecasts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_forecasts_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_kept_forecasts")),
    )
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, (columns, condition, _on_postgresql) in BROAD.items():
        op.drop_index(name, table_name="card")
        if name != NEW:
            _make(name, columns, condition)
    op.drop_table("kept_forecasts")
    for name, table, _column in reversed(INDEXES):
        op.drop_index(name, table_name=table)
