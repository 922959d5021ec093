"""How checklists and their items are carried by buttons."""

from __future__ import annotations

from pydantic import BaseModel


class ItemPicked(BaseModel):
    """Which item a button is about."""

    item_id: int


class ChecklistPicked(BaseModel):
    """Which checklist a button is about."""

    checklist_id: int
