"""What Grove County is in the middle of: a room that met and is to meet again, a roadmap half done, lists.

All of it is written as those who did it would have, on the days they did it, and counted from today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.meetings.calling_form import FIRST_SEATS
from files.imports.ready_templates import AGENCY_READINESS, ROADMAP
from files.imports.starting_templates import load_ready_template
from storage.answering_calls import answer, invitation_for, send
from storage.audit import COMMAND_LINE, Trail
from storage.calling import call, draft_meeting
from storage.catalogue import catalogue_of
from storage.checklist_closing import close_item
from storage.checklist_keeping import ItemSaid, add_item, items_of, own_checklist
from storage.checklists import ChecklistItem, OwnerRight
from storage.course_capacity import Said, say
from storage.handing_out import hand_out
from storage.meeting_attendance import attendance_of, confirm_attendance
from storage.meeting_notes import note_down
from storage.meeting_seats import SeatSaid, set_seats
from storage.meetings import MeetingRecord, MeetingState, NoteKind, RsvpAnswer
from storage.people import Person, RightKind
from storage.region import Region
from storage.rights import give_right
from storage.roster import people_on_roster

FIRST_ROOM = "The first room"
ASKED_OF_RESPONDER = "Bring the four old radios to Station 4, to be programmed to the regional plan"
BEGAN_DAYS_AGO = {ROADMAP.key: 200, AGENCY_READINESS.key: 127}
"""How long ago each list was begun: the roadmap is half done, and of an agency's one line is a week late."""
ROADMAP_DONE = 16
SINCE = timedelta(days=90)
"""Whoever leads an agency has been on its roster for so long."""
HOST_DONE = (0, 1, 2, 3, 4, 6)
"""Which lines of its list Cedar Fire is done with, by when they are due: its test with dispatch is late."""
DONE_IN_TURN = (7, 6, 9, 6, 16, 4, 6, 8, 2)
"""How many lines the other agencies are done with, one after the other: those due first."""
SENDER = "Alder Fire Department"
CAME = ("Cedar Police Department", "Grove County Sheriff", SENDER, "Grove County EMS")
STAYED_AWAY = ("Birch Police Department", "MedStar Ambulance", "Grove 911", "Grove Unified Schools")
ANSWERS = {
    "Cedar Police Department": RsvpAnswer.COMING,
    "Birch Police Department": RsvpAnswer.UNSURE,
    "Grove County EMS": RsvpAnswer.NOT_COMING,
    "MedStar Ambulance": RsvpAnswer.COMING,
}
"""What their leads answer to the next call; who is not named is silent. `SENDER` sends somebody."""
NOTES = (
    (NoteKind.DECISION, "We write one regional plan, and read a first draft together in spring"),
    (NoteKind.DECISION, "Grove County EMS and Alder Fire name one writer each"),
    (NoteKind.OBJECTION, "Alder Fire keeps its own accountability tags until others have been bought"),
    (NoteKind.CONCERN, "Nobody has money for overtime while people are in class"),
)


def begin_lists(session: Session, region: Region, now: datetime, manager: str, host: str) -> None:
    """The roadmap, half done, and every agency's readiness, as far as each is; of `host` one line is late."""
    today = region.day(now)
    catalogue = catalogue_of(session)
    for ready in (ROADMAP, AGENCY_READINESS):
        begun_on = today - timedelta(days=BEGAN_DAYS_AGO[ready.key])
        trail = _trail(manager, begun_on)
        template = load_ready_template(session, ready, trail)
        agencies = sorted(catalogue.agencies) if ready is AGENCY_READINESS else None
        lists = hand_out(session, template, agencies, begun_on, trail).new
        for place, each in enumerate(lists):
            items = sorted(items_of(session, each.id), key=lambda item: item.due_on or today)
            is_host = each.agency_id is not None and catalogue.agencies[each.agency_id].name == host
            done = HOST_DONE if is_host else range(DONE_IN_TURN[place % len(DONE_IN_TURN)])
            done = range(ROADMAP_DONE) if each.agency_id is None else done
            _close(session, [items[which] for which in done], today)


def say_how_courses_are_taught(session: Session, now: datetime, manager: str) -> None:
    """Says who teaches the basic course, how often, for how many, and what share is aimed at."""
    ids = {each.code: each.id for each in catalogue_of(session).courses.values()}
    taught = Said(ids["ASIM-TTT"], classes_a_month=1, seats=12, target=90)
    say(session, ids["ASIM-B"], taught, Trail(manager, COMMAND_LINE, now))


def hold_first_room(session: Session, region: Region, now: datetime, manager: str) -> None:
    """A meeting of some weeks ago, where that is this year: who came, what was said, what follows."""
    today = region.day(now)
    held_on = _held_on(today)
    called_on = held_on - timedelta(days=21)
    leads = {name: _named_lead(session, name, today) for name in (*CAME, *STAYED_AWAY)}
    trail = _trail(manager, called_on)
    meeting = MeetingRecord(
        title=FIRST_ROOM,
        objective="Name the risk together, and agree who writes the plan",
        agenda="What happened at the mall\nWho is missing here\nWho writes",
        held_on=held_on,
        start_time=time(9),
        minutes=90,
        place="County EOC",
    )
    draft_meeting(session, meeting, trail)
    seats = [SeatSaid(name, discipline.value) for discipline, name in FIRST_SEATS.items()]
    set_seats(session, meeting, seats, trail, called_on)
    call(session, meeting, trail)
    for name in CAME:
        theirs = invitation_for(session, meeting.id, leads[name].id)
        assert theirs is not None
        answer(session, theirs, RsvpAnswer.COMING, _trail(_said_by(leads[name]), called_on), called_on)
    afterwards = Trail(manager, COMMAND_LINE, _at(held_on, 20))
    present = dict.fromkeys(leads[name].id for name in CAME)
    seen = attendance_of(session, meeting).fingerprint
    confirm_attendance(session, meeting, present, (), seen, afterwards, region.zone)
    note_down(session, meeting, NOTES, afterwards, region.zone)
    _follow_up(session, meeting, leads["Grove County EMS"], afterwards, today)


def give_somebody_an_item(session: Session, region: Region, now: datetime, email: str, host: str) -> None:
    """What a responder is to see to in three days; they read of it in their letter."""
    agency = catalogue_of(session).agency_named(host)
    owner = session.scalars(select(Person).where(Person.email == email)).one()
    assert agency is not None
    trail = Trail("demo", COMMAND_LINE, now)
    said = ItemSaid(ASKED_OF_RESPONDER, owner_id=owner.id, due_on=region.day(now) + timedelta(days=3))
    add_item(session, own_checklist(session, agency.key, trail), said, trail)


def next_room_on(today: date) -> date:
    """The day the next room is called to: the first weekday from nine days on."""
    day = today + timedelta(days=9)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def answers_come(session: Session, region: Region, now: datetime) -> None:
    """What some of those answer who are asked to the next room and are not in the workspace."""
    query = select(MeetingRecord).where(MeetingRecord.state == MeetingState.CALLED)
    meeting = session.scalars(query.order_by(MeetingRecord.id.desc()).limit(1)).one()
    today = region.day(now)
    for name, said in ANSWERS.items():
        lead = _lead_of(session, name, today)
        theirs = invitation_for(session, meeting.id, lead.id)
        if theirs is not None:
            answer(session, theirs, said, Trail(_said_by(lead), COMMAND_LINE, now), today)
    sender, other = _some_of(session, SENDER, today)[:2]
    theirs = invitation_for(session, meeting.id, sender.id)
    if theirs is not None:
        send(session, theirs, Trail(_said_by(sender), COMMAND_LINE, now), today, person_id=other.id)


def _close(session: Session, items: Iterable[ChecklistItem], today: date) -> None:
    """Closes items some days before they were due, or these days where they are due later."""
    for each in items:
        assert each.due_on is not None
        closed_on = min(each.due_on, today) - timedelta(days=5)
        evidence = "In the county's file share, under Readiness" if each.needs_evidence else ""
        close_item(session, each, closed_on, evidence, _trail("demo", closed_on))


def _follow_up(session: Session, meeting: MeetingRecord, writer: Person, trail: Trail, today: date) -> None:
    """Two things that follow from a meeting: one done, one not."""
    region_list = own_checklist(session, None, trail)
    done = ItemSaid(
        "Ask the county administrator for a seat at the table",
        owner_right=OwnerRight.MANAGER,
        due_on=meeting.held_on + timedelta(days=10),
        meeting_id=meeting.id,
    )
    to_do = ItemSaid(
        "Send the first chapter round: arrival and unified command",
        owner_id=writer.id,
        owner_right=OwnerRight.MANAGER,
        due_on=today + timedelta(days=12),
        meeting_id=meeting.id,
    )
    item = add_item(session, region_list, done, trail)
    add_item(session, region_list, to_do, trail)
    _close(session, [item], today)


def _held_on(today: date) -> date:
    """Six weeks ago; yesterday, where that was another year."""
    held_on = today - timedelta(days=42)
    return held_on if held_on.year == today.year else today - timedelta(days=1)


def _named_lead(session: Session, agency: str, today: date) -> Person:
    """Names somebody of an agency its lead."""
    there = catalogue_of(session).agency_named(agency)
    assert there is not None
    lead = _lead_of(session, agency, today)
    give_right(session, lead.id, RightKind.LEAD, there.key, "demo", _at(today - SINCE), COMMAND_LINE)
    return lead


def _lead_of(session: Session, agency: str, today: date) -> Person:
    return _some_of(session, agency, today)[0]


def _some_of(session: Session, agency: str, today: date) -> Sequence[Person]:
    """Those of an agency on the roster, who were before the first room was called too; always alike."""
    there = catalogue_of(session).agency_named(agency)
    assert there is not None
    before, now = (people_on_roster(session, on, [there.key], most=100) for on in (today - SINCE, today))
    return sorted(set(before) & set(now), key=lambda each: -each.id)


def _said_by(person: Person) -> str:
    return person.email or person.name


def _trail(by: str, on: date) -> Trail:
    return Trail(by, COMMAND_LINE, _at(on))


def _at(on: date, hour: int = 12) -> datetime:
    return datetime.combine(on, time(hour), UTC)
