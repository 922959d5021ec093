"""Whose business letters are beside their own: who leads, who manages, and whose records wait for whom.

Beside `commands.kit.may`, which decides about one person or scope, and with it the one place that compares
rights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Select, select

from commands.kit.member import Member
from readiness.records import AgencyId
from storage.people import Grant, Person, RightKind, SlackIdentity
from storage.region import Region

Candidates = Select[int]
"""A question of people's ids."""


def is_told_of_the_region(member: Member) -> bool:
    """Whether what nobody else sees to is told to a member: the emergency managers."""
    return member.is_manager


def is_of_one_led(member: Member, agencies: Collection[AgencyId]) -> bool:
    """Whether some agencies are one, and a member leads it: its people are theirs."""
    return len(agencies) == 1 and member.leads.issuperset(agencies)


def seen_to_by(member: Member, unled: Collection[AgencyId]) -> frozenset[AgencyId]:
    """The agencies a member sees to: those they lead; an emergency manager those, too, that nobody leads."""
    return member.leads | (frozenset(unled) if member.is_manager else frozenset())


def left_to_managers(member: Member, unled: Collection[AgencyId]) -> list[AgencyId]:
    """Of the agencies that nobody leads in Slack those that are not a member's own to lead."""
    return [agency for agency in unled if agency not in member.leads]


def leads() -> Candidates:
    """Everybody who leads an agency."""
    return select(Grant.person_id).where(Grant.ended_at.is_(None), Grant.kind == RightKind.LEAD.value)


def managers(region: Region) -> Iterator[Candidates]:
    """Every emergency manager on the roster, by a right or by the settings."""
    yield select(Grant.person_id).where(Grant.ended_at.is_(None), Grant.kind == RightKind.MANAGER.value)
    named = sorted(region.emergency_managers)
    yield select(Person.id).where(Person.email.in_(named))
    yield linked(select(SlackIdentity.person_id).where(SlackIdentity.email.in_(named)))


def linked(query: Select[int | None]) -> Candidates:
    """A question of people's ids without those who are nobody."""
    return query.where(query.selected_columns[0].is_not(None))  # type: ignore[return-value]
