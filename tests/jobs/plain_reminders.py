"""A plain computation of who is told what of items and calls on which local day, made from the rules alone.

It reads nothing that Muster wrote: it is told what happens, and at which instants rounds are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.letters import Often

DAY, WEEK, STALE = timedelta(days=1), timedelta(days=7), timedelta(days=30)


@dataclass
class Thing:
    """An item of a checklist. `agency` None: the region's. `by_lead`: falls to the lead, else the manager."""

    key: int
    name: str
    agency: int | None
    owner: int | None
    by_lead: bool
    due_on: date
    noted_on: date
    snoozed: date | None = None
    is_open: bool = True

    def reminder(self, day: date) -> date | None:
        """The nearest of its reminders no later than a day: 14 and 3 days before, on the day, then weekly."""
        if self.snoozed is not None and day < self.snoozed:
            return None
        days = [self.due_on - 14 * DAY, self.due_on - 3 * DAY]
        days += [self.due_on + number * WEEK for number in range(60)]
        days += [self.snoozed] if self.snoozed is not None else []
        found = max((each for each in days if each <= day), default=None)
        return None if found is None or found < self.noted_on else found


@dataclass
class Call:
    """A meeting's call, and what those who can be written to answered: None, or "unsure", is asked again."""

    key: int
    name: str
    held_on: date
    answer_by: date | None
    asked_on: date
    answers: dict[int, str | None]
    is_called: bool = True

    def is_asked(self, person: int, day: date) -> bool:
        """Whether somebody is asked once more on a day: from the nudge's day until answers are due."""
        if not self.is_called or self.answers.get(person, "no") not in (None, "unsure"):
            return False
        nudge = min(self.held_on, self.answer_by or self.held_on) - 2 * DAY
        last = min(self.answer_by or self.held_on, self.held_on - DAY)
        return day == nudge >= self.asked_on if day <= nudge else self.asked_on < nudge and day <= last


@dataclass
class Left:
    """A reminder that waits for whoever tells somebody without Slack."""

    person: int
    thing: int
    reminder: date
    is_due: bool
    noted_at: datetime
    is_told: bool = False


@dataclass
class Somebody:
    """A person of the year: what they were told, by local date, and what they remember being told."""

    key: int
    zone: str
    agency: int
    often: Often = Often.DAILY
    hour: int = 8
    leads: bool = False
    manages: bool = False
    silent: bool = False
    unmuted: datetime | None = None
    leave: tuple[date, date] | None = None
    left_on: date | None = None
    told: dict[int, date] = field(default_factory=dict)  # thing: its last reminder
    given: list[tuple[int, datetime]] = field(default_factory=list)
    asked: set[tuple[int, date]] = field(default_factory=set)
    letters: dict[date, list[str]] = field(default_factory=dict)

    def here(self, day: date) -> bool:
        """Whether they are on the roster."""
        return self.left_on is None or day <= self.left_on

    def on(self, now: datetime) -> date:
        """Their own date."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, hour: int) -> datetime:
        """When their clock shows an hour."""
        return datetime.combine(day, time(hour), ZoneInfo(self.zone)).astimezone(UTC)


@dataclass
class _Unsent:
    person: Somebody
    day: date
    told: dict[int, date]  # what they had been told, been given and asked before that letter
    given: list[tuple[int, datetime]]
    asked: set[tuple[int, date]]
    news: list[Left] = field(default_factory=list)


@dataclass
class Plain:
    """Everybody, everything, and the letters there should be."""

    people: dict[int, Somebody]
    region: ZoneInfo
    things: dict[int, Thing] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    taken_back: int = 0
    _unsent: list[_Unsent] = field(default_factory=list)
    _left_on: date | None = None
    _called: dict[date, dict[int, dict[int, date]]] = field(default_factory=dict)

    def round(self, before: datetime | None, now: datetime, arrives: bool) -> None:
        """What a round at an instant is to tell everybody, the round before being known."""
        self._called.clear()
        self._leave(now)
        for unsent in list(self._unsent):
            if now >= unsent.person.at(unsent.day, 20):
                self._take_back(unsent)
        if before is not None:
            for person in self.people.values():
                self._hears(person, before, now)
        if arrives:
            self._unsent.clear()

    def _whose(self, thing: Thing, day: date, leads: dict[int, Somebody]) -> Somebody:
        owner = self.people.get(thing.owner or 0)
        if owner is not None and (owner.here(day) or owner.manages):
            return owner
        lead = leads.get(thing.agency or 0)
        return lead if thing.by_lead and lead is not None and lead.here(day) else self._manager()

    def _manager(self) -> Somebody:
        return next(each for each in self.people.values() if each.manages)

    def called(self, day: date) -> dict[int, dict[int, date]]:
        """What is called to mind on a day, and the reminder of each, by whose it is."""
        if day not in self._called:
            leads = {each.agency: each for each in self.people.values() if each.leads}
            found: dict[int, dict[int, date]] = {}
            for thing in self.things.values():
                reminder = thing.reminder(day) if thing.is_open else None
                if reminder is not None:
                    whose = self._whose(thing, day, leads)
                    found.setdefault(whose.key, {})[thing.key] = reminder
            self._called[day] = found
        return self._called[day]

    def _leave(self, now: datetime) -> None:
        """Once a day of the region's: what is due of people without Slack waits for who tells them."""
        day = now.astimezone(self.region).date()
        if day == self._left_on:
            return
        self._left_on = day
        for key, theirs in self.called(day).items():
            whose = self.people[key]
            for thing, reminder in theirs.items() if whose.silent else ():
                if reminder > whose.told.get(thing, date.min):
                    whose.told[thing] = reminder
                    is_due = reminder >= self.things[thing].due_on
                    self.left.append(Left(key, thing, reminder, is_due, now))

    def _take_back(self, unsent: _Unsent) -> None:
        self.taken_back += 1
        self._unsent.remove(unsent)
        person = unsent.person
        person.told, person.given, person.asked = unsent.told, unsent.given, unsent.asked
        del person.letters[unsent.day]
        for each in unsent.news:
            each.is_told = False

    def _hears(self, person: Somebody, last: datetime, now: datetime) -> None:
        day = person.on(now)
        opens, closes = person.at(day, person.hour), person.at(day, 20)
        muted = person.often is Often.NEVER and (person.unmuted is None or now < person.unmuted)
        away = person.leave is not None and person.leave[0] <= day <= person.leave[1]
        if not last < opens <= now < closes or person.silent or muted or away or not person.here(day):
            return
        unsent = _Unsent(person, day, dict(person.told), list(person.given), set(person.asked))
        said = sorted([*self._items(person, day, now), *self._asks(person, day)])
        news = self._news(person, day, now)
        said += [*_count(news, is_due=False), *_count(news, is_due=True)]
        if said:
            person.letters[day] = sorted(said)
            unsent.news = news
            self._unsent.append(unsent)
            for each in news:
                each.is_told = True

    def _asks(self, person: Somebody, day: date) -> Iterator[str]:
        for call in self.calls:
            key = call.key, call.held_on
            if key not in person.asked and call.is_asked(person.key, day):
                person.asked.add(key)
                yield call.name

    def _items(self, person: Somebody, day: date, now: datetime) -> Iterator[str]:
        since = date.min if person.unmuted is None else person.on(person.unmuted)
        between = person.often is Often.WEEKLY and day.weekday() != 0
        given = {thing for thing, at in person.given if at >= now - STALE and person.on(at) >= since}
        if not between:
            person.given = []
        called = self.called(day).get(person.key, {})
        for key in sorted(called.keys() | given):
            thing, reminder = self.things[key], called.get(key)
            if not thing.is_open:
                continue
            is_called = reminder is not None and reminder > person.told.get(key, date.min)
            is_called = is_called and reminder is not None and reminder >= since
            is_given = thing.key in given and thing.owner == person.key
            urgent, near = thing.due_on <= day + DAY, day <= thing.due_on <= day + DAY
            if not (is_called or is_given) or (between and not near):
                continue
            person.given = [each for each in person.given if each[0] != thing.key]
            if person.often is Often.URGENT and not urgent:
                continue
            if is_called and reminder is not None:
                person.told[thing.key] = reminder
            yield thing.name

    def _news(self, person: Somebody, day: date, now: datetime) -> list[Left]:
        if not (person.leads or person.manages):
            return []
        led = {each.agency for each in self.people.values() if each.leads and each.here(day)}
        found = [
            each
            for each in self.left
            if not each.is_told and each.noted_at >= now - STALE and self._tells(person, each, led)
        ]
        between = person.often is Often.WEEKLY and day.weekday() != 0
        return [] if between and not any(each.is_due for each in found) else found

    def _tells(self, person: Somebody, left: Left, led: Iterable[int]) -> bool:
        agency = self.people[left.person].agency
        return person.leads and person.agency == agency if agency in led else person.manages


def _count(news: list[Left], is_due: bool) -> list[str]:
    things = {each.thing for each in news if each.is_due is is_due}
    return [f"{len(things)} {'due' if is_due else 'soon'}"] if things else []
