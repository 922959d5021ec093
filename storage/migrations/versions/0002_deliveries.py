"""Deliveries say by columns whom they are for and what they speak of; slots of every cadence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0002"
down_revision = "0005"
branch_labels = None
depends_on = None

PERSON = "fk_delivery_person_id_person"
SPOKEN_OF = (
    ("digest:", "digest_subscription"),
    ("digest stopped:", "digest_subscription"),
    ("import:", "import_run"),
)
"""How the keys of the first shape began, and what such a message spoke of."""

delivery = sa.table(
    "delivery",
    sa.column("id", sa.Integer),
    sa.column("key", sa.String),
    sa.column("subject_kind", sa.String),
    sa.column("subject_id", sa.String),
)


def upgrade() -> None:
    """To the new shape."""
    # In place: what refers to messages would not let their table be made anew.
    op.execute(
        f"ALTER TABLE delivery ADD COLUMN person_id INTEGER CONSTRAINT {PERSON} REFERENCES person (id)"
    )
    for column in ("tell_workspace", "subject_kind", "subject_id"):
        op.add_column("delivery", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.create_index("ix_delivery_subject", "delivery", ["subject_kind", "subject_id"])
    op.create_index("ix_delivery_person", "delivery", ["person_id"])
    op.execute("UPDATE delivery SET tell_workspace = workspace WHERE tell <> ''")
    _name_subjects()

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("written_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_slot_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("kind", "subject_id", "local_date", name=op.f("uq_slot_kind")),
    )
    op.create_index("ix_slot_delivery", "slot", ["delivery_id"])
    op.execute(
        """
        INSERT INTO slot (kind, subject_id, local_date, written_at, skipped, delivery_id, figures)
        SELECT 'digest', subscription_id, local_date, written_at, skipped,
               (SELECT delivery.id FROM delivery
                WHERE delivery.key = 'digest:' || subscription_id || ':' || CAST(local_date AS VARCHAR)),
               figures
        FROM sent_digest ORDER BY id
        """
    )
    op.drop_table("sent_digest")

    with op.batch_alter_table("digest_subscription") as batch_op:
        batch_op.add_column(sa.Column("every", sa.String(), nullable=False, server_default="week"))
        batch_op.add_column(sa.Column("amount", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("day", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("anchor", sa.Date(), nullable=True))


def downgrade() -> None:
    """Back to the shape before."""
    with op.batch_alter_table("digest_subscription") as batch_op:
        for column in ("anchor", "day", "amount", "every"):
            batch_op.drop_column(column)
    op.create_table(
        "sent_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("written_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["digest_subscription.id"],
            name=op.f("fk_sent_digest_subscription_id_digest_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_digest")),
        sa.UniqueConstraint("subscription_id", "local_date", name=op.f("uq_sent_digest_subscription_id")),
    )
    op.execute(
        """
        INSERT INTO sent_digest (subscription_id, local_date, written_at, skipped, figures)
        SELECT subject_id, local_date, written_at, skipped, figures
        FROM slot WHERE kind = 'digest' ORDER BY id
        """
    )
    op.drop_table("slot")
    op.drop_index("ix_delivery_person", "delivery")
    op.drop_index("ix_delivery_subject", "delivery")
    for column in ("subject_id", "subject_kind", "tell_workspace", "person_id"):
        op.drop_column("delivery", column)


def _name_subjects() -> None:
    """The subject of messages written before, read from their keys for the last time."""
    connection = op.get_bind()
    for begins, kind in SPOKEN_OF:
        found = sa.select(delivery.c.id, delivery.c.key).where(delivery.c.key.startswith(begins))
        for row, key in connection.execute(found).all():
            subject = key.removeprefix(begins).split(":", 1)[0]
            if subject.isdecimal():
                named = {"subject_kind": kind, "subject_id": subject}
                connection.execute(delivery.update().where(delivery.c.id == row).values(**named))
