"""Which line of a template took the place of which, and what its lists do not say yet that it says now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.checklists import ChecklistItem, ItemState, TemplateItem
from storage.templates import lines_of

FOLLOWS_TEMPLATE = ("text", "step", "owner_right", "every_months", "needs_evidence")
"""What of an open item becomes what the template says now, where it is still what the template had said."""


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


class Lineage:
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
