"""The exercise that closes the most gaps at once: which agencies at its table, which positions and tasks.

Gaps are what the next team is short of, agencies that have not played together, positions that never met in
one run, and corrective actions still to be shown. See "The next exercise" in docs/rules.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb

from readiness.positions import PositionId
from readiness.records import AgencyId

MOST_AGENCIES = 6
"""At one table, when nobody says otherwise (local policy): more can be invited in the form."""
MOST_TASKS = 5
"""Critical tasks in one exercise, likewise."""
LOOKED_AT = 4000
"""Tables compared at most beyond the first guess: what is found by then is suggested."""
SOONEST, USUAL = timedelta(weeks=4), timedelta(weeks=8)
"""How far ahead an exercise is planned (local policy): sooner than usual only before a currency lapses."""


@dataclass(frozen=True, slots=True)
class ThinPosition:
    """One of the positions that the next team is short of."""

    position: PositionId


@dataclass(frozen=True, slots=True)
class Apart:
    """Two agencies that have not played together lately."""

    agency: AgencyId
    other: AgencyId


@dataclass(frozen=True, slots=True)
class NeverMet:
    """Two positions that never were in one run."""

    position: PositionId
    other: PositionId


@dataclass(frozen=True, slots=True)
class ToShow:
    """A corrective action that was done, or came back: its task (as compared) waits to be tried again.

    `owner` is the agency that owes it, which has to be at the table; None: whoever plays.
    """

    action: int
    task: str
    owner: AgencyId | None = None


Gap = ThinPosition | Apart | NeverMet | ToShow


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An exercise, and the gaps it closes. Without one it closes, it has nobody at its table."""

    agencies: tuple[AgencyId, ...] = ()
    positions: tuple[PositionId, ...] = ()
    tasks: tuple[str, ...] = ()
    closed: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """What an exercise that is planned already brings together: its agencies, positions played, tasks tried.

    Tasks are given as they compare. A position is played by an agency at its table, where one may fill it;
    `is_played` is False of an exercise in which positions are only walked, so that nobody is current by it.
    """

    agencies: frozenset[AgencyId]
    positions: frozenset[PositionId] = frozenset()
    tasks: frozenset[str] = frozenset()
    is_played: bool = True

    def closes(self, gap: Gap, able: Mapping[PositionId, Collection[AgencyId]]) -> bool:
        """Whether it is to close a gap. `able` says whose people may take a position."""
        match gap:
            case ToShow():
                there = self.agencies if gap.owner is None else self.agencies & {gap.owner}
                return gap.task in self.tasks and bool(there)
            case Apart():
                return self.agencies >= {gap.agency, gap.other}
            case ThinPosition() if not self.is_played:
                return False
            case _:
                played = _positions_of(gap)
                return self.positions.issuperset(played) and all(
                    not self.agencies.isdisjoint(able.get(each, ())) for each in played
                )


def suggest(
    gaps: Iterable[Gap],
    able: Mapping[PositionId, Collection[AgencyId]],
    agencies: Sequence[AgencyId],
    most: int = MOST_AGENCIES,
    needed: Sequence[Collection[AgencyId]] = (),
) -> Suggestion:
    """The exercise with the most of some gaps closed, of at most so many agencies.

    `able` says whose people may take a position; `agencies` are those that could be there, whom to ask first
    of equals first. First a table is made one agency at a time, always the one that closes the most; one
    gives way to another while that closes more; then others are compared as long as they could close more,
    at most LOOKED_AT of them. Agencies without which as many gaps are closed are left out. The same question
    has the same answer.

    `needed` are groups of which one is to be at the table each, whatever else would close more: those of law,
    of fire, of EMS and of dispatch, say. A table of as many of them as it can have comes before any other.
    """
    known = list(dict.fromkeys(gaps))
    tables = _Tables(known, able, agencies, needed)
    there = tables.without_idle(tables.best(most))
    closed = tables.closed(there)
    if not closed:
        return Suggestion()
    positions = {place: None for gap in closed for place in _positions_of(gap)}
    tasks = {gap.task: None for gap in closed if isinstance(gap, ToShow)}
    seated = tuple(each for place, each in enumerate(agencies) if there >> place & 1)
    return Suggestion(seated, tuple(each for each in able if each in positions), tuple(tasks), tuple(closed))


def day_for(today: date, taken: Collection[date], lapses_on: date | None = None) -> date:
    """The day of the next exercise: the first weekday from USUAL on that no other exercise has.

    `lapses_on` is the last day on which the first of those current in a position still is. Where that lies
    before the usual time, the day is the last free weekday up to it, but none before SOONEST; where that
    can't be, it is the usual one.
    """
    usual = next(_free(min(today, date.max - 2 * USUAL) + USUAL, taken))
    if lapses_on is None or usual <= lapses_on:
        return usual
    days = (today + timedelta(days=ahead) for ahead in range(USUAL.days - 1, SOONEST.days - 1, -1))
    before = (each for each in days if each <= lapses_on and _is_free(each, taken))
    return next(before, usual)


def _free(first: date, taken: Collection[date]) -> Iterator[date]:
    """The free weekdays from a day on, as far as the calendar goes."""
    days = (first + timedelta(days=ahead) for ahead in range((date.max - first).days + 1))
    return (each for each in days if _is_free(each, taken))


def _is_free(day: date, taken: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in taken


def _positions_of(gap: Gap) -> tuple[PositionId, ...]:
    match gap:
        case ThinPosition():
            return (gap.position,)
        case NeverMet():
            return (gap.position, gap.other)
        case _:
            return ()


class _Tables:
    """Tables that could be made, each a mask of the agencies by their places, and what each closes."""

    def __init__(
        self,
        gaps: list[Gap],
        able: Mapping[PositionId, Collection[AgencyId]],
        agencies: Sequence[AgencyId],
        needed: Sequence[Collection[AgencyId]],
    ) -> None:
        self.gaps = gaps
        self.places = {agency: place for place, agency in enumerate(agencies)}
        self.everybody = (1 << len(agencies)) - 1
        self.needed = [self._mask(there) for there in needed]
        self.weight = len(gaps) + 1  # one that is needed counts for more than all gaps
        self.able = {position: self._mask(there) for position, there in able.items()}
        self.apart = [0] * len(agencies)
        self.playing: list[tuple[int, int]] = []  # gaps of positions: each mask has to be at the table
        self.showing: Counter[tuple[str, int]] = Counter()
        for gap in gaps:
            self._note(gap)

    def closed(self, table: int) -> list[Gap]:
        """The gaps a table closes: of tasks those that close the most, the first of equals."""
        tasks = {task for task, _ in self._tasks(table)}
        return [gap for gap in self.gaps if self._is_closed(gap, table, tasks)]

    def value(self, table: int) -> int:
        """How many that are, and how many of those needed are there, which counts for more."""
        playing = sum(bool(table & one and table & two) for one, two in self.playing)
        shown = sum(many for _, many in self._tasks(table))
        return self.weight * self._there(table) + self._pairs(table) + playing + shown

    def best(self, most: int) -> int:
        """The table that closes the most, as far as they are looked at."""
        found = self._swapped(self._greedy(most))
        highest, left = self.value(found), LOOKED_AT
        wanted = [place for place in range(len(self.apart)) if self._is_wanted(place)]
        waiting = [(0, 0, most)]
        while waiting and left:
            table, begin, more = waiting.pop()
            if more == 0 or self._bound(table, wanted[begin:], more) <= highest:
                continue
            following = [
                (table | 1 << place, begin + step + 1, more - 1) for step, place in enumerate(wanted[begin:])
            ]
            for other, _, _ in following[:left]:
                if (value := self.value(other)) > highest:
                    found, highest = other, value
            left = max(0, left - len(following))
            waiting += reversed(following)
        return found

    def without_idle(self, table: int) -> int:
        """A table without those who close nothing there; of several the last first."""
        for place in reversed(range(len(self.apart))):
            without = table & ~(1 << place)
            if without != table and self.value(without) == self.value(table):
                table = without
        return table

    def _greedy(self, most: int) -> int:
        table = 0
        for _ in range(most):
            now = self.value(table)
            gains = [
                (self.value(table | 1 << place) - now, self.apart[place].bit_count(), -place)
                for place in range(len(self.apart))
                if not table >> place & 1 and self._is_wanted(place)
            ]
            if not gains or max(gains)[:2] == (0, 0):
                break
            table |= 1 << -max(gains)[2]
        return table

    def _swapped(self, table: int) -> int:
        """A table after one agency at a time gave way to another, as long as that closes more."""
        while True:
            here = [place for place in range(len(self.apart)) if table >> place & 1]
            others = [
                table & ~(1 << gone) | 1 << come
                for gone in here
                for come in range(len(self.apart))
                if not table >> come & 1 and self._is_wanted(come)
            ]
            better = max(others, key=self.value, default=table)
            if self.value(better) <= self.value(table):
                return table
            table = better

    def _bound(self, table: int, places: Sequence[int], more: int) -> int:
        """No table with some more of these closes more than so many."""
        reached = table
        for place in places:
            reached |= 1 << place
        joining = sorted(((self.apart[place] & table).bit_count() for place in places), reverse=True)
        among = min(more, len(places))
        playing = sum(bool(reached & one and reached & two) for one, two in self.playing)
        tasks = sum(many for _, many in self._tasks(reached))
        needed = self.weight * self._there(reached)
        return needed + self._pairs(table) + sum(joining[:more]) + comb(among, 2) + playing + tasks

    def _note(self, gap: Gap) -> None:
        match gap:
            case ThinPosition():
                mask = self.able.get(gap.position, 0)
                self.playing.append((mask, mask))
            case NeverMet():
                self.playing.append((self.able.get(gap.position, 0), self.able.get(gap.other, 0)))
            case ToShow():
                self.showing[gap.task, self._owner(gap)] += 1
            case Apart():
                one, two = self.places.get(gap.agency), self.places.get(gap.other)
                if one is not None and two is not None and one != two:
                    self.apart[one] |= 1 << two
                    self.apart[two] |= 1 << one

    def _mask(self, agencies: Collection[AgencyId]) -> int:
        return sum(1 << self.places[each] for each in set(agencies) if each in self.places)

    def _owner(self, gap: ToShow) -> int:
        """Of whom one has to be at the table for an action to be shown."""
        return self.everybody if gap.owner is None else self._mask([gap.owner])

    def _is_wanted(self, place: int) -> bool:
        """Whether an agency could close any gap."""
        here = 1 << place
        return bool(
            self.apart[place]
            or any(here & (one | two) for one, two in self.playing)
            or any(here & owner for _, owner in self.showing)
            or any(here & group for group in self.needed)
        )

    def _there(self, table: int) -> int:
        """Of how many of the groups that are needed somebody is at a table."""
        return sum(bool(table & group) for group in self.needed)

    def _pairs(self, table: int) -> int:
        return (
            sum((apart & table).bit_count() for place, apart in enumerate(self.apart) if table >> place & 1)
            // 2
        )

    def _tasks(self, table: int) -> list[tuple[str, int]]:
        """The tasks that a table would try, each with how many actions that shows."""
        found: Counter[str] = Counter()
        for (task, owner), many in self.showing.items():
            if owner & table:
                found[task] += many
        return found.most_common(MOST_TASKS)

    def _is_closed(self, gap: Gap, table: int, tasks: Collection[str]) -> bool:
        match gap:
            case ToShow():
                return gap.task in tasks and bool(self._owner(gap) & table)
            case Apart():
                return (self._mask((gap.agency, gap.other)) & table).bit_count() == 2  # both, and two
            case _:
                return all(self.able.get(each, 0) & table for each in _positions_of(gap))
