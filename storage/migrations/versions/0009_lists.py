"""Lists of people that were brought as files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the new shape."""
    op.create_table(
        "brought_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("logged", sa.JSON(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("slack_user", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "read", "used", "failed", name="liststate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("brought_at", storage.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_brought_list_class_id_class")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_list")),
    )


def downgrade() -> None:
    """Back to the shape before; lists that wait to be used go."""
    op.drop_table("brought_list")
