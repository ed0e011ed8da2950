"""indexes for what points at a question, so that questions are deleted without reading all answers; kept forecasts

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


def upgrade() -> None:
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
    op.drop_table("kept_forecasts")
    for name, table, _column in reversed(INDEXES):
        op.drop_index(name, table_name=table)
