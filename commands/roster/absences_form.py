"""The forms of a leave or a waiver: whose, which days, why; the last word; and the day it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import CheckboxesElement, InputInteractiveElement, Option

from commands.kit.blocks import option
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    day_field,
    searched_field,
    text_field,
)
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import person_option
from commands.language.fields import MOST_OPTIONS
from commands.roster.absences_views import UNTIL_ENDED, AbsenceSaid
from commands.roster.absences_words import LONGEST_REASON
from commands.roster.fields import PERSON
from readiness.dates import ONE_DAY
from readiness.records import Absence, AbsenceKind
from readiness.text import fold

KIND_CHOICES = [
    option("Leave, for all courses", AbsenceKind.LEAVE.value),
    option("Waiver, for one course or for all", AbsenceKind.WAIVER.value),
]
TICK = [option(f"It goes on {UNTIL_ENDED}", "yes")]


def search_courses(request: Request) -> Reply:
    """The courses whose title or code fits what is being typed, by title."""
    typed = fold(request.text)
    found = sorted(
        (each.title, each.id)
        for each in request.catalogue.courses.values()
        if typed in fold(f"{each.code} {each.title}")
    )
    return Reply(options=[option(title, str(key)) for title, key in found[:MOST_OPTIONS]])


def _course_option(request: Request, course_id: int | None) -> Option | None:
    course = request.catalogue.courses.get(course_id or 0)
    return None if course is None else option(course.title, str(course.id))


def _read_course(request: Request, field: str) -> int | None:
    if not request.typed(field):
        return None
    found = request.typed_id(field)
    if found not in request.catalogue.courses:
        raise CantTake("Choose a course from the list.")
    return found


def _tick(initial: Any) -> InputInteractiveElement:
    return CheckboxesElement(action_id="is_open", options=TICK, initial_options=TICK if initial else None)


_END = day_field("ends_on", "Last day", "A day between 1900 and 2100, please.")


def _read_end(request: Request, field: str) -> date | None:
    return _END.read(request, field) if request.typed(field) else None


KIND = choice_field("kind", "What", KIND_CHOICES, "Leave or waiver", "Choose one of the two.")
COURSE: Field[int | None] = searched_field(
    "course",
    "Course",
    "All courses",
    _read_course,
    search_courses,
    hint="For a waiver. Empty: all courses.",
    optional=True,
)
STARTS = day_field("starts_on", "First day", "Choose its first day.")
ENDS: Field[date | None] = Field(
    "ends_on", "Last day", _END.draw, _read_end, "It still counts. Empty only with the tick below.", True
)
IS_OPEN: Field[bool] = Field(
    "is_open", "Without an end?", _tick, lambda request, field: bool(request.chosen(field)), optional=True
)
REASON = text_field(
    "reason",
    "Why",
    LONGEST_REASON,
    optional=False,
    hint="For the person, their lead and an emergency manager alone.",
)
APPROVER = text_field("approved_by", "Approved by", hint="Where that is somebody else than you.")
LAST_DAY = day_field("last_day", "Last day", "Choose its last day.")
LAST_DAY = replace(LAST_DAY, hint="It still counts. A day before it began takes it back whole.")

FIELDS = (PERSON, KIND, COURSE, STARTS, ENDS, IS_OPEN, REASON, APPROVER)


def first_values(request: Request, said: AbsenceSaid) -> dict[str, Any]:
    """What the form shows at first."""
    return {
        PERSON.name: person_option(request, said.person),
        KIND.name: said.kind.value if said.kind else None,
        COURSE.name: _course_option(request, said.course),
        STARTS.name: said.starts_on or request.today,
        ENDS.name: said.ends_on,
        IS_OPEN.name: said.is_open,
        REASON.name: said.reason or None,
        APPROVER.name: said.approved_by or None,
    }


def absence_filled(request: Request, form: Modal) -> AbsenceSaid:
    """What the form was filled in with. Raises Wrong for what can't be taken, or says two things at once."""
    filled = form.read(request)
    wrong = {}
    if filled[ENDS] is None and not filled[IS_OPEN]:
        wrong[ENDS.name] = f"Choose its last day, or tick that it goes on {UNTIL_ENDED}."
    if filled[ENDS] is not None and filled[IS_OPEN]:
        wrong[ENDS.name] = "It has a last day, and the tick says that it has none: one of the two, please."
    if filled[KIND] == AbsenceKind.LEAVE and filled[COURSE] is not None:
        wrong[COURSE.name] = "A leave is for all courses: leave this empty, or choose a waiver."
    if wrong:
        raise form.wrong(wrong)
    return AbsenceSaid(
        person=filled[PERSON].id,
        kind=AbsenceKind(filled[KIND]),
        course=filled[COURSE],
        starts_on=filled[STARTS],
        ends_on=filled[ENDS],
        is_open=filled[IS_OPEN],
        reason=filled[REASON],
        approved_by=filled[APPROVER],
    )


def last_day_first(request: Request, absence: Absence) -> date:
    """The last day that is offered first: yesterday, so that they are back today; today on its first day.

    Of one that has not begun it is the day before it would.
    """
    yesterday = request.today - ONE_DAY
    if absence.starts_on == request.today:
        return request.today
    return yesterday if absence.starts_on <= yesterday else absence.starts_on - ONE_DAY
