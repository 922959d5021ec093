"""Meetings, checklists, and what people tell emergency management."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = (
    "calendar_owed",
    "confided",
    "checklist_channel",
    "checklist_item",
    "checklist",
    "checklist_template_item",
    "checklist_template",
    "meeting_note",
    "meeting_invitation",
    "meeting_seat",
    "meeting",
)

NUMBERED = ("meeting", "meeting_invitation", "checklist", "checklist_item", "checklist_template", "confided")
"""The tables whose ids audit rows and the buttons of messages name."""
CARDS = ("meeting", "meeting invitation", "checklist")
MATTERS = (
    "meeting moved",
    "meeting changed",
    "meeting cancelled",
    "meeting left",
    "sent declines",
    "meeting nudge",
    "meeting open seats",
    "item given",
    "item near",
    "item due",
    "checklist handed",
    "told privately",
    "read privately",
)
SLOTS = ("checklist week",)
PROGRESS = ("checklist reminders left",)
SUBJECTS = (*TABLES, "meeting calendar", "meeting calendar gone")


def upgrade() -> None:
    """To the new shape."""
    _meetings()
    _checklists()
    _confided()
    for table in NUMBERED:
        _number_behind(table)


def downgrade() -> None:
    """Back to the shape before; meetings, checklists and what was told go, and what is kept beside them.

    What was written of them into the audit stays; nothing else of it is found by the id of a later record.
    """
    _forget("card", "kind", CARDS)
    _forget("letter_line", "matter", MATTERS)
    _forget("slot", "kind", SLOTS)
    _forget("progress", "name", PROGRESS)
    delivery = sa.table("delivery", sa.column("subject_kind"), sa.column("subject_id"))
    about = sa.update(delivery).where(delivery.c.subject_kind.in_(SUBJECTS))
    op.execute(about.values(subject_kind="", subject_id=""))
    for table in TABLES:
        op.drop_table(table)


def _forget(table: str, column: str, values: tuple[str, ...]) -> None:
    """Deletes what the table of an older shape has of a newer one."""
    found = sa.table(table, sa.column(column))
    op.execute(sa.delete(found).where(found.c[column].in_(values)))


def _number_behind(table: str) -> None:
    """Numbers from behind what the audit names: where the shape was gone back once, no id is another's."""
    connection = op.get_bind()
    audit = sa.table("audit", sa.column("subject_kind"), sa.column("subject_id"))
    last = connection.scalar(sa.select(sa.func.max(audit.c.subject_id)).where(audit.c.subject_kind == table))
    if not last:
        return
    if connection.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table, "id")
        connection.execute(sa.select(sa.func.setval(sequence, last)))
    else:
        numbers = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
        connection.execute(sa.insert(numbers).values(name=table, seq=last))


def _meetings() -> None:
    """Meetings, their seats, who is invited, what was said."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "called", "held", "cancelled", name="meetingstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("moved_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("called_by_user", sa.String(), nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("called_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_meeting_agency_id_agency")),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_meeting_called_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("record", name=op.f("uq_meeting_record")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_held", "meeting", ["held_on"], unique=False)
    op.create_table(
        "calendar_owed",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("noted_at", storage.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_calendar_owed_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_owed_person_id_person")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_calendar_owed")),
    )
    op.create_table(
        "meeting_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("decision", "objection", "concern", name="notekind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_note_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_note")),
    )
    op.create_index("ix_meeting_note_meeting", "meeting_note", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("discipline", sa.String(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_meeting_seat_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_seat_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_seat")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_seat_meeting", "meeting_seat", ["meeting_id", "place"], unique=False)
    op.create_table(
        "meeting_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "coming",
                "not coming",
                "not sure yet",
                "sending someone",
                name="rsvpanswer",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_name", sa.String(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("sent_attended", sa.Boolean(), nullable=True),
        sa.Column("unannounced", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_invitation_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_invitation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["meeting_seat.id"], name=op.f("fk_meeting_invitation_seat_id_meeting_seat")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_meeting_invitation_sent_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_invitation_person", "meeting_invitation", ["person_id"], unique=False)
    op.create_index(
        "uq_meeting_invitation_live",
        "meeting_invitation",
        ["meeting_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _checklists() -> None:
    """Templates, checklists, their items, the channels that read of them."""
    op.create_table(
        "checklist_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("for_agencies", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_template")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_template_key")),
        sa.UniqueConstraint("record", name=op.f("uq_checklist_template_record")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "checklist_template_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "owner_right",
            sa.Enum("lead", "manager", name="ownerright", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("due_after_days", sa.Integer(), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["checklist_template_item.id"],
            name=op.f("fk_checklist_template_item_follows_id_checklist_template_item"),
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["checklist_template.id"],
            name=op.f("fk_checklist_template_item_template_id_checklist_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_template_item")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_checklist_template_item_follows_id")),
    )
    op.create_index(
        "ix_checklist_template_item_template",
        "checklist_template_item",
        ["template_id", "place"],
        unique=False,
    )
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("template_revision", sa.Integer(), nullable=True),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_checklist_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["checklist_template.id"],
            name=op.f("fk_checklist_template_id_checklist_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("record", name=op.f("uq_checklist_record")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_checklist_agency", "checklist", ["agency_id"], unique=False)
    op.create_index(
        "uq_checklist_whose",
        "checklist",
        ["whose"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "checklist_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("slack_user", sa.String(), nullable=False),
        sa.Column("created_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("known_until", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("stopped_by", sa.String(), nullable=True),
        sa.Column("stopped_at", storage.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_channel_checklist_id_checklist")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_channel")),
    )
    op.create_index(
        "uq_checklist_channel_live",
        "checklist_channel",
        ["checklist_id", "workspace", "channel"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "owner_right",
            sa.Enum("lead", "manager", name="ownerright", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "done", "not doing", name="itemstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("why_dropped", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("template_item_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_item_checklist_id_checklist")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["checklist_item.id"], name=op.f("fk_checklist_item_follows_id_checklist_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_checklist_item_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_checklist_item_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["template_item_id"],
            ["checklist_template_item.id"],
            name=op.f("fk_checklist_item_template_item_id_checklist_template_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("record", name=op.f("uq_checklist_item_record")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_checklist_item_checklist", "checklist_item", ["checklist_id", "place"], unique=False)
    op.create_index(
        "ix_checklist_item_due",
        "checklist_item",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_checklist_item_follows",
        "checklist_item",
        ["follows_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index(
        "ix_checklist_item_owner",
        "checklist_item",
        ["owner_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _confided() -> None:
    """What people tell emergency management privately."""
    op.create_table(
        "confided",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("chiefs", sa.JSON(), nullable=False),
        sa.Column(
            "matter",
            sa.Enum("why", "champion", "concern", name="matter", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("told_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_confided_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confided")),
        sa.UniqueConstraint("record", name=op.f("uq_confided_record")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_confided_matter", "confided", ["matter"], unique=False)
    op.create_index("ix_confided_person", "confided", ["person_id"], unique=False)
