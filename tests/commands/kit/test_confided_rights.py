"""Who reads what people tell emergency management."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commands.kit.about import Confided
from commands.kit.confided_rights import (
    agencies_half_heard,
    agencies_not_heard,
    confided,
    not_to_hear_of,
    to_be_confided,
)
from commands.kit.may import Action, may
from commands.kit.member import Member
from storage.audit import Trail
from storage.confided import Matter
from storage.confiding import tell
from storage.engine import Store
from storage.people import AffiliationRecord, RightKind
from storage.region import Region
from storage.rights import give_right, take_right
from tests.commands.speaking import NOON, small_county

DAY = date(2026, 11, 3)
CEDAR, OAK = 1, 2
REGION = Region("America/Chicago")


def hears(member: Member, about: Confided) -> bool:
    return bool(may(member, Action.HEAR, about, DAY, DAY))


def test_their_chief_never_reads_it_whatever_else_they_are() -> None:
    told = Confided(frozenset([CEDAR]), chiefs=frozenset([8]), person=9)
    chief = Member("", "", 5, leads=frozenset([CEDAR]))
    both = Member("", "", 6, leads=frozenset([CEDAR]), is_manager=True)
    manager = Member("", "", 7, leads=frozenset([OAK]), is_manager=True)
    was_chief = Member("", "", 8, is_manager=True)
    oneself = Member("", "", 9, is_manager=True)
    assert [hears(each, told) for each in (chief, both, manager, was_chief, oneself)] == [
        *(False, False, True, False, False)
    ]
    assert (not_to_hear_of(both, CEDAR), not_to_hear_of(both, OAK)) == (True, False)
    assert agencies_not_heard(both) == [CEDAR]


@pytest.mark.postgres
def test_all_their_agencies_count_and_whoever_led_one_when_it_was_told_or_since(store: Store) -> None:
    county = small_county(store)
    trail = Trail("ada@cedar.example", "slack", NOON)
    cy, ben, dee = (Member("", "", key, is_manager=True) for key in (county.cy, county.ben, county.dee))
    with store.writing() as session:
        give_right(session, county.dee, RightKind.LEAD, county.cedar, "a test", NOON - timedelta(days=9))
        take_right(
            session, county.dee, RightKind.LEAD, county.cedar, "a test", NOON - timedelta(days=2), REGION
        )
        held = tell(session, county.ada, Matter.CONCERN, "radios", [county.cedar], trail)
        about = confided(session, REGION, [held])[held.id]
        assert about == to_be_confided(session, REGION, county.ada, [county.cedar], NOON)
        assert about.agencies == {county.cedar}
        assert all(hears(each, about) for each in (cy, ben, dee)), "she led it before, and no more"
        # Ada goes to Oak, whose lead manages too; Ben leads Cedar for an hour.
        session.add(AffiliationRecord(person_id=county.ada, agency_id=county.oak, joined_on=DAY))
        give_right(session, county.cy, RightKind.LEAD, county.oak, "a test", NOON)
        give_right(session, county.ben, RightKind.LEAD, county.cedar, "a test", NOON)
        take_right(
            session, county.ben, RightKind.LEAD, county.cedar, "a test", NOON + timedelta(hours=1), REGION
        )
        session.flush()
        about = confided(session, REGION, [held])[held.id]
        assert about.agencies == {county.cedar, county.oak}
        assert [hears(each, about) for each in (cy, ben, dee)] == [False, False, True]


@pytest.mark.postgres
def test_no_correction_of_the_roster_or_of_a_right_opens_it_to_a_chief(store: Store) -> None:
    county = small_county(store)
    trail = Trail("ada@cedar.example", "slack", NOON)
    later = NOON + timedelta(days=3)
    ben, cy, dee = (Member("", "", key, is_manager=True) for key in (county.ben, county.cy, county.dee))
    with store.writing() as session:
        # Ben leads Cedar and belongs to it, Cy leads Oak; Ada belongs to Cedar and leads Oak from outside.
        give_right(session, county.ben, RightKind.LEAD, county.cedar, "a test", NOON - timedelta(days=9))
        for each in (county.cy, county.ada):
            give_right(session, each, RightKind.LEAD, county.oak, "a test", NOON - timedelta(days=9))
        asked = to_be_confided(session, REGION, county.ada, [county.cedar, county.oak], NOON)
        held = tell(
            session,
            county.ada,
            Matter.CONCERN,
            "radios",
            [county.cedar, county.oak],
            trail,
            chiefs=asked.chiefs,
        )
        # Afterwards her membership is taken back, Ben's is said to have ended long ago, and rights are taken.
        for term in session.query(AffiliationRecord).filter(
            AffiliationRecord.person_id.in_((county.ada, county.ben))
        ):
            if term.person_id == county.ada:
                term.take_back(later, "a test", "the import was undone")
            else:
                term.left_on = DAY - timedelta(days=90)
        for person, agency in ((county.cy, county.oak), (county.ada, county.oak), (county.ben, county.cedar)):
            take_right(session, person, RightKind.LEAD, agency, "a test", later, REGION)
        session.flush()
        about = confided(session, REGION, [held])[held.id]
        assert [hears(each, about) for each in (ben, cy, dee)] == [False, False, True]
        assert agencies_half_heard(session, ben) == [county.cedar]
        assert agencies_half_heard(session, dee) == []
