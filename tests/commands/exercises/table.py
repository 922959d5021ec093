"""The county of the dialogues with positions and exercises, at a table where they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from commands.exercises import own_word, taking_part, verifying
from commands.kit.member import Member
from commands.training import history
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.people import AffiliationRecord, Person
from storage.positions import PositionRecord
from tests.commands.speaking import Clock, Office, Said, Speaker
from tests.conversations import county

POSITIONS = [
    ("TACTICAL", "Tactical", "law"),
    ("TRIAGE", "Triage", "ems;fire"),
    ("TRANSPORT", "Transport", "ems;fire"),
    ("DISPATCH", "Dispatch", "dispatch"),
]
EXERCISES: list[tuple[str, str, str, date, dict[str, Any]]] = [
    ("EX-1", "Vine campus drill", "drill", date(2026, 11, 1), {}),
    ("EX-2", "Vine courthouse tabletop", "tabletop", date(2026, 3, 14), {}),
    ("EX-3", "Oak school full-scale", "full-scale", date(2026, 11, 20), {}),
    ("EX-4", "Elm mall drill", "drill", date(2026, 10, 5), {"state": ExerciseState.CANCELLED}),
]


def exercises_in(store: Store) -> None:
    """Writes positions and exercises, all hosted by Cedar Fire, the tabletop led by Pat Quinn of Birch."""
    cedar = county.agency_id(store, "Cedar Fire Department")
    with store.writing() as session:
        pat = session.query(Person).filter_by(email="pat@birch.example").one()
        for place, (code, title, disciplines) in enumerate(POSITIONS):
            session.add(
                PositionRecord(
                    key=code.casefold(), code=code, title=title, disciplines=disciplines, place=place
                )
            )
        for code, title, kind, day, more in EXERCISES:
            session.add(
                ExerciseRecord(
                    key=code.casefold(),
                    code=code,
                    title=title,
                    type=kind,
                    held_on=day,
                    host_agency_id=cedar,
                    poc_id=pat.id if code == "EX-2" else None,
                    recorded_at=county.NOW,
                    **more,
                )
            )
        catalogue_changed(session)


@dataclass
class Table:
    """Who speaks, and what came to stand on record."""

    store: Store
    clock: Clock = field(default_factory=lambda: Clock(county.NOW))

    def speaker(self, name: str, agency: str, leads: bool = False) -> Speaker:
        """Somebody of an agency."""
        entries = [*own_word.ENTRIES, *taking_part.ENTRIES, *verifying.ENTRIES, *history.ENTRIES]
        theirs = frozenset({county.agency_id(self.store, agency)})
        email = f"{name.split()[0].lower()}@grove.example"
        member = Member(
            "T1", f"U{name}", self.person(name), name, email, theirs, theirs if leads else frozenset()
        )
        return Office(self.store, entries, self.clock, county.REGION).speaker(member)

    @property
    def ada(self) -> Speaker:
        """A responder of Cedar Fire."""
        return self.speaker("Ada Abbott", "Cedar Fire Department")

    @property
    def cora(self) -> Speaker:
        """The lead of Cedar Fire, which hosts every exercise."""
        return self.speaker("Cora Diaz", "Cedar Fire Department", leads=True)

    @property
    def pat(self) -> Speaker:
        """A responder of Birch Police, the tabletop's point of contact."""
        return self.speaker("Pat Quinn", "Birch Police Department")

    def person(self, name: str) -> int:
        """Somebody's id by their name."""
        with self.store.reading() as session:
            return next(each.id for each in session.scalars(select(Person)) if each.name == name)

    def exercise(self, code: str) -> str:
        """An exercise as it is chosen in a form."""
        with self.store.reading() as session:
            return str(session.scalars(select(ExerciseRecord.id).where(ExerciseRecord.code == code)).one())

    def position(self, code: str) -> str:
        """A position as it is chosen in a form."""
        with self.store.reading() as session:
            return str(session.scalars(select(PositionRecord.id).where(PositionRecord.code == code)).one())

    def joins(self, name: str, agency: str) -> None:
        """Makes somebody belong to one agency more."""
        with self.store.writing() as session:
            agency_id = county.agency_id(self.store, agency)
            session.add(AffiliationRecord(person_id=self.person(name), agency_id=agency_id))

    def rows(self) -> list[tuple[str, str, str, int, str]]:
        """What stands: who (or how many), position, role, run, and what it rests on."""
        with self.store.reading() as session:
            titles = {each.id: each.code for each in session.scalars(select(PositionRecord))}
            return [
                (
                    str(each.headcount)
                    if each.person_id is None
                    else session.get_one(Person, each.person_id).name,
                    titles.get(each.position_id or 0, ""),
                    each.role,
                    each.run,
                    "verified" if each.verified else "own word" if each.self_reported else "",
                )
                for each in session.scalars(select(ParticipationRecord).order_by(ParticipationRecord.id))
                if each.voided_at is None and each.replaced_by_id is None
            ]


def warning(said: Said) -> str:
    """What the form that was opened says at its head."""
    view = said.reply.modal
    assert view is not None, "no form was opened"
    blocks: Sequence[dict[str, Any]] = view.to_dict()["blocks"]
    return " ".join(each["text"]["text"] for each in blocks if each.get("block_id") == "warning")
