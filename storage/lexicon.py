"""The names of a catalogue, ready to be looked up, and whether something is read as one of them already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from readiness.text import fold
from storage.catalogue import Catalogue, catalogue_of
from storage.roster_names import is_somebody
from words.names import Kind, Lexicon, Match, tokens
from words.own_words import COMMANDS
from words.spoken import IS_KIND, by_kind

OTHERS = (Kind.AGENCY, Kind.COURSE, Kind.DISCIPLINE, Kind.JURISDICTION, Kind.UNIT)


def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """The lexicon of a catalogue, made once."""
    kept = catalogue.made.get("lexicon")
    if not isinstance(kept, Lexicon):
        disciplines = {name for agency in catalogue.agencies.values() for name in agency.disciplines}
        kept = catalogue.made["lexicon"] = Lexicon(_named(catalogue), disciplines, _said_in_full(catalogue))
    return kept


def read_as(session: Session, alias: str, own: Match) -> str | None:
    """What else than the `own` agency, unit or course is understood today by an alias, in words for people: a
    name in short ("Elm PD"), a part of one ("Elm"), somebody by a part of their name ("Abbott"), a command
    about something ("log BLS"); None for nothing.

    The unit of another agency may bear the same, and a course what is a part of another's title: of courses
    the whole of a name wins over a part ("CPR", where there is a CPR Instructor).
    """
    catalogue = catalogue_of(session)
    lexicon, words = lexicon_of(catalogue), tokens(alias)
    if not words:
        return None
    found = lexicon.exactly(words, OTHERS)
    meant = list(found.matches) if found is not None and found.words == len(words) else []
    meant += lexicon.agencies_of(by_kind(words))
    if own.kind is not Kind.COURSE:
        said = set(words)
        meant += (match for parts, match in lexicon.parts if match.kind is Kind.COURSE and said <= set(parts))
    for match in meant:
        if match.kind is Kind.UNIT and own.kind is Kind.UNIT and not _of_one_agency(catalogue, match, own):
            continue
        if (match.kind, match.key) != (own.kind, own.key):
            return f"“{alias}” is understood as {match.name}"
    if is_somebody(session, alias):
        return f"“{alias}” is somebody's name"
    command, rest = words[0], alias.split()[1:]
    if command in COMMANDS and rest and (_is_named(lexicon, rest) or is_somebody(session, " ".join(rest))):
        return f"“{alias}” is said to use {command}"
    return None


def _is_named(lexicon: Lexicon, said: Sequence[str]) -> bool:
    found = lexicon.find(said, OTHERS)
    return found is not None and found.words == len(said)


def _of_one_agency(catalogue: Catalogue, one: Match, other: Match) -> bool:
    units = catalogue.units
    return units[int(one.key)].agency == units[int(other.key)].agency


def _named(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    for course in catalogue.courses.values():
        match = Match(Kind.COURSE, course.id, course.code)
        yield course.code, match
        yield course.title, match
        for alias in course.aliases:
            yield alias, match
    for agency in catalogue.agencies.values():
        for name in (agency.name, *catalogue.agency_aliases.get(agency.key, ())):
            yield name, Match(Kind.AGENCY, agency.key, agency.name)
    jurisdictions = {fold(agency.jurisdiction): agency.jurisdiction for agency in catalogue.agencies.values()}
    for name in sorted(jurisdictions.values()):
        yield name, Match(Kind.JURISDICTION, name, name)


def _said_in_full(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    """What stands for something in full only: units, and agencies by jurisdiction, "Grove County 911"."""
    yield from _units(catalogue)
    for agency in catalogue.agencies.values():
        does = [word for word in by_kind(tokens(agency.name)) if word in IS_KIND]
        if agency.jurisdiction and does:
            name = f"{agency.jurisdiction} {' '.join(does)}"
            yield name, Match(Kind.AGENCY, agency.key, agency.name)


def _units(catalogue: Catalogue) -> Iterator[tuple[str, Match]]:
    """Each unit by its name, alone and with its agency's, in either order: "station 4", "A shift"."""
    for unit in catalogue.units.values():
        whole = catalogue.unit_called(unit.id)
        match = Match(Kind.UNIT, unit.id, whole)
        agency = catalogue.agencies[unit.agency].name
        said = unit.name.split()
        names = [unit.name, *([" ".join(reversed(said))] if len(said) == 2 else [])]
        names += catalogue.unit_aliases.get(unit.id, ())
        for name in dict.fromkeys([*names, whole, *(f"{agency} {each}" for each in names)]):
            yield name, match
        for name in names:
            yield f"{name} {agency}", match
