"""figures of days that are over, and void rows found by an index

Revision: 0004_progress
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004_progress"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTS = ("again", "hard", "good", "easy", "young", "young_right", "mature", "mature_right")


def upgrade() -> None:
    op.create_table(
        "figured_day",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("local_day", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_figured_day_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "local_day", name=op.f("pk_figured_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figure",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("local_day", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_figure_bank_id_bank")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_figure_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "local_day", "bank_id", "hour", name=op.f("pk_figure")),
        sqlite_with_rowid=False,
    )
    where = sa.text("voids IS NOT NULL")
    op.create_index("ix_review_voids", "review", ["user_id", "voids"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_review_voids", table_name="review")
    op.drop_table("figure")
    op.drop_table("figured_day")
