"""Who speaks in the tests of training, and what came to stand on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from commands.kit.member import Member
from commands.training import again, correcting, history, log, picking, tracing, verifying
from storage.engine import Store
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import Clock, Office, Said, Speaker
from tests.conversations import county

MODULES = (log, again, history, verifying, picking, correcting, tracing)


@dataclass
class Desk:
    """The county of the dialogues, at a desk where classes are logged."""

    store: Store
    clock: Clock = field(default_factory=lambda: Clock(county.NOW))

    @property
    def office(self) -> Office:
        return Office(
            self.store, [entry for module in MODULES for entry in module.ENTRIES], self.clock, county.REGION
        )

    @property
    def ada(self) -> Speaker:
        """A responder of Cedar Fire."""
        cedar = frozenset({county.agency_id(self.store, "Cedar Fire Department")})
        ada = self.person("Ada Abbott")
        return self.office.speaker(Member("T1", "UADA", ada, "Ada Abbott", "ada@grove.example", cedar))

    @property
    def cora(self) -> Speaker:
        """The lead of Cedar Fire."""
        cedar = frozenset({county.agency_id(self.store, "Cedar Fire Department")})
        cora = self.person("Cora Diaz")
        return self.office.speaker(
            Member("T1", "UCORA", cora, "Cora Diaz", "cora@grove.example", cedar, cedar)
        )

    @property
    def manager(self) -> Speaker:
        """The emergency manager, who is nobody's colleague here."""
        return self.office.manager(person_id=self.person("Eve Nakamura"))

    def person(self, name: str) -> int:
        """Somebody's id by their name."""
        with self.store.reading() as session:
            [found] = [each.id for each in session.scalars(select(Person)) if each.name == name]
        return found

    def course(self, code: str) -> int:
        """A course's id by its code."""
        with self.store.reading() as session:
            return session.scalars(select(CourseRecord.id).where(CourseRecord.code == code)).one()

    def logged(self) -> list[CompletionRecord]:
        """What was logged here, in order, taken back or not; not what was brought in before."""
        with self.store.reading() as session:
            query = select(CompletionRecord).where(CompletionRecord.recorded_by.like("%@grove.example"))
            return list(session.scalars(query.order_by(CompletionRecord.id)))

    def standing(self) -> list[CompletionRecord]:
        """What was logged here and stands."""
        return [each for each in self.logged() if each.voided_at is None]


def shown_in(said: Said) -> dict[str, Any]:
    """The blocks of the form that was opened or changed, by block id."""
    view = said.reply.modal or said.reply.updated
    assert view is not None, "no form was shown"
    return {block["block_id"]: block for block in view.to_dict()["blocks"] if "block_id" in block}
