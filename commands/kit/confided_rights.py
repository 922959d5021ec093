"""Who may read what people tell emergency management: its managers, never one who leads the teller's agency.

Nor one who led it when it was told, or since: whoever gives that right back reads nothing that was told
while they had it. Beside `commands.kit.may`, which asks here, and with it the one place that compares rights.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands.kit.about import ALLOWED, Confided, Verdict
from commands.kit.member import Member
from readiness.records import AgencyId, PersonId
from storage.confided import ConfidedRecord
from storage.region import Region
from storage.rights import ever_given, ever_led, ever_theirs

NOT_FOR_YOU = "What people tell emergency management is not for you."
WHO_HEARS = "Who can: an emergency manager who does not lead an agency of theirs."


def about_confided(member: Member, about: Confided) -> Verdict:
    """Whether a member may read and answer what somebody of some agencies told; nobody answers their own."""
    leads_them = not about.agencies.isdisjoint(member.leads) or member.person_id in about.chiefs
    is_own = about.person is not None and about.person == member.person_id
    if member.is_manager and not leads_them and not is_own:
        return ALLOWED
    return Verdict(NOT_FOR_YOU, WHO_HEARS)


def agencies_of_teller(member: Member) -> frozenset[AgencyId]:
    """The agencies somebody tells something of: those they belong to, or are to, and those they lead."""
    return member.agencies | member.leads


def confided(session: Session, region: Region, there: Sequence[ConfidedRecord]) -> dict[int, Confided]:
    """Some of what was told as rights see it, by the record's id: nothing of what was kept with it, or has
    ever been said of who told it, is forgotten."""
    told = [(each.person_id, frozenset(each.agencies), each.told_at) for each in there]
    seen = _seen(session, region, told)
    return {
        each.id: replace(about, chiefs=about.chiefs | frozenset(each.chiefs))
        for each, about in zip(there, seen, strict=True)
    }


def to_be_confided(
    session: Session, region: Region, person: PersonId, agencies: Collection[AgencyId], now: datetime
) -> Confided:
    """What somebody of some agencies is about to tell, as rights will see it."""
    return _seen(session, region, [(person, frozenset(agencies), now)])[0]


def _seen(
    session: Session, region: Region, told: Sequence[tuple[PersonId, frozenset[AgencyId], datetime]]
) -> list[Confided]:
    """By whom, of which agencies and when: as rights see it."""
    if not told:
        return []
    ever = ever_theirs(session, {person for person, _, _ in told})
    whose = [agencies | ever.get(person, frozenset()) for person, agencies, _ in told]
    led = ever_led(session, frozenset().union(*whose), region)
    found = []
    for (person, _, told_at), agencies in zip(told, whose, strict=True):
        day = region.day(told_at)
        chiefs = {one.person_id for one in led if one.agency_id in agencies and one.on_or_since(day)}
        found.append(Confided(agencies, frozenset(chiefs), person))
    return found


def not_to_hear_of(member: Member, agency: AgencyId) -> bool:
    """Whether nothing that an agency's people tell is for a member, whatever there is."""
    return not about_confided(member, Confided(frozenset([agency])))


def agencies_not_heard(member: Member) -> list[AgencyId]:
    """The agencies whose people tell nothing that is for a member, in a steady order: those they lead."""
    return sorted(member.leads)


def agencies_half_heard(session: Session, member: Member) -> list[AgencyId]:
    """Those of whose people not everything may be for a member, in a steady order: they led them once."""
    led = ever_given(session, [member.person_id or 0]).get(member.person_id or 0, frozenset())
    return sorted(led - member.leads)
