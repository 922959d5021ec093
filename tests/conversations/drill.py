"""An exercise to sign in to, on the county's day: positions, hosts, invitations, and who signed in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from practice.actor import Actor
from readiness.text import fold
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import AffiliationRecord, Person
from storage.positions import PositionRecord
from storage.taking_part import standing_parts
from tests.conversations import county

if TYPE_CHECKING:
    from tests.conversations.conftest import Stage

MORE_AGENCIES = {
    "Oak Sheriff": ("law", "Tactical"),
    "Elm Ambulance": ("ems", "Triage"),
    "Pine Fire": ("fire", "Transport"),
    "Mill School District": ("school", ""),
    "Grove Emergency Management": ("em", ""),
}
"""Agencies beside the county's three, their discipline, and what their people play."""
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


def eight_agencies(stage: Stage) -> dict[str, tuple[Actor, str]]:
    """Twenty-four players of eight agencies, three each, and what each of them plays; all are in Slack."""
    there = {
        "ada": (stage.ada, "Triage"),
        "ben": (stage.ben, "Transport"),
        "cora": (stage.cora, "Transport"),
        "max": (stage.max, "Tactical"),
    }
    coming = {"Birch Police Department": ("Tactical", 2), "Grove 911": ("Dispatch", 3)}
    coming |= {agency: (plays, 3) for agency, (_, plays) in MORE_AGENCIES.items()}
    agencies = [f"{agency},{discipline}" for agency, (discipline, _) in MORE_AGENCIES.items()]
    names = [
        (f"{agency} {number}", agency, plays)
        for agency, (plays, people) in coming.items()
        for number in range(1, people + 1)
    ]
    roster = [f"{_email(name)},{name.replace(' ', '-')},Player,{agency}" for name, agency, _ in names]
    county.take(stage.store, "agencies", "\n".join(["agency,disciplines", *agencies]))
    county.take(stage.store, "roster", "\n".join(["email,first_name,last_name,agency", *roster]))
    return there | {name: (stage.slack.person(name, email=_email(name)), plays) for name, _, plays in names}


def _email(name: str) -> str:
    return f"{name.replace(' ', '.').lower()}@grove.example"
