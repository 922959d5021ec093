"""Who speaks in the tests of meetings' calls: people of the county, by their e-mail, and what they see."""

from __future__ import annotations

from dataclasses import dataclass

from commands.kit.cards import Look
from commands.kit.member import Member
from commands.kit.reply import Message
from commands.meetings import (
    answers,
    asking,
    asking_again,
    calendar_posts,
    calling,
    cancelling,
    listing,
    moving,
    past,
    posting,
    presses,
    seats,
    sending,
)
from commands.meetings.invitation_views import invitation_card
from storage.answering_calls import invitation_for
from storage.audit import Trail
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.rights import rights_of_people
from storage.roster import memberships
from tests.commands.speaking import Clock, Office, Speaker, in_slack
from tests.conversations import calls, county

TRAIL = Trail("a test", "slack", county.NOW)
CALLS = (listing, past, calling, seats, asking, moving, cancelling, posting)
ENTRIES = tuple(
    entry
    for module in (*CALLS, presses, sending, answers, asking_again, calendar_posts)
    for entry in module.ENTRIES
)


@dataclass
class Room:
    """The county, with one call in it."""

    store: Store
    meeting: int
    clock: Clock

    def key(self, email: str) -> int:
        """Somebody's id by their e-mail."""
        with self.store.reading() as session:
            return calls.person(session, email)

    def somebody(self, email: str, zone: str = "") -> Speaker:
        """A speaker of the county with the rights they have."""
        with self.store.reading() as session:
            row = session.get_one(Person, calls.person(session, email))
            rights = rights_of_people(session, [row.id])[row.id]
            there = frozenset(each.agency_id for each in memberships(session, [row.id]).get(row.id, ()))
            member = Member(
                "T1", f"U{row.id}", row.id, row.name, email, there, rights.leads, rights.is_manager, zone
            )
        return Office(self.store, ENTRIES, self.clock, county.REGION).speaker(member)

    def manager(self) -> Speaker:
        """An emergency manager."""
        return Office(self.store, ENTRIES, self.clock, county.REGION).manager(
            person_id=self.key("eve@grove.example")
        )

    def card(self, at: str = "C1") -> Message:
        """The card in a channel, as it stands now."""
        with self.store.reading() as session:
            look = Look(session, county.REGION, self.clock(), self.meeting, "T1", at)
            return presses.render(look)

    def call_of(self, email: str) -> Message:
        """The call as one invited person has it now."""
        with self.store.reading() as session:
            theirs = invitation_for(session, self.meeting, calls.person(session, email))
            assert theirs is not None
            look = Look(session, county.REGION, self.clock(), theirs.id, "T1", "D1")
            return invitation_card(look, theirs)


def in_slack_all(room: Room, *emails: str) -> None:
    """Makes some people of the county known in Slack."""
    for each in emails:
        in_slack(room.store, f"U{room.key(each)}", person_id=room.key(each))


def a_room(store: Store) -> Room:
    """The county at its hour, with the kickoff called for 10 December."""
    return Room(store, calls.a_call(store), Clock(county.NOW))


def crowd(store: Store, count: int) -> list[int]:
    """So many people more of Cedar Fire: their ids."""
    cedar = county.agency_id(store, "Cedar Fire Department")
    with store.writing() as session:
        people = [
            Person(email=f"m{n}@grove.example", first_name="Mo", last_name=f"{n:04}") for n in range(count)
        ]
        for each in people:
            each.rekey()
        session.add_all(people)
        session.flush()
        session.add_all(AffiliationRecord(person_id=each.id, agency_id=cedar) for each in people)
        return [each.id for each in people]
