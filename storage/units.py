"""Units of agencies, such as stations and shifts: found or made by name, and who is in which.

The catalogue has them, so that everybody's questions know their names. Where people stand, and what they can
play, is kept by membership and hangs on no unit: there is nothing to be projected anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import AgencyId, UnitId
from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.catalogue import UnitOf, catalogue_changed, catalogue_of, lock_catalogue
from storage.other_names import aliases_of_unit, set_unit_aliases
from storage.people import AffiliationRecord, Unit
from storage.shadowing import refuse_shadowing
from words.names import Kind, Match

AFFILIATION = "affiliation"
"""What a membership is called in the audit."""
UNIT = "unit"
"""What a unit is called in the audit."""
LONGEST_UNIT = 100
"""Characters of a unit's name."""


def unit_named(session: Session, agency_id: AgencyId, name: str, create: bool = False) -> Unit | None:
    """The unit of an agency of this name, without regard to case and spaces; None where there is none.

    With `create` it is made where it is not there, and the catalogue is another: call it before people are
    locked. Raises ValueError for a name that is empty, or longer than LONGEST_UNIT.
    """
    query = select(Unit).where(Unit.agency_id == agency_id, Unit.key == fold(name))
    found = session.scalar(query)
    if found is not None or not create:
        return found
    spelled = " ".join(name.split())
    if not 0 < len(spelled) <= LONGEST_UNIT:
        raise ValueError(f"a unit's name has 1 to {LONGEST_UNIT} characters, not {len(spelled)}")
    lock_catalogue(session)
    found = session.scalar(query)
    if found is None:
        found = Unit(agency_id=agency_id, key=fold(name), name=spelled)
        session.add(found)
        catalogue_changed(session)
    return found


def units_of(session: Session, agency_id: AgencyId) -> list[UnitOf]:
    """The units of an agency, by name; those with nobody in them, too."""
    return catalogue_of(session).units_of(agency_id)


def call_unit(session: Session, unit_id: UnitId, aliases: Sequence[str], trail: Trail) -> bool:
    """Says by what else a unit goes; whether that is a change.

    Raises LookupError for a unit that is not there, AliasTaken for what something else is called.
    """
    lock_catalogue(session)
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise LookupError(f"no unit {unit_id}")
    before = aliases_of_unit(session, unit_id)
    refuse_shadowing(session, Match(Kind.UNIT, unit_id, unit.name), aliases, before)
    if not set_unit_aliases(session, unit_id, aliases, trail.by, trail.now):
        return False
    trail.note(
        session,
        AuditKind.UNIT_CALLED,
        (UNIT, unit_id),
        of=unit,
        before=before,
        now=aliases_of_unit(session, unit_id),
    )
    catalogue_changed(session)
    return True


def set_unit(session: Session, affiliation: AffiliationRecord, unit_id: UnitId | None, trail: Trail) -> bool:
    """Puts a membership into a unit of its agency, or (None) into none; whether that was another before.

    Raises ValueError for another agency's unit.
    """
    before = affiliation.unit_id
    if before == unit_id:
        return False
    units = {unit.id: unit.name for unit in units_of(session, affiliation.agency_id)}
    if unit_id is not None and unit_id not in units:
        raise ValueError(f"unit {unit_id} is none of agency {affiliation.agency_id}")
    affiliation.unit_id = unit_id
    session.flush()
    trail.note(
        session,
        AuditKind.UNIT_CHANGED,
        (AFFILIATION, affiliation.id),
        of=affiliation,
        person=affiliation.person_id,
        was=None if before is None else units.get(before),
        unit=None if unit_id is None else units[unit_id],
    )
    return True
