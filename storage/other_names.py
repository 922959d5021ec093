"""By what else agencies and units go: never the name of another, each kept with who gave it and when.

A course's own are in `storage.course_aliases`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.records import AgencyId, UnitId
from storage.base import LIVE, CalledSo
from storage.course_aliases import aliases_kept, as_compared, keep_aliases
from storage.people import AgencyRecord
from words.names import tokens
from words.spoken import by_kind


class AgencyAlias(CalledSo):
    """What people and files call an agency beside its name. `key` is it as compared; one agency's alone."""

    __tablename__ = "agency_alias"
    __table_args__ = (
        Index("uq_agency_alias_live", "key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))


class UnitAlias(CalledSo):
    """What people and files call a unit beside its name. `key` is it as compared; another agency's unit may
    bear it too.
    """

    __tablename__ = "unit_alias"
    __table_args__ = (
        Index("uq_unit_alias_live", "unit_id", "key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


def as_told(name: str) -> str:
    """A name as it is told from others when people say what it does in short: "Elm PD" is "Elm Police"."""
    return " ".join(by_kind(tokens(name))) or as_compared(name)


def names_of_agencies(session: Session) -> dict[str, list[tuple[AgencyId, str, str]]]:
    """Every agency's name and alias as compared: whose it is, which of the two, and how it is written."""
    found: dict[str, list[tuple[AgencyId, str, str]]] = {}
    for agency in session.scalars(select(AgencyRecord)):
        found.setdefault(as_compared(agency.name), []).append((agency.id, "name", agency.name))
    for alias in session.scalars(select(AgencyAlias).where(AgencyAlias.voided_at.is_(None))):
        found.setdefault(as_compared(alias.alias), []).append((alias.agency_id, "alias", alias.alias))
    return found


def aliases_of_agency(session: Session, agency_id: AgencyId) -> list[str]:
    """By what else an agency goes, in order."""
    return aliases_kept(session, AgencyAlias, agency_id=agency_id)


def set_agency_aliases(
    session: Session, agency_id: AgencyId, aliases: Sequence[str], by: str, now: datetime
) -> bool:
    """Gives an agency these aliases and no others; whether that is a change. None may name another."""
    return keep_aliases(session, AgencyAlias, aliases, by, now, agency_id=agency_id)


def aliases_of_unit(session: Session, unit_id: UnitId) -> list[str]:
    """By what else a unit goes, in order."""
    return aliases_kept(session, UnitAlias, unit_id=unit_id)


def set_unit_aliases(
    session: Session, unit_id: UnitId, aliases: Sequence[str], by: str, now: datetime
) -> bool:
    """The same for a unit."""
    return keep_aliases(session, UnitAlias, aliases, by, now, unit_id=unit_id)
