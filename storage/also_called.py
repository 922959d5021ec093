"""One more name for an agency, a unit or a course, or one less; kept as the form of each keeps them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from storage.agency_changes import NameTaken, change_agency, terms_of_agency
from storage.audit import Trail
from storage.course_aliases import MOST_ALIASES, aliases_of, as_compared
from storage.course_changes import call
from storage.course_records import Gone
from storage.other_names import aliases_of_agency, aliases_of_unit
from storage.shadowing import AliasTaken, refuse_shadowing
from storage.units import call_unit
from words.names import Kind, Match

NAMED = (Kind.COURSE, Kind.AGENCY, Kind.UNIT)
"""What may go by other names."""


def other_names_of(session: Session, of: Match) -> list[str]:
    """By what else something goes, in order."""
    return _KEPT[of.kind](session, int(of.key))


def refuse_name(session: Session, of: Match, alias: str) -> None:
    """Raises AliasTaken where something can't go by one more name; the message says why."""
    there = other_names_of(session, of)
    if len(there) >= MOST_ALIASES:
        raise AliasTaken(f"{of.name} has {MOST_ALIASES} other names already")
    refuse_shadowing(session, of, [alias])


def also_call(session: Session, of: Match, alias: str, trail: Trail, today: date) -> bool:
    """Calls something by one more name; whether that is a change. Raises AliasTaken, Gone."""
    there = other_names_of(session, of)
    if any(as_compared(each) == as_compared(alias) for each in there):
        return False
    refuse_name(session, of, alias)
    return _keep(session, of, [*there, alias], trail, today)


def no_longer_call(session: Session, of: Match, alias: str, trail: Trail, today: date) -> bool:
    """Takes one of its other names away; whether it had it. Raises Gone."""
    there = other_names_of(session, of)
    left = [each for each in there if as_compared(each) != as_compared(alias)]
    return len(left) < len(there) and _keep(session, of, left, trail, today)


def _keep(session: Session, of: Match, aliases: Sequence[str], trail: Trail, today: date) -> bool:
    match of.kind:
        case Kind.COURSE:
            return call(session, int(of.key), aliases, trail) is not None
        case Kind.UNIT:
            try:
                return call_unit(session, int(of.key), aliases, trail)
            except LookupError:
                raise Gone from None
    terms = terms_of_agency(session, int(of.key))
    if terms is None:
        raise Gone
    try:
        return change_agency(session, int(of.key), replace(terms, aliases=aliases), trail, today)
    except NameTaken:
        raise AliasTaken(f"another agency is called {terms.name}") from None


_KEPT: dict[Kind, Callable[[Session, int], list[str]]] = {
    Kind.COURSE: aliases_of,
    Kind.AGENCY: aliases_of_agency,
    Kind.UNIT: aliases_of_unit,
}
