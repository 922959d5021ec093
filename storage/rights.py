"""Who may do what beyond being on the roster: given to a person, taken away, never deleted.

The settings name emergency managers too, by e-mail, on the roster or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

from storage.audit import SLACK, AuditKind, note
from storage.linking import BY_EMAIL
from storage.people import (
    AffiliationRecord,
    Grant,
    Person,
    RightKind,
    SlackIdentity,
    lock_people,
)
from storage.region import Region
from storage.roster import terms_of

MADE = {RightKind.LEAD: AuditKind.LEAD_MADE, RightKind.MANAGER: AuditKind.MANAGER_MADE}
ENDED = {RightKind.LEAD: AuditKind.LEAD_ENDED, RightKind.MANAGER: AuditKind.MANAGER_ENDED}


class LastManager(Exception):
    """The only emergency manager there is: without one nobody could name another."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What was given to one person: the region, or the agencies they lead, by id."""

    is_manager: bool = False
    leads: frozenset[int] = frozenset()

    def said(self, agencies: Mapping[int, str]) -> str:
        """Them in words, with the agencies' names by id; empty for somebody who was given none."""
        led = sorted(agencies[key] for key in self.leads if key in agencies)
        parts = ["emergency manager"] if self.is_manager else []
        if led:
            parts.append(f"agency lead of {', '.join(led)}")
        return "; ".join(parts)


def rights_of_people(session: Session, person_ids: Iterable[int]) -> dict[int, Rights]:
    """The rights some people hold by having been given them, each present; the settings are not asked."""
    wanted = sorted(set(person_ids))
    held: defaultdict[int, list[Grant]] = defaultdict(list)
    query = select(Grant).where(Grant.ended_at.is_(None), Grant.person_id.in_(wanted))
    for grant in session.scalars(query):
        held[grant.person_id].append(grant)
    return {
        person_id: Rights(
            any(grant.kind == RightKind.MANAGER for grant in held[person_id]),
            frozenset(
                grant.agency_id
                for grant in held[person_id]
                if grant.kind == RightKind.LEAD and grant.agency_id is not None
            ),
        )
        for person_id in wanted
    }


def live_grants(session: Session, kind: RightKind | None = None) -> list[Grant]:
    """The rights in force, oldest first."""
    query = select(Grant).where(Grant.ended_at.is_(None)).order_by(Grant.id)
    return list(session.scalars(query if kind is None else query.where(Grant.kind == kind)))


def leads_by_agency(session: Session, agencies: Collection[int] | None = None) -> dict[int, list[int]]:
    """Who leads each of some agencies (None: of all) that has a lead: people's ids by the agency's."""
    query = select(Grant.agency_id, Grant.person_id).where(
        Grant.ended_at.is_(None), Grant.kind == RightKind.LEAD
    )
    if agencies is not None:
        query = query.where(Grant.agency_id.in_(sorted(agencies)))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for agency, person in session.execute(query.order_by(Grant.id)):
        if agency is not None:
            found[agency].append(person)
    return dict(found)


def leads_now(session: Session, today: date) -> dict[int, list[int]]:
    """Who leads each agency now: who left it leads it no more, who never belonged to it does.

    Nor does who is on no roster since that they belonged to it was taken back, as with an import undone.
    """
    led = leads_by_agency(session)
    terms = terms_of(session, {person for people in led.values() for person in people})
    undone = _taken_back(session, {person for people in led.values() for person in people} - terms.keys())

    def stays(person: int, agency: int) -> bool:
        if (person, agency) in undone:
            return False
        there = [each for each in terms.get(person, ()) if each.agency == agency]
        return not there or any(each.left_on is None or each.left_on >= today for each in there)

    return {
        agency: there
        for agency, people in led.items()
        if (there := [person for person in people if stays(person, agency)])
    }


def _taken_back(session: Session, people: Collection[int]) -> set[tuple[int, int]]:
    """Whose affiliation with which agency was taken back, of some people of whom none stands."""
    if not people:
        return set()
    query = select(AffiliationRecord.person_id, AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id.in_(sorted(people)), AffiliationRecord.voided_at.is_not(None)
    )
    return {(person, agency) for person, agency in session.execute(query)}


def leads_of(session: Session, agency_id: int, today: date) -> list[int]:
    """Who leads an agency now."""
    return leads_now(session, today).get(agency_id, [])


@dataclass(frozen=True, slots=True)
class Led:
    """That somebody leads an agency, or led it until a day, the last one included."""

    person_id: int
    agency_id: int
    until: date | None = None

    def on_or_since(self, day: date) -> bool:
        """Whether they led it on that day, or have led it since."""
        return self.until is None or self.until >= day


def ever_led(session: Session, agencies: Iterable[int], region: Region) -> list[Led]:
    """Who leads or led some agencies, and until when: who left one leads it no more."""
    query = select(Grant).where(Grant.kind == RightKind.LEAD.value, Grant.agency_id.in_(sorted(agencies)))
    grants = session.scalars(query.order_by(Grant.id)).all()
    terms = terms_of(session, {grant.person_id for grant in grants})
    found = []
    for grant in grants:
        assert grant.agency_id is not None
        theirs = [each.left_on for each in terms.get(grant.person_id, ()) if each.agency == grant.agency_id]
        left = [each for each in theirs if each is not None]
        ends = [max(left)] if left and len(left) == len(theirs) else []
        ends += [] if grant.ended_at is None else [region.day(grant.ended_at)]
        found.append(Led(grant.person_id, grant.agency_id, min(ends, default=None)))
    return found


def ever_given(session: Session, person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The agencies whose lead some people were ever made, by person; taken away since or not."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    query = select(Grant.person_id, Grant.agency_id).where(
        Grant.kind == RightKind.LEAD.value, Grant.person_id.in_(sorted(person_ids))
    )
    for person, agency in session.execute(query):
        if agency is not None:
            found[person].add(agency)
    return {person: frozenset(agencies) for person, agencies in found.items()}


def ever_theirs(session: Session, person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The agencies some people belong, belonged or will belong to, or were ever made lead of, by person.

    What was taken back counts too: it stood once, and whoever led there may have known them so.
    """
    found = defaultdict(set, {key: set(led) for key, led in ever_given(session, person_ids).items()})
    query = select(AffiliationRecord.person_id, AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id.in_(sorted(person_ids))
    )
    for person, agency in session.execute(query):
        found[person].add(agency)
    return {person: frozenset(agencies) for person, agencies in found.items()}


def managers_of(session: Session, region: Region) -> list[int]:
    """The emergency managers who are people of the records: by a right they were given, by the settings.

    The settings name them by the e-mail they bear on the roster, or in Slack; one they had is no right.
    """
    given = [grant.person_id for grant in live_grants(session, RightKind.MANAGER)]
    named = sorted(region.emergency_managers)
    in_slack = select(SlackIdentity.person_id).where(
        SlackIdentity.email.in_(named),
        SlackIdentity.person_id.is_not(None),
        *(
            each.is_(False)
            for each in (SlackIdentity.is_guest, SlackIdentity.is_outside, SlackIdentity.is_deactivated)
        ),
    )
    theirs = or_(Person.email.in_(named), Person.id.in_(in_slack))
    query = select(Person.id).where(or_(Person.id.in_(given), theirs))
    return list(session.scalars(query.order_by(Person.id)))


def led_in_slack(
    session: Session, today: date, led: Mapping[int, Collection[int]] | None = None
) -> frozenset[int]:
    """The agencies that have a lead now who can be written to in Slack, by id; `led`: who leads each."""
    led = leads_now(session, today) if led is None else led
    wanted = {person for people in led.values() for person in people}
    query = select(SlackIdentity.person_id).where(
        SlackIdentity.person_id.in_(sorted(wanted)), SlackIdentity.is_deactivated.is_(False)
    )
    there = set(session.scalars(query))
    return frozenset(agency for agency, people in led.items() if not there.isdisjoint(people))


def unled(session: Session, agencies: Iterable[int], today: date) -> frozenset[int]:
    """Those of some agencies, by id, that nobody in Slack leads now."""
    return frozenset(agencies) - led_in_slack(session, today)


def give_right(
    session: Session,
    person_id: int,
    kind: RightKind,
    agency_id: int | None,
    by: str,
    now: datetime,
    door: str = SLACK,
) -> Grant | None:
    """Gives a right and leaves an audit row; None where the person has it already.

    Raises ValueError for a lead of no agency, or a manager of one.
    """
    if (kind is RightKind.LEAD) != (agency_id is not None):
        raise ValueError("a lead is one agency's, an emergency manager the region's")
    lock_people(session, [person_id])
    if _held(session, person_id, kind, agency_id) is not None:
        return None
    grant = Grant(person_id=person_id, kind=kind.value, agency_id=agency_id, given_by=by, given_at=now)
    session.add(grant)
    _note_right(session, grant, MADE[kind], by, now, door)
    session.flush()
    return grant


def take_right(
    session: Session,
    person_id: int,
    kind: RightKind,
    agency_id: int | None,
    by: str,
    now: datetime,
    region: Region,
    door: str = SLACK,
) -> bool:
    """Takes a right away and leaves an audit row; False where the person did not have it.

    Raises LastManager where nobody would be left to name another: the settings name none either.
    """
    if kind is RightKind.MANAGER:
        _keep_one(session, person_id, region)
    lock_people(session, [person_id])
    grant = _held(session, person_id, kind, agency_id)
    if grant is None:
        return False
    grant.ended_at, grant.ended_by = now, by
    _note_right(session, grant, ENDED[kind], by, now, door)
    session.flush()
    return True


def managers_in_slack(session: Session, region: Region, workspace: str | None) -> list[SlackIdentity]:
    """The Slack users of a workspace (None: of any) who are emergency managers and can be written to so.

    They are those whom `commands.kit.speaker` knows as one when they press: linked to somebody on the roster,
    from another organization by hand only; and a guest's, or an outsider's, own e-mail makes nobody one.
    """
    managers = select(Grant.person_id).where(Grant.ended_at.is_(None), Grant.kind == RightKind.MANAGER.value)
    named = sorted(region.emergency_managers)
    query = (
        select(SlackIdentity)
        .join(Person, Person.id == SlackIdentity.person_id)
        .where(
            true() if workspace is None else SlackIdentity.workspace == workspace,
            SlackIdentity.is_bot.is_(False),
            SlackIdentity.is_deactivated.is_(False),
            or_(SlackIdentity.is_outside.is_(False), SlackIdentity.linked_by != BY_EMAIL),
            or_(
                Person.id.in_(managers),
                Person.email.in_(named),
                and_(
                    SlackIdentity.email.in_(named),
                    SlackIdentity.is_guest.is_(False),
                    SlackIdentity.is_outside.is_(False),
                ),
            ),
        )
        .order_by(SlackIdentity.user)
    )
    return list(session.scalars(query))


def _note_right(session: Session, grant: Grant, kind: AuditKind, by: str, now: datetime, door: str) -> None:
    """Leaves the audit row of a right that was given or taken."""
    led = {} if grant.agency_id is None else {"agency": grant.agency_id}
    note(session, now, by, door, kind, ("person", grant.person_id), of=grant, **led)


def _held(session: Session, person_id: int, kind: RightKind, agency_id: int | None) -> Grant | None:
    return session.scalars(
        select(Grant).where(
            Grant.person_id == person_id,
            Grant.kind == kind.value,
            Grant.agency_id.is_(None) if agency_id is None else Grant.agency_id == agency_id,
            Grant.ended_at.is_(None),
        )
    ).first()


def _keep_one(session: Session, person_id: int, region: Region) -> None:
    """Two managers who take each other's right at once take turns, so that one of them stays."""
    query = select(Grant).where(Grant.ended_at.is_(None), Grant.kind == RightKind.MANAGER.value)
    holders = {grant.person_id for grant in session.scalars(query.order_by(Grant.id).with_for_update())}
    if holders == {person_id} and not region.emergency_managers:
        raise LastManager
