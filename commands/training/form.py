"""The *Log training* form: its fields, filled in with what was said, and what it records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import Block, Option, SectionBlock
from slack_sdk.models.views import View

from commands.kit.blocks import aside, option, plain
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    day_field,
    link_field,
    number_field,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.member import Needs
from commands.kit.problems import Refused, Wrong
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.choosing import people_options
from commands.language.grants import AWARD, GRANT, funding_of
from commands.language.logs import MOST_HOURS, MOST_PEOPLE, ClassHeld, LogSaid
from commands.language.naming import find_people
from commands.training.certificates_placing import attach_to_log
from commands.training.certificates_views import FILES, ON_THE_WAY
from commands.training.receipts import receipt
from commands.training.recording import may_log_for, record, refuse_strangers
from readiness.text import fold
from readiness.vocabulary import Result
from storage.catalogue import Course
from storage.people import Person
from storage.responders import passes_on
from words.days import spoken

RESULTS = ((Result.PASS, "Passed"), (Result.INCOMPLETE, "Incomplete: counts for nothing, stays on record"))
OPTIONS = 100
PEOPLE_OFFERED = 30


def filled_in(request: Request, said: LogSaid, warnings: Sequence[str] = ()) -> View:
    """The form, filled in with what was said; at its head what was not understood, then the warnings."""
    for_others = request.member.may(Needs.LEAD)
    chosen = people_by_key(request, said.people) if for_others and said.named else []
    course = None if said.course is None else request.catalogue.courses.get(said.course)
    usual = f"Usual: {course.hours:g}" if course and course.hours else "The course's usual hours"
    head = [*([said.unclear] if said.unclear else []), *warnings]
    above: list[Block] = [SectionBlock(block_id="warning", text=plain("\n".join(head)))] if head else []
    return LOG_FORM.view(
        {
            "course": None if course is None else _course_option(course),
            "day": said.day or request.today,
            "hours": (usual, None if said.hours is None else f"{said.hours:g}"),
            "people": people_options(request, chosen),
            "result": said.result.value,
        },
        carried=said,
        above=above,
        only=[each for each in LOG_FORM.fields if for_others or each is not PEOPLE],
    )


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    return Reply(modal=filled_in(request, request.carried(LogSaid)))


def change(request: Request) -> Reply:
    """Something was chosen in the form: the course's usual hours, and who has it already, are shown."""
    course, warnings = _chosen_course(request), []
    try:
        day = date.fromisoformat(request.typed("day"))
    except ValueError:
        day = None
    if course is not None and day is not None:
        if day > request.today:
            warnings.append(f"{spoken(day)} is still to come: a class is logged once it is over.")
        people = [each for each in _chosen_people(request) if may_log_for(request, [each], day)]
        had = passes_on(request.session, [person.id for person in people], course.id, day)
        names = [person.name for person in people if person.id in had]
        if names:
            warnings.append(
                f"On record already: {', '.join(names)}, {course.title} on {spoken(day)}. "
                "It will not be recorded twice."
            )
    said = request.carried(LogSaid)
    chosen = said.model_copy(update={"course": None if course is None else course.id})
    return Reply(updated=filled_in(request, chosen, warnings))


def submit(request: Request) -> Reply:
    """Records what the form says, or shows which of its fields can't be taken."""
    filled = LOG_FORM.read(request)
    held = ClassHeld(
        course=filled[COURSE],
        day=filled[DAY],
        people=filled[PEOPLE],
        hours=filled[HOURS],
        result=Result(filled[RESULT]),
        provider=filled[PROVIDER],
        instructor=filled[INSTRUCTOR],
        funding=funding_of(filled[GRANT], filled[AWARD]),
        evidence=filled[EVIDENCE],
    )
    if held.day > request.today:
        raise Wrong({"day": f"{spoken(held.day)} is still to come: log a class once it is over."})
    try:
        refuse_strangers(request, held.people, held.day)
    except Refused as refused:
        raise Wrong({"people": f"{refused.what} {refused.who_could}"}) from None
    done = record(request, held)
    attach_to_log(request, held, done, filled[FILES])
    said = receipt(request, held, done)
    if filled[FILES]:
        said = Message([*said.blocks, aside(f"The certificate goes with it. {ON_THE_WAY}")])
    return Reply(message=said, closes=True)


def people_by_key(request: Request, keys: Sequence[int]) -> list[Person]:
    """People by their keys, in their order; who is no longer there is left out."""
    found = [request.session.get(Person, key) for key in keys]
    return [person for person in found if person is not None]


def search_courses(request: Request) -> Reply:
    """The courses whose code or title has every word that was typed."""
    typed = fold(request.text).split()
    fitting = [
        course
        for course in request.catalogue.courses.values()
        if all(word in fold(f"{course.code}: {course.title}") for word in typed)
    ]
    return Reply(options=[_course_option(course) for course in fitting[:OPTIONS]])


def search_people(request: Request) -> Reply:
    """The people the speaker may log for whose name fits what was typed."""
    people = find_people(request.session, request.text, request.member, most=PEOPLE_OFFERED)
    return Reply(options=people_options(request, people))


def _course_option(course: Course) -> Option:
    return option(f"{course.code}: {course.title}", str(course.id))


def _chosen_course(request: Request) -> Course | None:
    chosen = request.typed_id("course")
    return None if chosen is None else request.catalogue.courses.get(chosen)


def _read_course(request: Request, field: str) -> Course:
    course = _chosen_course(request)
    if course is None:
        raise CantTake("Choose a course from the list.")
    return course


def _chosen_people(request: Request) -> list[Person]:
    """Those chosen; the speaker when nobody is. Never the speaker in place of a choice that names nobody."""
    if request.chosen("people"):
        return people_by_key(request, list(dict.fromkeys(request.chosen_ids("people"))))
    assert request.member.person_id is not None
    return people_by_key(request, [request.member.person_id])


def _read_people(request: Request, field: str) -> Sequence[Person]:
    chosen = request.chosen(field)
    if request.carried(LogSaid).named and not chosen and request.member.may(Needs.LEAD):
        raise CantTake("You named somebody: choose who took it, yourself too if you did.")
    people = _chosen_people(request)
    if not people or len(people) < len(set(chosen)):
        raise CantTake("Choose people from the list.")
    return people


COURSE: Field[Course] = searched_field(
    "course", "Course", "Type a code or a title", _read_course, search_courses, change=change
)
DAY = day_field("day", "Day", "Choose the day it was completed.", change=change)
HOURS = number_field("hours", "Hours", MOST_HOURS, "4 or 1.5", hint="Empty: the course's usual hours.")
PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people",
    "People",
    "Type a name",
    _read_people,
    search_people,
    MOST_PEOPLE,
    hint="Empty: yourself. Everyone on your roster, with Slack or without.",
    change=change,
)
RESULT = choice_field(
    "result", "Result", [option(said, value) for value, said in RESULTS], "Result", "Choose how it ended."
)
PROVIDER = text_field("provider", "Provider")
INSTRUCTOR = text_field("instructor", "Instructor")
EVIDENCE = link_field("evidence", "Link to evidence")
LOG_FORM = Modal(
    "training.log",
    "Log training",
    "Log it",
    (COURSE, DAY, HOURS, PEOPLE, RESULT, PROVIDER, INSTRUCTOR, GRANT, AWARD, EVIDENCE, FILES),
    submit,
)
