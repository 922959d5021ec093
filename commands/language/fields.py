"""What several forms ask for alike: agencies, people, courses, positions and runs; offered and read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from slack_sdk.models.blocks import (
    InputInteractiveElement,
    NumberInputElement,
    Option,
    StaticMultiSelectElement,
)
from sqlalchemy import select

from commands.kit.blocks import option, plain
from commands.kit.forms import PLACEHOLDER, CantTake, Field, number_field, searched_field, text_field
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import NOBODY, WHO_IS_FOUND, contacts_among
from commands.language.exercises import position_options
from commands.language.naming import EMAIL
from readiness.exercises import MOST_RUNS
from readiness.positions import PositionId
from readiness.records import AgencyId, PersonId
from readiness.text import fold
from readiness.vocabulary import Discipline, discipline_name
from storage.addresses import known_by
from storage.catalogue import Course
from storage.course_aliases import LONGEST_ALIAS, MOST_ALIASES, SEPARATOR, as_compared
from storage.people import Person

Offers = Callable[[Request, Sequence[Person]], Collection[PersonId]]
"""Those of some people, by id, whom a field's search offers the speaker for some words."""
Stands = Callable[[Request], Collection[PersonId]]
"""Who stands in what a form is about already, and so is shown chosen whatever has become of them."""
Reader = Callable[[Request, str], "Person | None"]
CHOOSE_SOMEBODY = "Choose somebody from the list."
MOST_OPTIONS = 100
"""What Slack takes of them, of one search or in one menu."""


def nobody_yet(request: Request) -> Collection[PersonId]:
    """Nobody stands there."""
    return ()


def search_agencies(request: Request) -> Reply:
    """The agencies whose name fits what is being typed."""
    return agencies_offered(request, lambda key: True)


def agencies_offered(request: Request, is_offered: Callable[[AgencyId], bool]) -> Reply:
    """Those of some agencies whose name fits what is being typed, by name."""
    typed = fold(request.text)
    found = sorted(
        (agency.name, key)
        for key, agency in request.catalogue.agencies.items()
        if typed in fold(agency.name) and is_offered(key)
    )
    return Reply(options=[option(name, str(key)) for name, key in found[:MOST_OPTIONS]])


def agency_option(request: Request, agency_id: AgencyId | None) -> Option | None:
    """An agency as it is shown chosen; None where there is none."""
    agency = request.catalogue.agencies.get(agency_id or 0)
    return None if agency is None else option(agency.name, str(agency.key))


def read_agency(request: Request, field: str) -> AgencyId | None:
    """The agency chosen in a form's field; None for none. Raises CantTake for one that is not there."""
    return read_needed_agency(request, field) if request.typed(field) else None


def read_needed_agency(request: Request, field: str) -> AgencyId:
    """The agency chosen in a form's field. Raises CantTake for none, and for one that is not there."""
    chosen = request.typed_id(field)
    if chosen is None or chosen not in request.catalogue.agencies:
        raise CantTake("Choose an agency from the list.")
    return chosen


def read_agencies(request: Request, field: str) -> list[AgencyId]:
    """The agencies chosen in a form's field. Raises CantTake for one that is not there."""
    chosen = list(dict.fromkeys(request.chosen_ids(field)))
    there = [each for each in chosen if each in request.catalogue.agencies]
    if len(there) < len(set(request.chosen(field))):
        raise CantTake("Choose agencies from the list.")
    return there


def person_among(offers: Offers, stands: Stands = nobody_yet) -> Callable[[Request, str], Person | None]:
    """How a field is read in which somebody is chosen, or nobody: only of those its search `offers` the
    speaker, and whoever `stands` there already. Anybody else is not there, and is named nowhere.
    """
    needed = needed_person_among(offers, stands)

    def read(request: Request, field: str) -> Person | None:
        return needed(request, field) if request.typed(field) else None

    return read


def needed_person_among(offers: Offers, stands: Stands = nobody_yet) -> Callable[[Request, str], Person]:
    """The same where somebody has to be chosen."""

    def read(request: Request, field: str) -> Person:
        found = _offered(request, [request.typed_id(field)], offers, stands)
        if not found:
            raise CantTake(CHOOSE_SOMEBODY)
        return found[0]

    return read


def people_among(offers: Offers, stands: Stands = nobody_yet) -> Callable[[Request, str], Sequence[Person]]:
    """The same where several may be chosen."""

    def read(request: Request, field: str) -> Sequence[Person]:
        people = _offered(request, request.chosen_ids(field), offers, stands)
        if len(people) < len(set(request.chosen(field))):
            raise CantTake("Choose people from the list.")
        return people

    return read


def contact_among(agencies: Callable[[Request], Collection[AgencyId]], stands: Stands = nobody_yet) -> Reader:
    """The same of a field that `commands.language.choosing.search_contacts` searches for some agencies.

    Who is offered for a whole e-mail alone is chosen by that e-mail: nobody is found by trying numbers.
    """

    def offers(request: Request, people: Sequence[Person]) -> Collection[PersonId]:
        return contacts_among(request, people, agencies(request))

    by_id = person_among(offers, stands)

    def read(request: Request, field: str) -> Person | None:
        chosen = request.typed(field)
        if chosen == NOBODY:
            raise CantTake(f"{CHOOSE_SOMEBODY} {WHO_IS_FOUND}.")
        if not EMAIL.fullmatch(chosen):
            return by_id(request, field)
        found = request.session.scalars(select(Person).where(known_by([chosen.lower()]))).first()
        if found is None:
            raise CantTake(CHOOSE_SOMEBODY)
        return found

    return read


def _offered(
    request: Request, keys: Sequence[int | None], offers: Offers, stands: Stands
) -> Sequence[Person]:
    """Those of some people, each once, who are offered or stand there already, in their order."""
    wanted = [key for key in dict.fromkeys(keys) if key is not None]
    found = request.session.scalars(select(Person).where(Person.id.in_(wanted))) if wanted else ()
    there = {each.id: each for each in found}
    people = [there[key] for key in wanted if key in there]
    if not people:
        return []
    known = {*offers(request, people), *stands(request)}
    return [each for each in people if each.id in known]


def search_courses(request: Request) -> Reply:
    """The courses whose code, title or alias has every word that was typed."""
    return courses_offered(request, course_option)


def courses_offered(request: Request, shown: Callable[[Course], Option]) -> Reply:
    """The same, each as it is `shown`."""
    typed = fold(request.text).split()
    fitting = [each for each in request.catalogue.courses.values() if each.has_words(typed)]
    return Reply(options=[shown(each) for each in fitting[:MOST_OPTIONS]])


def course_option(course: Course) -> Option:
    """A course as a form shows it chosen."""
    return option(f"{course.code}: {course.title}", str(course.id))


def chosen_course(request: Request, field: str) -> Course | None:
    """The course chosen in a form's field; None for none, and for one that is not there."""
    return request.catalogue.courses.get(request.typed_id(field) or 0)


def read_course(request: Request, field: str) -> Course:
    """The course chosen in a form's field. Raises CantTake for none, and for one that is not there."""
    course = chosen_course(request, field)
    if course is None:
        raise CantTake("Choose a course from the list.")
    return course


def search_positions(request: Request) -> Reply:
    """The positions whose title fits what is being typed, in the catalogue's order."""
    typed = fold(request.text)
    there = zip(position_options(request), request.catalogue.positions.values(), strict=True)
    found = [option for option, each in there if typed in fold(f"{each.code} {each.title}")]
    return Reply(options=found[:MOST_OPTIONS])


def position_option(request: Request, position_id: PositionId | None) -> Option | None:
    """A position as it is shown chosen; None where there is none."""
    return next((each for each in position_options(request) if each.value == str(position_id)), None)


def read_position(request: Request, field: str) -> PositionId | None:
    """The position chosen in a form's field; None for none. Raises CantTake for one taken out since."""
    if not request.typed(field):
        return None
    found = request.typed_id(field)
    if found not in request.catalogue.positions:
        raise CantTake("That position is not in the catalogue any more: choose one from the list.")
    return found


def read_run(request: Request, field: str) -> int:
    """The run typed into a form's field; the first where none was."""
    said = request.typed(field)
    if not said:
        return 1
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else 0
    if not 1 <= number <= MOST_RUNS:
        raise CantTake(f"Give the run as a number from 1 to {MOST_RUNS}.")
    return number


def whole_number_field(name: str, label: str, least: int, most: int, hint: str = "") -> Field[int]:
    """A whole number between two."""

    def draw(initial: int | None) -> InputInteractiveElement:
        return NumberInputElement(
            action_id=name,
            is_decimal_allowed=False,
            min_value=str(least),
            max_value=str(most),
            initial_value=None if initial is None else str(initial),
        )

    def read(request: Request, field: str) -> int:
        said = request.typed(field)
        if not (said.isascii() and said.isdecimal() and len(said) <= 4 and least <= int(said) <= most):
            raise CantTake(
                f"A whole number from {least} to {most}, please, such as {min(most, max(least, 20))}."
            )
        return int(said)

    return Field(name, label, draw, read, hint)


def optional_whole_number_field(
    name: str, label: str, least: int, most: int, hint: str = ""
) -> Field[int | None]:
    """The same, or none."""
    asked = whole_number_field(name, label, least, most)

    def read(request: Request, field: str) -> int | None:
        return asked.read(request, field) if request.typed(field) else None

    return Field(name, label, asked.draw, read, hint, optional=True)


def aliases_field(such_as: str, objection: Callable[[str], str | None]) -> Field[list[str]]:
    """By what else something goes, one a line or separated by semicolons; `objection` says why not by one."""

    def read(request: Request, field: str) -> list[str]:
        said = request.typed(field).replace("\n", SEPARATOR).split(SEPARATOR)
        once = {as_compared(each): " ".join(each.split()) for each in said if each.strip()}
        for each in once.values():
            if (why := objection(each)) is not None:
                raise CantTake(f"{why}.")
        if len(once) > MOST_ALIASES:
            raise CantTake(f"At most {MOST_ALIASES} aliases, please; these are {len(once)}.")
        return list(once.values())

    return Field(
        "aliases",
        "Also called",
        text_field("aliases", "Also called", MOST_ALIASES * (LONGEST_ALIAS + 1), lines=True).draw,
        read,
        f"One a line, or separated by semicolons, such as {such_as}. People log and ask by these, and files "
        "may use them.",
        optional=True,
    )


def disciplines_field(name: str, label: str, placeholder: str, hint: str) -> Field[list[str]]:
    """Several disciplines, or none of them; shows their codes at first."""
    choices = {each.value: option(discipline_name(each), each.value) for each in Discipline}

    def draw(initial: Sequence[str] | None) -> InputInteractiveElement:
        first = [choices[each] for each in initial or () if each in choices]
        return StaticMultiSelectElement(
            action_id=name,
            placeholder=plain(placeholder, PLACEHOLDER),
            options=list(choices.values()),
            initial_options=first or None,
        )

    def read(request: Request, field: str) -> list[str]:
        chosen = sorted(set(request.chosen(field)))
        if not set(chosen) <= set(Discipline):
            raise CantTake("Choose disciplines from the list.")
        return chosen

    return Field(name, label, draw, read, hint, optional=True)


POSITION: Field[PositionId | None] = searched_field(
    "position", "Position", "None", read_position, search_positions, optional=True
)
RUN: Field[int] = Field(
    "run",
    "Run",
    number_field("run", "Run", MOST_RUNS, "1").draw,
    read_run,
    hint="Empty: the first.",
    optional=True,
)
