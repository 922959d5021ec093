"""Who took part in an exercise, for its report: organizations with their people by role.

Persons are named of the agencies whose people may be named to whom the report is for. Of the others it says
how many there were, where that tells of nobody (`readiness.small_counts`); in which roles, never how many in
each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.documents.after_action import TookPart
from readiness.records import AgencyId, PersonId
from readiness.small_counts import Group, shown_parts
from readiness.vocabulary import Role
from storage.answers import names_of
from storage.catalogue import Catalogue
from storage.exercise_plans import Attendance
from storage.exercises import STANDS, ExerciseRecord, ParticipationRecord
from words.amounts import listing, plural

FEW = "too few people to count without naming one"
OWN_WORD = "own word, not verified"
COUNTS_ONLY = (
    "People are named of the agencies whose people you may name; of the others their number is said where it "
    "tells of nobody."
)


@dataclass
class _There:
    """Who of one agency took part, and in which roles; `counted` by role and run."""

    people: defaultdict[PersonId, list[ParticipationRecord]] = field(
        default_factory=lambda: defaultdict(list)
    )
    counted: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def roles(self) -> dict[str, int]:
        """How many were there in each role, in HSEEP's order; one in two roles counts in both."""
        found: Counter[str] = Counter()
        for records in self.people.values():
            found.update({each.role for each in records})
        for role, by_run in self.counted.items():
            found[role] += max(by_run.values())
        return {role.value: found[role.value] for role in Role if found[role.value]}


def took_part(
    session: Session,
    catalogue: Catalogue,
    exercise: ExerciseRecord,
    numbers: Mapping[AgencyId, Attendance],
    may_name: Callable[[AgencyId], bool],
    fewest: int,
) -> tuple[list[TookPart], list[str]]:
    """Each organization by name, and what is said above them all; `numbers`: how many of each were there."""
    there = _by_agency(session, exercise)
    if not there:
        return [], []
    named = {key for key in there if may_name(key)}
    is_whole = named == there.keys()
    shown = frozenset[AgencyId]() if is_whole else _shown(catalogue, numbers, fewest)
    names = names_of(session, {person for key in named for person in there[key].people})
    found = []
    for key in sorted(there, key=lambda each: catalogue.agencies[each].name.casefold()):
        agency = there[key]
        if key in named:
            who = sorted(agency.people, key=lambda each: names[each].sort_key)
            lines = [f"{names[each].name}: {_parts(catalogue, agency.people[each])}" for each in who]
            found.append(TookPart(catalogue.agencies[key].name, _roles_words(agency.roles), lines))
        else:
            many = plural(len(numbers[key].people) + numbers[key].counted, "person", "people")
            roles = listing([_several(role) for role in agency.roles])
            said = many if key in shown else FEW
            found.append(TookPart(catalogue.agencies[key].name, f"{said}, as {roles}"))
    organizations = plural(len(there), "organization")
    if not is_whole:  # of all together it would tell how many the hidden ones were
        return found, [f"{organizations}.", COUNTS_ONLY]
    whole = len(frozenset[PersonId]().union(*(each.people for each in numbers.values())))
    whole += sum(each.counted for each in numbers.values())
    return found, [f"{plural(whole, 'person', 'people')} of {organizations}."]


def _by_agency(session: Session, exercise: ExerciseRecord) -> dict[AgencyId, _There]:
    found: defaultdict[AgencyId, _There] = defaultdict(_There)
    query = select(ParticipationRecord).where(STANDS, ParticipationRecord.exercise_id == exercise.id)
    for each in session.scalars(query.order_by(ParticipationRecord.run, ParticipationRecord.id)):
        if each.person_id is not None:
            found[each.agency_id].people[each.person_id].append(each)
        else:
            found[each.agency_id].counted[each.role][each.run] += each.headcount or 0
    return dict(found)


def _shown(catalogue: Catalogue, numbers: Mapping[AgencyId, Attendance], fewest: int) -> frozenset[AgencyId]:
    """Of which agencies it may be said how many were there."""
    of: defaultdict[PersonId, set[AgencyId]] = defaultdict(set)
    for key, each in numbers.items():
        for person in each.people:
            of[person].add(key)
    together = Counter(frozenset(agencies) for agencies in of.values())
    for key, each in numbers.items():
        together[frozenset({key})] += each.counted
    groups = [Group(agencies, many, many) for agencies, many in together.items() if many]
    parts = {key: (catalogue.agencies[key].name, frozenset({key})) for key in numbers}
    ordered = sorted(groups, key=lambda each: sorted(each.agencies))
    return shown_parts(parts, ordered, fewest)


def _roles_words(roles: Mapping[str, int]) -> str:
    return listing([f"{many:,} {role if many == 1 else _several(role)}" for role, many in roles.items()])


def _several(role: str) -> str:
    return "safety officers" if role == Role.SAFETY_OFFICER else f"{role}s"


def _parts(catalogue: Catalogue, records: Sequence[ParticipationRecord]) -> str:
    """What somebody did: "Transport, run 1; Triage, run 2 (own word, not verified)"."""
    runs = any(each.run > 1 for each in records)
    said = []
    for each in records:
        position = catalogue.every_position.get(each.position_id or 0)
        what = [position.title if position and each.role == Role.PLAYER else each.role]
        what += [f"run {each.run}"] if runs else []
        own = f" ({OWN_WORD})" if each.self_reported and not each.verified else ""
        said.append(", ".join(what) + own)
    return "; ".join(dict.fromkeys(said))
