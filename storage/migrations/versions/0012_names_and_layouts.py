"""Names by which agencies and units go, the addresses a person had, and how files are laid out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("person_address", "import_layout", "unit_alias", "agency_alias")
KEPT_WITH_A_FILE = (("settled", "{}"), ("questions", "[]"), ("preview", "[]"))
LIVE = sa.text("voided_at IS NULL")


def upgrade() -> None:
    """To the new shape."""
    instant = storage.base.Instant(timezone=True)
    for table, named in (("agency_alias", "agency"), ("unit_alias", "unit")):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column(f"{named}_id", sa.Integer(), nullable=False),
            sa.Column("key", sa.String(), nullable=False),
            sa.Column("alias", sa.String(), nullable=False),
            sa.Column("recorded_by", sa.String(), nullable=False),
            sa.Column("recorded_at", instant, nullable=False),
            sa.Column("voided_at", instant, nullable=True),
            sa.Column("voided_by", sa.String(), nullable=True),
            sa.Column("void_reason", sa.String(), nullable=True),
            sa.ForeignKeyConstraint(
                [f"{named}_id"], [f"{named}.id"], name=op.f(f"fk_{table}_{named}_id_{named}")
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sqlite_autoincrement=True,
        )
    op.create_index(
        "uq_agency_alias_live", "agency_alias", ["key"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(
        "uq_unit_alias_live",
        "unit_alias",
        ["unit_id", "key"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "import_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("header", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("used_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_layout")),
        sa.UniqueConstraint("kind", "header", name=op.f("uq_import_layout_kind")),
    )
    op.create_table(
        "person_address",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_person_address_import_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_address_person_id_person")
        ),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_person_address")),
    )
    op.create_index("ix_person_address_person_id", "person_address", ["person_id"])
    for column, empty in KEPT_WITH_A_FILE:
        op.add_column("import_run", sa.Column(column, sa.JSON(), nullable=False, server_default=empty))


def downgrade() -> None:
    """Back to the shape before; names, layouts and earlier addresses go."""
    runs = sa.table("import_run", sa.column("state"))
    lines = sa.table("letter_line", sa.column("matter"))
    op.execute(sa.update(runs).where(runs.c.state == "asked").values(state="failed"))
    op.execute(sa.delete(lines).where(lines.c.matter == "former address"))
    for column, _ in KEPT_WITH_A_FILE:
        op.drop_column("import_run", column)
    for table in TABLES:
        op.drop_table(table)
