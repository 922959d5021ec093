"""Units of agencies: made by name, one after another's wish once, and who is in which."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from readiness.due import Scope
from storage.audit import AuditKind, AuditRow, Trail
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Unit
from storage.totals import coverage_on
from storage.units import LONGEST_UNIT, set_unit, unit_named, units_of
from tests.conversations import county

TRAIL = Trail("chief@grove.example", "slack", county.NOW)
CEDAR = "Cedar Fire Department"


@pytest.mark.postgres
def test_a_unit_is_made_once_and_people_are_put_into_it(county_store: Store) -> None:
    store = county_store
    cedar, birch = (county.agency_id(store, name) for name in (CEDAR, "Birch Police Department"))
    with store.writing() as session:
        assert unit_named(session, cedar, "Station 4") is None
        four = unit_named(session, cedar, " Station  4", create=True)
        assert four is not None
        assert unit_named(session, cedar, "STATION 4", create=True) is four
        theirs = unit_named(session, birch, "Station 4", create=True)
        assert theirs is not None
        assert [unit.name for unit in units_of(session, cedar)] == ["Station 4"]
        for name in ("", " ", "x" * (LONGEST_UNIT + 1)):
            with pytest.raises(ValueError, match="characters"):
                unit_named(session, cedar, name, create=True)
        terms = session.scalars(select(AffiliationRecord).where(AffiliationRecord.agency_id == cedar)).all()
        with pytest.raises(ValueError, match="none of agency"):
            set_unit(session, terms[0], theirs.id, TRAIL)
        assert [set_unit(session, term, four.id, TRAIL) for term in terms[:2]] == [True, True]
        assert not set_unit(session, terms[0], four.id, TRAIL)
        key = four.id
    with store.reading() as session:
        assert catalogue_of(session).unit_called(key) == f"{CEDAR} Station 4"
        counts = coverage_on(session, county.NOW.date(), "everyone", Scope.unit(key))
        assert {each.required for each in counts.values()} == {2}
    with store.writing() as session:
        term = session.scalars(select(AffiliationRecord).where(AffiliationRecord.unit_id == key)).first()
        assert term is not None
        assert set_unit(session, term, None, TRAIL)
        kinds = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.UNIT_CHANGED.value)).all()
        assert [(row.detail["was"], row.detail["unit"]) for row in kinds] == [
            (None, "Station 4"),
            (None, "Station 4"),
            ("Station 4", None),
        ]
        assert len(session.scalars(select(Unit)).all()) == 2
