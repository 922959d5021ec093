"""A class logged for many at once, from a pasted list: shown first, and recorded when it is sent again.

The form stays as it is filled in; above it stands who was found, who is named twice, who has the class on
record already, and what nobody could be found for. What is recorded is what was shown, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from slack_sdk.models.blocks import CheckboxesElement, InputInteractiveElement
from sqlalchemy import BindParameter, Date, Integer, bindparam, func, select

from commands.kit.blocks import option
from commands.kit.forms import Field, text_field
from commands.kit.request import Request
from commands.language.lists import Listed, told_lines
from commands.language.logs import ClassHeld
from commands.language.pasting import LOG_WITHOUT, named
from readiness.expiry import NEVER
from readiness.standing import DUE_SOON_DAYS
from readiness.vocabulary import Result
from storage.answers import STANDING
from storage.base import plainly
from storage.catalogue import Course
from storage.people import Person
from storage.responders import COMPLETION, COUNTING, passes_on
from words.amounts import plural
from words.days import spoken

LATELY_DAYS = 60
"""So many days before and after a class, another day of the same course is likely the same class."""
LONGEST_LIST = 3000
NAMED_LATELY = 8
LOOK = "Nothing is recorded yet: look at it, and press Log it again."


@dataclass(frozen=True)
class Preview:
    """What a list would record: who was found, who has it that day, who had it on another day lately."""

    listed: Listed
    people: Sequence[Person]
    already: Sequence[Person] = ()
    lately: Mapping[int, str] = field(default_factory=dict)  # by person, on which day and until when

    @property
    def fresh(self) -> list[Person]:
        """Those it would be recorded for."""
        there = {each.id for each in self.already}
        return [each for each in self.people if each.id not in there]

    @property
    def had_it(self) -> list[Person]:
        """Those of them who had it on another day lately."""
        return [each for each in self.fresh if each.id in self.lately]

    def lines(self, day: date) -> Iterator[str]:
        """What stands above the form."""
        yield from self.found_lines(day)
        if self.listed.left:
            yield f"{plural(len(self.listed.left), 'line')} left over.\n{told_lines(self.listed.wrong)}"
        yield LOOK

    def found_lines(self, day: date) -> Iterator[str]:
        """Who was found, who is named twice, who has it already."""
        yield f"{plural(len(self.people), 'person', 'people')} found: {_names(self.people)}."
        if self.listed.twice:
            yield f"Named twice, logged once: {_names(self.listed.twice)}."
        if self.already:
            yield f"On record already for {spoken(day)}, and not recorded again: {_names(self.already)}."
        if self.had_it:
            yield f"Has it on another day: {self.told_lately()}."

    def told_lately(self) -> str:
        """Who had it on another day, and when."""
        return had_it_words([(each, self.lately[each.id]) for each in self.had_it])

    def fingerprint(self, held: ClassHeld) -> str:
        """What tells this preview from any other: recorded is only what was shown."""
        shown = (
            held.course.id,
            held.day.isoformat(),
            held.result.value,
            sorted(each.id for each in self.people),
            sorted(each.id for each in self.already),
            sorted(self.lately.items()),
            list(self.listed.left),
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def preview(request: Request, held: ClassHeld, listed: Listed) -> Preview:
    """What would be recorded of a class for the people of it and of a list."""
    ids = [each.id for each in held.people]
    passed = held.result is Result.PASS
    had = passes_on(request.session, ids, held.course.id, held.day) if passed else {}
    return Preview(
        listed,
        held.people,
        [each for each in held.people if each.id in had],
        lately(request, ids, held.course, held.day) if passed else {},
    )


# Made once: they are asked with every class that is logged.
_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_COURSE = bindparam("course", type_=Integer)
_DAY, _TODAY = bindparam("day", type_=Date), bindparam("today", type_=Date)
PASSED_LAST = (
    select(COMPLETION.person_id, func.max(COMPLETION.completed_on))
    .where(
        *COUNTING,
        COMPLETION.person_id.in_(_PEOPLE),
        COMPLETION.course_id == _COURSE,
        COMPLETION.completed_on != _DAY,
        COMPLETION.completed_on <= _TODAY,
    )
    .group_by(COMPLETION.person_id)
)
CURRENT_UNTIL = (
    select(STANDING.person_id, func.max(STANDING.expires_on))
    .where(
        STANDING.person_id.in_(_PEOPLE),
        STANDING.course_id == _COURSE,
        STANDING.from_on <= _TODAY,
        STANDING.through_on >= _TODAY,
    )
    .group_by(STANDING.person_id)
)


def lately(request: Request, person_ids: Sequence[int], course: Course, day: date) -> dict[int, str]:
    """Who of some people passed a course on another day near that one, or is current for long yet; with when.

    Near are `LATELY_DAYS` before and after; long is more than the days in which one is due soon.
    """
    asked = {"people": list(person_ids), "course": course.id, "day": day, "today": request.today}
    rows = plainly(request.session, PASSED_LAST, asked).all()
    last: dict[int, date] = {person: on for person, on in rows}  # noqa: C416 - rows are no pairs to mypy
    until = _current_until(request, list(last), course) if last else {}
    found = {}
    for person, on in last.items():
        good = until.get(person)
        is_long = good is not None and good > max(day, request.today) + timedelta(days=DUE_SOON_DAYS)
        if abs(on - day) <= timedelta(days=LATELY_DAYS) or (is_long and on <= day):
            ends = f", current until {spoken(good)}" if is_long and good is not None and good != NEVER else ""
            found[person] = f"{spoken(on)}{ends}"
    return found


def had_it_words(had: Sequence[tuple[Person, str]]) -> str:
    """Who had a class on another day, and when; of many the first few."""
    told = [f"{each.name} ({when})" for each, when in had[:NAMED_LATELY]]
    more = [f"{len(had) - NAMED_LATELY:,} more"] if len(had) > NAMED_LATELY else []
    return ", ".join([*told, *more])


def _current_until(request: Request, person_ids: Sequence[int], course: Course) -> dict[int, date]:
    asked = {"people": list(person_ids), "course": course.id, "today": request.today}
    rows = plainly(request.session, CURRENT_UNTIL, asked).all()
    return {person: until for person, until in rows if until is not None}


def _names(people: Sequence[Person]) -> str:
    return named([each.name for each in people])


def _box(initial: int | None) -> InputInteractiveElement:
    some = plural(initial or 0, "person", "people")
    return CheckboxesElement(
        action_id="lately", options=[option(f"Leave out the {some} who had it lately", "yes")]
    )


NAMES = text_field(
    "names",
    "Or a list of names or e-mails",
    LONGEST_LIST,
    hint="One a line, or with commas; shown to you before it is recorded. A longer one as a file, below.",
    lines=True,
)
LATELY: Field[bool] = Field(
    "lately",
    "Who had it lately",
    _box,
    lambda request, name: bool(request.chosen(name)),
    hint="Empty: it is recorded for them all the same.",
    optional=True,
)
ONLY_PREVIEWED: tuple[Field[bool], ...] = (LATELY, LOG_WITHOUT)
"""What is asked only where the preview has a reason to."""
