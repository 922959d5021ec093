"""Who may read what people tell emergency management: its managers, never one who leads the teller's agency.

Nor one who led it when it was told, or since: whoever gives that right back reads nothing that was told
while they had it. Beside `commands.kit.may`, which asks here, and with it the one place that compares rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands.kit.about import ALLOWED, Confided, Verdict
from commands.kit.member import Member
from readiness.records import AgencyId, PersonId
from storage.confided import ConfidedRecord
from storage.region import Region
from storage.rights import ever_led
from storage.roster import terms_of

NOT_FOR_YOU = "What people tell emergency management is not for you."
WHO_HEARS = "Who can: an emergency manager who does not lead an agency of theirs."


def about_confided(member: Member, about: Confided) -> Verdict:
    """Whether a member may read and answer what somebody of some agencies told; nobody answers their own."""
    leads_them = not about.agencies.isdisjoint(member.leads) or member.person_id in about.chiefs
    is_own = about.person is not None and about.person == member.person_id
    if member.is_manager and not leads_them and not is_own:
        return ALLOWED
    return Verdict(NOT_FOR_YOU, WHO_HEARS)


def confided(session: Session, region: Region, there: Sequence[ConfidedRecord]) -> dict[int, Confided]:
    """Some of what was told as rights see it, by the record's id."""
    seen = _seen(session, region, [(each.person_id, each.agency_id, each.told_at) for each in there])
    return {each.id: about for each, about in zip(there, seen, strict=True)}


def to_be_confided(
    session: Session, region: Region, person: PersonId, agency: AgencyId | None, now: datetime
) -> Confided:
    """What somebody is about to tell, as rights will see it."""
    return _seen(session, region, [(person, agency, now)])[0]


def _seen(
    session: Session, region: Region, told: Sequence[tuple[PersonId, AgencyId | None, datetime]]
) -> list[Confided]:
    """By whom, of which agency and when: as rights see it."""
    if not told:
        return []
    terms = terms_of(session, {person for person, _, _ in told})
    whose = [
        frozenset(term.agency for term in terms.get(person, ())) | {agency for agency in (of,) if agency}
        for person, of, _ in told
    ]
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
