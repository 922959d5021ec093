"""Those who took part in an exercise: found on the whole roster, and for which agency they were there.

Who writes an exercise down writes down people of every agency that came, with Slack or without: in a form of
that exercise, and nowhere else. Of people who are not theirs to see they learn the agency, not the e-mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy import select

from commands.kit.may import Action, may, people_for
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, people_options, whom
from commands.language.exercises import exercise_name, held
from commands.language.lists import Listed, listed_people
from commands.language.naming import find_on_roster, find_people
from commands.language.pasted import names_and_numbers, pasted_counts
from commands.language.scopes import agencies_fitting, shown
from readiness.asked import is_active
from readiness.exercises import MOST_HEADCOUNT
from readiness.records import AgencyId, PersonId
from storage.exercises import ExerciseRecord, ExerciseState, InvitedAgency, ParticipationRecord
from storage.people import Person
from storage.roster import terms_of
from words.amounts import listing
from words.days import spoken
from words.names import Match


class OfExercise(BaseModel):
    """The exercise a form is about, whatever else it carries."""

    exercise: int | None = None


@dataclass(frozen=True)
class Counted:
    """Agencies with how many of theirs took part, and what can't be taken, by line."""

    headcounts: Sequence[tuple[AgencyId, int]]
    wrong: Sequence[str]


def search_players(request: Request) -> Reply:
    """The people that fit what is being typed, of the whole roster for who writes exercises down."""
    said = request.text.strip()
    return Reply(options=people_options(request, find_players(request, said, OPTIONS) if said else []))


def names_everybody(request: Request) -> bool:
    """Whether the form is about an exercise that is the speaker's to write down, and was not cancelled."""
    if people_for(request.member) is None:
        return True
    key = request.typed_id("exercise") or request.carried(OfExercise).exercise
    exercise = request.session.get(ExerciseRecord, key) if key else None
    if exercise is None or not exercise.counts:
        return False
    about = held(exercise)
    return bool(may(request.member, Action.EXERCISE, about, exercise.held_on, request.today))


def seen_by(request: Request, person_ids: Sequence[PersonId]) -> list[Person]:
    """Those of some people that the speaker may be shown in this form, in their order."""
    query = select(Person).where(Person.id.in_(person_ids))
    theirs = people_for(request.member)
    if theirs is not None and not names_everybody(request):
        query = query.where(theirs)
    found = {each.id: each for each in request.session.scalars(query)}
    return [found[each] for each in person_ids if each in found]


def players_among(request: Request, people: Sequence[Person]) -> list[PersonId]:
    """Those of some people whom `search_players` would offer."""
    return [each.id for each in seen_by(request, [each.id for each in people])]


def find_players(request: Request, said: str, most: int) -> list[Person]:
    """Those a name, a mention, an e-mail or a member id may mean, of those the speaker may write down."""
    if names_everybody(request):
        return find_on_roster(request.session, said, request.member.workspace, most)
    return find_people(request.session, said, request.member, most)


def listed_players(request: Request, text: str) -> Listed:
    """A pasted list of those who took part, a name or an e-mail a line (`commands.language.lists`)."""
    return listed_people(
        request, text, lambda said, most: find_players(request, said, most), names_everybody(request)
    )


def counted_agencies(request: Request, text: str) -> Counted:
    """Agencies with a headcount, "Cedar Fire: 12" a line."""
    headcounts: dict[AgencyId, int] = {}
    wrong = []
    for said in pasted_counts(text):
        name, number, agencies = _counted(request, said)
        if number is None:
            wrong.append(f"“{shown(said)}”: a line is an agency and a number, such as Cedar Fire: 12.")
        elif not 1 <= number <= MOST_HEADCOUNT:
            wrong.append(f"“{shown(said)}”: a headcount is from 1 to {MOST_HEADCOUNT:,}.")
        elif len(agencies) > 1:
            wrong.append(f"“{shown(said)}” matches {', '.join(each.name for each in agencies)}.")
        elif not agencies:
            wrong.append(f"“{shown(said)}”: I can't find any agency called “{shown(name)}”.")
        elif int(agencies[0].key) in headcounts:
            wrong.append(f"“{shown(said)}”: {agencies[0].name} is on two lines.")
        else:
            headcounts[int(agencies[0].key)] = number
    return Counted(list(headcounts.items()), wrong)


def agencies_then(request: Request, person_id: PersonId, exercise: ExerciseRecord) -> list[AgencyId]:
    """The agencies somebody belonged to on the day of an exercise."""
    return _agencies_of(request, [person_id], exercise)[person_id]


def _agencies_of(
    request: Request, person_ids: Sequence[PersonId], exercise: ExerciseRecord
) -> dict[PersonId, list[AgencyId]]:
    """The same of several people."""
    terms = terms_of(request.session, person_ids)
    return {
        person: list(
            dict.fromkeys(each.agency for each in terms.get(person, ()) if is_active(each, exercise.held_on))
        )
        for person in person_ids
    }


def agency_for(
    request: Request, person_id: PersonId, exercise: ExerciseRecord, position_id: int | None
) -> AgencyId | None:
    """For which agency somebody was there: theirs on that day; of several the one that was invited, or whose
    people fill the position. None where that is none, or not one alone."""
    agencies = agencies_then(request, person_id, exercise)
    if len(agencies) > 1:
        invited = select(InvitedAgency.agency_id).where(InvitedAgency.exercise_id == exercise.id)
        came = {*request.session.scalars(invited), exercise.host_agency_id}
        agencies = [each for each in agencies if each in came] or agencies
    if len(agencies) > 1 and position_id is not None:
        agencies = [each for each in agencies if fills(request, each, position_id)] or agencies
    return agencies[0] if len(agencies) == 1 else None


def fills(request: Request, agency_id: AgencyId, position_id: int) -> bool:
    """Whether the people of an agency may fill a position."""
    position = request.catalogue.every_position[position_id]
    return position.is_filled_by(request.catalogue.agencies[agency_id].disciplines)


def not_filled(
    request: Request, exercise: ExerciseRecord, records: Sequence[ParticipationRecord]
) -> list[str]:
    """Who holds a position that no agency of theirs of that day fills, a line each: recorded, and said."""
    unfilled: dict[int, list[PersonId]] = {}
    then = _agencies_of(request, [each.person_id for each in records if each.person_id is not None], exercise)
    for each in records:
        if each.position_id is None:
            continue
        people = unfilled.setdefault(each.position_id, [])
        if each.person_id is None:
            continue
        theirs = then[each.person_id] or [each.agency_id]
        if not any(fills(request, agency, each.position_id) for agency in theirs):
            people.append(each.person_id)
    return [_said_not_filled(request, position, people) for position, people in unfilled.items() if people]


def _said_not_filled(request: Request, position_id: int, person_ids: Sequence[PersonId]) -> str:
    position = request.catalogue.every_position[position_id]
    others = [request.session.get_one(Person, each) for each in person_ids]
    return (
        f"{position.title} is filled by {position.filled_by}: "
        f"for {whom(request, others)} it is on record, but does not count toward a team."
    )


def asked_which_agency(request: Request, person: Person, exercise: ExerciseRecord) -> str:
    """What is asked where somebody's agency on that day is none, or not one alone."""
    names = [request.catalogue.agencies[each].name for each in agencies_then(request, person.id, exercise)]
    who = "You" if person.id == request.member.person_id else person.name
    if not names:
        return f"{who} belonged to no agency on {spoken(exercise.held_on)}: for which one was it?"
    return f"{who} belonged to {listing(names)} on {spoken(exercise.held_on)}: for which one was it?"


def cant_be_logged(request: Request, exercise: ExerciseRecord) -> str:
    """Why nobody can have taken part in an exercise; empty where they can."""
    if exercise.state is ExerciseState.CANCELLED:
        return f"{exercise_name(exercise)} was cancelled: nobody took part in it."
    if exercise.held_on > request.today:
        return f"{exercise_name(exercise)} is still ahead: record who took part once it is over."
    return ""


def _counted(request: Request, said: str) -> tuple[str, int | None, Sequence[Match]]:
    """The agency of a line with its headcount; no number where the whole line is an agency's name."""
    catalogue = request.catalogue
    if agencies_fitting(said, catalogue):
        return said, None, ()
    ways = [(name, number, agencies_fitting(name, catalogue)) for name, number in names_and_numbers(said)]
    known = [each for each in ways if each[2]] or ways
    return known[0] if known else (said, None, ())
