"""The form a class is planned and changed in: its fields, and what they show at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from slack_sdk.models.blocks import InputInteractiveElement, Option

from commands.kit.channel import optional_channel_field
from commands.kit.fields import TIME, time_field
from commands.kit.forms import (
    CantTake,
    Field,
    day_field,
    number_field,
    searched_field,
    text_field,
)
from commands.kit.may import agencies_led
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import people_options, person_option
from commands.language.fields import (
    agency_option,
    course_option,
    person_among,
    read_agency,
    read_course,
    search_agencies,
    search_courses,
)
from commands.language.grants import grant_and_award
from commands.language.naming import find_on_roster
from commands.language.planned_classes import MOST_HOURS, MOST_PLACE, MOST_SEATS, ClassSaid
from readiness.records import AgencyId
from storage.base import is_active
from storage.catalogue import Course
from storage.classes import ClassRecord
from storage.people import Person
from storage.roster import memberships

PEOPLE_OFFERED = 30


def of_words(request: Request, said: ClassSaid) -> dict[str, object]:
    """What the fields show at first of what was said."""
    return {
        "course": _course_shown(request, said.course),
        "day": said.day,
        "at": said.at or None,
        "hours": (_usual(request, said.course), None if said.hours is None else f"{said.hours:g}"),
        "place": said.place or None,
        "instructor": person_option(request, said.instructor_id or None),
        "named": said.instructor or None,
        "agency": agency_option(request, said.agency or own_agency_of(request)),
        "seats": (None, None if said.seats is None else str(said.seats)),
    }


def of_record(request: Request, held: ClassRecord) -> dict[str, object]:
    """What the fields show at first of a class there is."""
    grant, award = grant_and_award(held.funding)
    return {
        "day": held.held_on,
        "at": f"{held.start_time:%H:%M}" if held.start_time is not None else None,
        "hours": (_usual(request, held.course_id), None if held.hours is None else f"{held.hours:g}"),
        "place": held.place or None,
        "instructor": person_option(request, held.instructor_id),
        "named": None if held.instructor_id else held.instructor or None,
        "agency": agency_option(request, held.agency_id),
        "seats": (None, None if held.seats is None else str(held.seats)),
        "provider": held.provider or None,
        "grant": grant or None,
        "award": award or None,
    }


def own_agency_of(request: Request) -> AgencyId:
    """The agency whose class it is where nobody says: the one that the speaker leads; 0, the region's."""
    led = agencies_led(request.member)
    return led[0] if len(led) == 1 else 0


def _course_shown(request: Request, key: int | None) -> Option | None:
    course = request.catalogue.courses.get(key or 0)
    return None if course is None else course_option(course)


def _usual(request: Request, key: int | None) -> str:
    course = request.catalogue.courses.get(key or 0)
    return f"Usual: {course.hours:g}" if course and course.hours else "The course's usual hours"


def _search_instructors(request: Request) -> Reply:
    """Everybody on the roster whose name fits what is being typed: whoever teaches need not be one's own."""
    said = request.text.strip()
    found = find_on_roster(request.session, said, request.member.workspace, PEOPLE_OFFERED) if said else []
    listed = set(_may_teach(request, found))
    return Reply(options=people_options(request, [each for each in found if each.id in listed]))


def _may_teach(request: Request, people: Sequence[Person]) -> list[int]:
    """Those of some people who are on the roster, or are to be."""
    there, today = memberships(request.session, [each.id for each in people]), request.today
    return [key for key, rows in there.items() if any(is_active(None, row.left_on, today) for row in rows)]


def _teaches_already(request: Request) -> list[int]:
    key = request.value.get("class_id")
    held = request.session.get(ClassRecord, key) if isinstance(key, int) else None
    return [] if held is None or held.instructor_id is None else [held.instructor_id]


def _seats_draw(initial: tuple[str | None, str | None] | None) -> InputInteractiveElement:
    return number_field("seats", "Seats", MOST_SEATS, "20").draw(initial)


def _read_seats(request: Request, field: str) -> int | None:
    said = request.typed(field)
    if not said:
        return None
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
    if not 1 <= number <= MOST_SEATS:
        raise CantTake(f"A whole number from 1 to {MOST_SEATS:,}, or nothing for as many as come.")
    return number


def _read_hours(request: Request, field: str) -> float | None:
    hours = HOURS_TYPED.read(request, field)
    if hours == 0:
        raise CantTake("A class lasts longer than no time: leave it empty for the course's usual hours.")
    return hours


def _read_time(request: Request, field: str) -> str:
    said = request.typed(field)
    if said and not TIME.fullmatch(said):
        raise CantTake("Choose a time, such as 18:00.")
    return said


COURSE: Field[Course] = searched_field(
    "course", "Course", "Type a code or a title", read_course, search_courses
)
DAY: Field[date] = day_field("day", "Day", "Choose the day it is held.")
AT: Field[str] = Field(
    "at",
    "Time",
    time_field("at", "Time", "").draw,
    _read_time,
    hint="When it starts. Empty: the whole day.",
    optional=True,
)
HOURS_TYPED = number_field("hours", "Hours", MOST_HOURS, "4 or 1.5", hint="Empty: the course's usual hours.")
HOURS: Field[float | None] = replace(HOURS_TYPED, read=_read_hours)
PLACE = text_field("place", "Place", MOST_PLACE)
INSTRUCTOR: Field[Person | None] = searched_field(
    "instructor",
    "Instructor",
    "Type a name",
    person_among(_may_teach, _teaches_already),
    _search_instructors,
    hint="Anybody on the roster. They close the class, and are told.",
    optional=True,
)
NAMED = text_field("named", "Or an instructor who is not on the roster", MOST_PLACE)
AGENCY: Field[AgencyId | None] = searched_field(
    "agency", "Whose class it is", "The whole region's", read_agency, search_agencies, optional=True
)
SEATS: Field[int | None] = Field(
    "seats", "Seats", _seats_draw, _read_seats, "Who comes when it is full waits in line.", optional=True
)
PROVIDER = text_field("provider", "Provider")
CHANNEL = optional_channel_field(
    "Post it in", "Empty: it is planned, and posted later. I must be in the channel: /invite @Muster."
)
REASON = text_field(
    "reason", "Reason", 500, optional=False, lines=True, hint="Shown on the card, and told to who would come."
)
