"""Every kind of answer about a day, beside the plain computation over the records that the same look sees."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cached_property
from random import Random

from sqlalchemy.orm import Session

from readiness.answering import answering
from readiness.coverage import By, Counts, coverage
from readiness.due import EVERYONE, DueRow, Scope, ScopeKind, who_is_due
from readiness.places import LOOK_AHEADS
from readiness.question import Measure, Question
from readiness.records import Responder
from readiness.standing import Asked, all_asked
from storage import crowds
from storage.answers import asked_by_unit, asked_on, narrowed, who_is_due_on
from storage.asked_within import _kinds_of, records_within
from storage.catalogue import catalogue_of
from storage.cells import PEOPLE, cells_of, cells_on
from storage.counted_meanwhile import Cells
from storage.digests import records_of_kinds
from storage.due_counts import DueCounts, Tally
from storage.due_rows import distance
from storage.figures import Figures, figures
from storage.responders import load_responders
from storage.roster import headcounts, unit_headcounts
from storage.totals import coverage_on, totals_within

BYS: tuple[By, ...] = ("everyone", "agency", "discipline", "jurisdiction")
PAGE = 8
KINDS = frozenset(
    {"coverage", "totals", "cells", "crowds", "list", "list of rows", "figures", "records", "heads", "own"}
)
"""What is asked in each look."""
Pair = tuple[str, Callable[[], object], Callable[[], object]]
"""What is asked, how it is answered, and how it is computed."""


class Look:
    """One look at the records, and what is asked in it about a day."""

    def __init__(self, session: Session, on: date, chance: Random, scopes: int) -> None:
        """`scopes`: of so many of them it is asked, at most."""
        self._session, self._on, self._chance, self._scopes = session, on, chance, scopes
        self._catalogue = catalogue_of(session)
        self._rulebook = self._catalogue.rulebook

    def agrees(self) -> Counter[str]:
        """Asks everything; how much of which kind. Raises AssertionError where an answer is another one.

        Before the records are computed from, or after: others write meanwhile.
        """
        pairs = list(self._pairs())
        self._chance.shuffle(pairs)
        if self._chance.random() < 0.5:
            assert self.plain is not None
        for (kind, _, computed), found in [(pair, pair[1]()) for pair in pairs]:
            expected = computed()
            assert found == expected, f"{kind} on {self._on}: {found} instead of {expected}"
        return Counter(kind.partition(":")[0] for kind, _, _ in pairs)

    @cached_property
    def people(self) -> list[Responder]:
        """Everybody, with all their records."""
        return list(load_responders(self._session))

    @cached_property
    def plain(self) -> list[Asked]:
        """All that is asked of everybody."""
        return list(all_asked(self._rulebook, self.people, self._on))

    def _pairs(self) -> Iterator[Pair]:
        session, on = self._session, self._on
        agency = self._chance.choice(sorted(self._catalogue.agencies))
        large = [EVERYONE, Scope.discipline("fire"), Scope(ScopeKind.JURISDICTION, "City 1")]
        units = [Scope.unit(key) for key in self._catalogue.units][:1]
        every = [*large, Scope.agency(agency), *units]
        for scope in self._chance.sample(every, min(self._scopes, len(every))):
            yield from self._about(scope)
        yield "cells", lambda: _filled(cells_on(session, on)), lambda: _filled(self._cells)
        yield "crowds", lambda: crowds.crowd_on(session, on), lambda: crowds._crowd_of_roster(session, on)
        yield "heads: agencies", lambda: headcounts(session, on), self._heads
        yield "heads: units", lambda: unit_headcounts(session, agency, on), lambda: self._unit_heads(agency)
        yield (
            "own: of units",
            lambda: {
                unit: _of(self._on, found) for unit, found in asked_by_unit(session, on, agency).items()
            },
            lambda: self._by_unit(agency),
        )
        for person in self._chance.sample(range(1, 30), 3):
            mine = Scope.person(person)
            yield (
                f"own: {person}",
                lambda mine=mine: _of(self._on, asked_on(session, on, mine)),  # type: ignore[misc]
                lambda mine=mine: _of(self._on, self._within(mine)),  # type: ignore[misc]
            )

    def _about(self, scope: Scope) -> Iterator[Pair]:
        session, on, rulebook = self._session, self._on, self._rulebook
        for by in BYS:
            if scope.kind is not ScopeKind.UNIT or by == "everyone":
                yield (
                    f"coverage: {scope} by {by}",
                    lambda by=by: coverage_on(session, on, by, scope),  # type: ignore[misc]
                    lambda by=by: coverage(rulebook, self._within(scope), on, by),  # type: ignore[misc]
                )
        yield f"totals: {scope}", lambda: self._added_up(scope), lambda: self._counted(scope)
        within = self._chance.choice((0, 60, 400))
        question = Question(Measure.WHO, on, scopes=(scope,), by=on + timedelta(days=within))
        yield f"list: {question}", lambda: self._listed(question), lambda: self._found(question)
        yield (
            f"list of rows: {scope} within {within}",
            lambda: _unordered(each.row for each in who_is_due_on(session, on, scope, within)),
            lambda: _unordered(who_is_due(rulebook, self.plain, on, within, scope)),
        )
        if scope.kind is not ScopeKind.UNIT:
            asked = (session, self._catalogue, scope, on, sorted(self._catalogue.courses)[:2])
            yield (
                f"records: {scope}",
                lambda: records_within(*asked),
                lambda: records_of_kinds(_kinds_of(*asked)),
            )
        for fewest in (1, 8):
            said = _Figured(self, scope, fewest)
            yield f"figures: {scope} of {fewest}", said.answered, said.computed

    def _within(self, scope: Scope) -> list[Asked]:
        return narrowed(self._rulebook, self.plain, scope)

    @cached_property
    def _cells(self) -> Cells:
        return cells_of(self._catalogue, self.plain, self._on)

    def _listed(self, question: Question) -> object:
        """A list's counts, two pages of its people with what each has, and its agencies."""
        counts = DueCounts(self._session, question)
        first, later = counts.people(0, PAGE), counts.people(2 * PAGE, PAGE)
        agencies = counts.agencies_with_most(0, PAGE)
        rows = counts.rows(first.shown)
        return (
            first.tally, list(first.shown), list(later.shown), {key: _unordered(rows[key]) for key in rows},
            [(each.agency, each.people) for each in agencies.shown], agencies.of,
        )  # fmt: skip

    def _found(self, question: Question) -> object:
        rows = list(answering(self._rulebook, self.plain, question))
        theirs: defaultdict[int, list[DueRow]] = defaultdict(list)
        there: defaultdict[int, set[int]] = defaultdict(set)
        for row in rows:
            theirs[row.responder].append(row)
            for agency in row.agencies:
                there[agency].add(row.responder)
        far = {key: min(distance(row.due_on, self._on) for row in of) for key, of in theirs.items()}
        order = sorted(theirs, key=lambda person: (far[person], person))
        agencies = sorted(((key, len(of)) for key, of in there.items()), key=lambda each: (-each[1], each[0]))
        return (
            Tally.of(rows), order[:PAGE], order[2 * PAGE : 3 * PAGE],
            {person: _unordered(theirs[person]) for person in order[:PAGE]}, agencies[:PAGE], len(agencies),
        )  # fmt: skip

    def _added_up(self, scope: Scope) -> object:
        found = totals_within(self._session, self._on, scope)
        parts = {key: many for key, many in found.people_by_part.items() if isinstance(key, int) and many}
        return found.people, parts, [found.due_within(days) for days in LOOK_AHEADS]

    def _counted(self, scope: Scope) -> object:
        asked = self._within(scope)
        parts: defaultdict[int, set[int]] = defaultdict(set)
        for each in asked:
            for agency in each.agencies:
                parts[agency].add(each.responder)
        due = [sum(e.outlook.falling_due(self._on, n) is not None for e in asked) for n in LOOK_AHEADS]
        people = len({each.responder for each in asked})
        return people, {key: len(those) for key, those in parts.items()}, due

    def figures(self, scope: Scope, fewest: int) -> Figures:
        """As a digest has them."""
        return figures(self._session, scope, self._on, fewest)

    def counts(self, scope: Scope) -> dict[int, Counts]:
        """Coverage of a scope by course, computed."""
        found = coverage(self._rulebook, self._within(scope), self._on)
        return {course: counts for (course, _), counts in found.items()}

    def _heads(self) -> dict[int, int]:
        there: defaultdict[int, set[int]] = defaultdict(set)
        for each in self.people:
            for term in each.affiliations:
                if _is_active(term.joined_on, term.left_on, self._on):
                    there[term.agency].add(each.key)
        return {agency: len(people) for agency, people in there.items()}

    def _unit_heads(self, agency: int) -> dict[int | None, int]:
        there: defaultdict[int | None, set[int]] = defaultdict(set)
        for each in self.people:
            for term in each.affiliations:
                if term.agency == agency and _is_active(term.joined_on, term.left_on, self._on):
                    there[term.unit].add(each.key)
        return {unit: len(people) for unit, people in there.items()}

    def _by_unit(self, agency: int) -> dict[int, list[tuple[object, ...]]]:
        units = (key for key, of in self._rulebook.units.items() if of == agency)
        found = {unit: _of(self._on, self._within(Scope.unit(unit))) for unit in units}
        return {unit: asked for unit, asked in found.items() if asked}


class _Figured:
    """The figures of a scope, as far as they are counted of people: of the courses that may be counted."""

    def __init__(self, look: Look, scope: Scope, fewest: int) -> None:
        self._look, self._scope, self._fewest = look, scope, fewest
        self._shown: list[int] = []
        self._parts: list[int] = []

    def answered(self) -> object:
        found = self._look.figures(self._scope, self._fewest)
        self._shown = [each.course for each in found.courses]
        self._parts = [each.agency for each in found.agencies if each.agency is not None]
        parts = {each.agency: each.counts for each in found.agencies} if self._fewest == 1 else None
        return {each.course: each.counts for each in found.courses}, found.overall, found.hidden, parts

    def computed(self) -> object:
        counts = self._look.counts(self._scope)
        shown = {course: counts[course] for course in self._shown}
        hidden = sorted(set(counts) - set(shown))
        parts = None
        if self._fewest == 1:
            assert not hidden
            parts = {each: Counts.sum(self._look.counts(Scope.agency(each)).values()) for each in self._parts}
        return shown, Counts.sum(shown.values()), hidden, parts


def _is_active(joined_on: date | None, left_on: date | None, on: date) -> bool:
    return (joined_on is None or joined_on <= on) and (left_on is None or on <= left_on)


def _filled(cells: Cells) -> Cells:
    return {key: counts for key, counts in cells.items() if counts[PEOPLE]}


def _of(on: date, asked: list[Asked]) -> list[tuple[object, ...]]:
    """Where people stand on a day, in one order."""
    return sorted((each.responder, each.course, sorted(each.agencies), str(each.outlook)) for each in asked)


def _unordered(rows: Iterator[DueRow] | list[DueRow]) -> Counter[str]:
    return Counter(
        str((row.responder, row.course, sorted(row.agencies), row.status, row.due_on)) for row in rows
    )
