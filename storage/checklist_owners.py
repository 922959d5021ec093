"""Who sees to an item of a checklist on a day: a person, else whoever has the right; of some, and of all.

Where the person named left the roster it falls to the right that is kept with the item; where an agency has
no lead, to the emergency managers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session

from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from storage.people import AffiliationRecord
from storage.region import Region
from storage.rights import leads_now, managers_of
from storage.roster import is_on_roster

PART = 500


@dataclass(frozen=True, slots=True)
class SeenTo:
    """Who sees to an item: a person, else the leads of an agency, else the emergency managers.

    `right` is the one it goes by where no person does (None: a person does); `left` is who was named and is
    no longer on the roster; `is_unled`: it would be the leads', and the agency has none.
    """

    person: int | None = None
    right: OwnerRight | None = None
    agency: int | None = None
    left: int | None = None
    is_unled: bool = False


@dataclass(frozen=True, slots=True)
class Owned:
    """What decides who sees to an item: whom it names, the right kept with it, whose its checklist is."""

    item: int
    agency: int | None
    owner: int | None
    right: OwnerRight


def owners_on(
    session: Session, items: Iterable[tuple[ChecklistItem, ChecklistRecord]], on: date, region: Region
) -> dict[int, SeenTo]:
    """Who sees to each of some items on a day, by the item's id."""
    there = [Owned(item.id, kept.agency_id, item.owner_id, item.owner_right) for item, kept in items]
    return seen_to_on(session, there, on, region)


def seen_to_on(session: Session, items: Collection[Owned], on: date, region: Region) -> dict[int, SeenTo]:
    """The same of what is known of some items."""
    named = {each.owner for each in items if each.owner is not None}
    here = _on_roster(session, named, on)
    if named - here:
        here |= named.intersection(managers_of(session, region))
    led = leads_now(session, on)
    found: dict[int, SeenTo] = {}
    for each in items:
        if each.owner in here:
            found[each.item] = SeenTo(person=each.owner, agency=each.agency)
            continue
        is_unled = each.right is OwnerRight.LEAD and each.agency is not None and each.agency not in led
        right = OwnerRight.MANAGER if each.agency is None or is_unled else each.right
        found[each.item] = SeenTo(right=right, agency=each.agency, left=each.owner, is_unled=is_unled)
    return found


@dataclass(frozen=True, slots=True)
class Falling:
    """To whom items fall on a day, as conditions on `ChecklistItem` and its checklist; none is ever unknown.

    `is_owned`: to whom it names; else `is_leads`: to the leads of its agency; else to the managers, those
    that are `is_unled` since the agency has no lead.
    """

    is_owned: ColumnElement[bool]
    is_leads: ColumnElement[bool]
    is_unled: ColumnElement[bool]


def falling(session: Session, on: date, region: Region) -> Falling:
    """What `seen_to_on` says of some items, asked of the table."""
    owner = ChecklistItem.owner_id
    here = exists().where(AffiliationRecord.person_id == owner, is_on_roster(on))
    is_owned = and_(owner.is_not(None), or_(here, owner.in_(managers_of(session, region))))
    agency = ChecklistRecord.agency_id
    led = and_(agency.is_not(None), agency.in_(sorted(leads_now(session, on))))
    by_lead = and_(not_(is_owned), ChecklistItem.owner_right == OwnerRight.LEAD)
    return Falling(is_owned, and_(by_lead, led), and_(by_lead, agency.is_not(None), not_(led)))


def _on_roster(session: Session, people: Collection[int], on: date) -> set[int]:
    wanted, found = sorted(people), set[int]()
    for start in range(0, len(wanted), PART):
        query = select(AffiliationRecord.person_id).where(
            AffiliationRecord.person_id.in_(wanted[start : start + PART]), is_on_roster(on)
        )
        found.update(session.scalars(query))
    return found
