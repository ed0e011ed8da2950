"""a report outlives the person who sent it

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # Reports of people who are gone cannot be kept by the older version.
    op.execute("DELETE FROM report WHERE user_id IS NULL")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
