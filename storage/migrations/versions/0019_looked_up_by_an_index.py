"""Whoever the projection does not speak of, and whoever bears a word of a name, is found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("name_key", sa.String),
    sa.column("worded", sa.String),
)
WORD = sa.table("name_word", sa.column("word", sa.String), sa.column("person_id", sa.Integer))
UNWORDED = sa.text("worded <> name_key")
BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")
AT_ONCE = 5000


def upgrade() -> None:
    """To the new shape."""
    op.create_index("ix_person_turn", "person", ["reproject_on"])
    op.create_index("ix_person_version", "person", ["projected_by"])
    op.add_column("person", sa.Column("worded", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "name_word",
        sa.Column("word", BYTEWISE, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_name_word_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "person_id", name=op.f("pk_name_word")),
    )
    after = 0
    while True:
        query = sa.select(PERSON.c.id, PERSON.c.name_key).where(PERSON.c.id > after)
        rows = op.get_bind().execute(query.order_by(PERSON.c.id).limit(AT_ONCE)).all()
        if not rows:
            break
        words = [{"word": word, "person_id": row.id} for row in rows for word in set(row.name_key.split())]
        if words:
            op.get_bind().execute(sa.insert(WORD), words)
        after = rows[-1].id
    op.get_bind().execute(sa.update(PERSON).values(worded=PERSON.c.name_key))
    op.create_index(op.f("ix_name_word_person_id"), "name_word", ["person_id"])
    op.create_index("ix_person_unworded", "person", ["id"], sqlite_where=UNWORDED, postgresql_where=UNWORDED)


def downgrade() -> None:
    """Back to the shape before."""
    op.drop_index("ix_person_unworded", "person")
    op.drop_table("name_word")
    op.drop_column("person", "worded")
    op.drop_index("ix_person_version", "person")
    op.drop_index("ix_person_turn", "person")
