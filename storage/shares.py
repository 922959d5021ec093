"""How much of what a question asks about is covered: its share with the weakest beside it, or parts in order.

Of parts that may not be counted (`storage.crowds`) nothing is counted here, and it is said that some are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from readiness.coverage import Counts, coverage, weakness
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.question import End, Question, Rank
from readiness.records import CourseId
from readiness.standing import Asked
from readiness.text import fold
from storage.asking import asked_for
from storage.catalogue import Catalogue, catalogue_of
from storage.crowds import Countable
from storage.scopes import is_unit
from storage.weakest import Beside, Part, beside

Cells = Mapping[tuple[CourseId, Any], Counts]


@dataclass(frozen=True)
class Share:
    """The share of a question: over all its courses, and of each, with what stands beside them.

    Over several courses requirements are counted: one course asked of one person, each once.
    """

    whole: Counts
    beside: Beside
    courses: Mapping[CourseId, tuple[Counts, Beside]]
    people: int
    left_out: bool  # whether something that was asked about is of too few people to count


@dataclass(frozen=True)
class Ranking:
    """Parts in the order that was asked for, and whether some are of too few people to show."""

    parts: Sequence[tuple[Scope, Part]]
    left_out: bool


def share_for(session: Session, question: Question, countable: Countable) -> Share:
    """The share a question asks for. Where not all may be counted, the question is of one scope alone."""
    catalogue = catalogue_of(session)
    everything = asked_for(session, question)
    asked = _countable(question, countable, everything)
    rulebook, on = catalogue.rulebook, question.on
    by_course = {course: counts for (course, _), counts in coverage(rulebook, asked, on).items()}
    agencies: Cells = {}
    disciplines: Cells = {}
    if _has_agencies(catalogue, question):
        agencies = coverage(rulebook, asked, on, "agency")
    if _has_disciplines(question, countable):
        disciplines = coverage(rulebook, asked, on, "discipline")
    kinds = [
        _Kind(agencies, Scope.agency, lambda key: catalogue.agencies[key].name, countable),
        _Kind(disciplines, Scope.discipline, str, countable),
    ]
    each = {
        course: beside(counts, *(kind.of(course) for kind in kinds)) for course, counts in by_course.items()
    }
    whole = sum(by_course.values(), Counts())
    return Share(
        whole=whole,
        beside=beside(whole, *(kind.over_all() for kind in kinds)),
        courses={course: (counts, each[course]) for course, counts in by_course.items()},
        people=len({one.responder for one in asked}),
        left_out=len(asked) != len(everything) or any(kind.leaves_out for kind in kinds),
    )


def ranking_for(session: Session, question: Question, countable: Countable) -> Ranking:
    """Agencies or disciplines in order, from the end that was asked for; those in which anything is asked.

    Scopes that are all units, or all jurisdictions, are ranked among each other. Where not all may be
    counted, what is taken away are parts of those that are ranked, or there are none.
    """
    catalogue = catalogue_of(session)
    rulebook, on = catalogue.rulebook, question.on
    by_agency = question.rank is not Rank.DISCIPLINE
    among = _among_themselves(question) if by_agency else ()
    taken = {each for each in question.without if each.kind is ScopeKind.DISCIPLINE}
    if countable.fewest > 1 and not by_agency:
        question = replace(question, without=())
    kind: _Kind
    if among:
        cells: dict[tuple[CourseId, Any], Counts] = {}
        for scope in among:
            asked = asked_for(session, replace(question, scopes=(scope,)))
            cells |= {(key[0], scope): counts for key, counts in coverage(rulebook, asked, on).items()}
        kind = _Kind(cells, lambda scope: scope, lambda scope: _called(catalogue, scope), countable)
    elif by_agency:
        found: Cells = coverage(rulebook, asked_for(session, question), on, "agency")
        kind = _Kind(found, Scope.agency, lambda key: catalogue.agencies[key].name, countable)
    else:
        found = coverage(rulebook, asked_for(session, question), on, "discipline")
        wanted = {fold(str(each.key)) for each in question.scopes if each.kind is ScopeKind.DISCIPLINE}
        dropped = {fold(str(each.key)) for each in taken}
        found = {
            key: counts
            for key, counts in found.items()
            if (not wanted or fold(str(key[1])) in wanted) and fold(str(key[1])) not in dropped
        }
        kind = _Kind(found, Scope.discipline, str, countable)
    single = question.courses[0] if len(question.courses) == 1 else None
    parts, leaves_out = kind.scoped(single)
    return Ranking(_in_order(parts, question), leaves_out)


def _in_order(parts: Iterable[tuple[Scope, Part]], question: Question) -> list[tuple[Scope, Part]]:
    below = question.below
    there = [
        (scope, part)
        for scope, part in parts
        if part.counts.required
        and (below is None or 100 * part.counts.current < below * part.counts.required)
    ]
    if question.end is End.WORST:
        return sorted(there, key=lambda each: weakness(each[1].counts, each[1].name))
    return sorted(there, key=lambda each: _strength(each[1]))


def _strength(part: Part) -> tuple[Fraction, int, str]:
    """The strongest first; of equals the one with more people, then the first by name."""
    counts = part.counts
    return -Fraction(counts.current, counts.required), -counts.required, fold(part.name)


@dataclass(frozen=True)
class _Kind:
    """Counts by course and by parts of one kind, of which those are shown that may be counted."""

    cells: Cells
    scope: Callable[[Any], Scope]
    name: Callable[[Any], str]
    countable: Countable

    def of(self, course: CourseId) -> tuple[list[Part], bool]:
        """The parts that are shown for a course, and whether some are not."""
        parts, hides = self.scoped(course)
        return [part for _, part in parts], hides

    def over_all(self) -> tuple[list[Part], bool]:
        """The same over all courses together."""
        parts, hides = self.scoped(None)
        return [part for _, part in parts], hides

    @property
    def leaves_out(self) -> bool:
        """Whether anything is not shown."""
        return any(not self.countable.has(self.scope(key), course) for course, key in self.cells)

    def scoped(self, course: CourseId | None) -> tuple[list[tuple[Scope, Part]], bool]:
        """Each part that is shown with its scope, for a course (None: over all), and whether some are not."""
        totals: defaultdict[Any, Counts] = defaultdict(Counts)
        hides = False
        for (of, key), counts in self.cells.items():
            if course is not None and of != course:
                continue
            scope = self.scope(key)
            if not self.countable.has(scope, of) or (course is None and not self.countable.as_a_whole(scope)):
                hides = True
                continue
            totals[key] += counts
        return [(self.scope(key), self._part(key, counts)) for key, counts in totals.items()], hides

    def _part(self, key: Any, counts: Counts) -> Part:
        people = counts.required + counts.new + counts.on_leave + counts.waived
        return Part(
            name=self.name(key), agency=key if isinstance(key, int) else 0, people=people, counts=counts
        )


def _countable(question: Question, countable: Countable, asked: list[Asked]) -> list[Asked]:
    if countable.fewest <= 1:
        return asked
    [scope] = question.scopes
    if not question.courses and not countable.as_a_whole(scope):
        return []
    return [each for each in asked if countable.has(scope, each.course)]


def _has_agencies(catalogue: Catalogue, question: Question) -> bool:
    """Whether agencies are parts of what is asked about: those of one agency are all of it."""
    return not any(is_unit(each) or each.kind is ScopeKind.PERSON for each in question.scopes) and (
        len(question.scopes) > 1 or question.scopes[0].kind is not ScopeKind.AGENCY
    )


def _has_disciplines(question: Question, countable: Countable) -> bool:
    """Whether disciplines are; within a jurisdiction they are counted for those who may know all."""
    kinds: Collection[ScopeKind] = {each.kind for each in question.scopes}
    if question.scopes == (EVERYONE,):
        return True
    return countable.fewest <= 1 and kinds == {ScopeKind.JURISDICTION}


def _among_themselves(question: Question) -> tuple[Scope, ...]:
    kinds = {each.kind for each in question.scopes}
    several = len(question.scopes) > 1
    if kinds == {ScopeKind.UNIT} or (several and kinds == {ScopeKind.JURISDICTION}):
        return tuple(dict.fromkeys(question.scopes))
    return ()


def _called(catalogue: Catalogue, scope: Scope) -> str:
    return catalogue.unit_called(scope.number) if is_unit(scope) else str(scope.key)
