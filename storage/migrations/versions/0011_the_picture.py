"""Numbers that were shown, by their keys; the scorecard; how courses can be taught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("course_capacity", "score_kept", "score_said", "shown_number")
MATTERS = ("scorecard asked",)
SLOTS = ("scorecard quarter",)


def upgrade() -> None:
    """To the new shape."""
    instant = storage.base.Instant(timezone=True)
    op.create_table(
        "shown_number",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("fewest", sa.Integer(), nullable=False),
        sa.Column("counted_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shown_number")),
    )
    op.create_table(
        "score_said",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_on", sa.Date(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("voided_at", instant, nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_score_said_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_said")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_score_said_item", "score_said", ["agency_id", "item"])
    op.create_table(
        "score_kept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("bars", sa.JSON(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_kept")),
        sa.UniqueConstraint("whose", "kept_on", name=op.f("uq_score_kept_whose")),
    )
    op.create_table(
        "course_capacity",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("trainer_course_id", sa.Integer(), nullable=True),
        sa.Column("classes_a_month", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_capacity_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["trainer_course_id"], ["course.id"], name=op.f("fk_course_capacity_trainer_course_id_course")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_capacity")),
    )


def downgrade() -> None:
    """Back to the shape before; numbers kept, scorecards and capacities go."""
    for table, column, values in (
        ("letter_line", "matter", MATTERS),
        ("slot", "kind", SLOTS),
        ("progress", "name", SLOTS),
    ):
        found = sa.table(table, sa.column(column))
        op.execute(sa.delete(found).where(found.c[column].in_(values)))
    for table in TABLES:
        op.drop_table(table)
