"""The audit is sealed: a code for each row, the digests of what was written, seals; none is changed any more.

What is there is sealed as it is found once the whole upgrade is done (`storage.schema.upgrade`). A migration
that makes one of these tables anew has to make its triggers anew, too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ONLY_ADDED = ("audit", "audit_digest", "audit_seal")
REFUSAL = "what is in the audit is never changed and never taken out"
REFUSE = f"""
CREATE FUNCTION muster_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def upgrade() -> None:
    """To the new shape."""
    op.add_column("audit", sa.Column("code", sa.String(), nullable=True))
    op.create_table(
        "audit_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_digest_audit_id_audit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_digest")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", storage.base.Instant(timezone=True), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
    )
    op.create_index("ix_audit_seal_at", "audit_seal", ["at"])
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute(REFUSE)
    for table in ONLY_ADDED:
        for statement in _on_postgresql(table) if on_postgresql else _on_sqlite(table):
            op.execute(statement)


def downgrade() -> None:
    """Back to the shape before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION muster_refuse() CASCADE")
    else:
        for table in ONLY_ADDED:
            for what in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{what}")
    op.drop_table("audit_seal")
    op.drop_table("audit_digest")
    op.drop_column("audit", "code")


def _on_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for what in ("update", "delete")
    ]


def _on_postgresql(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION muster_refuse()",
        f"CREATE TRIGGER {table}_no_truncation BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION muster_refuse()",
    ]
