"""Whether a name may be given to an agency, a unit or a course beside its own: none that stands in the way.

One rule for all three: it is no word or day that means something by itself, it is borne by nothing else in
the region, and nothing else is understood by it today: somebody by a part of their name included, and what a
command would do with the rest of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.course_aliases import LONGEST_ALIAS, as_compared
from storage.course_aliases import names_in_use as names_of_courses
from storage.lexicon import read_as
from storage.other_names import UnitAlias, names_of_agencies
from storage.people import AgencyRecord, Unit
from storage.training import CourseRecord
from words.names import Kind, Match, names_nothing
from words.own_words import MARKUP, is_unwritable, says_by_itself
from words.spoken import discipline_said

Borne = tuple[Match, str, str]
"""Whose a name is, what it is of it ("alias"), and how it is written."""
NamesBorne = Mapping[str, Sequence[Borne]]
"""By a name as compared, what bears it."""


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
        if (why := in_the_way(session, own, alias, there, is_kept=alias in kept)) is not None:
            raise AliasTaken(why)


def in_the_way(
    session: Session, own: Match, alias: str, there: NamesBorne, is_kept: bool = False
) -> str | None:
    """Why what is `own` can't go by an alias, for people; None where it may. `there` is `names_borne`."""
    for owner, what, written in there.get(as_compared(alias), ()):
        if (owner.kind, owner.key) != (own.kind, own.key):
            return _of_another(owner, what, written, alias)
        if what != "alias":
            return f"“{written}” is its {what} already"
    return None if is_kept else objection(alias) or read_as(session, alias, own)


def objection(alias: str) -> str | None:
    """Why nobody should call a course, an agency or a unit so; None where they may.

    That nothing else goes by it, and is understood by it, is `in_the_way`.
    """
    if len(alias) > LONGEST_ALIAS:
        return f"“{alias[:30]}…” is longer than {LONGEST_ALIAS} characters"
    if discipline_said(alias) is not None:
        return f"“{alias}” is what a discipline is called"
    if is_unwritable(alias):
        return f"“{alias}” has marks that no name has here, such as {' '.join(sorted(MARKUP)[:4])}"
    if names_nothing(alias):
        return f"“{alias}” says too little to name one by"
    if says_by_itself(alias):
        return f"“{alias}” is what people say of something else: a day, everyone, a command"
    return None


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
