"""finding cards: words of questions, flags, and indexes for what is rare

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PARTIAL = {
    "ix_card_user_flag": ("flag", "flag > 0"),
    "ix_card_user_hidden_until": ("hidden_until", "hidden_until > 0"),
    "ix_card_user_phase": ("phase", "phase <> 'review'"),
}


def upgrade() -> None:
    word = sa.String(length=41).with_variant(sa.String(length=41, collation="C"), "postgresql")
    op.create_table(
        "question_word",
        sa.Column("word", word, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_word_question_id_question")),
        sa.PrimaryKeyConstraint("word", "question_id", name=op.f("pk_question_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_question_word_question", "question_word", ["question_id", "word"])
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("indexed_version_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("flag", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_card_user_lapses", "card", ["user_id", "lapses", "id"])
    op.create_index("ix_card_user_bank_question", "card", ["user_id", "bank_id", "question_id", "id"])
    for name, (column, condition) in PARTIAL.items():
        op.create_index(
            name, "card", ["user_id", column], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
        )


def downgrade() -> None:
    for name in (*PARTIAL, "ix_card_user_bank_question", "ix_card_user_lapses"):
        op.drop_index(name, table_name="card")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_column("flag")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("indexed_version_id")
    op.drop_index("ix_question_word_question", table_name="question_word")
    op.drop_table("question_word")
