"""People are found by their names as they are said: no apostrophe, a hyphen as a space; by last name, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from readiness.text import fold
from words.people import fold_person

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("first_name", sa.String),
    sa.column("last_name", sa.String),
    sa.column("name_key", sa.String),
    sa.column("last_key", sa.String),
)
AT_ONCE = 5000


def upgrade() -> None:
    """To the new shape."""
    op.add_column("person", sa.Column("last_key", sa.String(), nullable=False, server_default=""))
    change = (
        sa.update(PERSON)
        .where(PERSON.c.id == sa.bindparam("person"))
        .values(name_key=sa.bindparam("name"), last_key=sa.bindparam("last"))
    )
    after = 0
    while True:
        query = sa.select(PERSON.c.id, PERSON.c.first_name, PERSON.c.last_name).where(PERSON.c.id > after)
        rows = op.get_bind().execute(query.order_by(PERSON.c.id).limit(AT_ONCE)).all()
        if not rows:
            break
        keys = [
            {
                "person": row.id,
                "name": fold_person(f"{row.first_name} {row.last_name}"),
                "last": fold_person(row.last_name),
            }
            for row in rows
        ]
        op.get_bind().execute(change, keys)
        after = rows[-1].id
    op.create_index("ix_person_name", "person", ["name_key"])
    op.create_index("ix_person_last", "person", ["last_key"])


def downgrade() -> None:
    """Back to the shape before."""
    op.drop_index("ix_person_last", "person")
    op.drop_index("ix_person_name", "person")
    op.drop_column("person", "last_key")
    query = sa.select(PERSON.c.id, PERSON.c.first_name, PERSON.c.last_name)
    for row in op.get_bind().execute(query).all():
        key = fold(f"{row.first_name} {row.last_name}")
        op.get_bind().execute(sa.update(PERSON).where(PERSON.c.id == row.id).values(name_key=key))
