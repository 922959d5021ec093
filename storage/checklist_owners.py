"""Who sees to an item of a checklist on a day: a person, else whoever has the right.

Where the person named left the roster it falls to the right that is kept with the item; where an agency has
no lead, to the emergency managers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.checklists import ChecklistItem, ChecklistRecord, OwnerRight
from storage.people import AffiliationRecord
from storage.region import Region
from storage.rights import leads_of, managers_of
from storage.roster import is_on_roster


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


def owners_on(
    session: Session, items: Iterable[tuple[ChecklistItem, ChecklistRecord]], on: date, region: Region
) -> dict[int, SeenTo]:
    """Who sees to each of some items on a day, by the item's id."""
    there = list(items)
    named = {item.owner_id for item, _ in there if item.owner_id is not None}
    here = _on_roster(session, named, on)
    if named - here:
        here |= named.intersection(managers_of(session, region))
    led: dict[int, bool] = {}
    found: dict[int, SeenTo] = {}
    for item, checklist in there:
        if item.owner_id in here:
            found[item.id] = SeenTo(person=item.owner_id, agency=checklist.agency_id)
            continue
        right, agency = item.owner_right, checklist.agency_id
        if right is OwnerRight.LEAD and agency is not None and agency not in led:
            led[agency] = bool(leads_of(session, agency, on))
        is_unled = right is OwnerRight.LEAD and agency is not None and not led[agency]
        if agency is None or is_unled:
            right = OwnerRight.MANAGER
        found[item.id] = SeenTo(right=right, agency=agency, left=item.owner_id, is_unled=is_unled)
    return found


def _on_roster(session: Session, people: Collection[int], on: date) -> set[int]:
    query = select(AffiliationRecord.person_id).where(
        AffiliationRecord.person_id.in_(sorted(people)), is_on_roster(on)
    )
    return set(session.scalars(query)) if people else set()
