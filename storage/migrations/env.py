"""How Alembic reaches the store: by the connection handed in, or by MUSTER_DATABASE_URL."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from storage.engine import Store
from storage.schema import note_usable_from
from storage.tables import metadata


def run(connection: Connection) -> None:
    """Runs the migrations in one transaction; SQLite tables are rebuilt where they must be altered."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        on_version_apply=note_usable_from,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    with Store(os.environ.get("MUSTER_DATABASE_URL", "sqlite:///muster.db")).engine.begin() as opened:
        run(opened)
