"""pictures and sounds of questions

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("extension", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("brought_at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_media")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_brought_at"), ["brought_at"], unique=False)
    op.create_table(
        "media_origin",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("media_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["media_key"], ["media.key"], name=op.f("fk_media_origin_media_key_media")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_media_origin")),
    )
    with op.batch_alter_table("media_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_origin_media_key"), ["media_key"], unique=False)


def downgrade() -> None:
    op.drop_table("media_origin")
    op.drop_table("media")
