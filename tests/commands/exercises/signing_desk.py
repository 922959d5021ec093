"""Who speaks in the tests of signing in, over the county of the dialogues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from commands.exercises import closing, runs, signing_in, signing_in_presses
from commands.exercises.signing_in_views import HERE, OPEN, Pressed, SignInOf
from commands.kit.member import Member
from storage.engine import Store
from storage.people import Person
from tests.commands.speaking import Clock, Office, Said, Speaker
from tests.conversations import county, drill

ENTRIES = (*signing_in.ENTRIES, *signing_in_presses.ENTRIES, *runs.ENTRIES, *closing.ENTRIES)
CEDAR = "Cedar Fire Department"
BIRCH = "Birch Police Department"


@dataclass
class SigningDesk:
    """A drill of Cedar Fire, whose lead Cora is."""

    store: Store
    clock: Clock

    @classmethod
    def of(cls, store: Store) -> SigningDesk:
        return cls(store, Clock(county.NOW))

    def speaker(self, email: str, agency: str = CEDAR, leads: bool = False) -> Speaker:
        there = frozenset({county.agency_id(self.store, agency)})
        with self.store.reading() as session:
            person = session.scalars(select(Person).where(Person.email == email)).one()
        led = there if leads else frozenset[int]()
        member = Member("T1", f"U{person.id}", person.id, person.name, email, there, led)
        return Office(self.store, ENTRIES, self.clock, county.REGION).speaker(member)

    @property
    def cora(self) -> Speaker:
        return self.speaker("cora@grove.example", leads=True)

    @property
    def ada(self) -> Speaker:
        return self.speaker("ada@grove.example")

    def opened(self) -> int:
        """An exercise that people sign in to."""
        exercise = drill.exercise(self.store)
        self.cora.clicks(OPEN, SignInOf(exercise=exercise).model_dump())
        return exercise

    def presses(self, who: Speaker, exercise: int, run: int = 1, position: int | None = None) -> Said:
        return who.clicks(HERE, Pressed(exercise=exercise, run=run, position=position).model_dump())


def shown_in(said: Said) -> list[dict[str, Any]]:
    """The blocks of the form that was opened, or put in another's place."""
    view = said.reply.modal or said.reply.updated
    assert view is not None, "no form was shown"
    found: list[dict[str, Any]] = view.to_dict()["blocks"]
    return found
