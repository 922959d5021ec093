"""Questions asked of the roster: who is on it today, who of them can be reached in Slack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from readiness.records import Affiliation
from storage.people import AffiliationRecord, Person, SlackIdentity
from storage.roster_names import roster_names
from words.people import fold_person

_ALIKE = 2  # letters a misspelt name is expected to begin with rightly


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """How many people are on the roster, and how many of them Slack knows."""

    people: int
    linked: int  # to an account that works
    guests: int  # linked, but only to a guest's account or one of another organization
    deactivated: int  # linked to nothing but deactivated accounts
    strangers: int  # people in Slack who are linked to nobody

    @property
    def without_slack(self) -> int:
        """On the roster, and linked to nothing that works."""
        return self.people - self.linked


def is_on_roster(day: date | SQLColumnExpression[date], of: Any = AffiliationRecord) -> ColumnElement[bool]:
    """The condition that an affiliation is active on a day, or on a column's; both its days count.

    `of`: where its columns are, if not in the record.
    """
    return and_(
        of.voided_at.is_(None),
        or_(of.joined_on.is_(None), of.joined_on <= day),
        or_(of.left_on.is_(None), of.left_on >= day),
    )


def roster_counts(session: Session, today: date, agencies: Collection[int] | None = None) -> RosterCounts:
    """The counts for some agencies (None: all). Strangers belong to no agency and are counted in all."""
    members = _members(today, agencies).subquery()
    works = SlackIdentity.is_deactivated.is_(False)
    visiting = or_(SlackIdentity.is_guest, SlackIdentity.is_outside)
    strangers = select(func.count()).where(
        SlackIdentity.person_id.is_(None),
        SlackIdentity.is_bot.is_(False),
        works,
    )
    people = session.scalar(select(func.count()).select_from(members)) or 0

    def linked(*conditions: Any) -> int:
        query = select(func.count(func.distinct(SlackIdentity.person_id))).where(
            SlackIdentity.person_id.in_(select(members.c.person_id)), *conditions
        )
        return session.scalar(query) or 0

    working = linked(works)
    return RosterCounts(
        people=people,
        linked=working,
        guests=working - linked(works, ~visiting),
        deactivated=linked() - working,
        strangers=session.scalar(strangers) or 0,
    )


def people_on_roster(
    session: Session,
    today: date,
    agencies: Collection[int] | None = None,
    without_slack: bool = False,
    start: int = 0,
    most: int = 20,
) -> list[Person]:
    """Some of those on the roster, by last name; all of them, or those no working account is linked to."""
    query = select(Person).where(Person.id.in_(_members(today, agencies)))
    if without_slack:
        linked = select(SlackIdentity.person_id).where(
            SlackIdentity.person_id.is_not(None), SlackIdentity.is_deactivated.is_(False)
        )
        query = query.where(Person.id.not_in(linked))
    return list(session.scalars(query.order_by(Person.sort_key, Person.id).offset(start).limit(most)))


def headcounts(session: Session, today: date) -> dict[int, int]:
    """How many people each agency has today, by its id; agencies without people are left out."""
    query = (
        select(AffiliationRecord.agency_id, func.count(func.distinct(AffiliationRecord.person_id)))
        .where(is_on_roster(today))
        .group_by(AffiliationRecord.agency_id)
    )
    return dict(session.execute(query).all())


def headcount(session: Session, today: date, agency_id: int) -> int:
    """How many people an agency has today."""
    query = select(func.count(func.distinct(AffiliationRecord.person_id))).where(
        is_on_roster(today), AffiliationRecord.agency_id == agency_id
    )
    return session.scalar(query) or 0


def unit_headcounts(session: Session, agency_id: int, today: date) -> dict[int | None, int]:
    """How many people of an agency are in each unit today, by its id; None: in none."""
    query = (
        select(AffiliationRecord.unit_id, func.count(func.distinct(AffiliationRecord.person_id)))
        .where(is_on_roster(today), AffiliationRecord.agency_id == agency_id)
        .group_by(AffiliationRecord.unit_id)
    )
    return dict(session.execute(query).all())


def people_ever_in(session: Session, agency_id: int) -> list[int]:
    """Whoever belongs, belonged or will belong to an agency, by their ids."""
    query = select(AffiliationRecord.person_id).where(
        AffiliationRecord.agency_id == agency_id, AffiliationRecord.voided_at.is_(None)
    )
    return sorted(set(session.scalars(query)))


def memberships(session: Session, person_ids: Iterable[int]) -> dict[int, list[AffiliationRecord]]:
    """Where some people belong or belonged, by the person's id; what was taken back is left out."""
    found: defaultdict[int, list[AffiliationRecord]] = defaultdict(list)
    query = select(AffiliationRecord).where(
        AffiliationRecord.person_id.in_(sorted(set(person_ids))), AffiliationRecord.voided_at.is_(None)
    )
    for row in session.scalars(query.order_by(AffiliationRecord.id)):
        found[row.person_id].append(row)
    return dict(found)


def terms_of(session: Session, person_ids: Collection[int]) -> dict[int, tuple[Affiliation, ...]]:
    """Some people's memberships, past, present and to come, as the rules and the rights read them, by person.

    What was taken back never was, and is left out; so is whoever has none.
    """
    return {
        person: tuple(Affiliation(r.agency_id, r.joined_on, r.left_on, r.role, r.id, r.unit_id) for r in rows)
        for person, rows in memberships(session, person_ids).items()
    }


def names_like(
    session: Session, today: date, said: str, agencies: Collection[int] | None = None
) -> dict[int, str]:
    """Names on the roster that share the beginning of some word with what was said, by the person's id.

    Enough to look for the nearest name among, without reading everybody's.
    """
    starts = {word[:_ALIKE] for word in fold_person(said).split() if len(word) >= _ALIKE}
    if not starts:
        return {}
    kept = roster_names(session)
    if kept is not None and not any(map(kept.begins, starts)):
        return {}
    words = literal(" ").concat(func.replace(Person.name_key, "-", " "))
    query = select(Person.id, Person.name_key).where(
        Person.id.in_(_members(today, agencies)),
        or_(*(words.contains(f" {start}", autoescape=True) for start in sorted(starts))),
    )
    return dict(session.execute(query).all())


def _members(today: date, agencies: Collection[int] | None) -> Select[int]:
    query = select(AffiliationRecord.person_id).where(is_on_roster(today)).distinct()
    return query if agencies is None else query.where(AffiliationRecord.agency_id.in_(sorted(agencies)))
