"""Shared plans, their revisions, and which agency adopted which when: the adoption ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, Base, TakenBack


class PlanRecord(Base):
    """A playbook that several agencies share. `key` is its name as compared."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class RevisionRecord(Base, TakenBack):
    """One revision of a plan, in force from a day on until a later one is. `key` is its name as compared.

    `retrain_within_days`: whoever was trained on an earlier one is asked to be trained again within so many
    days; None asks nobody.
    """

    __tablename__ = "plan_revision"
    __table_args__ = (
        Index(
            "uq_plan_revision_live",
            "plan_id",
            "key",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str]
    name: Mapped[str]
    effective_on: Mapped[date]
    retrain_within_days: Mapped[int | None] = mapped_column(default=None)
    link: Mapped[str] = mapped_column(default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class AdoptionRecord(Base, TakenBack):
    """An agency adopted a revision on a day."""

    __tablename__ = "adoption"
    __table_args__ = (
        Index(
            "uq_adoption_live",
            "agency_id",
            "revision_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("plan_revision.id"))
    adopted_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)
