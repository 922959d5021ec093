"""Many agencies counted together: each as it is by itself."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from readiness.due import EVERYONE, Scope, ScopeKind
from storage import many_agencies
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.figures import figures
from storage.many_agencies import ManyAgencies
from storage.projecting import catch_up, move_on
from storage.training import RuleRecord
from tests.storage.test_projection import TODAY

SCOPES = (EVERYONE, Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "City of Birch"))


def _same(store: Store) -> int:
    shared = 0
    for fewest in (1, 5):
        with store.reading() as session:
            agencies = sorted(catalogue_of(session).agencies)
            among = ManyAgencies(session, TODAY, agencies, fewest)
            for scope in (*map(Scope.agency, agencies), *SCOPES):
                asked = (session, scope, TODAY, fewest, True, True)
                assert figures(*asked, among=among) == figures(*asked), scope
            shared += sum(among.records(agency) is not None for agency in agencies)
    return shared


def test_figures_of_many_agencies_are_those_of_each(county_store: Store) -> None:
    store = county_store
    assert _same(store) > 0
    with store.writing() as session:
        course = min(catalogue_of(session).courses)
        rule = RuleRecord(course_id=course, effective_on=TODAY - timedelta(days=1), interval_months=7)
        session.add(rule)
        catalogue_changed(session)
        catch_up(session, TODAY, 2)
    _same(store)
    with patch.object(many_agencies, "MOST_LEFT", 0):
        assert _same(store) == 0, "each is counted by itself"
    move_on(store, TODAY, rest=lambda _: None)
    assert _same(store) > 0
