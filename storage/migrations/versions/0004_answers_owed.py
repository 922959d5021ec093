"""To whom an answer is owed until it was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IS_OWED = sa.text("owed_to IS NOT NULL")


def upgrade() -> None:
    """To the new shape."""
    with op.batch_alter_table("answered_request") as batch_op:
        batch_op.add_column(sa.Column("workspace", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("owed_to", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_answered_request_owed",
            ["workspace", "at"],
            unique=False,
            sqlite_where=IS_OWED,
            postgresql_where=IS_OWED,
        )


def downgrade() -> None:
    """Back to the shape before: who is still owed an answer is forgotten."""
    with op.batch_alter_table("answered_request") as batch_op:
        batch_op.drop_index("ix_answered_request_owed")
        batch_op.drop_column("owed_to")
        batch_op.drop_column("workspace")
