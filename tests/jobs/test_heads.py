"""The audit's head in the log: at the start and once on each day of the region, for a log kept elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from jobs.heads import SaidDaily
from storage.audit import AuditKind, Trail
from storage.engine import Store
from storage.region import Region
from storage.sealing import head, seal_what_is_owed

pytestmark = pytest.mark.postgres
MORNING = datetime(2026, 11, 2, 15, tzinfo=UTC)  # 09:00 in Chicago
CHICAGO = Region("America/Chicago")


def says(said: SaidDaily, now: datetime) -> list[Any]:
    with capture_logs() as logs:
        said.say(now)
    return logs


def more_is_sealed(store: Store, now: datetime) -> str:
    with store.writing() as session:
        Trail("a test", "job", now).note(session, AuditKind.EXPORTED)
    seal_what_is_owed(store, now)
    with store.reading() as session:
        return str(head(session))


def test_the_newest_head_is_said_at_the_start_and_on_each_day_of_the_region(store: Store) -> None:
    said = SaidDaily(store, CHICAGO)
    first = more_is_sealed(store, MORNING)
    (line,) = says(said, MORNING)
    assert (line["event"], line["log_level"], line["head"]) == ("audit head", "info", first)
    assert line["seal"] == int(first.partition("-")[0])
    assert datetime.fromisoformat(line["sealed_at"]) == MORNING
    later = more_is_sealed(store, MORNING + timedelta(hours=1))
    assert says(said, MORNING + timedelta(hours=14, minutes=59)) == []  # 23:59 there, the next day in UTC
    (line,) = says(said, MORNING + timedelta(hours=15))
    assert line["head"] == later != first
    (line,) = says(SaidDaily(store, CHICAGO), MORNING + timedelta(hours=15))
    assert line["head"] == later, "a process that starts says it, too"


def test_where_nothing_is_sealed_yet_it_is_said_as_soon_as_something_is(store: Store) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        if store.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_seal_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_seal DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM audit_seal"))
    said = SaidDaily(store, CHICAGO)
    assert says(said, MORNING) == []
    sealed = more_is_sealed(store, MORNING)
    (line,) = says(said, MORNING + timedelta(minutes=1))
    assert line["head"] == sealed
