"""What a letter says of meetings: one that is near, what became of a call, and the question asked once more.

Whoever is silent, or not sure, is asked once more, two days before the answers are due, else before the
meeting (`readiness.nudges`); on that day who called it, or to whom it falls (`storage.meeting_callers`),
reads which seats are open, who is silent, and whom the call did not reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from commands.kit.blocks import button
from commands.kit.letter_rights import Candidates, managers
from commands.kit.letters import WEEK, Asking, LetterPart, Line, Reader, Round, is_within
from commands.kit.may import Action, may
from commands.kit.meeting_rights import convened
from commands.kit.meeting_views import (
    ANSWERS,
    MeetingPicked,
    caller_is,
    meeting_name,
)
from commands.kit.registry import Declared
from commands.meetings.letter_views import some, steps, title_and_when
from commands.meetings.telling_meetings import declined_said
from commands.meetings.telling_meetings import line as became
from readiness.dates import ONE_DAY
from readiness.nudges import DAYS_BEFORE, is_nudged
from readiness.records import PersonId
from storage.answering_calls import seat_states
from storage.letters import (
    MEETING_CANCELLED,
    MEETING_CHANGED,
    MEETING_LEFT,
    MEETING_MOVED,
    MEETING_NUDGE,
    MEETING_OPEN_SEATS,
    SENT_DECLINES,
    LetterLine,
    note_told,
)
from storage.meeting_callers import Hears, who_hears
from storage.meeting_roster import on_its_roster
from storage.meeting_seats import invitations_of
from storage.meeting_undelivered import not_reached
from storage.meetings import IS_CALLED, IS_INVITED, InvitationRecord, MeetingRecord, RsvpAnswer
from storage.people import Person
from words.days import spoken

NEAR = "meeting tomorrow"
CHANGES = (MEETING_CANCELLED, MEETING_MOVED, MEETING_CHANGED, MEETING_LEFT)
"""The matters about what became of a call; of several about one meeting the first that holds is told."""
ONCE = (MEETING_NUDGE, MEETING_OPEN_SEATS)
OPEN_ANSWERS = (RsvpAnswer.COMING, RsvpAnswer.SENDING)
NOT_REACHED = "My message did not reach"


def tomorrows_meetings(asking: Asking) -> Iterator[Candidates]:
    """Those who come to a meeting tomorrow, or send somebody, and who is told how its call goes."""
    return _who_is_near(asking, _within(asking.day, ONE_DAY))


def meetings_of_the_week(asking: Asking) -> Iterator[Candidates]:
    """The same of a meeting within a week."""
    return _who_is_near(asking, _within(asking.day, WEEK))


def _within(day: date, ahead: timedelta) -> ColumnElement[bool]:
    return and_(IS_CALLED, is_within(MeetingRecord.held_on, day, ahead))


def _who_is_near(asking: Asking, soon: ColumnElement[bool]) -> Iterator[Candidates]:
    yield (
        select(InvitationRecord.person_id)
        .join(MeetingRecord, MeetingRecord.id == InvitationRecord.meeting_id)
        .where(soon, IS_INVITED, InvitationRecord.answer.in_(OPEN_ANSWERS))
    )
    yield _who_hears(asking, soon)


def _who_hears(asking: Asking, soon: ColumnElement[bool]) -> Candidates:
    """Those who called some meetings, or to whom their calls fall."""
    told = _hearing(asking, asking.session.scalars(select(MeetingRecord).where(soon)).all())
    people = {person for each in told.values() for person in each.people}
    return select(Person.id).where(Person.id.in_(sorted(people)))


def _hearing(of: Asking | Round, meetings: Sequence[MeetingRecord]) -> dict[int, Hears]:
    """Who is told of each meeting how its call goes."""
    all_managers = {person for query in managers(of.region) for person in of.session.scalars(query)}
    return who_hears(of.session, meetings, of.day, sorted(all_managers))


def tomorrow(round_: Round) -> Iterator[Line]:
    """The meetings that are near to those who come, and to who called them."""
    query = select(MeetingRecord).where(_within(round_.day, round_.ahead))
    order = (MeetingRecord.held_on, MeetingRecord.start_time, MeetingRecord.id)
    meetings = round_.session.scalars(query.order_by(*order)).all()
    hearing = _hearing(round_, meetings)
    for meeting in meetings:
        for person, part in _parts(round_, meeting, hearing[meeting.id]).items():
            what = f"{title_and_when(round_, meeting, person)}.{part}"
            yield from round_.near(person, NEAR, meeting.id, meeting.held_on, what)


def _parts(round_: Round, meeting: MeetingRecord, hears: Hears) -> dict[PersonId, str]:
    """What each reader has to do with a meeting, beside coming to it."""
    found: dict[PersonId, str] = {}
    for invitation in _invited(round_, meeting.id):
        if invitation.answer is RsvpAnswer.COMING:
            found[invitation.person_id] = ""
        elif invitation.answer is RsvpAnswer.SENDING and invitation.sent_name:
            found[invitation.person_id] = f" You send {invitation.sent_name}: please remind them."
    said = "You called it."
    if hears.why is not None:
        said = f"{caller_is(round_.session, meeting, hears.why)}: it falls to you."
    for person in hears.people:
        if person in round_.readers:
            found[person] = f"{found.get(person, '')} {said}"
    return found


def those_told(asking: Asking) -> Iterator[Candidates]:
    """Those for whom a line was left of what became of a call."""
    yield select(LetterLine.person_id).where(LetterLine.matter.in_(CHANGES), LetterLine.told_on.is_(None))


def changes(round_: Round) -> Iterator[Line]:
    """What became of a call, as it is by now; of several lines about one meeting the first that holds."""
    left = round_.left(*CHANGES)
    query = select(MeetingRecord).where(MeetingRecord.id.in_(sorted({line.about_id for line in left})))
    there = {each.id: each for each in round_.session.scalars(query)}
    mine = _answers(round_, there)
    told: set[tuple[int, int]] = set()
    for line in left:
        meeting, key = there.get(line.about_id), (line.person_id, line.about_id)
        said = "" if meeting is None or key in told else _became(round_, line, meeting, mine.get(key))
        row: Sequence[ButtonElement] = ()
        if said:
            told.add(key)
            if meeting is not None and line.matter == MEETING_MOVED:
                row = steps(meeting, "moved")
        yield Line.of_left(line, said, is_urgent=True, buttons=row)


def _became(round_: Round, left: LetterLine, meeting: MeetingRecord, theirs: InvitationRecord | None) -> str:
    """What a matter says of a meeting as it is now; empty where it is no longer so for the reader."""
    if left.matter != MEETING_CANCELLED and (theirs is None) != (left.matter == MEETING_LEFT):
        return ""
    request = round_.of(round_.readers[left.person_id])
    return became(request, meeting, left.matter, zone=request.member.timezone)


def those_who_send(asking: Asking) -> Iterator[Candidates]:
    """Those for whom a line was left that whom they send does not come."""
    yield select(LetterLine.person_id).where(LetterLine.matter == SENT_DECLINES, LetterLine.told_on.is_(None))


def declined(round_: Round) -> Iterator[Line]:
    """That whom somebody sends does not come, while it is so and the sender has said nothing else since."""
    left = round_.left(SENT_DECLINES)
    query = (
        select(InvitationRecord, Person, MeetingRecord)
        .join(Person, Person.id == InvitationRecord.person_id)
        .join(MeetingRecord, MeetingRecord.id == InvitationRecord.meeting_id)
        .where(
            MeetingRecord.id.in_(sorted({line.about_id for line in left})),
            InvitationRecord.sent_by_id.in_(sorted({line.person_id for line in left})),
            InvitationRecord.answer == RsvpAnswer.NOT_COMING,
            IS_INVITED,
            IS_CALLED,
            MeetingRecord.held_on >= round_.day,
        )
    )
    rows = round_.session.execute(query).all() if left else []
    found = {(theirs.sent_by_id, meeting.id): (person, meeting) for theirs, person, meeting in rows}
    mine = _answers(round_, {meeting.id: meeting for _, _, meeting in rows})
    for line in left:
        key = (line.person_id, line.about_id)
        sender, sent = mine.get(key), found.pop(key, None)
        said, row = "", list[ButtonElement]()
        if sent is not None and sender is not None and sender.answer is RsvpAnswer.SENDING:
            person, meeting = sent
            said, row = declined_said(person.name, meeting), steps(meeting, "declined")
        yield Line.of_left(line, said, is_urgent=True, buttons=row)


def to_ask(asking: Asking) -> Iterator[Candidates]:
    """Those silent or not sure who may be asked once more, and who called these meetings."""
    soon = _asked_once_more(asking.day)
    yield (
        select(InvitationRecord.person_id)
        .join(MeetingRecord, MeetingRecord.id == InvitationRecord.meeting_id)
        .where(soon, IS_INVITED, _is_open())
    )
    yield _who_hears(asking, soon)


def _is_open() -> ColumnElement[bool]:
    return or_(InvitationRecord.answer.is_(None), InvitationRecord.answer == RsvpAnswer.UNSURE)


def _asked_once_more(day: date) -> ColumnElement[bool]:
    """The condition that a meeting's nudge has come, and the meeting has not."""
    reached = or_(MeetingRecord.held_on <= day + DAYS_BEFORE, MeetingRecord.answer_by <= day + DAYS_BEFORE)
    return and_(IS_CALLED, MeetingRecord.held_on > day, reached)


def nudges(round_: Round) -> Iterator[Line]:
    """The question once more, to who is silent or not sure; to who called it, what is open. Each once.

    What was told and then not sent in time waits, and is told the next morning where it still holds.
    """
    waiting = {(line.person_id, line.matter, line.about_id): line.id for line in round_.left(*ONCE)}
    told = _told(round_)
    query = select(MeetingRecord).where(_asked_once_more(round_.day))
    order = (MeetingRecord.held_on, MeetingRecord.start_time, MeetingRecord.id)
    meetings = round_.session.scalars(query.order_by(*order)).all()
    hearing = _hearing(round_, meetings)
    for meeting in meetings:
        for line in (*_nudged(round_, meeting), *_how_it_goes(round_, meeting, hearing[meeting.id])):
            key = (line.person, line.matter, line.about_id)
            if (*key, meeting.held_on.isoformat()) not in told:
                yield replace(line, waiting=waiting.pop(key, None))
    for (person, matter, about), line_id in waiting.items():
        yield Line(person, matter, about, waiting=line_id)


def _told(round_: Round) -> set[tuple[int, str, int, str]]:
    """What these readers were told once, by person, matter, meeting and its day; of another day's letters."""
    query = select(LetterLine).where(
        LetterLine.person_id.in_(sorted(round_.readers)),
        LetterLine.matter.in_(ONCE),
        LetterLine.told_on.is_not(None),
    )
    if round_.again:
        query = query.where(LetterLine.told_on != round_.day)
    return {(each.person_id, each.matter, each.about_id, each.mark) for each in round_.session.scalars(query)}


def _nudged(round_: Round, meeting: MeetingRecord) -> Iterator[Line]:
    for theirs in _invited(round_, meeting.id):
        if theirs.answer in (None, RsvpAnswer.UNSURE) and _is_nudged(round_, meeting, theirs.recorded_at):
            what = "you have not answered yet" if theirs.answer is None else "you were not sure yet"
            by = _answer_by(round_, meeting)
            yield Line(
                theirs.person_id,
                MEETING_NUDGE,
                meeting.id,
                f"{title_and_when(round_, meeting, theirs.person_id)}: {what}. Are you coming?{by}",
                meeting.held_on,
                is_urgent=True,
                buttons=steps(meeting, "nudge"),
            )


def _answer_by(round_: Round, meeting: MeetingRecord) -> str:
    by = meeting.answer_by
    return "" if by is None or by < round_.day else f" Please answer by {spoken(by)}."


def _is_nudged(round_: Round, meeting: MeetingRecord, asked_at: datetime) -> bool:
    """Whether the nudge's day has come for who was asked then, or again by a move to another day or hour.

    What else calendars follow, such as a place, asks nobody: it puts no question off.
    """
    asked = max(each for each in (asked_at, meeting.called_at, meeting.moved_at) if each is not None)
    return is_nudged(meeting.held_on, meeting.answer_by, round_.region.day(asked), round_.day)


def _how_it_goes(round_: Round, meeting: MeetingRecord, hears: Hears) -> Iterator[Line]:
    """Which seats are open, and who is silent or not sure: to who called it, else to whom it falls."""
    told = [round_.readers[each] for each in hears.people if each in round_.readers]
    told = [each for each in told if _may_know(round_, each, meeting)]
    if not told or not _is_nudged(round_, meeting, meeting.called_at or meeting.recorded_at):
        return
    why = f"{caller_is(round_.session, meeting, hears.why)}: " if hears.why is not None else ""
    seats = [each.seat.name for each in seat_states(round_.session, meeting.id) if not each.filled]
    said: defaultdict[RsvpAnswer | None, list[str]] = defaultdict(list)
    invited = invitations_of(round_.session, meeting.id)
    there = on_its_roster(round_.session, meeting, {person.id for _, person in invited})
    for theirs, person in invited:
        if person.id in there:
            said[theirs.answer].append(person.name)
    missed = not_reached(round_.session, meeting.id) & there
    parts = [
        some("Open seats", seats),
        some("Not answered", said[None]),
        some("Not sure yet", said[RsvpAnswer.UNSURE]),
        some(NOT_REACHED, [person.name for _, person in invited if person.id in missed]),
        some("Not on its roster by then", [person.name for _, person in invited if person.id not in there]),
    ]
    if not any(parts):
        return
    picked = MeetingPicked(meeting_id=meeting.id)
    for reader in told:
        yield Line(
            reader.person_id,
            MEETING_OPEN_SEATS,
            meeting.id,
            f"{why}{meeting_name(meeting)}. {' '.join(each for each in parts if each)}",
            meeting.held_on,
            is_urgent=True,
            button=button("Who answered", f"{ANSWERS}:letter {meeting.id}", picked),
        )


def _may_know(round_: Round, reader: Reader, meeting: MeetingRecord) -> bool:
    about, day = convened(meeting), meeting.held_on
    return bool(may(reader.member, Action.MEETING, about, day, round_.day))


def _invited(round_: Round, meeting_id: int) -> list[InvitationRecord]:
    """The invitations of a meeting that stand, of these readers."""
    query = select(InvitationRecord).where(
        InvitationRecord.meeting_id == meeting_id,
        InvitationRecord.person_id.in_(sorted(round_.readers)),
        IS_INVITED,
    )
    return list(round_.session.scalars(query.order_by(InvitationRecord.id)))


def _answers(
    round_: Round, there: Mapping[int, MeetingRecord]
) -> dict[tuple[PersonId, int], InvitationRecord]:
    query = select(InvitationRecord).where(
        InvitationRecord.meeting_id.in_(sorted(there)),
        InvitationRecord.person_id.in_(sorted(round_.readers)),
        IS_INVITED,
    )
    return {(each.person_id, each.meeting_id): each for each in round_.session.scalars(query)}


def settled(session: Session, day: date, told: Collection[Line], passed: Collection[Line]) -> None:
    """Keeps of each nudge that it was told; one that waited is noted with its line."""
    noon = datetime.combine(day, time(12), UTC)
    lines = [
        (each.person, each.matter, each.about_id, each.day.isoformat())
        for each in told
        if each.waiting is None and each.day is not None
    ]
    note_told(session, lines, day, noon)


ENTRIES: tuple[Declared, ...] = (
    LetterPart(4, nudges, to_ask, before_monday=True, settle=settled),
    LetterPart(5, tomorrow, tomorrows_meetings, meetings_of_the_week, before_monday=True),
    LetterPart(6, changes, those_told, before_monday=True),
    LetterPart(6, declined, those_who_send, before_monday=True),
)
