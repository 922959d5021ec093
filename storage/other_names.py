"""By what else agencies and units go, each kept with who gave it and when; a course's are in `training`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import LIVE, Base, TakenBack


class AgencyAlias(Base, TakenBack):
    """What people and files call an agency beside its name. `key` is it as compared; one agency's alone."""

    __tablename__ = "agency_alias"
    __table_args__ = (
        Index("uq_agency_alias_live", "key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str]
    alias: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class UnitAlias(Base, TakenBack):
    """What people and files call a unit beside its name. `key` is it as compared; another agency's unit may
    bear it too.
    """

    __tablename__ = "unit_alias"
    __table_args__ = (
        Index("uq_unit_alias_live", "unit_id", "key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    key: Mapped[str]
    alias: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
