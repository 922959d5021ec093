"""How the states of a question are said: "12 people are overdue", "you are current in ASIM Basic"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.question import State
from readiness.standing import Status
from storage.due_counts import Tally
from words.amounts import listing, plural
from words.days import spoken
from words.standing import SAID

ORDER = (
    *(Status.EXPIRED, Status.GRACE, Status.NEVER, Status.NEW, Status.DUE_SOON),
    *(Status.CURRENT, Status.ON_LEAVE, Status.WAIVED),
)

_SAID = {
    State.DUE: ("due", "for"),
    State.OVERDUE: ("overdue", "for"),
    State.EXPIRED: ("lapsed", "in"),
    State.GRACE: ("in the grace period", "for"),
    State.NEVER: ("not yet trained", "in"),
    State.DUE_SOON: ("due soon", "for"),
    State.CURRENT: ("current", "in"),
    State.UNVERIFIED: ("current but unverified", "in"),
    State.ON_LEAVE: ("on leave", "from"),
    State.WAIVED: ("waived", "for"),
    State.NEW: ("new", "to"),
}


def called(states: Collection[State]) -> str:
    """Some states as an adjective: "overdue", "due soon or new"; never and new together are not trained."""
    if set(states) == {State.NEVER, State.NEW}:
        return "not trained"
    there = [_SAID[state][0] for state in State if state in states]
    return there[0] if len(there) == 1 else f"{', '.join(there[:-1])} or {there[-1]}"


def with_courses(states: Collection[State], courses: Sequence[str]) -> str:
    """The same with what it is about: "overdue for BLS", "current in ASIM Basic and BLS"."""
    [*_, last] = [_SAID[state][1] for state in State if state in states]
    return f"{called(states)} {last} {listing(courses)}"


def in_time(since: date | None, by: date | None) -> str:
    """A time, both ends included: "in 2026", "in February 2027", "between 1 Dec 2026 and 10 Dec 2026"."""
    if since is None or by is None:
        return f"since {spoken(since)}" if since else f"by {spoken(by)}" if by else ""
    if since == by:
        return f"on {spoken(since)}"
    if by < date.max and (by + timedelta(1)).day == since.day == 1:
        if (since.month, by.month) == (1, 12) and since.year == by.year:
            return f"in {since.year}"
        if (since.year, since.month) == (by.year, by.month):
            return f"in {since:%B %Y}"
    return f"between {spoken(since)} and {spoken(by)}"


def be(names: Collection[object], was: bool = False) -> str:
    """The verb behind some names in a row, or behind what stands for them: "BLS is", "BLS and EMD are"."""
    return ("were" if was else "are") if len(names) > 1 else ("was" if was else "is")


@dataclass(frozen=True)
class Speech:
    """Somebody as a sentence's subject: "you are", "Ada Abbott is"; `was`: of a day that is past."""

    name: str  # empty: the one who asks
    was: bool = False

    @property
    def be(self) -> str:
        """ "You are", "Ada Abbott was"."""
        if self.name:
            return f"{self.name} {'was' if self.was else 'is'}"
        return f"You {'were' if self.was else 'are'}"

    @property
    def have(self) -> str:
        """ "You have", "Ada Abbott had"."""
        who = self.name or "You"
        return f"{who} {'had' if self.was else 'has' if self.name else 'have'}"

    @property
    def whose(self) -> str:
        """ "Your", "Ada Abbott's"."""
        return f"{self.name}'s" if self.name else "Your"

    @property
    def whom(self) -> str:
        """ "you", "Ada Abbott"."""
        return self.name or "you"

    @property
    def them(self) -> str:
        """Where they were named before: "you", "them"."""
        return "them" if self.name else "you"

    def after(self, sign: str, said: str) -> str:
        """A sentence after "Yes:", in which "You" is no name and is written small."""
        return f"{sign} {said}" if self.name or not said.startswith("You") else f"{sign} y{said[1:]}"


def parts_of(standing: Mapping[Status, int], most: Collection[State] = ()) -> str:
    """Where rows stand: "1 expired, 2 due soon"; nothing where the states asked for say it already."""
    there = [f"{standing[status]:,} {SAID[status]}" for status in ORDER if standing.get(status)]
    says_it = len(there) == 1 and len(most) == 1 and State.DUE not in most
    return "" if says_it else ", ".join(there)


def counts_line(tally: Tally, states: Collection[State], was: bool = False) -> str:
    """How many people are in some states, for how many courses, and where they stand."""
    people, rows = tally.people, tally.rows
    verb = ("was" if people == 1 else "were") if was else ("is" if people == 1 else "are")
    who = f"{plural(people, 'person', 'people')} {verb} {called(states)}"
    of = "refresher" if State.DUE in states else "requirement"
    more = "" if people == rows else f", {plural(rows, of)} in all"
    parts = parts_of(tally.standing(), states)
    return f"{who}{more}{': ' + parts if parts else ''}."


def nobody(states: Collection[State], was: bool = False, leaves_out: bool = False) -> str:
    """That nobody is in some states; of those who may be counted, where some may not."""
    of_those = " I may count here" if leaves_out else ""
    return f"Nobody{of_those} {'was' if was else 'is'} {called(states)}."
