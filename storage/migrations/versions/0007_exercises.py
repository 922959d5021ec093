"""Exercises: plans, positions, who took part, how tasks went, corrective actions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "participation",
    "task_rating",
    "exercise_strength",
    "exercise_task",
    "exercise_objective",
    "exercise_invitation",
    "corrective_action",
    "exercise",
    "on_bench",
    "can_play",
    "position",
    "adoption",
    "plan_revision",
    "plan",
)
"""Those it adds, each before those it refers to."""


def upgrade() -> None:
    """To the new shape."""
    _plans()
    _positions()
    _exercises()
    _participation()
    _review()
    # By the words of SQL both databases know: a table that others refer to is not rebuilt.
    op.execute(
        "ALTER TABLE course ADD COLUMN plan_id INTEGER CONSTRAINT fk_course_plan_id_plan REFERENCES plan (id)"
    )


def downgrade() -> None:
    """Back to the shape before; what was recorded of exercises and plans goes."""
    op.drop_column("course", "plan_id")
    for table in TABLES:
        op.drop_table(table)


def _plans() -> None:
    """Shared plans, their revisions and who adopted them."""
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        _refers("plan", "import_id", "import_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_key")),
    )
    op.create_table(
        "plan_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("retrain_within_days", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("plan_revision", "import_id", "import_run"),
        _refers("plan_revision", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_revision")),
    )
    op.create_index(
        "uq_plan_revision_live",
        "plan_revision",
        ["plan_id", "key"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        *_recorded(),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("adoption", "agency_id", "agency"),
        _refers("adoption", "import_id", "import_run"),
        _refers("adoption", "revision_id", "plan_revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    op.create_index(
        "uq_adoption_live",
        "adoption",
        ["agency_id", "revision_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _positions() -> None:
    """The catalogue of positions, and who can play them."""
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("disciplines", sa.String(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("current_months", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("position", "import_id", "import_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("key", name=op.f("uq_position_key")),
    )
    op.create_table(
        "can_play",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("played_on", sa.Date(), nullable=True),
        sa.Column("walked_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("through_on", sa.Date(), nullable=True),
        sa.Column("walked_through_on", sa.Date(), nullable=True),
        sa.Column("verified_through_on", sa.Date(), nullable=True),
        _refers("can_play", "person_id", "person"),
        _refers("can_play", "position_id", "position"),
        sa.PrimaryKeyConstraint("person_id", "position_id", name=op.f("pk_can_play")),
    )
    op.create_index(
        "ix_can_play_through", "can_play", ["through_on", "position_id", "person_id"], unique=False
    )
    op.create_table(
        "on_bench",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("through_on", sa.Date(), nullable=False),
        sa.Column("disciplines", sa.String(), nullable=False),
        sa.Column("held", sa.String(), nullable=False),
        _refers("on_bench", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "from_on", name=op.f("pk_on_bench")),
    )
    op.create_index(
        "ix_on_bench_held", "on_bench", ["disciplines", "held", "from_on", "through_on"], unique=False
    )


def _exercises() -> None:
    """Exercises with their objectives and tasks."""
    op.create_table(
        "exercise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("simulation", sa.Boolean(), nullable=False),
        sa.Column("host_agency_id", sa.Integer(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("threat", sa.String(), nullable=False),
        sa.Column("mission_area", sa.String(), nullable=False),
        sa.Column("capabilities", sa.String(), nullable=False),
        sa.Column("funding", sa.String(), nullable=False),
        sa.Column("sponsor", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("poc", sa.String(), nullable=False),
        sa.Column("poc_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "signing in",
                "confirmed",
                "cancelled",
                name="exercisestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        *_recorded(),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("exercise", "host_agency_id", "agency"),
        _refers("exercise", "import_id", "import_run"),
        _refers("exercise", "poc_id", "person"),
        _refers("exercise", "revision_id", "plan_revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
        sa.UniqueConstraint("key", name=op.f("uq_exercise_key")),
    )
    op.create_index("ix_exercise_held", "exercise", ["held_on"], unique=False)
    op.create_table(
        "exercise_invitation",
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        _refers("exercise_invitation", "agency_id", "agency"),
        _refers("exercise_invitation", "exercise_id", "exercise"),
        sa.PrimaryKeyConstraint("exercise_id", "agency_id", name=op.f("pk_exercise_invitation")),
    )
    op.create_table(
        "exercise_objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        _refers("exercise_objective", "exercise_id", "exercise"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_objective")),
    )
    op.create_index("ix_exercise_objective_exercise", "exercise_objective", ["exercise_id"], unique=False)
    op.create_table(
        "exercise_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        _refers("exercise_task", "exercise_id", "exercise"),
        _refers("exercise_task", "objective_id", "exercise_objective"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_task")),
    )
    op.create_index("uq_exercise_task", "exercise_task", ["exercise_id", "key"], unique=True)


def _participation() -> None:
    """Who took part."""
    op.create_table(
        "participation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("self_reported", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column("verified_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_from", sa.String(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("said", "carried over", "given", name="origin", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("participation", "agency_id", "agency"),
        _refers("participation", "exercise_id", "exercise"),
        _refers("participation", "import_id", "import_run"),
        _refers("participation", "person_id", "person"),
        _refers("participation", "position_id", "position"),
        _refers("participation", "replaced_by_id", "participation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("record", name=op.f("uq_participation_record")),
    )
    op.create_index("ix_participation_exercise", "participation", ["exercise_id"], unique=False)
    op.create_index("ix_participation_import", "participation", ["import_id"], unique=False)
    op.create_index("ix_participation_person", "participation", ["person_id", "position_id"], unique=False)


def _review() -> None:
    """How tasks went, and what came of it."""
    op.create_table(
        "corrective_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=True),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("corrective_action", sa.String(), nullable=False),
        sa.Column("capability", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("poc", sa.String(), nullable=False),
        sa.Column("poc_id", sa.Integer(), nullable=True),
        sa.Column("funding", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        *_recorded(),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("corrective_action", "agency_id", "agency"),
        _refers("corrective_action", "exercise_id", "exercise"),
        _refers("corrective_action", "import_id", "import_run"),
        _refers("corrective_action", "poc_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
        sa.UniqueConstraint("key", name=op.f("uq_corrective_action_key")),
    )
    op.create_index("ix_corrective_action_task", "corrective_action", ["task_key"], unique=False)
    op.create_table(
        "exercise_strength",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("strength", sa.String(), nullable=False),
        *_recorded(),
        *_taken_back(),
        _refers("exercise_strength", "exercise_id", "exercise"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_strength")),
    )
    op.create_index("ix_exercise_strength_exercise", "exercise_strength", ["exercise_id"], unique=False)
    op.create_table(
        "task_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("capability", sa.String(), nullable=False),
        *_recorded(),
        sa.Column("import_id", sa.Integer(), nullable=True),
        *_taken_back(),
        _refers("task_rating", "exercise_id", "exercise"),
        _refers("task_rating", "import_id", "import_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_rating")),
    )
    op.create_index("ix_task_rating_task", "task_rating", ["task_key"], unique=False)
    op.create_index(
        "uq_task_rating_live",
        "task_rating",
        ["exercise_id", "task_key", "run"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _taken_back() -> list[sa.Column[Any]]:
    """The columns of what stays readable after it was taken back."""
    return [
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
    ]


def _recorded() -> list[sa.Column[Any]]:
    """The columns of who recorded something, and when."""
    return [
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
    ]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A column that holds another table's id."""
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)
