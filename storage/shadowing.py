"""Whether a name may be given to an agency, a unit or a course beside its own: none that stands in the way.

One rule for all three: it is no word or day that means something by itself (`storage.course_aliases`), it is
borne by nothing else in the region, and nothing else is understood by it today, somebody's name included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.course_aliases import as_compared
from storage.course_aliases import names_in_use as names_of_courses
from storage.lexicon import read_as
from storage.other_names import UnitAlias, names_of_agencies
from storage.people import AgencyRecord, Unit
from storage.training import CourseRecord
from words.names import Kind, Match

Borne = tuple[Match, str, str]
"""Whose a name is, what it is of it ("alias"), and how it is written."""


class AliasTaken(Exception):
    """Something else goes by an alias, or it is the own name; the message says what, for people."""


def refuse_shadowing(
    session: Session, own: Match, aliases: Iterable[str], kept: Collection[str] = ()
) -> None:
    """Raises AliasTaken where what is `own` (of key 0: yet to come) can't go by some aliases.

    What is `kept` was understood before: only that nothing else bears it is asked again.
    """
    there = names_borne(session, own)
    for alias in aliases:
        for owner, what, written in there.get(as_compared(alias), ()):
            if (owner.kind, owner.key) != (own.kind, own.key):
                raise AliasTaken(_of_another(owner, what, written, alias))
            if what != "alias":
                raise AliasTaken(f"“{written}” is its {what} already")
        if alias not in kept and (why := read_as(session, alias, own)) is not None:
            raise AliasTaken(why)


def _of_another(owner: Match, what: str, written: str, alias: str) -> str:
    if owner.kind is Kind.UNIT:
        return f"“{alias}” is what {owner.name} is called"
    if owner.kind is Kind.JURISDICTION:
        return f"“{alias}” is the name of the jurisdiction {owner.name}"
    return f"“{written}” is the {what} of {owner.name}"


def names_borne(session: Session, own: Match) -> dict[str, list[Borne]]:
    """Every name and alias in the region as compared, less those of units that `own` may share.

    Units of two agencies may bear the same, and an agency or a course is asked about by `read_as`.
    """
    found: dict[str, list[Borne]] = {}
    for match, what, written in _borne(session, own):
        found.setdefault(as_compared(written), []).append((match, what, written))
    return found


def _borne(session: Session, own: Match) -> Iterator[Borne]:
    names = dict(iter(session.execute(select(AgencyRecord.id, AgencyRecord.name))))
    for bearers in names_of_agencies(session).values():
        for agency, what, written in bearers:
            yield Match(Kind.AGENCY, agency, names[agency]), what, written
    titles = dict(iter(session.execute(select(CourseRecord.id, CourseRecord.title))))
    for courses in names_of_courses(session).values():
        for course, what, written in courses:
            yield Match(Kind.COURSE, course, titles[course]), what, written
    for place in session.scalars(select(AgencyRecord.jurisdiction).distinct()):
        if place:
            yield Match(Kind.JURISDICTION, place, place), "name", place
    if own.kind is Kind.UNIT:
        yield from _beside(session, int(own.key))


def _beside(session: Session, unit_id: int) -> Iterator[Borne]:
    """What the units of one unit's agency are called."""
    agency_id = session.get_one(Unit, unit_id).agency_id
    for unit in session.scalars(select(Unit).where(Unit.agency_id == agency_id)):
        yield Match(Kind.UNIT, unit.id, unit.name), "name", unit.name
    aliases = select(UnitAlias, Unit.name).join(Unit, Unit.id == UnitAlias.unit_id)
    aliases = aliases.where(UnitAlias.voided_at.is_(None), Unit.agency_id == agency_id)
    for alias, name in session.execute(aliases):
        yield Match(Kind.UNIT, alias.unit_id, name), "alias", alias.alias
