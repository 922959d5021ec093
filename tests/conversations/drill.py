"""An exercise to sign in to, on the county's day: positions, hosts, invitations, and who signed in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from readiness.text import fold
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import AffiliationRecord, Person
from storage.positions import PositionRecord
from storage.taking_part import standing_parts
from tests.conversations import county

POSITIONS = {"Tactical": "law", "Triage": "ems", "Transport": "ems;fire", "Dispatch": "dispatch"}


def positions(store: Store, more: int = 0) -> dict[str, int]:
    """A small catalogue of positions; `more` of them that nobody fills. Their ids by title."""
    titles = {**POSITIONS, **{f"Post {number}": "" for number in range(more)}}
    with store.writing() as session:
        made = [
            PositionRecord(key=fold(title), code=title.upper(), title=title, disciplines=disciplines, place=n)
            for n, (title, disciplines) in enumerate(titles.items())
        ]
        session.add_all(made)
        catalogue_changed(session)
        return {each.title: each.id for each in made}


def exercise(
    store: Store,
    title: str = "Vine drill",
    on: date = date(2026, 11, 2),
    host: str = "Cedar Fire Department",
    kind: str = "full-scale",
    poc: str | None = None,
) -> int:
    """An exercise that is planned; its id."""
    hosted_by = county.agency_id(store, host)
    with store.writing() as session:
        poc_id = session.scalars(select(Person.id).where(Person.email == poc)).one() if poc else None
        made = ExerciseRecord(
            key=fold(f"EX {title}"),
            code=f"EX {title}",
            title=title,
            type=kind,
            held_on=on,
            host_agency_id=hosted_by,
            poc_id=poc_id,
            recorded_at=county.NOW,
        )
        session.add(made)
        session.flush()
        return made.id


def belongs(store: Store, email: str, agency: str) -> None:
    """Makes somebody a member of one agency more."""
    agency_id = county.agency_id(store, agency)
    with store.writing() as session:
        person = session.scalars(select(Person.id).where(Person.email == email)).one()
        session.add(AffiliationRecord(person_id=person, agency_id=agency_id, joined_on=date(2025, 1, 1)))


def parts(store: Store, exercise_id: int) -> list[tuple[str, str, int, str]]:
    """What stands: who, as what, in which run, and how it is known."""
    with store.reading() as session:
        rows = session.scalars(standing_parts(ParticipationRecord.exercise_id == exercise_id))
        return sorted(
            (
                session.get_one(Person, row.person_id).name if row.person_id else "",
                session.get_one(PositionRecord, row.position_id).title if row.position_id else "",
                row.run,
                "verified" if row.verified else "own word" if row.self_reported else "another's word",
            )
            for row in rows
        )
