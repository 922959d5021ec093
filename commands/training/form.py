"""The *Log training* form: its fields, filled in with what was said, and what it records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from commands.kit.blocks import aside, option, plain
from commands.kit.forms import (
    CantTake,
    Field,
    Filled,
    Modal,
    choice_field,
    day_field,
    link_field,
    number_field,
    optional_day_field,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Refused, Wrong
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.language.choosing import findable, people_options
from commands.language.fields import chosen_course, course_option, people_among, read_course, search_courses
from commands.language.grants import AWARD, GRANT, funding_of
from commands.language.lists import Listed, listed_for, wrong_lines
from commands.language.logs import MOST_HOURS, MOST_PEOPLE, ClassHeld, LogSaid, expires_too_soon
from commands.language.naming import find_people
from commands.language.pasting import LOG_WITHOUT, left_out
from commands.training.brought_lists import LIST, note_log_list
from commands.training.brought_lists_views import ON_THE_WAY as ON_ITS_WAY
from commands.training.bulk import (
    LATELY,
    NAMES,
    ONLY_PREVIEWED,
    Preview,
    had_it_words,
    lately,
    preview,
)
from commands.training.certificates_placing import attach_to_log
from commands.training.certificates_views import FILES, ON_THE_WAY
from commands.training.receipts import receipt
from commands.training.recording import may_log_for, record, refuse_strangers
from readiness.vocabulary import Result
from storage.catalogue import Course
from storage.people import Person
from storage.responders import passes_on
from words.days import spoken
from words.lengths import LONGEST_INSTRUCTOR

RESULTS = ((Result.PASS, "Passed"), (Result.INCOMPLETE, "Incomplete: counts for nothing, stays on record"))
FROM_A_LIST = "a pasted list"
PEOPLE_OFFERED = 30


def filled_in(
    request: Request,
    said: LogSaid,
    warnings: Sequence[str] = (),
    asked: Sequence[Field[Any]] = (),
    shown: Mapping[str, Any] | None = None,
) -> View:
    """The form, filled in with what was said; at its head what was not understood, then the warnings.

    `asked`: fields that only a preview asks; `shown`: what fields show that was filled in before.
    """
    for_others = request.member.may(Needs.LEAD)
    chosen = people_by_key(request, said.people) if for_others and said.named else []
    course = None if said.course is None else request.catalogue.courses.get(said.course)
    usual = f"Usual: {course.hours:g}" if course and course.hours else "The course's usual hours"
    head = [*([said.unclear or said.look] if said.unclear or said.look else []), *warnings]
    above: list[Block] = [SectionBlock(block_id="warning", text=plain("\n".join(head)))] if head else []
    left_out = (*(() if for_others else (PEOPLE, NAMES, LIST)), *(set(ONLY_PREVIEWED) - set(asked)))
    return LOG_FORM.view(
        {
            "course": None if course is None else course_option(course),
            "day": said.dated(request.today).day,
            "hours": (usual, None if said.hours is None else f"{said.hours:g}"),
            "people": people_options(request, chosen),
            "names": "\n".join(said.left) or None,
            "result": said.result.value,
            "expires": said.expires_on,
            **(shown or {}),
        },
        carried=said,
        above=above,
        only=[each for each in LOG_FORM.fields if each not in left_out],
    )


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    said = request.carried(LogSaid)
    return Reply(modal=filled_in(request, said, warnings_of(request, said)))


def warnings_of(request: Request, said: LogSaid) -> list[str]:
    """Who of those for whom a class was said has it already, that day or lately."""
    course = None if said.course is None else request.catalogue.courses.get(said.course)
    people = people_by_key(request, said.people)
    return who_has_it(request, course, said.day or request.today, people) if said.named and course else []


def who_has_it(request: Request, course: Course, day: date, people: Sequence[Person]) -> list[str]:
    """Who of some people has a course on record that day, and who on another day lately; a line each."""
    lines = []
    people = [each for each in people if may_log_for(request, [each], day)]
    had = passes_on(request.session, [person.id for person in people], course.id, day)
    names = [person.name for person in people if person.id in had]
    if names:
        lines.append(
            f"On record already: {', '.join(names)}, {course.title} on {spoken(day)}. "
            "It will not be recorded twice."
        )
    others = [person for person in people if person.id not in had]
    when = lately(request, [each.id for each in others], course, day) if day <= request.today else {}
    if when:
        had_it = had_it_words([(each, when[each.id]) for each in others if each.id in when])
        lines.append(f"Has it on another day: {had_it}. Take out who should not have it again.")
    return lines


def change(request: Request) -> Reply:
    """Something was chosen in the form: the course's usual hours, and who has it already, are shown."""
    course, warnings = chosen_course(request, "course"), []
    try:
        day = date.fromisoformat(request.typed("day"))
    except ValueError:
        day = None
    if course is not None and day is not None:
        if day > request.today:
            warnings.append(f"{spoken(day)} is still to come: a class is logged once it is over.")
        warnings += who_has_it(request, course, day, _chosen_people(request))
    said = request.carried(LogSaid)
    chosen = said.model_copy(update={"course": None if course is None else course.id})
    return Reply(updated=filled_in(request, chosen, warnings))


def submit(request: Request) -> Reply:
    """Records what the form says, or shows which of its fields can't be taken; of a list what it would do."""
    filled = LOG_FORM.read(request)
    said = request.carried(LogSaid)
    listed = listed_for(request, filled[NAMES]) if request.member.may(Needs.LEAD) else Listed([], [])
    held = _held(filled, listed)
    if held.day > request.today:
        raise Wrong({"day": f"{spoken(held.day)} is still to come: log a class once it is over."})
    if why_not := expires_too_soon(held.day, held.expires_on):
        raise Wrong({"expires": why_not})
    file = filled[LIST][0] if filled[LIST] and request.member.may(Needs.LEAD) else ""
    if not held.people and not file:
        raise Wrong({"names": wrong_lines(listed.wrong)})
    try:
        refuse_strangers(request, held.people, held.day)
    except Refused as refused:
        raise Wrong({"names" if filled[NAMES] else "people": f"{refused.what} {refused.who_could}"}) from None
    if file:
        note_log_list(request, held, filled[FILES], listed.left, file)
        return say(ON_ITS_WAY, closes=True)
    if not filled[NAMES]:
        return _recorded(request, held, filled)
    seen = preview(request, held, listed)
    known = seen.fingerprint(held)
    if said.previewed != known or (listed.left and not filled[LOG_WITHOUT]):
        raise AskedBack(_previewed(request, said, held, seen, filled, known))
    people = [each for each in held.people if not (filled[LATELY] and each in seen.had_it)]
    if not people:
        raise Wrong({"lately": "Nobody is left to log it for. Nothing was recorded."})
    held = replace(held, people=people, recorded_from=FROM_A_LIST)
    note = left_out(listed)
    return _recorded(request, held, filled, note)


def _recorded(request: Request, held: ClassHeld, filled: Filled, note: str = "") -> Reply:
    done = record(request, held)
    attach_to_log(request, held, done, filled[FILES])
    said = receipt(request, held, done, note)
    if filled[FILES]:
        said = Message([*said.blocks, aside(f"The certificate goes with it. {ON_THE_WAY}")])
    return Reply(message=said, closes=True)


def _held(filled: Filled, listed: Listed) -> ClassHeld:
    """The class as the form has it, for those chosen and those of the list, each once."""
    return ClassHeld(
        course=filled[COURSE],
        day=filled[DAY],
        people=list({each.id: each for each in (*filled[PEOPLE], *listed.people)}.values()),
        hours=filled[HOURS],
        result=Result(filled[RESULT]),
        provider=filled[PROVIDER],
        instructor=filled[INSTRUCTOR],
        funding=funding_of(filled[GRANT], filled[AWARD]),
        evidence=filled[EVIDENCE],
        expires_on=filled[EXPIRES],
    )


def _previewed(
    request: Request, said: LogSaid, held: ClassHeld, seen: Preview, filled: Filled, known: str
) -> Reply:
    """The form as it was filled in, with what it would record above it."""
    asked: list[Field[Any]] = []
    if seen.had_it:
        asked.append(LATELY)
    if seen.listed.left:
        asked.append(LOG_WITHOUT)
    carried = said.model_copy(
        update={"previewed": known, "unclear": "", "look": "", "left": [], "people": []}
    )
    shown = {
        "course": course_option(held.course),
        "day": held.day,
        "hours": ("", None if filled[HOURS] is None else f"{filled[HOURS]:g}"),
        "people": people_options(request, filled[PEOPLE]),
        "names": filled[NAMES],
        "expires": held.expires_on,
        "result": held.result.value,
        "provider": held.provider or None,
        "instructor": held.instructor or None,
        "grant": filled[GRANT] or None,
        "award": filled[AWARD] or None,
        "evidence": held.evidence or None,
        "lately": len(seen.had_it),
        "without": (len(seen.people), len(seen.listed.left)),
    }
    return Reply(updated=filled_in(request, carried, list(seen.lines(held.day)), asked, shown))


def people_by_key(request: Request, keys: Sequence[int]) -> list[Person]:
    """People by their keys, in their order; who is no longer there is left out."""
    found = [request.session.get(Person, key) for key in keys]
    return [person for person in found if person is not None]


def search_people(request: Request) -> Reply:
    """The people the speaker may log for whose name fits what was typed."""
    people = find_people(request.session, request.text, request.member, most=PEOPLE_OFFERED)
    return Reply(options=people_options(request, people))


def _chosen_people(request: Request) -> list[Person]:
    """Those chosen; the speaker when nobody is. Never the speaker in place of a choice that names nobody."""
    if request.chosen("people"):
        return people_by_key(request, list(dict.fromkeys(request.chosen_ids("people"))))
    assert request.member.person_id is not None
    return people_by_key(request, [request.member.person_id])


def _read_people(request: Request, field: str) -> Sequence[Person]:
    chosen = request.chosen(field)
    is_listed = request.typed("names") or (request.chosen(LIST.name) and request.member.may(Needs.LEAD))
    if is_listed and not chosen:
        return []
    if request.carried(LogSaid).named and not chosen and request.member.may(Needs.LEAD):
        raise CantTake("You named somebody: choose who took it, yourself too if you did.")
    if not chosen:
        return _chosen_people(request)
    there = _chosen_people(request)
    known = set(findable(request, there))
    try:  # says whom one may log for, and names nobody
        refuse_strangers(request, [each for each in there if each.id not in known], request.today)
    except Refused as why:
        raise CantTake(str(why)) from None
    people = people_among(findable)(request, field)
    if not people:
        raise CantTake("Choose people from the list.")
    return people


COURSE: Field[Course] = searched_field(
    "course", "Course", "Type a code or a title", read_course, search_courses, change=change
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
INSTRUCTOR = text_field("instructor", "Instructor", LONGEST_INSTRUCTOR)
EVIDENCE = link_field("evidence", "Link to evidence")
EXPIRES = optional_day_field(
    "expires",
    "Expires on",
    hint="As the certificate says. Empty where it says nothing: the course's own rule counts.",
)
LOG_FORM = Modal(
    "training.log",
    "Log training",
    "Log it",
    (
        COURSE,
        DAY,
        HOURS,
        PEOPLE,
        NAMES,
        LIST,
        LATELY,
        LOG_WITHOUT,
        RESULT,
        PROVIDER,
        INSTRUCTOR,
        GRANT,
        AWARD,
        EVIDENCE,
        EXPIRES,
        FILES,
    ),
    submit,
)
