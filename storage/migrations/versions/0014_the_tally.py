"""How many people stand where is kept beside the projection: the tally, and what of it is whose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTED = (
    *("people", "there", "current", "due_soon", "grace", "expired", "never", "new", "on_leave", "waived"),
    *("unverified", "on_plan", "due_30", "due_60", "due_90"),
)


def upgrade() -> None:
    """To the new shape. Everybody is counted by the ticks after this; till then as before, person by person."""
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    op.create_index("ix_tally_from", "tally", ["from_on", "course_id"])
    op.create_table(
        "tally_share",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("turns_on", sa.Date(), nullable=False),
        sa.Column("history", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tally_share_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_tally_share")),
    )
    op.create_index("ix_tally_share_turns", "tally_share", ["turns_on"])
    op.create_index("ix_tally_share_from", "tally_share", ["from_on"])
    op.execute(
        sa.text(
            "INSERT INTO tally_share (person_id, from_on, turns_on, history)"
            " SELECT id, '0001-01-01', '0001-01-01', '' FROM person"
        )
    )


def downgrade() -> None:
    """Back to the shape before; that release counts person by person."""
    op.drop_table("tally_share")
    op.drop_table("tally")
