"""Which of the audit's triggers are missing is seen, also where one of the name refuses nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from storage.engine import Store
from storage.guards import missing_triggers

pytestmark = pytest.mark.postgres


def missing(store: Store) -> list[str]:
    with store.reading() as session:
        return missing_triggers(session)


def done(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for each in statements:
            connection.execute(text(each))


def test_a_trigger_that_is_gone_switched_off_or_hollow_is_missing(county_store: Store) -> None:
    assert missing(county_store) == []
    if county_store.is_sqlite:
        done(county_store, "DROP TRIGGER audit_no_update")
        assert missing(county_store) == ["audit_no_update"]
        done(
            county_store,
            "DROP TRIGGER audit_seal_no_delete",
            "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal "
            "BEGIN SELECT RAISE(ABORT, 'never') WHERE 0; END",
        )
        assert missing(county_store) == ["audit_no_update", "audit_seal_no_delete"]
        return
    done(county_store, "ALTER TABLE audit DISABLE TRIGGER audit_no_change")
    assert missing(county_store) == ["audit_no_change"]
    done(
        county_store,
        "ALTER TABLE audit ENABLE TRIGGER audit_no_change",
        "DROP TRIGGER audit_seal_no_truncation ON audit_seal",
    )
    assert missing(county_store) == ["audit_seal_no_truncation"]
    done(
        county_store,
        "CREATE OR REPLACE FUNCTION muster_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
    )
    assert len(missing(county_store)) == 6


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("event", ["DELETE OR UPDATE OF kind", "DELETE OR UPDATE"])
def test_a_trigger_that_refuses_some_changes_alone_is_missing(county_store: Store, event: str) -> None:
    when = "" if event.endswith("kind") else "WHEN (OLD.id < 0)"
    done(
        county_store,
        "DROP TRIGGER audit_no_change ON audit",
        f"CREATE TRIGGER audit_no_change BEFORE {event} ON audit FOR EACH ROW {when} "
        "EXECUTE FUNCTION muster_refuse()",
    )
    assert missing(county_store) == ["audit_no_change"]
