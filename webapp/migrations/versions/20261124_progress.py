"""figures of days that are over, void rows found by an index, and parameters fitted to a learner

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
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
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
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
    op.create_table(
        "parameter_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weights", sa.String(length=600), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("log_loss", sa.Float(precision=53), nullable=True),
        sa.Column("rmse_bins", sa.Float(precision=53), nullable=True),
        sa.Column("measured", sa.JSON(), nullable=True),
        sa.Column("chosen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_parameter_set_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_set")),
    )
    op.create_index("ix_parameter_set_user_chosen_at", "parameter_set", ["user_id", "chosen_at"])
    op.create_table(
        "parameter_wish",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["parameter_set.id"], name=op.f("fk_parameter_wish_set_id_parameter_set")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_parameter_wish_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_parameter_wish")),
    )
    op.create_index("ix_question_bank_topic", "question", ["bank_id", "topic", "status"])
    where = sa.text("voids IS NOT NULL")
    op.create_index("ix_review_voids", "review", ["user_id", "voids"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_review_voids", table_name="review")
    op.drop_index("ix_question_bank_topic", table_name="question")
    op.drop_table("parameter_wish")
    op.drop_index("ix_parameter_set_user_chosen_at", table_name="parameter_set")
    op.drop_table("parameter_set")
    op.drop_table("figure")
    op.drop_table("figured_day")
