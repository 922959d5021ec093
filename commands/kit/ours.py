"""Whom "our" means: the agencies somebody leads or belongs to. Who may do what is asked of `kit.may`."""

from __future__ import annotations

from commands.kit.member import Member
from readiness.due import EVERYONE, Scope
from readiness.records import AgencyId


def own_agency(member: Member) -> AgencyId | None:
    """The one agency somebody leads, else belongs to; None where it is several, or none."""
    mine = member.leads or member.agencies
    return next(iter(mine)) if len(mine) == 1 else None


def own_agencies(member: Member) -> frozenset[AgencyId]:
    """The agencies somebody leads or belongs to: whose units are meant by a name that others' bear, too."""
    return member.leads | member.agencies


def first_scope(member: Member) -> Scope:
    """Of whom "who is due" is asked where nobody is named: the one agency somebody leads, else everyone."""
    if not member.is_manager and len(member.leads) == 1:
        return Scope.agency(next(iter(member.leads)))
    return EVERYONE


def our_scopes(member: Member) -> list[Scope]:
    """Whom "our" means: the agencies somebody leads, else belongs to; else everyone, for a manager."""
    mine = [Scope.agency(each) for each in sorted(member.leads or member.agencies)]
    return mine or ([EVERYONE] if member.is_manager else [])


def our_scope(member: Member) -> Scope | None:
    """The same where one scope is meant; of several an emergency manager means everyone, others none."""
    mine = our_scopes(member)
    return mine[0] if len(mine) == 1 else EVERYONE if member.is_manager else None
