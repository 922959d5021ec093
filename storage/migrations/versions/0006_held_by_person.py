"""The projection holds by person and by stretches of days; audit rows have a kind and a digest."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = {
    "logged training": "training.logged",
    "undid a log of training": "training.undone",
    "shared who is due": "due.shared",
    "downloaded who is due": "due.downloaded",
    "digest subscribed": "digest.subscribed",
    "digest stopped": "digest.stopped",
    "made lead": "right.lead_made",
    "no longer lead": "right.lead_ended",
    "made manager": "right.manager_made",
    "no longer manager": "right.manager_ended",
    "asked to be linked": "link.asked",
    "not on the roster": "link.refused",
    "linked to Slack": "link.made",
    "unlinked from Slack": "link.ended",
    "person added": "person.added",
    "loaded the starting catalogue": "catalogue.loaded",
    "imported": "import.applied",
    "undid an import": "import.undone",
    "discarded an import": "import.discarded",
    "changed by import": "import.changed",
    "put back by undoing an import": "import.put_back",
    "exported": "export.written",
}
"""The kind of each wording there was."""


def upgrade() -> None:
    """To the new shape. The projection is made anew, from the records, by the first ticks after this."""
    op.drop_table("standing")
    op.create_table(
        "standing",
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("through_on", sa.Date(), nullable=False),
        *_outlook(sa.String),
        *_keys(),
        sa.PrimaryKeyConstraint("affiliation_id", "course_id", "from_on", name=op.f("pk_standing")),
    )
    _index_standing()
    op.drop_index("ix_person_reproject", "person")
    op.add_column("person", sa.Column("holds_from", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("projected_by", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_person_held", "person", ["holds_from", "reproject_on", "projected_by"])
    op.add_column("course", sa.Column("asks", sa.String(), nullable=False, server_default=""))
    op.add_column("course", sa.Column("changed_in", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("agency", sa.Column("asked_as", sa.String(), nullable=True))
    _note_disciplines()
    _note_a_first_version()
    _audit_by_kind()


def downgrade() -> None:
    """Back to the shape before; the projection is made anew by that release."""
    _audit_by_words()
    op.drop_column("agency", "asked_as")
    op.drop_column("course", "changed_in")
    op.drop_column("course", "asks")
    op.drop_index("ix_person_held", "person")
    op.drop_column("person", "projected_by")
    op.drop_column("person", "holds_from")
    op.create_index("ix_person_reproject", "person", ["reproject_on"])
    op.drop_table("standing")
    op.create_table(
        "standing",
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        *_outlook(sa.JSON),
        *_keys(),
        sa.PrimaryKeyConstraint("affiliation_id", "course_id", name=op.f("pk_standing")),
    )
    _index_standing()
    op.execute("DELETE FROM progress WHERE name = 'standing projected for'")


def _outlook(steps: type[TypeEngine[Any]]) -> list[sa.Column[Any]]:
    return [
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("hold", sa.String(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ahead", steps(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("initial_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("lapse_months", sa.Integer(), nullable=False),
        sa.Column("verified_last_on", sa.Date(), nullable=True),
        sa.Column("verified_expires_on", sa.Date(), nullable=True),
        sa.Column("verified_ahead", steps(), nullable=True),
        sa.Column("soonest_on", sa.Date(), nullable=True),
    ]


def _keys() -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_standing_{name}_id_{name}"))
        for name in ("affiliation", "agency", "course", "person")
    ]


def _index_standing() -> None:
    op.create_index("ix_standing_due", "standing", ["agency_id", "course_id", "soonest_on", "person_id"])
    op.create_index("ix_standing_person", "standing", ["person_id"])


def _note_disciplines() -> None:
    """What each agency is asked as, so that a later change of its disciplines is seen to be one."""
    connection = op.get_bind()
    agency = sa.table("agency", sa.column("id"), sa.column("asked_as"))
    member = sa.table("agency_discipline", sa.column("agency_id"), sa.column("discipline"))
    disciplines: dict[int, list[str]] = {key: [] for key in connection.scalars(sa.select(agency.c.id))}
    for key, discipline in connection.execute(sa.select(member.c.agency_id, member.c.discipline)):
        disciplines[key].append(discipline)
    for key, names in disciplines.items():
        connection.execute(agency.update().where(agency.c.id == key).values(asked_as=";".join(sorted(names))))


def _note_a_first_version() -> None:
    """Those who change the catalogue take turns by its version, which must be there for that."""
    connection = op.get_bind()
    progress = sa.table("progress", sa.column("name"), sa.column("value"))
    known = sa.select(progress.c.name).where(progress.c.name == "catalogue version")
    if connection.scalar(known) is None:
        connection.execute(progress.insert().values(name="catalogue version", value="0"))


AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("what", sa.String),
    sa.column("kind", sa.String),
    sa.column("import_id", sa.Integer),
    sa.column("detail", sa.JSON),
)


def _audit_by_kind() -> None:
    """Each row gets the kind of its wording; one of no known kind keeps its wording as its kind."""
    connection = op.get_bind()
    with op.batch_alter_table("audit") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("digest", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_audit_import_id_import_run"), "import_run", ["import_id"], ["id"])
    connection.execute(AUDIT.update().values(kind=AUDIT.c.what))
    for words, kind in KINDS.items():
        connection.execute(AUDIT.update().where(AUDIT.c.what == words).values(kind=kind))
    by_import = sa.select(AUDIT.c.id, AUDIT.c.detail).where(
        AUDIT.c.kind.in_(["import.changed", "import.put_back"])
    )
    for key, detail in connection.execute(by_import).all():
        rest = {name: value for name, value in detail.items() if name != "import"}
        connection.execute(
            AUDIT.update().where(AUDIT.c.id == key).values(import_id=detail.get("import"), detail=rest)
        )
    with op.batch_alter_table("audit") as batch:
        batch.drop_column("what")
    op.create_index("ix_audit_import", "audit", ["import_id"])


def _audit_by_words() -> None:
    connection = op.get_bind()
    op.drop_index("ix_audit_import", "audit")
    with op.batch_alter_table("audit") as batch:
        batch.add_column(sa.Column("what", sa.String(), nullable=False, server_default=""))
    connection.execute(AUDIT.update().values(what=AUDIT.c.kind))
    for words, kind in KINDS.items():
        connection.execute(AUDIT.update().where(AUDIT.c.kind == kind).values(what=words))
    by_import = sa.select(AUDIT.c.id, AUDIT.c.detail, AUDIT.c.import_id).where(AUDIT.c.import_id.is_not(None))
    for key, detail, number in connection.execute(by_import).all():
        connection.execute(
            AUDIT.update().where(AUDIT.c.id == key).values(detail={"import": number, **detail})
        )
    with op.batch_alter_table("audit") as batch:
        batch.drop_constraint(op.f("fk_audit_import_id_import_run"), type_="foreignkey")
        batch.drop_column("digest")
        batch.drop_column("import_id")
        batch.drop_column("kind")
