"""By what else agencies and units go: never the name of another, each kept with who gave it and when.

A course's own are in `storage.course_aliases`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.records import AgencyId, UnitId
from storage.base import LIVE, CalledSo
from storage.course_aliases import LONGEST_ALIAS, aliases_kept, as_compared, keep_aliases
from storage.course_aliases import names_in_use as names_of_courses
from storage.people import AgencyRecord, Unit
from words.names import names_nothing, tokens
from words.own_words import MARKUP, is_unwritable, says_by_itself
from words.spoken import by_kind, discipline_said


class AliasTaken(Exception):
    """Something else goes by an alias, or it is the own name; the message says what, for people."""


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


def objection(alias: str) -> str | None:
    """Why nobody should call an agency or a unit so; None where they may."""
    if len(alias) > LONGEST_ALIAS:
        return f"“{alias[:30]}…” is longer than {LONGEST_ALIAS} characters"
    if discipline_said(alias) is not None:
        return f"“{alias}” is what a discipline is called"
    if is_unwritable(alias):
        return f"“{alias}” has marks that no name has here, such as {' '.join(sorted(MARKUP)[:4])}"
    if names_nothing(alias):
        return f"“{alias}” says too little to name one by"
    if says_by_itself(alias):
        return f"“{alias}” is what people say of something else: a day, everyone, a command"
    return None


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


def taken_from_agency(session: Session, agency_id: AgencyId | None, aliases: Iterable[str]) -> str | None:
    """Why an agency (None: one that is yet to come) can't go by these: what else in the region is called so;
    None where nothing is.
    """
    agencies, others = names_of_agencies(session), names_elsewhere(session)
    for each in aliases:
        for owner, what, written in agencies.get(as_compared(each), ()):
            if owner != agency_id:
                return f"“{written}” is the {what} of {session.get_one(AgencyRecord, owner).name}"
            if what == "name":
                return f"“{written}” is its name already"
        if (other := others.get(as_compared(each))) is not None:
            return f"“{each}” is the name of {other}"
    return None


def taken_from_unit(session: Session, unit: Unit, aliases: Iterable[str]) -> str | None:
    """Why a unit can't go by these; None where it can. A unit of another agency may bear the same."""
    agencies, others = names_of_agencies(session), names_elsewhere(session)
    theirs: dict[str, tuple[UnitId, str]] = {}
    for each in session.scalars(select(Unit).where(Unit.agency_id == unit.agency_id)):
        theirs[as_compared(each.name)] = (each.id, each.name)
    kept = select(UnitAlias, Unit.name).join(Unit, Unit.id == UnitAlias.unit_id)
    kept = kept.where(UnitAlias.voided_at.is_(None), Unit.agency_id == unit.agency_id)
    for record, name in session.execute(kept):
        theirs.setdefault(as_compared(record.alias), (record.unit_id, name))
    for alias in aliases:
        owner = theirs.get(as_compared(alias))
        if owner is not None and owner[0] != unit.id:
            return f"“{alias}” is what {owner[1]} is called"
        if as_compared(alias) == as_compared(unit.name):
            return f"“{alias}” is its name already"
        for key, what, written in agencies.get(as_compared(alias), ()):
            return f"“{written}” is the {what} of {session.get_one(AgencyRecord, key).name}"
        if (other := others.get(as_compared(alias))) is not None:
            return f"“{alias}” is the name of {other}"
    return None


def names_elsewhere(session: Session) -> dict[str, str]:
    """What courses and jurisdictions are called, as compared, with what each is."""
    found = {key: f"the course {written}" for key, ((_, _, written), *_) in names_of_courses(session).items()}
    for place in session.scalars(select(AgencyRecord.jurisdiction).distinct()):
        found.setdefault(as_compared(place), f"the jurisdiction {place}")
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
