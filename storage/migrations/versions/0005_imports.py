"""How far an import is, what was decided on it and how often it was tried, as columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COUNTED = ("new", "changed", "unchanged", "rejected", "missing", "ended")

_RUNS = sa.table(
    "import_run",
    sa.column("id", sa.Integer()),
    sa.column("counts", sa.JSON()),
    sa.column("previewed", sa.String()),
    sa.column("not_before", storage.base.Instant(timezone=True)),
    sa.column("decided_by", sa.String()),
    sa.column("decided_workspace", sa.String()),
    sa.column("decided_user", sa.String()),
    sa.column("ends_missing", sa.Boolean()),
)


def upgrade() -> None:
    """To the new shape."""
    # Columns are added one by one: a table that others refer to is not rebuilt.
    for column in (
        sa.Column("previewed", sa.String(), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_before", storage.base.Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_workspace", sa.String(), nullable=False, server_default=""),
        sa.Column("decided_user", sa.String(), nullable=False, server_default=""),
        sa.Column("ends_missing", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("import_run", column)
    connection = op.get_bind()
    for number, counts in connection.execute(sa.select(_RUNS.c.id, _RUNS.c.counts)).all():
        connection.execute(_RUNS.update().where(_RUNS.c.id == number).values(**_apart(counts or {})))


def _apart(counts: dict[str, Any]) -> dict[str, Any]:
    """What stood among the counts, each where it stands now."""
    decision = counts.get("decision")
    not_before = counts.get("not_before")
    apart: dict[str, Any] = {
        "counts": {name: counts[name] for name in _COUNTED if name in counts},
        "previewed": counts.get("previewed", ""),
        "not_before": None if not_before is None else datetime.fromisoformat(not_before),
    }
    if decision is not None:
        apart |= {
            "decided_by": decision["by"],
            "decided_workspace": decision["workspace"],
            "decided_user": decision["user"],
            "ends_missing": bool(decision.get("end_missing", False)),
        }
    return apart


def downgrade() -> None:
    """Back to the former shape."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_RUNS)).mappings().all():
        counts: dict[str, Any] = {**(row["counts"] or {})}
        if row["previewed"]:
            counts["previewed"] = row["previewed"]
        if row["not_before"] is not None:
            counts["not_before"] = row["not_before"].isoformat()
        if row["decided_by"] is not None:
            counts["decision"] = {
                "by": row["decided_by"],
                "workspace": row["decided_workspace"],
                "user": row["decided_user"],
                "end_missing": bool(row["ends_missing"]),
            }
        connection.execute(_RUNS.update().where(_RUNS.c.id == row["id"]).values(counts=counts))
    for name in (
        "ends_missing",
        "decided_user",
        "decided_workspace",
        "decided_by",
        "not_before",
        "attempts",
        "previewed",
    ):
        op.drop_column("import_run", name)
