"""How a question is put on the command line: of what day, and of whom; and where it is answered from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.desk import Desk, desk_of
from bot.cli.output import Format
from commands.language.naming import lexicon_of
from commands.language.scopes import SCOPES, course_said, scope_said, shown, without_days
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.text import fold
from readiness.vocabulary import discipline_name
from storage.catalogue import Catalogue, catalogue_of
from storage.scopes import scope_named
from words.days import Reading, read_day, spoken
from words.names import Kind
from words.problems import Problem, Unclear
from words.spoken import spoken_names
from words.written import DateOrder

On = Annotated[str, typer.Option("--on", help="Another day than today.")]
Form = Annotated[Format | None, typer.Option("--format", help="By default as --out ends; else a table.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write to this file.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SCOPE]", help="An agency, unit, discipline or jurisdiction: Cedar Fire"),
]
AgencyNamed = Annotated[str, typer.Option("--agency", help="Of the agency of exactly this name.")]
DisciplineNamed = Annotated[str, typer.Option("--discipline", help="Of the discipline of exactly this name.")]
JurisdictionNamed = Annotated[
    str, typer.Option("--jurisdiction", help="Of the jurisdiction of exactly this name.")
]
UnitNamed = Annotated[
    str, typer.Option("--unit", help="Of the unit of exactly this name: Station 4, Cedar Fire Station 4.")
]
CourseNamed = Annotated[str, typer.Option("--course", help="One course only, by its code or title.")]

FILLERS = frozenset(("of", "for", "in", "the", "everyone", "everybody", "all", ""))


@dataclass(frozen=True, slots=True)
class Named:
    """What the options of a question name exactly; empty where they name nothing."""

    agency: str = ""
    discipline: str = ""
    jurisdiction: str = ""
    unit: str = ""


NOTHING_NAMED = Named()


@dataclass(frozen=True, slots=True)
class Opened:
    """What a question is answered from: the records as they are at one moment, of whom, and of what day."""

    desk: Desk
    session: Session
    catalogue: Catalogue
    scope: Scope
    day: date

    @property
    def title(self) -> str:
        """Of whom, as a row names it."""
        return scope_named(self.catalogue, self.scope)

    def course(self, said: str) -> int | None:
        """The one course an option names; None where it names none. Raises Unclear as `course_said` does."""
        if not said:
            return None
        codes = ", ".join(each.code for each in self.catalogue.courses.values())
        return course_said(said.split(), self.catalogue, codes or "there are none yet")


@contextmanager
def opened(
    context: typer.Context,
    on: str = "",
    named: Named = NOTHING_NAMED,
    words: list[str] | None = None,
    example: str = "",
) -> Iterator[Opened]:
    """The store, open to be read, with of whom and of what day was asked in words and by options.

    Raises what `Desk.store`, `scope_and_day` and `exact_scope` raise. `example` is of words that are read.
    """
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        catalogue = catalogue_of(session)
        exact = exact_scope(catalogue, named)
        scope, day = scope_and_day(desk, catalogue, words, on, exact, example)
        yield Opened(desk, session, catalogue, scope, day)


def reading_at(desk: Desk, looks_back: bool = False) -> Reading:
    """How days are read here: of two that are meant the one to come, or (`looks_back`) the one before."""
    return Reading(desk.today, DateOrder(desk.region.date_order.upper()), looks_back)


def day_asked(desk: Desk, said: str, looks_back: bool = False) -> date:
    """The day an option names, all of its words; today where it names none. Raises Unclear for no day."""
    if not said:
        return desk.today
    reading, words = reading_at(desk, looks_back), said.split()
    found = read_day(words, reading)
    if found is None or found[1] != len(words):
        raise Unclear(not_understood=f"“{shown(said)}” is no day.", example=reading.example)
    return found[0]


def day_in_words(
    desk: Desk, catalogue: Catalogue, words: list[str] | None, on: str
) -> tuple[list[str], date]:
    """The words without the day in them, and that day; the option's, where it stands there.

    Raises Unclear for two days.
    """
    left, days = without_days(" ".join(words or []).split(), catalogue, reading_at(desk))
    said = {*days, *([day_asked(desk, on)] if on else [])}
    if len(said) > 1:
        names = " and ".join(spoken(each) for each in sorted(said))
        raise Unclear(
            not_understood=f"One day at a time; I understood {names}.", example=reading_at(desk).example
        )
    return left, said.pop() if said else desk.today


def scope_and_day(
    desk: Desk, catalogue: Catalogue, words: list[str] | None, on: str, exact: Scope, example: str
) -> tuple[Scope, date]:
    """Of whom and of what day a question is: in words, or exactly by options; everyone, today.

    Raises Unclear for a name that is none, or fits several; Problem for two scopes at once.
    """
    left, day = day_in_words(desk, catalogue, words, on)
    return scope_asked(catalogue, left, exact, example), day


def scope_asked(
    catalogue: Catalogue,
    words: list[str] | None,
    exact: Scope,
    example: str,
    kinds: Sequence[Kind] = SCOPES,
) -> Scope:
    """Of whom a question is: in words, or exactly by options. Raises Unclear and Problem."""
    said = " ".join(words or [])
    if not said.strip():
        return exact
    if exact != EVERYONE:
        raise Problem(f"One scope at a time: “{shown(said)}”, or an option.")
    return scope_said(said, catalogue, lambda match: None, example, FILLERS, kinds=kinds)


def exact_scope(catalogue: Catalogue, named: Named) -> Scope:
    """The scope that one option names; everyone without any. A unit may be named beside its agency.

    Names compare without regard to case and spaces. Raises Unclear and Problem as `scope_and_day` does.
    """
    given = [
        (kind, said)
        for kind, said in (
            (ScopeKind.AGENCY, named.agency),
            (ScopeKind.DISCIPLINE, named.discipline),
            (ScopeKind.JURISDICTION, named.jurisdiction),
            (ScopeKind.UNIT, named.unit),
        )
        if said
    ]
    if named.unit and named.agency and len(given) == 2:
        given = [(ScopeKind.UNIT, f"{named.agency} {named.unit}")]
    if len(given) > 1:
        raise Problem(f"One scope at a time: {' or '.join(f'--{kind}' for kind, _ in given)}.")
    if not given:
        return EVERYONE
    [(kind, said)] = given
    fitting = {scope for name, scope in _named(catalogue, kind) if fold(name) == fold(said)}
    if len(fitting) > 1:
        names = sorted(scope_named(catalogue, scope) for scope in fitting)
        raise Unclear(not_understood=f"“{shown(said)}” matches {', '.join(names)}.", example=names[0])
    if not fitting:
        near = lexicon_of(catalogue).near(shown(said), [Kind(kind.value)])
        example = near[0].name if near else next((name for name, _ in _named(catalogue, kind)), "")
        not_known = f"I can't find any {kind} named exactly “{shown(said)}”."
        raise Unclear(not_understood=not_known, example=example)
    return fitting.pop()


def _named(catalogue: Catalogue, kind: ScopeKind) -> list[tuple[str, Scope]]:
    """Every scope of a kind, by each of its names."""
    agencies = catalogue.agencies.values()
    match kind:
        case ScopeKind.AGENCY:
            return [(agency.name, Scope.agency(agency.key)) for agency in agencies]
        case ScopeKind.UNIT:
            return [
                (name, Scope.unit(unit.id))
                for unit in catalogue.units.values()
                for name in dict.fromkeys(
                    (
                        catalogue.unit_called(unit.id),
                        f"{catalogue.agencies[unit.agency].name} {unit.name}",
                        unit.name,
                    )
                )
            ]
        case ScopeKind.JURISDICTION:
            places = sorted({catalogue.rulebook.jurisdiction(agency.key) for agency in agencies} - {""})
            return [(name, Scope.jurisdiction(name)) for name in places]
        case _:
            codes = sorted({code for agency in agencies for code in agency.disciplines})
            return [
                (name, Scope.discipline(code))
                for code in codes
                for name in dict.fromkeys((discipline_name(code), *spoken_names(code), code))
            ]
