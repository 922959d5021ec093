"""The form a meeting is called and changed in: its fields, what they show at first, what can't be taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from slack_sdk.models.blocks import CheckboxesElement, InputInteractiveElement, Option

from commands.kit.blocks import option
from commands.kit.fields import time_field
from commands.kit.forms import (
    CantTake,
    Field,
    Filled,
    day_field,
    link_field,
    one_of,
    optional_day_field,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.may import agencies_led
from commands.kit.reply import Reply
from commands.kit.request import Request, record_id
from commands.language.fields import MOST_OPTIONS, agencies_offered, agency_option, read_agency
from commands.language.meetings import may_call
from commands.language.meetings_said import (
    MOST_MINUTES,
    MOST_PLACE,
    MOST_TITLE,
    MeetingSaid,
    usual_minutes,
    why_not_meet_at,
    why_not_meet_on,
)
from readiness.records import AgencyId
from readiness.text import fold
from readiness.vocabulary import Discipline, discipline_name
from storage.meeting_seats import SeatSaid
from storage.meetings import USUAL_MINUTES, MeetingRecord, SeatRecord
from words.amounts import plural
from words.days import spoken

MOST_SEATS = 30
MOST_OBJECTIVE = 300
MOST_AGENDA = 2000
FIRST_SEATS = {
    Discipline.LAW: "Police chiefs and sheriffs",
    Discipline.FIRE: "Fire chiefs",
    Discipline.EMS: "EMS chiefs, private and third-service too",
    Discipline.DISPATCH: "911 and dispatch leadership",
    Discipline.SCHOOL: "School or campus safety",
    Discipline.ADMIN: "City and county administrators",
}
"""The seats that the first meeting of all who plan together has to fill, by their names."""
FIRST = option(
    "The first meeting's seats",
    "first",
    "Police and sheriffs, fire, EMS, 911, schools, administrators",
)
LENGTHS = {
    30: "30 minutes",
    45: "45 minutes",
    60: "1 hour",
    90: "1 hour 30",
    120: "2 hours",
    180: "3 hours",
    240: "4 hours",
    360: "6 hours",
    480: "8 hours",
}


def seat_name(request: Request, discipline: str | None, agency: AgencyId | None) -> str:
    """What a seat is called: "911 and dispatch leadership", "Cedar Fire Department"."""
    if agency is not None:
        there = request.catalogue.agencies.get(agency)
        return "An agency" if there is None else there.name
    for each, name in FIRST_SEATS.items():
        if each == discipline:
            return name
    return discipline_name(discipline or "")


def of_words(request: Request, said: MeetingSaid) -> dict[str, object]:
    """What the fields show at first of what was said."""
    return {
        TITLE.name: said.title or None,
        DAY.name: said.day,
        AT.name: said.at or None,
        LENGTH.name: usual_minutes(said),
        PLACE.name: said.place or None,
        LINK.name: said.link or None,
        AGENCY.name: agency_option(request, said.agency or own_agency_of(request)),
        READY.name: said.ready or None,
    }


def of_record(
    request: Request, meeting: MeetingRecord, seats: Sequence[SeatRecord | SeatSaid]
) -> dict[str, object]:
    """What the fields show at first of a meeting there is."""
    return {
        TITLE.name: meeting.title,
        OBJECTIVE.name: meeting.objective or None,
        DAY.name: meeting.held_on,
        AT.name: f"{meeting.start_time:%H:%M}",
        LENGTH.name: meeting.minutes,
        PLACE.name: meeting.place or None,
        LINK.name: meeting.link or None,
        AGENDA.name: meeting.agenda or None,
        ANSWER_BY.name: meeting.answer_by,
        AGENCY.name: agency_option(request, meeting.agency_id),
        SEATS.name: [_seat_option(each.name, each.discipline, each.agency_id) for each in seats],
    }


def own_agency_of(request: Request) -> AgencyId:
    """The agency whose meeting it is where nobody says: the one that the speaker leads; 0, the region's."""
    if may_call(request):
        return 0
    led = agencies_led(request.member)
    return led[0] if len(led) == 1 else 0


def facts_of(filled: Filled) -> dict[str, Any]:
    """What a form says, by the meeting's columns; whose it is and its seats apart."""
    return {
        "title": filled[TITLE],
        "objective": filled[OBJECTIVE],
        "agenda": filled[AGENDA],
        "held_on": filled[DAY],
        "start_time": filled[AT],
        "minutes": filled[LENGTH],
        "place": filled[PLACE],
        "link": filled[LINK],
        "answer_by": filled[ANSWER_BY],
    }


def whose(request: Request, filled: Filled) -> AgencyId | None:
    """Whose meeting it is to be: None, the region's. Of somebody who leads one agency, that one's."""
    return filled[AGENCY] or own_agency_of(request) or None


def seats_said(request: Request, filled: Filled) -> list[SeatSaid]:
    """The seats of a form: the ready-made first, where they were asked for; each once."""
    chosen = [*((each.value, None) for each in FIRST_SEATS if filled[READY])]
    keys = dict.fromkeys([*chosen, *filled[SEATS]])
    return [SeatSaid(seat_name(request, *key), *key) for key in keys]


def wrong_facts(
    request: Request, filled: Filled, agency: AgencyId | None, before: MeetingRecord | None = None
) -> dict[str, str]:
    """What of a meeting can't be, by the field's name; a day, a time or a last day that stays is not asked.

    `agency`: whose meeting it is to be; `before`: the meeting as it is now, where there is one called.
    """
    wrong: dict[str, str] = {}
    day, at, answer_by = filled[DAY], filled[AT], filled[ANSWER_BY]
    stays = None if before is None else before.answer_by
    if before is None or (day, at) != (before.held_on, before.start_time):
        stays = None  # everybody is asked anew, and has until a day to come
        if why := why_not_meet_on(request, day):
            wrong[DAY.name] = why
        elif why := why_not_meet_at(request, day, at):
            wrong[AT.name] = why
    if answer_by is not None and answer_by > day:
        wrong[ANSWER_BY.name] = f"That is after the meeting, on {spoken(day)}: choose a day before it."
    elif answer_by is not None and answer_by < request.today and answer_by != stays:
        wrong[ANSWER_BY.name] = f"{spoken(answer_by)} has passed: choose a day from today on."
    if not (filled[PLACE] or filled[LINK]):
        wrong[PLACE.name] = "Say where it is held, or give the link it is held by."
    if len(seats_said(request, filled)) > MOST_SEATS:
        wrong[SEATS.name] = f"At most {MOST_SEATS} seats, with the ready-made ones."
    elif agency is not None and (why := _not_of(request, agency, seats_said(request, filled))):
        wrong[SEATS.name] = why
    return wrong


def _not_of(request: Request, agency: AgencyId, seats: Iterable[SeatSaid]) -> str:
    """Why some seats are none of an agency's own meeting, which invites its own people only."""
    there = request.catalogue.agencies[agency]
    for each in seats:
        if each.agency_id not in (None, agency) or (
            each.discipline is not None and each.discipline not in there.disciplines
        ):
            return f"A meeting of {there.name} asks its own people: {each.name} is a seat of a region's."
    return ""


def _seat_option(name: str, discipline: str | None, agency: AgencyId | None) -> Option:
    return option(name, f"d:{discipline}" if discipline is not None else f"a:{agency}")


def _search_seats(request: Request) -> Reply:
    """The disciplines and the agencies whose name fits what is being typed."""
    typed = fold(request.text)
    names = {each: FIRST_SEATS.get(each, discipline_name(each)) for each in Discipline}
    found = [
        _seat_option(name, each.value, None)
        for each, name in names.items()
        if typed in fold(f"{name} {discipline_name(each)}")
    ]
    agencies = sorted((agency.name, key) for key, agency in request.catalogue.agencies.items())
    found += [_seat_option(name, None, key) for name, key in agencies if typed in fold(name)]
    return Reply(options=found[:MOST_OPTIONS])


def _read_seats(request: Request, field: str) -> list[tuple[str | None, AgencyId | None]]:
    """The seats chosen, each once. Raises CantTake for one that is not there."""
    found: dict[tuple[str | None, AgencyId | None], None] = {}
    for said in request.chosen(field):
        kind, _, key = said.partition(":")
        agency = record_id(key) if kind == "a" else None
        if kind == "d" and key in set(Discipline):
            found[(key, None)] = None
        elif agency is not None and agency in request.catalogue.agencies:
            found[(None, agency)] = None
        else:
            raise CantTake("Choose disciplines and agencies from the list.")
    return list(found)


def _read_agency(request: Request, field: str) -> AgencyId | None:
    """Whose meeting it is, of those the speaker may call one for."""
    agency = read_agency(request, field)
    if not may_call(request, agency or own_agency_of(request) or None):
        raise CantTake("Choose an agency that you lead.")
    return agency


def _search_agencies(request: Request) -> Reply:
    return agencies_offered(request, lambda key: bool(may_call(request, key)))


def _ready_draw(initial: bool | None) -> InputInteractiveElement:
    return CheckboxesElement(action_id="ready", options=[FIRST], initial_options=[FIRST] if initial else None)


def _draw_length(initial: int | None) -> InputInteractiveElement:
    """The usual lengths, and with them the one that was said in words, or stands already."""
    minutes = initial or USUAL_MINUTES
    offered = [option(_lasting(each), str(each)) for each in sorted({*LENGTHS, minutes})]
    first = next(each for each in offered if each.value == str(minutes))
    return one_of("length", offered, "How long", first)


def _read_length(request: Request, field: str) -> int:
    """In minutes."""
    minutes = request.typed_id(field)
    if minutes is None or minutes > MOST_MINUTES:
        raise CantTake("Choose how long it is.")
    return minutes


def _lasting(minutes: int) -> str:
    return LENGTHS.get(minutes) or plural(minutes, "minute")


TITLE = text_field("title", "Title", MOST_TITLE, optional=False)
OBJECTIVE = text_field(
    "objective",
    "Objective",
    MOST_OBJECTIVE,
    optional=False,
    hint="One clear thing, such as: agree who writes the plan. Two are two meetings.",
)
DAY: Field[date] = day_field("day", "Day", "Choose the day it is held.")
AT: Field[time] = time_field("at", "Time", "Choose a time, such as 09:00.", "On the region's clocks.")
LENGTH: Field[int] = Field("length", "How long", _draw_length, _read_length)
PLACE = text_field("place", "Place", MOST_PLACE, hint="Where it is held, or a link, or both.")
LINK = link_field("link", "Link")
AGENDA = text_field("agenda", "Agenda", MOST_AGENDA, lines=True)
ANSWER_BY: Field[date | None] = optional_day_field(
    "answer_by", "Answer by", "Who is silent or not sure by two days before it is asked again."
)
AGENCY: Field[AgencyId | None] = searched_field(
    "agency", "Whose meeting it is", "The whole region's", _read_agency, _search_agencies, optional=True
)
READY: Field[bool] = Field(
    "ready",
    "Seats to fill, ready-made",
    _ready_draw,
    lambda request, field: "first" in request.chosen(field),
    optional=True,
)
SEATS: Field[list[tuple[str | None, AgencyId | None]]] = several_searched_field(
    "seats",
    "Seats to fill",
    "Type a discipline or an agency",
    _read_seats,
    _search_seats,
    MOST_SEATS,
    hint="An agency's seat asks its leads, a discipline's the leads of its agencies. You see who, next.",
)
REASON = text_field(
    "reason", "Reason", 500, optional=False, lines=True, hint="Shown on the card, and told to who was asked."
)
FACTS: Sequence[Field[Any]] = (TITLE, OBJECTIVE, DAY, AT, LENGTH, PLACE, LINK, AGENDA, ANSWER_BY)
"""What a meeting is asked for in every form of it."""
