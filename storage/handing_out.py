"""Handing templates out: a list for the region or for many agencies at once, and bringing one up to date.

A template handed twice makes no second list. A list keeps what it has until somebody brings it up to date:
then lines that are new in the template are added, and what is open says what the template says now where
nobody had it say something else. What is closed is never altered, and no due day moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, AuditRow, Trail
from storage.cards import changed
from storage.checklist_keeping import ItemSaid, add_items, change_item, drop_item, items_of
from storage.checklist_turns import is_untouched, lock_checklist
from storage.checklists import (
    CHECKLIST_CARD,
    LIST_STANDS,
    ChecklistItem,
    ChecklistRecord,
    ItemState,
    OwnerRight,
    TemplateItem,
    TemplateRecord,
    whose_of,
)
from storage.letters import CHECKLIST_HANDED, leave_line
from storage.rights import leads_by_agency
from storage.templates import lines_of, lock_template

FOLLOWS_TEMPLATE = ("text", "step", "owner_right", "every_months", "needs_evidence")
"""What of an open item becomes what the template says now, where it is still what the template had said."""
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
class Newer:
    """What a template says that a list of it does not say yet.

    `gone` are open items whose line was taken out of the template; they stay unless somebody drops them.
    """

    added: Sequence[TemplateItem] = ()
    reworded: Sequence[tuple[ChecklistItem, Mapping[str, Any]]] = ()
    gone: Sequence[ChecklistItem] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.reworded or self.gone)


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
    first_day: date,
    trail: Trail,
    by: int | None = None,
    updates: bool = False,
    drops: bool = False,
) -> HandedOut:
    """Hands a template to some agencies, or sets it up for the region (None): a list each, where none is.

    Due days count from `first_day`. `updates`: lists that are there are brought up to date (`drops` as
    there). `by` is the person who does; the other leads of the agencies read of it in their letter. Raises
    NotForThem, and NoLongerThere for a template that was taken out.
    """
    if template.for_agencies is (agency_ids is None):
        raise NotForThem
    lock_template(session, template)
    wanted: list[int | None] = [None] if agency_ids is None else list(dict.fromkeys(agency_ids))
    there = lists_of(session, template.id, wanted)
    begun = [_list_for(template, each, trail) for each in wanted if each not in there]
    session.add_all(begun)
    session.flush()
    for each in begun:
        trail.note(session, AuditKind.CHECKLIST_BEGUN, each.subject, of=each, template=template.key)
    lines = lines_of(session, template.id)
    for each in begun:
        add_items(session, each, [_item_of(line, first_day) for line in lines], trail, by)
    had = [there[each] for each in wanted if each in there]
    behind = had if updates else []
    updated = [bring_up_to_date(session, each, template, first_day, trail, by, drops) for each in behind]
    _tell(session, begun, trail, by)
    return HandedOut(begun, had, updated, _handed(session, template, begun, trail) if begun else None)


def newer(session: Session, template: TemplateRecord, lists: Iterable[ChecklistRecord]) -> dict[int, Newer]:
    """What a template says that lists of it do not say yet, by the list; nothing of those up to it."""
    behind = [each for each in lists if each.template_revision != template.revision]
    if not behind:
        return {}
    lineage = _Lineage(session, template.id)
    found = {each.id: lineage.newer(items_of(session, each.id)) for each in behind}
    return {key: each for key, each in found.items() if each}


def bring_up_to_date(
    session: Session,
    checklist: ChecklistRecord,
    template: TemplateRecord,
    today: date,
    trail: Trail,
    by: int | None = None,
    drops: bool = False,
) -> Updated:
    """Has a list say what its template says now; the due days of what is added count from `today`.

    `drops`: what is open of lines taken out of the template is dropped, too. The agency's other leads read of
    it. Raises NoLongerThere.
    """
    lock_template(session, template)
    lock_checklist(session, checklist)
    if checklist.template_revision == template.revision and not drops:
        return Updated(checklist)
    found = _Lineage(session, template.id).newer(items_of(session, checklist.id))
    for item, changes in found.reworded:
        change_item(session, item, changes, trail, by)
    if found.added:
        add_items(session, checklist, [_item_of(line, today) for line in found.added], trail, by)
    dropped = found.gone if drops else ()
    for item in dropped:
        drop_item(session, item, NO_LONGER_ASKED, today, trail)
    checklist.template_revision = template.revision
    session.flush()
    reworded = sum(changes.keys() != {"template_item_id"} for _, changes in found.reworded)
    left = len(found.gone) - len(dropped)
    done = Updated(checklist, len(found.added), reworded, len(dropped), left)
    if done:
        _tell(session, [checklist], trail, by)
    return done


def undo_handing_out(session: Session, row: AuditRow, trail: Trail) -> list[ChecklistRecord]:
    """Takes the lists back that one handing out began; none where they were taken back already.

    Raises Worked where something was done on some of them since: then none is taken back.
    """
    template = session.get_one(TemplateRecord, row.subject_id)
    lock_template(session, template)
    lists = [session.get_one(ChecklistRecord, each) for each in row.detail["lists"]]
    for each in lists:
        lock_checklist(session, each)
    standing = [each for each in lists if each.voided_at is None]
    items = {each.id: items_of(session, each.id) for each in standing}
    if worked := [each for each in standing if not _is_as_begun(session, each, items[each.id])]:
        raise Worked(worked)
    for each in standing:
        for item in items[each.id]:
            item.take_back(trail.now, trail.by, UNDONE)
            item.state = ItemState.DROPPED
        each.take_back(trail.now, trail.by, UNDONE)
        changed(session, CHECKLIST_CARD, each.id, trail.now)
    if standing:
        _handed(session, template, standing, trail, "taken back")
    return standing


class _Lineage:
    """The lines a template has and had: which took the place of which."""

    def __init__(self, session: Session, template_id: int) -> None:
        """Of this template."""
        query = select(TemplateItem).where(TemplateItem.template_id == template_id)
        rows = list(session.scalars(query.order_by(TemplateItem.id)))
        self.standing = lines_of(session, template_id)
        self.by_id = {each.id: each for each in rows}
        self.first: dict[int, int] = {}
        for each in rows:
            self.first[each.id] = each.id if each.follows_id is None else self.first[each.follows_id]
        self.latest = {self.first[each.id]: each for each in rows}

    def newer(self, items: Sequence[ChecklistItem]) -> Newer:
        """What the template says that a list with these items does not say."""
        there = [each for each in items if each.template_item_id in self.by_id]
        has = {self.first[each.template_item_id] for each in there if each.template_item_id is not None}
        still_open = [each for each in there if each.state is ItemState.OPEN]
        return Newer(
            [line for line in self.standing if self.first[line.id] not in has],
            list(self._reworded(still_open)),
            [each for each in still_open if self._latest(each).voided_at is not None],
        )

    def _latest(self, item: ChecklistItem) -> TemplateItem:
        assert item.template_item_id is not None
        return self.latest[self.first[item.template_item_id]]

    def _reworded(self, items: Iterable[ChecklistItem]) -> Iterator[tuple[ChecklistItem, dict[str, Any]]]:
        """What somebody had an item say themself stays; all else is what the line says now."""
        for item in items:
            latest = self._latest(item)
            if latest.id == item.template_item_id or latest.voided_at is not None:
                continue
            assert item.template_item_id is not None
            was = self.by_id[item.template_item_id]
            changes = {
                name: getattr(latest, name)
                for name in FOLLOWS_TEMPLATE
                if getattr(item, name) == getattr(was, name) != getattr(latest, name)
            }
            yield item, {**changes, "template_item_id": latest.id}


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


def _is_as_begun(session: Session, checklist: ChecklistRecord, items: Sequence[ChecklistItem]) -> bool:
    """Whether a list has what it began with, and nobody has said anything of that since."""
    return all(
        each.template_item_id is not None
        and each.recorded_at == checklist.recorded_at
        and is_untouched(session, each)
        for each in items
    )


def _tell(session: Session, lists: Iterable[ChecklistRecord], trail: Trail, by: int | None) -> None:
    leads = leads_by_agency(session)
    for each in lists:
        told = [person for person in leads.get(each.agency_id or 0, ()) if person != by]
        leave_line(session, told, CHECKLIST_HANDED, each.id, trail.now, str(each.template_revision))


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
