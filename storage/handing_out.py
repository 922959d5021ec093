"""Handing templates out: a list for the region or for many agencies at once, and bringing one up to date.

A template handed twice makes no second list. A list keeps what it has until somebody brings it up to date:
then lines that are new in the template are added, and what is open says what the template says now where
nobody had it say something else. What is closed is never altered, and no due day moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow, Trail, note_each
from storage.cards import all_changed
from storage.checklist_closing import note_dropped, write_drop
from storage.checklist_keeping import ItemSaid, note_changes, write_change, write_items
from storage.checklist_turns import PART, lock_checklists, touched
from storage.checklists import (
    CHECKLIST_CARD,
    ITEM_STANDS,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    ItemState,
    OwnerRight,
    TemplateItem,
    TemplateRecord,
    whose_of,
)
from storage.letters import CHECKLIST_HANDED, leave_lines
from storage.rights import leads_now
from storage.template_lineage import Lineage, Newer
from storage.templates import lines_of, lock_template

NO_LONGER_ASKED = "no longer in the template"
"""Why an item is dropped whose line was taken out of the template, where somebody asks for that."""
UNDONE = "handing it out was undone"


class NotForThem(Exception):
    """An agency's template was to be the region's list, or the region's an agency's."""


class Worked(Exception):
    """A list can't be taken back: something was done on it, or added to it, since."""

    def __init__(self, lists: Sequence[ChecklistRecord]) -> None:
        """Of these lists."""
        super().__init__(f"{len(lists)} lists were worked on")
        self.lists = lists


@dataclass(frozen=True)
class Updated:
    """What bringing a list up to date did to it: lines added, items reworded, dropped, and left as gone."""

    checklist: ChecklistRecord
    added: int = 0
    reworded: int = 0
    dropped: int = 0
    left: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.reworded or self.dropped)


@dataclass(frozen=True)
class HandedOut:
    """What handing a template out did: lists begun, those that were there already, those brought up to date.

    `row` is the audit's, by which it can be undone; None where nothing was begun.
    """

    new: Sequence[ChecklistRecord] = ()
    had_already: Sequence[ChecklistRecord] = ()
    updated: Sequence[Updated] = field(default=())
    row: AuditRow | None = None


def lists_of(
    session: Session, template_id: int, agency_ids: Iterable[int | None] | None = None
) -> dict[int | None, ChecklistRecord]:
    """The lists of a template that stand, by agency (None: the region's); those of some, or all."""
    query = select(ChecklistRecord).where(ChecklistRecord.template_id == template_id, LIST_STANDS)
    if agency_ids is not None:
        query = query.where(ChecklistRecord.whose.in_([whose_of(each, template_id) for each in agency_ids]))
    return {each.agency_id: each for each in session.scalars(query.order_by(ChecklistRecord.id))}


def hand_out(
    session: Session,
    template: TemplateRecord,
    agency_ids: Sequence[int] | None,
    today: date,
    trail: Trail,
    by: int | None = None,
    updates: bool = False,
    drops: bool = False,
    first_day: date | None = None,
) -> HandedOut:
    """Hands a template to some agencies, or sets it up for the region (None): a list each, where none is.

    Due days count from `first_day`, else from today. `updates`: lists that are there are brought up to date
    (`drops` as there). `by` is the person who does; the other leads of the agencies read of it in their
    letter. Raises NotForThem, and NoLongerThere for a template that was taken out.
    """
    if template.for_agencies is (agency_ids is None):
        raise NotForThem
    lock_template(session, template)
    wanted: list[int | None] = [None] if agency_ids is None else list(dict.fromkeys(agency_ids))
    there = lists_of(session, template.id, wanted)
    begun = [_list_for(template, each, trail) for each in wanted if each not in there]
    session.add_all(begun)
    session.flush()
    detail = {"template": template.key}
    note_each(session, trail, AuditKind.CHECKLIST_BEGUN, [(each.subject, each, detail) for each in begun])
    first_day = first_day or today
    items = [_item_of(line, first_day) for line in lines_of(session, template.id)]
    write_items(session, [(each, items) for each in begun], trail)
    had = [there[each] for each in wanted if each in there]
    behind = had if updates else ()
    updated = _brought(session, template, behind, today, trail, by, drops, first_day)
    _tell(session, begun, trail, by, today)
    return HandedOut(begun, had, updated, _handed(session, template, begun, trail) if begun else None)


def newer(session: Session, template: TemplateRecord, lists: Iterable[ChecklistRecord]) -> dict[int, Newer]:
    """What a template says that lists of it do not say yet, by the list; nothing of those up to it."""
    behind = [each.id for each in lists if each.template_revision != template.revision]
    if not behind:
        return {}
    lineage, items = Lineage(session, template.id), _items_by_list(session, behind)
    return {key: found for key in behind if (found := lineage.newer(items.get(key, ())))}


def bring_up_to_date(
    session: Session,
    template: TemplateRecord,
    lists: Sequence[ChecklistRecord],
    today: date,
    trail: Trail,
    by: int | None = None,
    drops: bool = False,
) -> list[Updated]:
    """Has lists say what their template says now; the due days of what is added count from `today`.

    `drops`: what is open of lines taken out of the template is dropped, too. The agencies' other leads read
    of it. Raises NoLongerThere.
    """
    lock_template(session, template)
    return _brought(session, template, lists, today, trail, by, drops, today)


def undo_handing_out(session: Session, row: AuditRow, trail: Trail) -> list[ChecklistRecord]:
    """Takes the lists back that one handing out began; none where they were taken back already.

    Raises Worked where something was done on some of them since: then none is taken back.
    """
    template = session.get_one(TemplateRecord, row.subject_id)
    lock_template(session, template)
    lists = _by_keys(session, row.detail["lists"])
    lock_checklists(session, lists)
    standing = [each for each in lists if each.voided_at is None]
    items = _items_by_list(session, [each.id for each in standing])
    since = touched(session, [item for there in items.values() for item in there])
    if worked := [each for each in standing if not _is_as_begun(each, items.get(each.id, ()), since)]:
        raise Worked(worked)
    for each in standing:
        for item in items.get(each.id, ()):
            item.take_back(trail.now, trail.by, UNDONE)
            item.state = ItemState.DROPPED
        each.take_back(trail.now, trail.by, UNDONE)
    _mark_cards(session, standing, trail)
    if standing:
        _handed(session, template, standing, trail, "taken back")
    return standing


def _list_for(template: TemplateRecord, agency_id: int | None, trail: Trail) -> ChecklistRecord:
    return ChecklistRecord(
        title=template.title,
        agency_id=agency_id,
        template_id=template.id,
        template_revision=template.revision,
        whose=whose_of(agency_id, template.id),
        recorded_by=trail.by,
        recorded_at=trail.now,
    )


def _item_of(line: TemplateItem, first_day: date) -> ItemSaid:
    ahead = line.due_after_days
    return ItemSaid(
        line.text,
        step=line.step,
        owner_right=OwnerRight(line.owner_right),
        due_on=None if ahead is None else first_day + timedelta(days=ahead),
        every_months=line.every_months,
        needs_evidence=line.needs_evidence,
        template_item_id=line.id,
    )


def _is_as_begun(checklist: ChecklistRecord, items: Sequence[ChecklistItem], since: Collection[int]) -> bool:
    """Whether a list has what it began with; `since`: the items somebody has said something of."""
    return all(
        each.template_item_id is not None
        and each.recorded_at == checklist.recorded_at
        and each.id not in since
        for each in items
    )


def _brought(
    session: Session,
    template: TemplateRecord,
    lists: Sequence[ChecklistRecord],
    today: date,
    trail: Trail,
    by: int | None,
    drops: bool,
    first_day: date,
) -> list[Updated]:
    """Brings lists up to date whose template's turn was taken, all of them with a few statements."""
    if not lists:
        return []
    lock_checklists(session, lists)
    behind = {
        each.id
        for each in lists
        if each.voided_at is None and (drops or each.template_revision != template.revision)
    }
    lineage, items = Lineage(session, template.id), _items_by_list(session, sorted(behind))
    found = {key: lineage.newer(items.get(key, ())) for key in behind}
    _reword(session, [each for key in behind for each in found[key].reworded], trail)
    gone = [item for key in behind for item in found[key].gone] if drops else []
    for item in gone:
        write_drop(item, NO_LONGER_ASKED, today, trail)
    note_dropped(session, gone, trail)
    added = [(each, found[each.id].added) for each in lists if each.id in behind and found[each.id].added]
    write_items(
        session, [(each, [_item_of(line, first_day) for line in lines]) for each, lines in added], trail
    )
    for each in lists:
        if each.id in behind:
            each.template_revision = template.revision
    done = [_updated(each, found.get(each.id, Newer()), drops) for each in lists]
    altered = [each.checklist for each in done if each]
    _mark_cards(session, altered, trail)
    _tell(session, altered, trail, by, today)
    return done


def _reword(session: Session, every: Sequence[tuple[ChecklistItem, Mapping[str, Any]]], trail: Trail) -> None:
    """Changes items, those of which the same columns change together: one statement for all of them."""

    def columns(each: tuple[ChecklistItem, Mapping[str, Any]]) -> list[str]:
        return sorted(each[1])

    for _, alike in groupby(sorted(every, key=columns), key=columns):
        note_changes(session, [(item, write_change(item, changes)) for item, changes in alike], trail)
        session.flush()


def _updated(checklist: ChecklistRecord, found: Newer, drops: bool) -> Updated:
    reworded = sum(changes.keys() != {"template_item_id"} for _, changes in found.reworded)
    gone = len(found.gone)
    return Updated(checklist, len(found.added), reworded, gone if drops else 0, 0 if drops else gone)


def _items_by_list(session: Session, checklist_ids: Sequence[int]) -> dict[int, list[ChecklistItem]]:
    """The items of some checklists as they are now, each list's in their order."""
    found: defaultdict[int, list[ChecklistItem]] = defaultdict(list)
    for start in range(0, len(checklist_ids), PART):
        query = (
            select(ChecklistItem)
            .where(ChecklistItem.checklist_id.in_(checklist_ids[start : start + PART]), ITEM_STANDS)
            .order_by(ChecklistItem.checklist_id, ChecklistItem.place, ChecklistItem.id)
            .execution_options(populate_existing=True)
        )
        for item in session.scalars(query):
            found[item.checklist_id].append(item)
    return found


def _by_keys(session: Session, keys: Sequence[int]) -> list[ChecklistRecord]:
    found: list[ChecklistRecord] = []
    for start in range(0, len(keys), PART):
        query = select(ChecklistRecord).where(ChecklistRecord.id.in_(keys[start : start + PART]))
        found += session.scalars(query.order_by(ChecklistRecord.id))
    return found


def _mark_cards(session: Session, lists: Sequence[ChecklistRecord], trail: Trail) -> None:
    for start in range(0, len(lists), PART):
        keys = [each.id for each in lists[start : start + PART]]
        theirs = select(ChecklistRecord.id).where(ChecklistRecord.id.in_(keys))
        all_changed(session, CHECKLIST_CARD, theirs, trail.now)


def _tell(
    session: Session, lists: Sequence[ChecklistRecord], trail: Trail, by: int | None, today: date
) -> None:
    """Leaves a line for those who lead the agencies now, but for the one who did it."""
    leads = leads_now(session, today) if lists else {}
    by_revision: defaultdict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for each in lists:
        told = [person for person in leads.get(each.agency_id or 0, ()) if person != by]
        by_revision[each.template_revision] += [(person, each.id) for person in told]
    for revision, lines in by_revision.items():
        leave_lines(session, lines, CHECKLIST_HANDED, trail.now, str(revision))


def _handed(
    session: Session,
    template: TemplateRecord,
    lists: Sequence[ChecklistRecord],
    trail: Trail,
    what: str = "handed out",
) -> AuditRow:
    session.flush()
    row = trail.note(
        session,
        AuditKind.TEMPLATE_HANDED,
        template.subject,
        of=list(lists),
        what=what,
        template=template.key,
        revision=template.revision,
        lists=[each.id for each in lists],
    )
    session.flush()
    return row
