"""Who speaks in the tests of classes, at a desk where they are planned and signed in to."""

from __future__ import annotations

from commands.kit.member import Member
from commands.training import class_listing, class_planning, class_presses, moving, wall
from storage.engine import Store
from tests.commands.speaking import Clock, Office, Speaker
from tests.commands.training.desk import Desk
from tests.conversations import county

SIGNIN = "training signin ASIM Basic 3 Dec 18:00 Station 4"
ENTRIES = (
    *class_planning.ENTRIES,
    *class_presses.ENTRIES,
    *moving.ENTRIES,
    *wall.ENTRIES,
    *class_listing.ENTRIES,
)


class Classroom(Desk):
    """The county of the dialogues; Cora leads Cedar Fire, the others respond."""

    @property
    def office(self) -> Office:
        return Office(self.store, ENTRIES, self.clock, county.REGION)

    def somebody(self, name: str) -> Speaker:
        """A responder by name, of Cedar Fire as rights see them."""
        cedar = frozenset({county.agency_id(self.store, "Cedar Fire Department")})
        return self.office.speaker(Member("T1", f"U{name[:3]}", self.person(name), name, agencies=cedar))


def classroom(store: Store) -> Classroom:
    """One at the county's hour."""
    return Classroom(store, Clock(county.NOW))
