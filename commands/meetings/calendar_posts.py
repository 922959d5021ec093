"""A meeting's file for people's own calendars: with the call, each change, a cancellation; on a press.

Whoever was given one once gets the next one too, invited or not: their calendar has to follow. Who is on no
roster on the meeting's day gets one more, which takes it out: where it is held is no longer theirs to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select

from commands.kit.blocks import button, words
from commands.kit.meeting_rights import WHOSE_MEETING, readable_by
from commands.kit.meeting_views import MeetingPicked
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply, say
from commands.kit.request import Request
from commands.language.meetings import may_decide, meeting_of, meeting_said
from readiness.records import PersonId
from storage.accounts import accounts_of
from storage.calendar_files import CALENDAR, CALENDAR_GONE, give_way, owe, who_has
from storage.cards import stands_in
from storage.letters import is_quiet, zone_of
from storage.meeting_roster import on_its_roster
from storage.meeting_times import begins
from storage.meetings import IS_CALLED, MEETING_CARD, MeetingRecord, MeetingState
from storage.region import Region
from words.days import spoken
from words.problems import Problem

TO_CALENDAR = "meeting.calendar"
"""What the button that gives a meeting's file is known by."""
TAKES_OUT = "Opening the file takes it out of your calendar; where it does not, delete it there."
BOTH = "Where your calendar then shows it twice, delete the earlier one."


def calendar_posts(
    request: Request, meeting: MeetingRecord, person_ids: Iterable[PersonId], near: bool = True
) -> list[Post]:
    """The meeting's file to each of some people, and to whoever was given an earlier one.

    For a call, a change that calendars have to follow, a cancellation: the record says which it is. Asked of
    the record as it is to be, with its `sequence` grown. Who is not in Slack, or was told by `calendar_gone`
    that it is no longer theirs, gets none, unless they are among `person_ids`; who left the roster has it
    taken out, once. Of a change that is not `near` who has it in the night where they are has the file in
    the morning.
    """
    people = {*person_ids, *who_has(request.session, meeting.id).people}
    there = on_its_roster(request.session, meeting, people)
    posts = calendar_for(request, meeting, there, near)
    return [*posts, *calendar_gone(request, meeting, people - there, near)]


def calendar_for(
    request: Request, meeting: MeetingRecord, person_ids: Iterable[PersonId], near: bool = True
) -> list[Post]:
    """The meeting's file to some people alone, who are asked to it now: for the others nothing changed."""
    session, asked = request.session, set(person_ids)
    had = who_has(session, meeting.id)
    if asked & had.gone:
        _grow(request, meeting)
    reached = _now(request, meeting, asked, near, gone=False)
    give_way(session, meeting.id, reached)
    return [
        calendar_post(request.region, meeting, each, CALENDAR, each in had.people) for each in sorted(reached)
    ]


def calendar_gone(
    request: Request, meeting: MeetingRecord, person_ids: Iterable[PersonId], near: bool
) -> list[Post]:
    """The file that takes a meeting out of the calendars of those not invited any more, or off the roster.

    Where it is not `near`, in the morning, to whom it is night.
    """
    had = who_has(request.session, meeting.id)
    asked = set(person_ids) & had.people
    if not asked:
        return []
    _grow(request, meeting)
    reached = _now(request, meeting, asked, near, gone=True)
    give_way(request.session, meeting.id, reached)
    return [calendar_post(request.region, meeting, each, CALENDAR_GONE) for each in sorted(reached)]


def calendar_button(meeting: MeetingRecord) -> ButtonElement:
    """The button that gives a meeting's file to whoever presses it."""
    return button("Add to my calendar", TO_CALENDAR, MeetingPicked(meeting_id=meeting.id))


def add_said(request: Request) -> Reply:
    """The same of the meeting that is said, of those that are coming."""
    there = IS_CALLED & readable_by(request.member) & (MeetingRecord.held_on >= request.today)
    meeting = meeting_said(request, request.text, TO_CALENDAR, there)
    return add_to_mine(replace(request, value=MeetingPicked(meeting_id=meeting.id).model_dump()))


def add_to_mine(request: Request) -> Reply:
    """The file by direct message, for whoever may read what they pressed it on."""
    # In its turn: whoever moves it meanwhile sends the next file to this one's reader too.
    meeting = meeting_of(request, request.carried(MeetingPicked).meeting_id, lock=True)
    if meeting.state is MeetingState.DRAFT:
        raise Problem("That meeting was not called yet.")
    if not _may_read(request, meeting):
        raise Refused("That meeting's call is not for you.", f"Who is invited. {WHOSE_MEETING}")
    person = request.member.person_id
    assert person is not None
    is_over = meeting.state is MeetingState.CANCELLED
    if not (is_over or may_decide(request, meeting) or on_its_roster(request.session, meeting, [person])):
        day = spoken(meeting.held_on)
        raise Refused(
            f"You are not on the roster for that meeting on {day}.", f"Who is then. {WHOSE_MEETING}"
        )
    if person in who_has(request.session, meeting.id).gone:
        _grow(request, meeting)
    give_way(request.session, meeting.id, [person])
    if is_over:
        return say(
            "That meeting was cancelled. A file by direct message takes it out of your calendar.",
            posts=[calendar_post(request.region, meeting, person, CALENDAR, True)],
        )
    return say(
        "The file comes by direct message: open it, and your calendar adds the meeting. When it is moved or "
        "cancelled, I send the next one.",
        posts=[calendar_post(request.region, meeting, person, CALENDAR)],
    )


def _may_read(request: Request, meeting: MeetingRecord) -> bool:
    """Whose meeting it is, who is invited, and who presses on its card in a channel, where they read it."""
    theirs = select(MeetingRecord.id).where(MeetingRecord.id == meeting.id, readable_by(request.member))
    if request.session.scalars(theirs).first() is not None:
        return True
    channel = request.place.channel
    return bool(channel) and stands_in(
        request.session, MEETING_CARD, meeting.id, request.member.workspace, channel
    )


def calendar_post(
    region: Region, meeting: MeetingRecord, to: PersonId, kind: str, had_one: bool = False
) -> Post:
    """A meeting's file as it is now, to one person; of `CALENDAR_GONE` the one that takes it out."""
    said = _said(region, meeting, kind, had_one)
    from files.calendar import calendar_file  # only who makes a file pays for its library, and no start does

    made = calendar_file(meeting, region, gone=kind == CALENDAR_GONE)
    file = File(f"meeting-{meeting.held_on.isoformat()}.ics", meeting.title, made)
    return Post(to, Message([words(said)]), f"calendar {to}", file, about=(kind, meeting.id))


def _now(
    request: Request, meeting: MeetingRecord, people: set[PersonId], near: bool, gone: bool
) -> set[PersonId]:
    """Those of some people, in Slack, who get a file now; the others' is owed them until their morning."""
    accounts = accounts_of(request.session, people, request.member.workspace, request.now)
    if near:
        return set(accounts)
    asleep = {
        each
        for each, account in accounts.items()
        if is_quiet(request.now, zone_of(account.timezone, request.region))
    }
    owe(request.session, meeting.id, asleep, gone, request.now)
    return set(accounts) - asleep


def _said(region: Region, meeting: MeetingRecord, kind: str, had_one: bool) -> str:
    when = f"{meeting.title}, {_when(region, meeting)}"
    if kind == CALENDAR_GONE:
        return f"{when}: you are not invited any more, or not on the roster then. {TAKES_OUT}"
    if meeting.state is MeetingState.CANCELLED:
        return f"{when}: it is cancelled. {TAKES_OUT}"
    if had_one:
        return f"For your calendar, as it is now: {when}. {BOTH}"
    return f"For your calendar: {when}."


def _when(region: Region, meeting: MeetingRecord) -> str:
    """Its day and time on the region's clocks, by the zone's own name of them: readers may be elsewhere."""
    there = begins(meeting, region.zone).astimezone(region.zone)
    return f"{spoken(there.date())}, {there:%H:%M %Z}"


def _grow(request: Request, meeting: MeetingRecord) -> None:
    """Makes the next file newer than what was sent before, where the change itself did not."""
    if meeting.changed_at != request.now:
        meeting.sequence += 1
        meeting.changed_at = request.now


ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting calendar",
        add_said,
        what="a meeting as a file for your calendar",
        example="/meeting calendar kickoff",
        changes=True,
        takes="[MEETING]",
    ),
    Click(TO_CALENDAR, add_to_mine, changes=True),
)
