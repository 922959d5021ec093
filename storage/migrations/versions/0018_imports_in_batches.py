"""What an import remembers that is written in batches: what was agreed to, how much it is, who is at it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the new shape."""
    op.add_column("import_run", sa.Column("agreed", sa.LargeBinary(), nullable=True))
    op.add_column("import_run", sa.Column("agreed_rows", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("import_run", sa.Column("brought", sa.String(), nullable=False, server_default=""))
    op.add_column("import_run", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Back to the shape before."""
    for name in ("turn", "brought", "agreed_rows", "agreed"):
        op.drop_column("import_run", name)
