"""indexes for what points at a question, so that questions are deleted without reading all answers

Revision: 0010
Follows: 0009
"""

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
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _column in reversed(INDEXES):
        op.drop_index(name, table_name=table)
