"""Classes with their sign-in, certificates, letters; a certificate's own expiry, units, aliases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "refresher_notice",
    "letter_line",
    "letter_choice",
    "certificate",
    "certificate_content",
    "wrong_code",
    "class_attendance",
    "class_coming",
    "class",
    "course_alias",
    "unit",
)
"""Those it adds, each before those it refers to."""

COLUMNS = (
    ("absence", "approved_by VARCHAR"),
    ("card", "permalink VARCHAR"),
    ("affiliation", "unit_id INTEGER CONSTRAINT fk_affiliation_unit_id_unit REFERENCES unit (id)"),
    ("completion", "expires_on DATE"),
    ("completion", "class_id INTEGER CONSTRAINT fk_completion_class_id_class REFERENCES class (id)"),
    ("completion", "recorded_from VARCHAR"),
    (
        "completion",
        "recorded_by_id INTEGER CONSTRAINT fk_completion_recorded_by_id_person REFERENCES person (id)",
    ),
)
"""The columns it adds, in SQL both databases know: a table that others refer to is not rebuilt."""

INDEXES = (
    ("ix_completion_class", "completion", "class_id"),
    ("ix_completion_recorded_by", "completion", "recorded_by_id, recorded_at"),
    ("ix_affiliation_unit", "affiliation", "unit_id"),
)


def upgrade() -> None:
    """To the new shape."""
    _kept()
    _classes()
    _certificates()
    _letters()
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns.split(", "), unique=False)
    op.create_index(
        "ix_completion_unconfirmed",
        "completion",
        ["import_id", "recorded_at", "person_id", "completed_on", "result"],
        unique=False,
        sqlite_where=sa.text("verified IS 0 AND voided_at IS NULL"),
        postgresql_where=sa.text("verified IS false AND voided_at IS NULL"),
    )


def downgrade() -> None:
    """Back to the shape before; what was recorded of classes, certificates and letters goes."""
    op.drop_index("ix_completion_unconfirmed", "completion")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.split()[0])
    op.drop_column("delivery", "send_by")
    for table in TABLES:
        op.drop_table(table)


def _kept() -> None:
    """What courses are called, and units."""
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id_agency")),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_unit_import_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "key", name=op.f("uq_unit_agency_id")),
    )
    op.create_table(
        "course_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_alias_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_alias")),
    )
    op.create_index(
        "uq_course_alias_live",
        "course_alias",
        ["key"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _classes() -> None:
    """Classes, who comes to them and who was there."""
    op.create_table(
        "class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("instructor", sa.String(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("funding", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("wall_code", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "open", "closed", "cancelled", name="classstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_class_agency_id_agency")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_class_course_id_course")),
        sa.ForeignKeyConstraint(["instructor_id"], ["person.id"], name=op.f("fk_class_instructor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class")),
        sa.UniqueConstraint("record", name=op.f("uq_class_record")),
    )
    op.create_index("ix_class_held", "class", ["held_on"], unique=False)
    op.create_index(
        "uq_class_wall_code",
        "class",
        ["wall_code"],
        unique=True,
        sqlite_where=sa.text("wall_code IS NOT NULL"),
        postgresql_where=sa.text("wall_code IS NOT NULL"),
    )
    op.create_table(
        "class_coming",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("coming", "not coming", "waiting", name="coming", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("since", storage.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_coming_class_id_class")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_class_coming_person_id_person")),
        sa.PrimaryKeyConstraint("class_id", "person_id", name=op.f("pk_class_coming")),
    )
    op.create_index("ix_class_coming_person", "class_coming", ["person_id"], unique=False)
    op.create_table(
        "class_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("pressed", "code", "added", name="way", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("signed_in_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("left_early_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "credited",
                "left early",
                "had it",
                "their own",
                "not on the roster",
                name="outcome",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("completion_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_from", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_attendance_class_id_class")),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completion.id"], name=op.f("fk_class_attendance_completion_id_completion")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_class_attendance_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_attendance")),
    )
    op.create_index("ix_class_attendance_person", "class_attendance", ["person_id"], unique=False)
    op.create_index(
        "uq_class_attendance_live",
        "class_attendance",
        ["class_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )

    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wrong_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_code")),
    )
    op.create_index("ix_wrong_code_person", "wrong_code", ["person_id", "at"], unique=False)


def _certificates() -> None:
    """Certificates and their bytes."""
    op.create_table(
        "certificate_content",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_certificate_content")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "coming", "kept", "again", "refused", name="certificatestate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("slack_user", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_from", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completion.id"], name=op.f("fk_certificate_completion_id_completion")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_certificate_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["certificate_content.sha256"], name=op.f("fk_certificate_sha256_certificate_content")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("record", name=op.f("uq_certificate_record")),
    )
    op.create_index("ix_certificate_completion", "certificate", ["completion_id"], unique=False)
    op.create_index("ix_certificate_person", "certificate", ["person_id"], unique=False)
    coming = "state = 'coming' AND voided_at IS NULL AND completion_id IS"
    for name, columns, which in (
        ("ix_certificate_waiting", ["not_before"], f"{coming} NOT NULL"),
        ("ix_certificate_unplaced", ["completion_id", "recorded_at"], f"{coming} NULL"),
    ):
        op.create_index(
            name,
            "certificate",
            columns,
            unique=False,
            sqlite_where=sa.text(which),
            postgresql_where=sa.text(which),
        )


def _letters() -> None:
    """What waits for a letter, and how people chose to get them."""
    op.create_table(
        "letter_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "often",
            sa.Enum("daily", "weekly", "urgent", "never", name="often", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("tells_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_letter_choice")),
    )
    op.create_table(
        "letter_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("noted_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_line_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_line")),
        sa.UniqueConstraint("person_id", "matter", "about_id", "mark", name=op.f("uq_letter_line_person_id")),
    )
    op.create_index(
        "ix_letter_line_waits",
        "letter_line",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("told_on IS NULL"),
        postgresql_where=sa.text("told_on IS NULL"),
    )
    op.create_table(
        "refresher_notice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_refresher_notice_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_refresher_notice_course_id_course")
        ),
        sa.PrimaryKeyConstraint("person_id", "course_id", name=op.f("pk_refresher_notice")),
    )
    op.create_index("ix_refresher_notice_next", "refresher_notice", ["next_on", "person_id"], unique=False)
    op.add_column("delivery", sa.Column("send_by", storage.base.Instant(timezone=True), nullable=True))
