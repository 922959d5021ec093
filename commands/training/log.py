"""`/training`: log a class, for oneself or for many, take it back, and read a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block
from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, option, says, words
from commands.kit.member import Needs
from commands.kit.problems import Refused, Wrong
from commands.kit.registry import Click, Entry, Form, Search, Shortcut, Submission
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.kit.slash import locally
from commands.language.logs import EXAMPLE, ClassHeld, understand_log
from commands.language.naming import find_people, lexicon_of
from commands.training.recording import (
    UNDO_MINUTES,
    Recorded,
    may_log_for,
    record,
    refuse_strangers,
    standing_after,
    undo,
)
from commands.training.views import log_modal, recorded_text
from readiness.text import fold
from storage.catalogue import Course
from storage.people import AffiliationRecord, Person
from storage.responders import passes_on
from words.amounts import listing
from words.days import spoken
from words.names import Kind
from words.problems import Unclear
from words.standing import standing_words

MOST_HOURS = 2000


class Undo(BaseModel):
    """Which log to take back: the number of its audit row."""

    log: int


def training(request: Request) -> Reply:
    """Opens the modal; with words behind the command that are no form of it, says how to log in words."""
    if request.text:
        raise Unclear(
            not_understood=f"I did not understand “{request.text[:200]}”.",
            example=EXAMPLE,
            instead=_instead(request),
        )
    return Reply(modal=log_modal(request.today, request.member.may(Needs.LEAD)))


def _instead(request: Request) -> list[str]:
    """A course behind the command was meant to be logged; anything else, who knows."""
    if lexicon_of(request.catalogue).find(request.text.split(), [Kind.COURSE]) is not None:
        return [f"training log {request.text[:150]}"]
    return ["training help"]


def log_in_words(request: Request) -> Reply:
    """Records the class that was said."""
    if not request.text:
        example = locally(EXAMPLE, request.region)
        text = f"Say the course, the day and for whom, such as {example}. Nothing was recorded."
        return say(
            text,
            words(text),
            *buttons(says("Open the form", "training", "log")),
        )
    held = understand_log(request)
    return Reply(message=_said(request, held, record(request, held)))


def change_modal(request: Request) -> Reply:
    """Something was chosen in the modal: the course's usual hours, and who has it already, are shown."""
    course = _course(request)
    warnings = []
    day = _day(request.fields)
    if course is not None and day is not None:
        if day > request.today:
            warnings.append(f"{spoken(day)} is still to come: a class is logged once it is over.")
        people = [each for each in _people(request) if may_log_for(request, [each], day)]
        had = passes_on(request.session, [person.id for person in people], course.id, day)
        names = [person.name for person in people if person.id in had]
        if names:
            warnings.append(
                f"On record already: {', '.join(names)}, {course.title} on {spoken(day)}. "
                "It will not be recorded twice."
            )
    return Reply(updated=log_modal(request.today, request.member.may(Needs.LEAD), course, warnings))


def submit_modal(request: Request) -> Reply:
    """Records what the modal says, or shows which of its fields can't be taken."""
    course, day, wrong = _course(request), _day(request.fields), {}
    if course is None:
        wrong["course"] = "Choose a course from the list."
    if day is None:
        wrong["day"] = "Choose the day it was completed."
    elif day > request.today:
        wrong["day"] = f"{spoken(day)} is still to come: log a class once it is over."
    hours = _hours(request.typed("hours"), wrong)
    people = _people(request)
    if not people:
        wrong["people"] = "Choose people from the list."
    try:
        refuse_strangers(request, people, day or request.today)
    except Refused as refused:
        wrong["people"] = f"{refused.what} {refused.who_could}"
    if wrong or course is None or day is None:
        raise Wrong(wrong)
    held = ClassHeld(
        course=course,
        day=day,
        people=people,
        hours=hours,
        result="incomplete" if request.typed("result") == "incomplete" else "pass",
        provider=request.typed("provider"),
        instructor=request.typed("instructor"),
        funding=" ".join(part for part in (request.typed("grant"), request.typed("award")) if part),
        evidence=request.typed("evidence"),
    )
    return Reply(message=_said(request, held, record(request, held)), closes=True)


def take_back(request: Request) -> Reply:
    """Undo: takes back what that log recorded."""
    taken = undo(request, request.carried(Undo).log)
    text = "Taken back. It stays readable in the record, with the reason." if taken == 1 else ""
    text = text or f"Taken back, for {taken} people. It stays readable in their records, with the reason."
    return Reply(
        message=Message(text, [words(text), *buttons(says("Log again", "training", "log"))]), replaces=True
    )


def search_courses(request: Request) -> Reply:
    """The courses whose code or title has every word that was typed."""
    typed = fold(request.text).split()
    named = [(course, f"{course.code}: {course.title}") for course in request.catalogue.courses.values()]
    fitting = [each for each in named if all(word in fold(each[1]) for word in typed)]
    return Reply(options=[option(label, str(course.id)) for course, label in fitting[:100]])


def search_people(request: Request) -> Reply:
    """The people the speaker may log for whose name fits what was typed."""
    people = find_people(request.session, request.text, request.member, most=30)
    agencies = _agencies_of(request, people)
    return Reply(options=[option(f"{p.name} ({agencies.get(p.id, p.email)})", str(p.id)) for p in people])


def _said(request: Request, held: ClassHeld, done: Recorded) -> Message:
    blocks: list[Block] = []
    lines = []
    hours = held.course.hours if held.hours is None else held.hours
    if done.people:
        own = [p for p in done.people if p.id == request.member.person_id]
        unverified = any(person.id not in done.verified for person in done.people)
        lines.append(recorded_text(held.course, held.day, hours, _whom(request, done.people), unverified))
        if held.result != "pass":
            lines.append("As incomplete it counts for nothing, and stays on record.")
        elif own and (asked := standing_after(request, held.course, own[0].id)) is not None:
            status = asked.outlook.status(request.today)
            due_on = asked.outlook.due_on(request.today)
            lines.append(f"Your standing in {held.course.title}: {standing_words(status, due_on)}.")
    if done.already:
        names = _whom(request, done.already)
        lines.append(f"On record already for {names}, for {spoken(held.day)}: nothing was recorded twice.")
    blocks.append(words("\n".join(lines)))
    if done.audit_id is not None:
        blocks.append(aside(f"Undo is there for {UNDO_MINUTES} minutes."))
    blocks += buttons(
        button("Undo", "training.undo", Undo(log=done.audit_id)) if done.audit_id is not None else None,
        says("What I am due for", "due", "mine"),
        says("My record", "training history", "history"),
    )
    return Message("\n".join(lines), blocks)


def _whom(request: Request, people: Sequence[Person]) -> str:
    names = ["you" if person.id == request.member.person_id else person.name for person in people]
    if len(names) > 12:
        names = [*names[:10], f"{len(names) - 10} more"]
    return listing(names)


def _course(request: Request) -> Course | None:
    chosen = request.typed_id("course")
    return None if chosen is None else request.catalogue.courses.get(chosen)


def _day(fields: Mapping[str, object]) -> date | None:
    chosen = fields.get("day")
    try:
        return date.fromisoformat(chosen) if isinstance(chosen, str) else None
    except ValueError:
        return None


def _hours(typed: str, wrong: dict[str, str]) -> float | None:
    if not typed:
        return None
    try:
        hours = float(typed)
    except ValueError:
        hours = -1
    if not 0 <= hours <= MOST_HOURS:
        wrong["hours"] = f"Hours are a number from 0 to {MOST_HOURS}, such as 4 or 1.5."
        return None
    return hours


def _people(request: Request) -> list[Person]:
    """Those chosen; the speaker when nobody is. Never the speaker in place of a choice that names nobody."""
    keys: list[int | None] = [*request.chosen_ids("people")]
    if not request.chosen("people"):
        keys = [request.member.person_id]
    people = [request.session.get(Person, key) for key in dict.fromkeys(keys)]
    return [person for person in people if person is not None]


def _agencies_of(request: Request, people: list[Person]) -> dict[int, str]:
    query = select(AffiliationRecord.person_id, AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id.in_([person.id for person in people]),
        AffiliationRecord.voided_at.is_(None),
    )
    return {
        person: request.catalogue.agencies[agency].name for person, agency in request.session.execute(query)
    }


ENTRIES: tuple[Entry, ...] = (
    Form(
        "training",
        training,
        what="the form to log a class in",
        example="/training",
        takes="[log COURSE DAY HOURS for PEOPLE] | [history PERSON] | help",
    ),
    Form(
        "training log",
        log_in_words,
        what="log a class in words",
        example=EXAMPLE,
        changes=True,
    ),
    Click("course", change_modal),
    Click("day", change_modal),
    Click("people", change_modal),
    Submission("training.log", submit_modal),
    Click("training.undo", take_back, changes=True),
    Search("course", search_courses),
    Search("people", search_people),
    Shortcut("log_training", training, name="Log training", what="Put a class on record"),
)
