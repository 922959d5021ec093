"""A small county's people who tell; Morgan manages, Quinn manages and leads Cedar, too."""

from __future__ import annotations

from dataclasses import dataclass

from commands.all import ASKING
from commands.kit.member import Member
from storage.engine import Store
from storage.people import Person, RightKind
from storage.rights import give_right
from tests.commands.speaking import NOON, WORKSPACE, County, Office, Speaker, in_slack, small_county


@dataclass
class Desk:
    """Everybody who speaks about what is told."""

    store: Store
    county: County
    office: Office
    morgan: Speaker
    quinn: Speaker

    def teller(self, person: int, agency: int) -> Speaker:
        """Somebody on the roster."""
        return self.office.responder(person, agency, user=f"U{person}")


def desk(store: Store) -> Desk:
    """The desk; both managers are in Slack."""
    county = small_county(store)
    office = Office(store, [entry for module in ASKING for entry in module.ENTRIES])
    speakers = []
    for first, leads in (("Morgan", frozenset[int]()), ("Quinn", frozenset([county.cedar]))):
        name, email = f"{first} Mills", f"{first.lower()}@county.example"
        with store.writing() as session:
            person = Person(
                first_name=first, last_name="Mills", email=email, name_key=name.lower(), sort_key=name.lower()
            )
            session.add(person)
            session.flush()
            key = person.id
            give_right(session, key, RightKind.MANAGER, None, "a test", NOON)
            for agency in leads:
                give_right(session, key, RightKind.LEAD, agency, "a test", NOON)
        in_slack(store, f"U{key}", name, key)
        speakers.append(
            office.speaker(Member(WORKSPACE, f"U{key}", key, name, email, leads=leads, is_manager=True))
        )
    return Desk(store, county, office, *speakers)
