"""options of studying: presets, choices for banks, days off, exams; sessions of one's own

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preferences", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("study_plan", sa.Text(), nullable=True))
    with op.batch_alter_table("study_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sort", sa.String(length=12), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("load", sa.Text(), nullable=True))
    op.create_table(
        "study_preset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_study_preset_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_preset")),
    )
    op.create_index("ix_study_preset_user_id", "study_preset", ["user_id"])
    op.create_table(
        "bank_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("preset_id", sa.Integer(), nullable=True),
        sa.Column("new_per_day", sa.Integer(), nullable=True),
        sa.Column("reviews_per_day", sa.Integer(), nullable=True),
        sa.Column("retention", sa.Float(precision=53), nullable=True),
        sa.Column("today_day", sa.Integer(), nullable=False),
        sa.Column("today_new", sa.Integer(), nullable=False),
        sa.Column("today_reviews", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_bank_choice_bank_id_bank")),
        sa.ForeignKeyConstraint(["preset_id"], ["study_preset.id"], name=op.f("fk_bank_choice_preset_id_study_preset")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_bank_choice_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "bank_id", name=op.f("pk_bank_choice")),
    )
    op.create_table(
        "study_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_study_break_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_break")),
    )
    op.create_index("ix_study_break_user_id", "study_break", ["user_id"])
    op.create_table(
        "exam_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("pace", sa.JSON(), nullable=False),
        sa.Column("pass_days", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_exam_date_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_date")),
    )
    op.create_index("ix_exam_date_user_id", "exam_date", ["user_id"])


def downgrade() -> None:
    for table in ("exam_date", "study_break", "bank_choice", "study_preset"):
        op.drop_table(table)
    with op.batch_alter_table("study_session", schema=None) as batch_op:
        batch_op.drop_column("load")
        batch_op.drop_column("sort")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("study_plan")
        batch_op.drop_column("preferences")
