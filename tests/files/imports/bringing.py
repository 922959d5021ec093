"""Bringing files in, as short as the tests of it want."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from files.imports.applying import apply_plan
from files.imports.plan import Change, Plan
from files.imports.planning import plan_import
from files.imports.undoing import Undone, undo_import
from files.kinds import KINDS as FILES
from files.kinds import kind_named
from files.settled import NOTHING_SETTLED, Settled
from files.table import read_table
from storage.audit import AuditRow
from storage.engine import Store
from storage.imports import ImportRun
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.playing import rebuild_playing
from storage.positions import CanPlayRow, PositionRecord
from storage.projecting import move_on
from storage.region import Region
from storage.sealing import SealRow
from storage.standing import StandingRow, rebuild
from storage.training import CompletionRecord, CourseRecord
from tests.readiness.county import COUNTIES

REGION = Region()
TODAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 15, tzinfo=UTC)
BY = "chief@grove.example"

KINDS = tuple(FILES)

SMALL = {
    "agencies": """
        agency,disciplines,jurisdiction
        Cedar Fire,fire;ems,Cedar
        Cedar Police,law,Cedar""",
    "roster": """
        email,first_name,last_name,agency,role,joined_on,left_on
        ann@x.gov,Ann,Lee,Cedar Fire,captain,2020-01-01,
        bob@x.gov,Bob,Ray,Cedar Fire,,2020-01-01,
        cid@x.gov,Cid,Moe,Cedar Police,,2020-01-01,""",
    "courses": """
        code,title,hours
        BLS,Basic life support,4
        ASIM-B,ASIM Basic,4""",
    "rules": """
        course,effective_on,interval_months
        BLS,2015-01-01,24
        ASIM-B,2015-01-01,24""",
    "requirements": """
        course,disciplines
        BLS,ems
        ASIM-B,all""",
}


class Killed(BaseException):
    """The process ends here."""


def lines(text: str) -> bytes:
    """A file's content from a text that is indented for reading."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


def look(
    store: Store,
    kind: str,
    text: str | bytes,
    today: date = TODAY,
    region: Region = REGION,
    settled: Settled = NOTHING_SETTLED,
) -> Plan:
    """What an import of this text would do."""
    content = lines(text) if isinstance(text, str) else text
    table = read_table(content, f"{kind}.csv")
    with store.reading() as session:
        return plan_import(session, kind_named(kind), table, region, today, settled=settled)


def take(
    store: Store,
    kind: str,
    text: str | bytes,
    today: date = TODAY,
    now: datetime = NOW,
    end_missing: bool = False,
    settled: Settled = NOTHING_SETTLED,
) -> tuple[Plan, ImportRun]:
    """Imports this text."""
    plan = look(store, kind, text, today, settled=settled)
    with store.writing() as session:
        return plan, apply_plan(session, plan, BY, "command line", now, end_missing=end_missing)


def undo(store: Store, number: int, now: datetime = NOW) -> Undone:
    with store.writing() as session:
        return undo_import(session, number, BY, "command line", now, REGION)


def take_small(store: Store) -> None:
    """Two agencies, three people, two courses that are asked of them."""
    for kind, text in SMALL.items():
        take(store, kind, text)


def take_cedar(store: Store) -> None:
    """Four agencies of a county that keeps its records in spreadsheets, with their people and courses."""
    for kind in ("agencies", "roster", "courses", "rules", "requirements"):
        take(store, kind, file_of("cedar", kind))


def take_county(store: Store, county: str, today: date = TODAY) -> dict[str, Plan]:
    """A whole county; the plans by kind."""
    return {kind: take(store, kind, file_of(county, kind), today)[0] for kind in KINDS}


def file_of(county: str, kind: str) -> bytes:
    return (COUNTIES / county / f"{kind}.csv").read_bytes()


def counts(plan: Plan) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    new, changed, unchanged = (plan.counts.get(change, 0) for change in Change)
    return new, changed, unchanged, len(plan.refused)


def reasons(plan: Plan) -> dict[int, str]:
    return {each.line: each.reason for each in plan.refused}


def notices(plan: Plan) -> dict[int, str]:
    """What deserves a look though it is taken, by line."""
    return {row.line: row.notice for row in plan.rows if row.notice}


def playing(session: Session) -> dict[tuple[str | None, str], tuple[date | None, ...]]:
    """When people last played and walked a position, and through when that counts, by e-mail and code."""
    query = (
        select(CanPlayRow, Person.email, PositionRecord.code)
        .join(Person, Person.id == CanPlayRow.person_id)
        .join(PositionRecord, PositionRecord.id == CanPlayRow.position_id)
    )
    return {
        (email, code): (row.played_on, row.walked_on, row.through_on)
        for row, email, code in session.execute(query)
    }


def can_play(store: Store) -> dict[tuple[str | None, str], tuple[date | None, ...]]:
    with store.reading() as session:
        return playing(session)


def can_play_rebuilt(store: Store) -> dict[tuple[str | None, str], tuple[date | None, ...]]:
    """The same, worked out anew from the records; the store is left as it was."""
    with store.writing() as session:
        rebuild_playing(session)
        found = playing(session)
        session.rollback()
    return found


def rows_in(store: Store) -> dict[str, int]:
    """How many rows each table has; but for seals, which whoever ends puts over what others recorded."""
    with store.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Person.metadata.sorted_tables
            if table.name != SealRow.__tablename__
        }


def audit_of(store: Store, what: str) -> list[AuditRow]:
    with store.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [row for row in rows if row.what == what]


def standing(session: Session) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Everybody's standing by names that are the same in every store."""
    query = (
        select(StandingRow, Person, AgencyRecord.name, CourseRecord.code, AffiliationRecord.joined_on)
        .join(Person, Person.id == StandingRow.person_id)
        .join(AgencyRecord, AgencyRecord.id == StandingRow.agency_id)
        .join(CourseRecord, CourseRecord.id == StandingRow.course_id)
        .join(AffiliationRecord, AffiliationRecord.id == StandingRow.affiliation_id)
    )
    ids = {"affiliation_id", "course_id", "person_id", "agency_id"}
    columns = [column.name for column in StandingRow.__table__.columns if column.name not in ids]
    return {
        (person.email, person.member_id, agency, course, joined_on, row.from_on): tuple(
            getattr(row, name) for name in columns
        )
        for row, person, agency, course, joined_on in session.execute(query)
    }


def standing_of(store: Store, today: date = TODAY) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Everybody's standing, once those who were left to be moved on have been."""
    move_on(store, today, rest=lambda _: None)
    with store.reading() as session:
        return standing(session)


def standing_rebuilt(store: Store, today: date = TODAY) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The same, worked out anew from the records; the store is left as it was."""
    with store.writing() as session:
        rebuild(session, today)
        found = standing(session)
        session.rollback()
    return found


def completions(store: Store, email: str) -> list[CompletionRecord]:
    """Somebody's completions, oldest record first."""
    with store.reading() as session:
        query = (
            select(CompletionRecord)
            .join(Person, Person.id == CompletionRecord.person_id)
            .where(Person.email == email)
        )
        return list(session.scalars(query.order_by(CompletionRecord.id)))


def affiliations(store: Store, email: str) -> list[tuple[str, date | None, date | None, str]]:
    """Where somebody belongs or belonged: agency, first day, last day, role."""
    with store.reading() as session:
        query = (
            select(AgencyRecord.name, AffiliationRecord)
            .join(AffiliationRecord, AffiliationRecord.agency_id == AgencyRecord.id)
            .join(Person, Person.id == AffiliationRecord.person_id)
            .where(Person.email == email, AffiliationRecord.voided_at.is_(None))
            .order_by(AffiliationRecord.id)
        )
        return [(name, row.joined_on, row.left_on, row.role) for name, row in session.execute(query)]


def person(store: Store, email: str) -> Person:
    with store.reading() as session:
        return session.scalars(select(Person).where(Person.email == email)).one()
