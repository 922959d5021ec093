"""Cards, and requests to be linked as records of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the new shape; who asked and waits still does."""
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("stale_since", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("next_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_card_delivery_id_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_card_delivery_id")),
    )
    stale = sa.text("stale_since IS NOT NULL")
    op.create_index("ix_card_record", "card", ["kind", "record_id"], unique=False)
    op.create_index(
        "ix_card_stale", "card", ["next_at"], unique=False, sqlite_where=stale, postgresql_where=stale
    )
    op.create_table(
        "link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("asked_at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("decided_at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
    )
    op.create_index("ix_link_request_user", "link_request", ["workspace", "user", "asked_at"], unique=False)
    op.execute(
        """
        INSERT INTO link_request (workspace, "user", asked_at, decided_at, decided_by, person_id)
        SELECT workspace, "user", asked_at, linked_at, COALESCE(linked_by, ''), person_id
        FROM slack_identity WHERE asked_at IS NOT NULL
        """
    )
    with op.batch_alter_table("slack_identity", schema=None) as batch_op:
        batch_op.drop_column("asked_at")


def downgrade() -> None:
    """Back to the shape before."""
    with op.batch_alter_table("slack_identity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", storage.base.Instant(timezone=True), nullable=True))
    op.execute(
        """
        UPDATE slack_identity SET asked_at = (
            SELECT MAX(asked_at) FROM link_request
            WHERE link_request.workspace = slack_identity.workspace
            AND link_request."user" = slack_identity."user"
        )
        """
    )
    op.drop_index("ix_link_request_user", table_name="link_request")
    op.drop_table("link_request")
    stale = sa.text("stale_since IS NOT NULL")
    op.drop_index("ix_card_stale", table_name="card", sqlite_where=stale, postgresql_where=stale)
    op.drop_index("ix_card_record", table_name="card")
    op.drop_table("card")
