"""A class logged in words: "ASIM Basic yesterday 4h for @colleague, Surname"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.naming import find_people, how_many, lexicon_of
from storage.catalogue import Course
from storage.people import Person
from words.days import Reading, read_day, spoken
from words.names import Kind
from words.problems import Unclear

EXAMPLE = "/training log ASIM Basic yesterday 4h for @colleague, Surname"
HOURS = re.compile(r"(\d+(?:\.\d+)?)(h|hr|hrs|hour|hours)[.,]?", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
HOUR_WORDS = ("h", "hr", "hrs", "hour", "hours")
MOST_HOURS = 2000


@dataclass(frozen=True)
class ClassHeld:
    """A class as it was logged. Hours; none: the course's usual ones."""

    course: Course
    day: date
    people: Sequence[Person]
    hours: float | None = None
    result: str = "pass"
    provider: str = ""
    instructor: str = ""
    funding: str = ""
    evidence: str = ""


@dataclass
class _Heard:
    """The words of a log, sorted."""

    day: date | None = None
    hours: float | None = None
    people: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def understand_log(request: Request) -> ClassHeld:
    """The class a text speaks of; yesterday's wording counts, nothing is guessed.

    Raises Unclear with what was understood and what was not, Refused for people not for the speaker to name.
    """
    reading = request.reading(looks_back=True)
    heard = _sort_words(request.text.split(), reading)
    course, leftover = _course(heard, request)
    if leftover:
        raise Unclear(
            not_understood=f"I did not understand “{' '.join(leftover)}”. Nothing was recorded.",
            understood=_understood(course, heard, reading),
            example=EXAMPLE,
            instead=[_again(course.code, heard)],
        )
    if heard.hours is not None and heard.hours > MOST_HOURS:
        raise Unclear(not_understood=f"{heard.hours:g} hours is more than a class lasts.", example=EXAMPLE)
    return ClassHeld(
        course=course,
        day=heard.day or reading.today,
        people=_people(heard.people, request),
        hours=heard.hours,
    )


def _sort_words(words: Sequence[str], reading: Reading) -> _Heard:
    """Takes out the day and the hours wherever they stand; what follows "for" are people."""
    heard = _Heard()
    place, of_people = 0, False
    while place < len(words):
        rest = words[place:]
        word = rest[0].lower()
        hours = _hours(rest)
        lead = 1 if word == "on" and len(rest) > 1 else 0
        day = read_day(rest[lead:], reading)
        if hours is not None and heard.hours is None:
            heard.hours, used = hours
        elif day is not None and heard.day is None:
            heard.day, used = day[0], day[1] + lead
        elif word == "for" and len(rest) > 1:
            of_people, used = True, 1
        else:
            (heard.people if of_people else heard.rest).append(rest[0])
            used = 1
        place += used
    return heard


def _hours(words: Sequence[str]) -> tuple[float, int] | None:
    match = HOURS.fullmatch(words[0])
    if match:
        return float(match.group(1)), 1
    if len(words) > 1 and NUMBER.fullmatch(words[0]) and words[1].lower().strip(".,") in HOUR_WORDS:
        return float(words[0]), 2
    return None


def _course(heard: _Heard, request: Request) -> tuple[Course, list[str]]:
    """The course the remaining words name, and the words left over."""
    lexicon = lexicon_of(request.catalogue)
    if not heard.rest:
        raise Unclear(not_understood="Which course? Nothing was recorded.", example=EXAMPLE)
    found = lexicon.find(heard.rest, [Kind.COURSE])
    said = " ".join(heard.rest)
    if found is None:
        near = lexicon.near(said, [Kind.COURSE])
        raise Unclear(
            not_understood=f"I know no course “{said}”. Nothing was recorded.",
            understood=_understood(None, heard, request.reading(looks_back=True)),
            example=EXAMPLE,
            instead=[_again(match.name, heard) for match in near],
        )
    if len(found.matches) > 1:
        names = ", ".join(match.name for match in found.matches[:8])
        raise Unclear(
            not_understood=f"“{said}” fits {len(found.matches)} courses: {names}. Nothing was recorded.",
            example=EXAMPLE,
            instead=[_again(match.name, heard) for match in found.matches[:5]],
        )
    course = request.catalogue.courses[int(found.matches[0].key)]
    return course, list(heard.rest[found.words :])


def _people(words: Sequence[str], request: Request) -> list[Person]:
    """Those named after "for"; the speaker when nobody is."""
    named = [part.strip() for part in re.split(r",|&|\band\b", " ".join(words)) if part.strip()]
    found: dict[int, Person] = {}
    for said in named or ["me"]:
        person = _myself(request) if said.lower() in ("me", "myself") else _one(said, request)
        found[person.id] = person
    return list(found.values())


def _myself(request: Request) -> Person:
    person = request.session.get(Person, request.member.person_id)
    assert person is not None
    return person


def _one(said: str, request: Request) -> Person:
    people = find_people(request.session, said, request.member)
    if len(people) == 1:
        return people[0]
    if people:
        names = ", ".join(f"{person.name} ({person.email or person.member_id})" for person in people)
        raise Unclear(
            not_understood=f"“{said}” fits {how_many(people)}: {names}. Nothing was recorded.",
            example="the whole name, an @mention, or an e-mail",
        )
    raise Refused(
        f"I know nobody “{said}” whom you may log for. Nothing was recorded.",
        "You log for yourself; their agency's lead or an emergency manager logs for others.",
    )


def _understood(course: Course | None, heard: _Heard, reading: Reading) -> str:
    parts = [course.title if course else "", spoken(heard.day) if heard.day else ""]
    parts.append(f"{heard.hours:g} hours" if heard.hours is not None else "")
    parts.append(f"for {' '.join(heard.people)}" if heard.people else "")
    return ", ".join(part for part in parts if part)


def _again(course: str, heard: _Heard) -> str:
    """The same sentence with the course by its code, and without what was not understood."""
    parts = ["training log", course]
    if heard.day:
        parts.append(heard.day.isoformat())
    if heard.hours is not None:
        parts.append(f"{heard.hours:g}h")
    if heard.people:
        parts.append("for " + " ".join(heard.people))
    return " ".join(parts)
