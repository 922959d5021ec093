"""Of whom and when other records than completions are asked for, as a button carries it, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from commands.kit.request import Request
from commands.language.due_questions import scope_in_full
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.records import AgencyId
from storage.answers import agencies_in
from storage.scopes import scope_in
from words.days import spoken

MOST_NAMED = 1000
"""Scopes of one question, or courses."""


class RecordsAsked(BaseModel):
    """Of whom and when it is asked, small enough to travel in a button. Scopes are keys; none: everyone.

    `since` and `by` are the days the record lies between, both inclusive; None where open.
    """

    scopes: list[str] = Field(default=[], max_length=MOST_NAMED)
    without: list[str] = Field(default=[], max_length=MOST_NAMED)
    courses: list[int] = Field(default=[], max_length=MOST_NAMED)
    since: date | None = None
    by: date | None = None

    @property
    def within_scopes(self) -> list[Scope]:
        """Of whom it is asked, all of them."""
        return [each for key in self.scopes if (each := scope_in(key)) is not None] or [EVERYONE]

    @property
    def left_out(self) -> list[Scope]:
        """Who is taken away."""
        return [each for key in self.without if (each := scope_in(key)) is not None]

    @property
    def people(self) -> list[int]:
        """The people it names."""
        return [each.number for each in self.within_scopes if each.kind is ScopeKind.PERSON]

    @property
    def is_anything(self) -> bool:
        """Whether it asks for a part of the records alone."""
        return bool(self.scopes or self.without or self.courses or self.since or self.by)


def agencies_asked(request: Request, asked: RecordsAsked) -> frozenset[AgencyId] | None:
    """The agencies it is asked of, those taken away left out; None: all of them, and what is of none."""
    within, without = asked.within_scopes, asked.left_out
    if EVERYONE in within and not without:
        return None
    there = _agencies(request, within)
    return there - _agencies(request, without)


def _agencies(request: Request, scopes: Sequence[Scope]) -> frozenset[AgencyId]:
    found: set[AgencyId] = set()
    for scope in scopes:
        keys = agencies_in(request.catalogue, scope)
        found |= set(request.catalogue.agencies if keys is None and scope == EVERYONE else keys or ())
    return frozenset(found)


def scopes_said(request: Request, asked: RecordsAsked, joined: str = "and") -> str:
    """Of whom it is asked, in words: "Fire and EMS except Cedar Fire Department"; `joined` by "or", where one
    record may be of several, and is told for any of them.
    """

    def named(scopes: Sequence[Scope], joined: str) -> str:
        return f" {joined} ".join(scope_in_full(request.session, request.catalogue, each) for each in scopes)

    away = f" except {named(asked.left_out, 'and')}" if asked.without else ""
    return f"{named(asked.within_scopes, joined)}{away}"


def span_said(since: date | None, by: date | None) -> str:
    """A time in words that are read as the same: "between 1 Jan and 31 Mar 2027", "since 1 Jun 2026"."""
    if since is not None and since == by:
        return f"on {spoken(since)}"
    if since is not None and by is not None:
        return f"between {spoken(since)} and {spoken(by)}"
    if since is not None:
        return f"since {spoken(since)}"
    return f"by {spoken(by)}" if by is not None else ""
