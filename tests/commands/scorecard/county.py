"""The small county with a shared plan, a radio plan and two exercises, and who asks of its scorecard."""

from __future__ import annotations

from datetime import date

from commands.kit.member import Member
from commands.scorecard import answering, letter, scorecard
from storage.audit import Trail
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.revising import Wording, adopt, write_plan, write_revision
from tests.commands.speaking import Clock, Office, Said, Speaker, with_undo
from tests.conversations import county

TODAY = county.NOW.date()
TRAIL = Trail("a test", "test", county.NOW)
ENTRIES = (*scorecard.ENTRIES, *answering.ENTRIES, *letter.ENTRIES)
CEDAR, BIRCH, GROVE = "Cedar Fire Department", "Birch Police Department", "Grove 911"
EXERCISES = """exercise,title,type,held_on,host_agency,simulation,reviewed_on
EX-1,Vine tabletop,tabletop,2026-02-10,Cedar Fire Department,no,2026-03-01
EX-2,Vine functional,functional,2026-05-20,Cedar Fire Department,no,
"""
PARTICIPATION = """exercise,agency,role,headcount
EX-1,Cedar Fire Department,player,4
EX-1,Birch Police Department,player,2
EX-1,Grove 911,player,1
EX-2,Cedar Fire Department,player,3
EX-2,Birch Police Department,player,2
"""
ACTIONS = """action,exercise,corrective_action,agency,due_on,status
A-1,EX-1,Mark the staging area,Cedar Fire Department,2026-06-01,open
A-2,EX-1,Write down call signs,Birch Police Department,2027-01-31,open
"""


def prepared(store: Store) -> None:
    """A shared plan in force that two of three agencies adopted, taught by ASIM Basic; two exercises."""
    with store.writing() as session:
        catalogue = catalogue_of(session)
        basic = next(key for key, each in catalogue.courses.items() if each.code == "ASIM-B")
        agencies = {name: key for key, each in catalogue.agencies.items() for name in (each.name,)}
        plan = write_plan(session, None, "Active shooter plan", [basic], TRAIL, TODAY)
        made = write_revision(session, plan.id, None, Wording("3", date(2025, 3, 1)), TRAIL, TODAY)
        adopt(session, made.id, [agencies[CEDAR], agencies[BIRCH]], date(2026, 1, 1), TRAIL)
    county.take(store, "exercises", EXERCISES)
    county.take(store, "participation", PARTICIPATION)
    county.take(store, "actions", ACTIONS)


def office(store: Store) -> Office:
    """The office that answers for scorecards, on the county's day."""
    return Office(store, ENTRIES, Clock(county.NOW), county.REGION)


def dana(store: Store) -> Speaker:
    """The emergency manager."""
    return office(store).speaker(
        Member("T1", "UDANA", 99, "Dana Reyes", "dana@grove.example", is_manager=True)
    )


def cora(store: Store, user: str = "UCORA") -> Speaker:
    """The lead of Cedar Fire."""
    cedar = frozenset([county.agency_id(store, CEDAR)])
    return office(store).speaker(
        Member("T1", user, 3, "Cora Diaz", f"{user}@grove.example", agencies=cedar, leads=cedar)
    )


def undoing_cora(store: Store) -> Speaker:
    """The same, who may say "undo" as well."""
    there = Office(store, with_undo(ENTRIES), Clock(county.NOW), county.REGION)
    return there.speaker(cora(store).member)


def ben(store: Store) -> Speaker:
    """A responder of Cedar Fire."""
    cedar = frozenset([county.agency_id(store, CEDAR)])
    return office(store).speaker(Member("T1", "UBEN", 2, "Ben Flores", "ben@grove.example", agencies=cedar))


def whole_of(speaker: Speaker, first: Said) -> str:
    """All the pages of how a scorecard was counted, from their first on."""
    texts, seen = [first.text], first
    while "More" in seen.buttons():
        seen = speaker.presses(seen, "More")
        texts.append(seen.text)
    return "\n".join(texts)
