"""an index of the questions that nobody is asked

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNASKED = "status <> 'active' OR version_id IS NULL"


def upgrade() -> None:
    op.create_index(
        "ix_question_unasked", "question", ["id"], sqlite_where=sa.text(UNASKED), postgresql_where=sa.text(UNASKED)
    )


def downgrade() -> None:
    op.drop_index("ix_question_unasked", table_name="question")
