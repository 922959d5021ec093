"""A meeting for people's own calendars: an iCalendar file (RFC 5545), the same bytes for the same meeting.

What is to be known of how calendars take it:

- Its UID is made of the meeting's record and stays; SEQUENCE grows with each change, and DTSTAMP is when it
  grew. By these a calendar takes a later file for the same event.
- METHOD is PUBLISH, for a call and for a change, and CANCEL with STATUS:CANCELLED for a cancellation (RFC
  5546, 3.2.1 and 3.2.5). REQUEST would have calendars ask for an answer and mail it to an organizer's
  address: people answer here, nobody reads there, and it would show each of them the addresses of all.
  Apple's calendar follows a published update; of Google's and Outlook's it is reported both ways, and
  Outlook on a desktop may add a second event beside the first: whoever sends the file says so.
- Both methods ask for an ORGANIZER. It is the region by its name, at an address that can't exist (RFC 2606),
  the same in every file: a calendar that compares it finds it unchanged.
- Times are UTC. The event happens once, and an instant needs no rule of a zone: none that a calendar has to
  know by our name (Outlook has names of its own), none that is out of date, and an hour the clocks show twice
  is one of the two. Each calendar shows it in its own zone.
"""

from __future__ import annotations

import re

from icalendar import Calendar, Event, vCalAddress, vText

from storage.meeting_times import begins, ends
from storage.meetings import MeetingRecord, MeetingState
from storage.region import Region
from words.addresses import is_web_address
from words.signs import typeable

PRODUCT = "-//Muster//Meetings//EN"
NOBODY = "mailto:nobody@muster.invalid"
"""The address of the one who calls, for calendars that want one; nothing sent there arrives."""
CALLED_OFF = "Cancelled: "
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some reader takes for the end of a line; the file has no other than its own."""


def calendar_uid(meeting: MeetingRecord) -> str:
    """What calendars know a meeting by, whatever of it changes."""
    return f"{meeting.record}@muster.invalid"


def calendar_file(meeting: MeetingRecord, region: Region, gone: bool = False) -> bytes:
    """A meeting as an iCalendar file. A cancelled one takes the event out of the calendar.

    `gone`: for somebody who is not invited any more, whom the meeting is over for as if it was cancelled;
    where it is held by now, and what is on its agenda, is not for them to read.
    """
    is_cancelled = gone or meeting.state is MeetingState.CANCELLED
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = _event(meeting, region, is_cancelled)
    made.add_component(event if gone else _with_details(event, meeting, region))
    return bytes(made.to_ical())


def _event(meeting: MeetingRecord, region: Region, is_cancelled: bool) -> Event:
    zone = region.zone
    event = Event()
    event.add("uid", calendar_uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("dtstart", begins(meeting, zone))
    event.add("dtend", ends(meeting, zone))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("organizer", _organizer(region))
    called_off = CALLED_OFF if meeting.state is MeetingState.CANCELLED else ""
    event.add("summary", _line(called_off + meeting.title))
    return event


def _with_details(event: Event, meeting: MeetingRecord, region: Region) -> Event:
    """With what it is about, and where or by which link it is held."""
    if about := _about(meeting, region):
        event.add("description", about)
    if where := _line(meeting.place) or _address(meeting):
        event.add("location", where)
    if address := _address(meeting):
        event.add("url", address)
    return event


def _organizer(region: Region) -> vCalAddress:
    organizer = vCalAddress(NOBODY)
    organizer.params["CN"] = vText(_line(region.called).replace('"', "'"))
    return organizer


def _about(meeting: MeetingRecord, region: Region) -> str:
    """Objective, agenda and link, and the handling mark beneath; a calendar may show no link of its own."""
    parts = (
        _text(meeting.objective),
        f"Agenda:\n{_text(meeting.agenda)}" if meeting.agenda.strip() else "",
        f"Join: {_address(meeting)}" if _address(meeting) else "",
        _line(region.handling_mark),
    )
    return "\n\n".join(each for each in parts if each)


def _address(meeting: MeetingRecord) -> str:
    """Its link, where it is an address that stands in a line of its own."""
    return meeting.link if is_web_address(meeting.link) else ""


def _text(said: str) -> str:
    return typeable(BREAKS.sub("\n", said)).strip()


def _line(said: str) -> str:
    return " ".join(_text(said).split())
