"""A question as it was understood, small enough to travel in a button, and how it is said in Muster's words.

What `DueQuestion.understood` says can be typed again, and is understood as the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator
from sqlalchemy.orm import Session

from commands.language.naming import lexicon_of
from readiness.due import DUE_WITHIN_DAYS, EVERYONE, Scope, ScopeKind
from readiness.question import LOOK_AHEAD, End, Measure, Question, Rank, State
from readiness.vocabulary import discipline_name
from storage.answers import names_of
from storage.catalogue import Catalogue
from storage.people import Person
from storage.roster_names import how_many_bear
from storage.scopes import scope_in, scope_key, scope_named, scope_of
from words.amounts import plural
from words.days import spoken
from words.names import Kind

MOST_DAYS = 3660
MOST_NAMED = 1000
"""Scopes, or courses, of one question: more than any county's words name at once."""
NAMED = (Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION, Kind.UNIT)

STATES_SAID: dict[State, str] = {
    State.DUE: "due",
    State.OVERDUE: "overdue",
    State.EXPIRED: "expired",
    State.GRACE: "in grace",
    State.NEVER: "never",
    State.DUE_SOON: "due soon",
    State.CURRENT: "current",
    State.UNVERIFIED: "unverified",
    State.ON_LEAVE: "on leave",
    State.WAIVED: "waived",
    State.NEW: "new",
}
"""Each state in a word or two that is read as that state."""


class DueQuestion(BaseModel):
    """A question as it was understood; small enough to travel in a button. Scopes are keys, as
    `storage.scopes` makes them; none of them: everyone.

    Where no time was said (`since` and `by` are None) a state that looks ahead ends `within` days of the day
    asked about; None: nowhere.
    """

    measure: Measure = Measure.WHO
    scopes: list[str] = Field(default=[], max_length=MOST_NAMED)
    without: list[str] = Field(default=[], max_length=MOST_NAMED)
    courses: list[int] = Field(default=[], max_length=MOST_NAMED)
    without_courses: list[int] = Field(default=[], max_length=MOST_NAMED)
    states: list[State] = Field(default=[State.DUE], min_length=1, max_length=MOST_NAMED)
    on: date | None = None  # None: today
    since: date | None = None
    by: date | None = None
    within: int | None = Field(default=DUE_WITHIN_DAYS, ge=0, le=MOST_DAYS)
    rank: Rank | None = None
    end: End = End.WORST
    below: int | None = Field(default=None, ge=1, le=100)

    @model_validator(mode="before")
    @classmethod
    def _of_one_scope(cls, said: Any) -> Any:
        """Buttons of before carry one scope, by its kind and key."""
        if not isinstance(said, dict) or "kind" not in said:
            return said
        kind, key = ScopeKind(said["kind"]), said.get("key")
        rest = {name: value for name, value in said.items() if name not in ("kind", "key")}
        return rest | {"scopes": [] if kind is ScopeKind.EVERYONE else [scope_key(Scope(kind, key))]}

    @field_validator("scopes", "without", "courses", "without_courses", "states")
    @classmethod
    def _each_once(cls, said: list[Any]) -> list[Any]:
        """What is named twice is asked about once."""
        return list(dict.fromkeys(said))

    @classmethod
    def about(cls, *scopes: Scope, courses: Sequence[int] = ()) -> DueQuestion:
        """Who is due there, in all or some courses, within the usual time."""
        return cls(scopes=[scope_key(each) for each in scopes if each != EVERYONE], courses=list(courses))

    @property
    def scope(self) -> Scope:
        """Of whom it is asked, where that is one scope; the first of several."""
        return self.within_scopes[0]

    @property
    def within_scopes(self) -> tuple[Scope, ...]:
        """Of whom it is asked, all of them."""
        return _scopes_in(self.scopes) or (EVERYONE,)

    @property
    def people(self) -> list[Scope]:
        """Whom it names, also of those who are taken away."""
        named = _scopes_in((*self.scopes, *self.without))
        return [each for each in named if each.kind is ScopeKind.PERSON]

    def day(self, today: date) -> date:
        """The day it is asked about."""
        return self.on or today

    def until(self, today: date) -> date | None:
        """The last due date it asks for; None where it is open."""
        if self.by is not None or self.since is not None or self.within is None:
            return self.by
        if LOOK_AHEAD.isdisjoint(self.states):
            return None
        return self.day(today) + timedelta(days=self.within)

    def asked(self, today: date) -> Question:
        """The question with its days worked out."""
        return Question(
            measure=self.measure,
            on=self.day(today),
            scopes=self.within_scopes,
            without=_scopes_in(self.without),
            courses=tuple(self.courses),
            without_courses=tuple(self.without_courses),
            states=frozenset(self.states),
            since=self.since,
            by=self.until(today),
            rank=self.rank,
            end=self.end,
            below=self.below,
        )

    def is_there(self, session: Session, catalogue: Catalogue) -> bool:
        """Whether what it names is still there: a button may be from an earlier time."""
        if any(key not in catalogue.courses for key in (*self.courses, *self.without_courses)):
            return False
        for said in (*self.scopes, *self.without):
            scope = scope_in(said)
            if scope is None:
                return False
            if scope.kind is not ScopeKind.PERSON and scope_of(said, catalogue) is None:
                return False
        people = {scope.number for scope in self.people}
        return len(names_of(session, people)) == len(people)

    def understood(self, session: Session, catalogue: Catalogue, today: date) -> str:
        """The question in Muster's words, which are read as the same question where they are typed again."""
        scopes = _listed([scope_in_full(session, catalogue, each) for each in self.within_scopes])
        away = [scope_in_full(session, catalogue, each) for each in _scopes_in(self.without)]
        courses = _listed([catalogue.courses[key].title for key in self.courses]) or "all courses"
        left_out = [catalogue.courses[key].title for key in self.without_courses]
        parts = [
            f"{self._measured()}{scopes}{f' except {_listed(away)}' if away else ''}",
            f"{courses}{f' except {_listed(left_out)}' if left_out else ''}",
            *self._when(today),
        ]
        return ", ".join(parts)

    def _measured(self) -> str:
        states = " or ".join(STATES_SAID[each] for each in self.states)
        match self.measure:
            case Measure.WHO:
                return ""
            case Measure.HOW_MANY:
                return "How many: "
            case Measure.SHARE:
                return "Share current: " if self.states == [State.CURRENT] else f"Share {states}: "
            case Measure.WHEN:
                return "When due: "
            case Measure.WHETHER:
                return f"Whether {states}: "
            case Measure.RANKING:
                ranked = "Disciplines" if self.rank is Rank.DISCIPLINE else "Agencies"
                below = "" if self.below is None else f" below {self.below}%"
                return f"{ranked}{below}, {self.end.value} first: "

    def _when(self, today: date) -> list[str]:
        """The states, and the times; those of a measure that has none of its own are left out."""
        on, until = self.day(today), self.until(today)
        states = " or ".join(STATES_SAID[each] for each in self.states)
        parts = [states] if self.measure in (Measure.WHO, Measure.HOW_MANY) else []
        if self.measure is Measure.WHETHER and (self.since or self.by) is not None:
            parts = [""]
        if parts:
            times = _span(self.since, until, on, has_none=not LOOK_AHEAD.isdisjoint(self.states))
            parts = [" ".join(each for each in (parts[0], times) if each)]
        return parts + ([] if self.on is None or self.on == today else [f"as of {spoken(on)}"])


def _span(since: date | None, by: date | None, on: date, has_none: bool) -> str:
    if since is not None and by is not None:
        return f"between {spoken(since)} and {spoken(by)}"
    if since is not None:
        return f"since {spoken(since)}"
    if by is not None:
        days = (by - on).days
        return f"by {spoken(by)}" + (f" ({plural(days, 'day')})" if days >= 0 else "")
    return "at any time" if has_none else ""


def _listed(names: Sequence[str]) -> str:
    """Names in a row that are read as several again."""
    return names[0] if len(names) == 1 else " and ".join(names)


def _scopes_in(keys: Sequence[str]) -> tuple[Scope, ...]:
    return tuple(scope for key in keys if (scope := scope_in(key)) is not None)


def scope_name(session: Session, catalogue: Catalogue, scope: Scope) -> str:
    """Of whom a question is asked, in words."""
    match scope.kind:
        case ScopeKind.EVERYONE:
            return "Everyone"
        case ScopeKind.PERSON:
            key = scope.number
            return names_of(session, [key])[key].name
        case ScopeKind.DISCIPLINE:
            return discipline_name(str(scope.key))
        case _:
            return scope_named(catalogue, scope)


def scope_in_full(session: Session, catalogue: Catalogue, scope: Scope) -> str:
    """The same, and what tells it from others of its name: a person's e-mail, or what kind it is."""
    if scope.kind is ScopeKind.PERSON:
        person = session.get(Person, scope.number)
        if person is None:
            return scope_name(session, catalogue, scope)
        known_by = person.email or person.member_id
        is_alone = not known_by or known_by == person.name or how_many_bear(session, person.name_key) < 2
        return person.name if is_alone else f"{person.name} ({known_by})"
    name = scope_name(session, catalogue, scope)
    if scope.kind is ScopeKind.EVERYONE:
        return name
    found = lexicon_of(catalogue).exactly(name.split(), NAMED)
    return f"{name} ({scope.kind})" if found is not None and len(found.matches) > 1 else name
