"""The units of an agency, such as stations and shifts: how many are in each, and putting people there."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.about import Agencies
from commands.kit.blocks import aside, button, buttons, paragraphs, says, title, words
from commands.kit.forms import Field, Modal, several_searched_field, text_field
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, people_options, whom
from commands.language.fields import aliases_field, people_among
from commands.language.naming import find_of_agencies
from commands.language.questions import ASK, DueQuestion
from commands.roster.agencies_views import UNITS, AgencyShown
from readiness.due import Scope
from readiness.records import Agency, AgencyId
from storage.base import is_active
from storage.catalogue import UnitOf
from storage.course_aliases import SEPARATOR
from storage.people import AffiliationRecord, Person, lock_people
from storage.roster import memberships, unit_headcounts
from storage.shadowing import AliasTaken, objection
from storage.units import LONGEST_UNIT, call_unit, set_unit, unit_named, units_of
from words.amounts import listing, plural
from words.problems import Problem


class UnitShown(BaseModel):
    """Which unit a button is about, and of which agency it is."""

    agency: int = 0
    unit: int = 0


MOST_PEOPLE = 100
MOST_BUTTONS = 20
ASKED_ABOUT = "Each is a scope to ask about: /due and its name."


def show(request: Request) -> Reply:
    """The units of the agency a button carries, with how many are in each."""
    return Reply(message=_message(request, _theirs(request)))


def open_form(request: Request) -> Reply:
    """The form that puts people of the agency into a unit."""
    agency = _theirs(request)
    there = [each.name for each in units_of(request.session, agency.key)]
    known = f"There are: {', '.join(there[:MOST_BUTTONS])}." if there else "There is none yet."
    return Reply(
        modal=FORM.view(None, AgencyShown(agency=agency.key), [words(agency.name)], hints={"unit": known})
    )


def submit(request: Request) -> Reply:
    """Puts them there; a unit that is not there yet is made."""
    agency, filled = _theirs(request), FORM.read(request)
    people, name = filled[PEOPLE], filled[UNIT]
    if not people:
        raise Wrong({"people": "Choose at least one of the agency's people."})
    unit = unit_named(request.session, agency.key, name, create=True) if name else None
    request.session.flush()
    lock_people(request.session, [each.id for each in people])
    belongs = memberships(request.session, [each.id for each in people])
    strangers = [each for each in people if not _terms(request, belongs.get(each.id, ()), agency.key)]
    if strangers:
        raise Wrong({"people": f"Not of {agency.name} today: {whom(request, strangers)}."})
    wanted, moved = None if unit is None else unit.id, []
    for person in people:
        theirs = _terms(request, belongs[person.id], agency.key)
        changed = [set_unit(request.session, each, wanted, request.trail()) for each in theirs]
        if any(changed):
            moved.append(person)
    where = "in no unit" if unit is None else f"in {unit.name}"
    done = f"{whom(request, moved)}: {where} now." if moved else f"They were {where} already."
    return Reply(message=_message(request, agency, done), closes=True)


def open_names(request: Request) -> Reply:
    """By what else a unit of the agency goes."""
    unit = _unit(request)
    aliases = request.catalogue.unit_aliases.get(unit.id, ())
    first = {"aliases": f"{SEPARATOR} ".join(aliases) or None}
    return Reply(
        modal=NAMES.view(first, UnitShown(agency=unit.agency, unit=unit.id), [words(_called(request, unit))])
    )


def submit_names(request: Request) -> Reply:
    """Writes them down."""
    unit, aliases = _unit(request), NAMES.read(request)[ALIASES]
    try:
        changed = call_unit(request.session, unit.id, aliases, request.trail())
    except AliasTaken as taken:
        raise Wrong({"aliases": f"{taken}."}) from None
    done = f"{unit.name}: also called {listing(aliases)}." if aliases else f"{unit.name} has no other name."
    return Reply(
        message=_message(request, _theirs(request), done if changed else "Nothing was changed."), closes=True
    )


def _unit(request: Request) -> UnitOf:
    """The unit that is carried, of the agency that is. Raises Refused, Problem."""
    agency, key = _theirs(request), request.carried(UnitShown).unit
    unit = request.catalogue.units.get(key)
    if unit is None or unit.agency != agency.key:
        raise Problem("That unit is no longer there. Nothing was changed.")
    return unit


def _called(request: Request, unit: UnitOf) -> str:
    return request.catalogue.unit_called(unit.id)


def search(request: Request) -> Reply:
    """The agency's people whose name fits what is being typed."""
    agency, said = _theirs(request), request.text.strip()
    place = request.member.workspace
    found = find_of_agencies(request.session, said, place, [agency.key], request.today, OPTIONS)
    return Reply(options=people_options(request, found if said else []))


def _of_the_agency(request: Request, people: Sequence[Person]) -> list[int]:
    """Those of some people whom the search would offer: the agency's own today."""
    belongs = memberships(request.session, [each.id for each in people])
    agency = _theirs(request).key
    return [key for key, rows in belongs.items() if _terms(request, rows, agency)]


def _message(request: Request, agency: Agency, done: str = "") -> Message:
    counts = unit_headcounts(request.session, agency.key, request.today)
    there = units_of(request.session, agency.key)
    lines = [
        f"{each.name}: {plural(counts.get(each.id, 0), 'person', 'people')}{_also(request, each)}"
        for each in there
    ]
    if there and counts.get(None):
        lines.append(f"In no unit: {plural(counts[None], 'person', 'people')}")
    blocks: list[Block] = [words(done)] if done else []
    blocks += [title(f"Units of {agency.name}"), *paragraphs(lines or ["No unit is recorded yet."])]
    if there:
        blocks.append(aside(ASKED_ABOUT))
    who = [
        button(f"Who is due: {each.name}", f"{ASK}:{each.id}", DueQuestion.about(Scope.unit(each.id)))
        for each in there[:MOST_BUTTONS]
        if counts.get(each.id)
    ]
    names = [
        button(f"Names of {each.name}", f"units.names:{each.id}", UnitShown(agency=agency.key, unit=each.id))
        for each in there[:MOST_BUTTONS]
    ]
    put = button("Put people into a unit", "units.open", AgencyShown(agency=agency.key))
    agencies = says("The agencies", "muster agencies", "agencies")
    return Message([*blocks, *buttons(put, *who, agencies), *buttons(*names)])


def _also(request: Request, unit: UnitOf) -> str:
    aliases = request.catalogue.unit_aliases.get(unit.id, ())
    return f"; also called {listing(list(aliases))}" if aliases else ""


def _terms(
    request: Request, belongs: Sequence[AffiliationRecord], agency: AgencyId
) -> list[AffiliationRecord]:
    return [
        each
        for each in belongs
        if each.agency_id == agency and is_active(each.joined_on, each.left_on, request.today)
    ]


def _theirs(request: Request) -> Agency:
    """The agency that is carried. Raises Refused where its units are not the speaker's to say."""
    key = request.carried(AgencyShown).agency
    about = Agencies(frozenset([key]))
    may(request.member, Action.AGENCY, about, request.today, request.today).or_refuse()
    if key not in request.catalogue.agencies:
        raise Problem("That agency is no longer there. Nothing was changed.")
    return request.catalogue.agencies[key]


UNIT = text_field("unit", "Unit", LONGEST_UNIT, hint="A station, a shift, a company. Empty: in none.")
PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people", "People", "Type a name", people_among(_of_the_agency), search, MOST_PEOPLE
)
FORM = Modal("units", "Put people into a unit", "Put them there", (UNIT, PEOPLE), submit, needs=Needs.LEAD)

ALIASES = aliases_field("St. 4; Downtown", objection)
NAMES = Modal("units.names_form", "Also called", "Record it", (ALIASES,), submit_names, needs=Needs.LEAD)

ENTRIES: tuple[Declared, ...] = (
    Click(UNITS, show, needs=Needs.LEAD),
    Click("units.open", open_form, needs=Needs.LEAD),
    Click("units.names", open_names, needs=Needs.LEAD),
    *FORM.entries(),
    *NAMES.entries(),
)
