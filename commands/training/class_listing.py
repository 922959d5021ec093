"""`/training classes`: what is coming, which of it is mine, and the next step of each; a line in Home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy import select

from commands.kit.about import THE_REGION
from commands.kit.blocks import aside, button, buttons, rule, shown_of, words
from commands.kit.class_rights import classes_for, taught
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.classes import LIVE, ClassPicked, class_name, class_title
from commands.language.courses import asked_about
from commands.language.planned_classes import ClassSaid, plan_button
from commands.training.class_views import (
    COMING,
    HERE,
    NOT_COMING,
    coming_said,
    day_and_time,
    here_said,
    holder_buttons,
    instructor_of,
    takes_sign_ins,
    why_cancelled,
)
from readiness.records import CourseId
from storage.attending import attendance_of, head_count
from storage.classes import ClassRecord, ClassState, Coming, ComingRecord
from storage.planned_classes import place_in_line
from words.amounts import ordinal, plural

MORE = "class.more"
PAGE = 5
NOT_COMING_SAID = "You are not coming."
UNCLOSED = timedelta(days=30)
"""How long a class that nobody closed is listed for whose it is."""


def classes(request: Request) -> Reply:
    """The classes to come, the earliest first; of the courses that are named alone, the cancelled too."""
    about = asked_about(request.text, request.catalogue)
    if not about.courses:
        return Reply(message=listing_of(request))
    return Reply(message=_of_courses(request, about.courses))


def _of_courses(request: Request, courses: Sequence[CourseId]) -> Message:
    """The classes to come of some courses; that one is cancelled is said as well."""
    there = [each for each in _to_come(request) if each.course_id in courses]
    query = select(ClassRecord).where(
        ClassRecord.course_id.in_(courses),
        ClassRecord.state == ClassState.CANCELLED,
        ClassRecord.held_on >= request.today,
    )
    gone = list(request.session.scalars(query.order_by(ClassRecord.held_on, ClassRecord.id).limit(PAGE)))
    named = " or ".join(request.catalogue.courses[each].title for each in courses)
    head = plural(len(there), "class is", "classes are") if there else "No class is"
    blocks: list[Block] = [words(f"{head} planned of {named}.")]
    for each in there[:PAGE]:
        blocks += [rule(), words(_line(request, each)), *buttons(*_steps(request, each))]
    for each in gone:
        name = class_name(request.catalogue, each)
        blocks += [rule(), words(f"{name} is cancelled. {why_cancelled(each)}".strip())]
    return Message([*blocks, *buttons(button("All classes", MORE, ClassPicked()))])


def more(request: Request) -> Reply:
    """The next of them, in place of those shown."""
    return Reply(message=listing_of(request, request.carried(ClassPicked).start), replaces=True)


def listing_of(request: Request, start: int = 0) -> Message:
    """Some of the classes to come, each with where the reader stands and what they may do."""
    there = _to_come(request)
    shown = there[start : start + PAGE]
    may_plan = bool(may(request.member, Action.TEACH, THE_REGION, request.today, request.today))
    plan = plan_button("Plan a class", ClassSaid()) if may_plan else None
    if not there:
        return Message([words("No class is planned."), *buttons(plan)])
    head = "1 class is coming." if len(there) == 1 else f"{len(there):,} classes are coming."
    blocks: list[Block] = [words(head)]
    for each in shown:
        blocks += [rule(), words(_line(request, each)), *buttons(*_steps(request, each))]
    left = start + PAGE < len(there)
    following = button("More", MORE, ClassPicked(start=start + PAGE)) if left else None
    if page := shown_of(start, len(shown), len(there), "Classes", "the earliest first"):
        blocks.append(aside(page))
    return Message([*blocks, *buttons(following, plan)])


def in_home(request: Request) -> Iterator[Block]:
    """A line for each class of today or tomorrow that the reader comes to, or holds."""
    until = request.today + timedelta(days=1)
    for each in _to_come(request):
        if not request.today <= each.held_on <= until:
            continue
        mine = _mine(request, each)
        teaches = each.instructor_id is not None and each.instructor_id == request.member.person_id
        if not teaches and mine in ("", NOT_COMING_SAID):
            continue
        day = "today" if each.held_on == request.today else "tomorrow"
        at = f" at {each.start_time:%H:%M}" if each.start_time is not None else ""
        place = f", {each.place}" if each.place else ""
        lead = "You teach" if teaches else "Your class"
        said = f" {mine}" if mine else ""
        yield words(f"{lead} {day}{at}: {class_title(request.catalogue, each)}{place}.{said}")
        yield from buttons(*_steps(request, each)[:2])


def _to_come(request: Request) -> list[ClassRecord]:
    """Classes to come, and those of late that wait to be closed by the reader."""
    today = request.today
    theirs = classes_for(request.member) & (ClassRecord.held_on >= today - UNCLOSED)
    query = select(ClassRecord).where(LIVE, (ClassRecord.held_on >= today) | theirs)
    order = (ClassRecord.held_on, ClassRecord.start_time, ClassRecord.id)
    return list(request.session.scalars(query.order_by(*order)))


def _line(request: Request, held: ClassRecord) -> str:
    """What, when, where, by whom; how many; where the reader stands."""
    count, teacher = head_count(request.session, held.id), instructor_of(request, held)
    is_open = takes_sign_ins(held, request.now, request.region)
    when = day_and_time(held, request.catalogue, request.region)
    facts = ", ".join(each for each in (when, held.place, f"by {teacher}" if teacher else "") if each)
    counted = here_said(count) if is_open else coming_said(held, count)
    mine = _mine(request, held)
    return "\n".join(
        part for part in (class_title(request.catalogue, held), f"{facts}.", counted, mine) if part
    )


def _mine(request: Request, held: ClassRecord) -> str:
    """Where the reader stands; empty where they said nothing."""
    person = request.member.person_id
    if person is None:
        return ""
    attended = attendance_of(request.session, held.id, person)
    if attended is not None:
        return "You left early." if attended.left_early_at is not None else "You are signed in."
    row = request.session.get(ComingRecord, (held.id, person))
    if row is None:
        return ""
    if row.answer is Coming.WAITING:
        place = place_in_line(request.session, held.id, person) or 1
        return f"You are {ordinal(place)} in line for a seat."
    return "You are coming." if row.answer is Coming.COMING else NOT_COMING_SAID


def _steps(request: Request, held: ClassRecord) -> list[ButtonElement]:
    """What the reader may do with a class: say whether they come, sign in, hold it."""
    picked, mark = ClassPicked(class_id=held.id), f":{held.id}"
    row: list[ButtonElement] = []
    if takes_sign_ins(held, request.now, request.region):
        row.append(button("I'm here", HERE + mark, picked))
    else:
        row.append(button("Coming", COMING + mark, picked))
        row.append(button("Not coming", NOT_COMING + mark, picked))
    if may(request.member, Action.CLASS, taught(held), held.held_on, request.today):
        row += holder_buttons(held, request.now, request.region)
    return row


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training classes",
        classes,
        what="the classes to come, and which are yours",
        example="/training classes",
    ),
    Click(MORE, more),
    HomePart(11, in_home),
)
