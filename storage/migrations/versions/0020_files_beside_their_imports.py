"""What is kept of a file stands beside its import, whose own row is written with every batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FROM_RUN = (
    "INSERT INTO import_file (import_id, content, agreed) SELECT id, content, agreed FROM import_run "
    "WHERE content IS NOT NULL OR agreed IS NOT NULL"
)
TO_RUN = (
    "UPDATE import_run SET "
    "content = (SELECT content FROM import_file WHERE import_id = import_run.id), "
    "agreed = (SELECT agreed FROM import_file WHERE import_id = import_run.id)"
)


def upgrade() -> None:
    """To the new shape."""
    op.create_table(
        "import_file",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("agreed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_import_file_import_id_import_run")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_file")),
    )
    op.execute(FROM_RUN)
    op.drop_column("import_run", "content")
    op.drop_column("import_run", "agreed")


def downgrade() -> None:
    """Back to the shape before."""
    op.add_column("import_run", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.add_column("import_run", sa.Column("agreed", sa.LargeBinary(), nullable=True))
    op.execute(TO_RUN)
    op.drop_table("import_file")
