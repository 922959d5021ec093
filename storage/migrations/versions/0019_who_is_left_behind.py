"""Whoever the projection does not speak of is found by an index, however many people there are."""

from alembic import op

revision = "0019"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the new shape."""
    op.create_index("ix_person_turn", "person", ["reproject_on"])
    op.create_index("ix_person_version", "person", ["projected_by"])


def downgrade() -> None:
    """Back to the shape before."""
    op.drop_index("ix_person_version", "person")
    op.drop_index("ix_person_turn", "person")
