"""A record as a file would leave it, row by row, beside what it is in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from files.imports.plan import Addition, Alteration, FieldChange
from storage.base import Base


class Draft:
    """One record while a file is gone through.

    Several rows may speak of it; what counts in the end is what it was before the first and is after the
    last, so that the same file a second time changes nothing.
    """

    def __init__(
        self,
        model: type[Base],
        identity: Mapping[str, Any],
        values: Mapping[str, Any],
        stored_id: int | None = None,
    ) -> None:
        self.model = model
        self.identity = dict(identity)  # what it is found by; never changed
        self.values = dict(values)
        self.stored_id = stored_id
        self._before = dict(values)
        self._addition: Addition | None = None

    @property
    def is_new(self) -> bool:
        """Whether the store does not have it yet."""
        return self.stored_id is None

    def take(self, values: Mapping[str, Any]) -> tuple[FieldChange, ...]:
        """Takes the values of one row; which of them are others than those so far."""
        changes = tuple(
            FieldChange(name, self.values[name], value)
            for name, value in values.items()
            if self.values[name] != value
        )
        self.values.update(values)
        return changes

    @property
    def differs(self) -> bool:
        """Whether the store has it with other values than the file leaves it with."""
        return not self.is_new and self.values != self._before

    @property
    def addition(self) -> Addition:
        """What is to be added for a new one; the same one every time."""
        if self._addition is None:
            self._addition = Addition(self.model, {**self.identity, **self.values})
        return self._addition

    def alteration(self) -> Alteration | None:
        """What is to be changed in one that is there; None where nothing is."""
        if self.stored_id is None or not self.differs:
            return None
        changed = {
            name: (self._before[name], value)
            for name, value in self.values.items()
            if self._before[name] != value
        }
        return Alteration(self.model, self.stored_id, changed)
