"""A release of tomorrow, pretended: one migration more than there is, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import schema

LATER = "9001"

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "{later}"
down_revision = "{newest}"
branch_labels = None
depends_on = None
{word}

def upgrade():
    op.create_table("of_tomorrow", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("person", sa.Column("of_tomorrow", sa.String(), nullable=True))
    op.add_column("completion", sa.Column("of_tomorrow", sa.String(), nullable=False, server_default=""))


def downgrade():
    op.drop_column("completion", "of_tomorrow")
    op.drop_column("person", "of_tomorrow")
    op.drop_table("of_tomorrow")
"""


@contextmanager
def tomorrow(folder: Path, usable: bool = True) -> Iterator[None]:
    """While this lasts we are the release of tomorrow, whose shape today's may use, or may not."""
    newest = schema.newest_revision()
    word = f'usable_from = "{newest}"' if usable else ""
    folder.mkdir(exist_ok=True)
    written = MIGRATION.format(later=LATER, newest=newest, word=word)
    (folder / f"{LATER}_of_tomorrow.py").write_text(written, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "VERSIONS", (*schema.VERSIONS, folder))
        yield
