"""What looking at the record comes by: what is not as Muster wrote it, and how much was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

NOT_AS_WRITTEN = "is not as Muster writes it"
"""Said of what is stored in a way in which Muster stores nothing, whether it can be read or not."""

MORE_THAN_ONCE = "is there more than once"
"""Said of each row but the first of those that have one key."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as Muster wrote it: of which table and which row, and between which instants.

    `after` is the newest instant at which it still was as written, `before` one at which it was not any more,
    or the end of the time in which it was written; either may be unknown.
    """

    what: str
    table: str
    key: str
    after: datetime | None = None
    before: datetime | None = None
    more: str = ""


@dataclass(slots=True)
class Counts:
    """How much was looked at, and what of it could not be proven either way."""

    seals: int = 0
    rows: int = 0
    records: int = 0
    certificates: int = 0
    unsealed: int = 0
    unchecked: int = 0
    """Rows and seals by an older key that is not given: the chain holds them, their codes say nothing."""
    keys_not_given: dict[str, int] = field(default_factory=dict)
    """By which keys these are, by name, and how many by each."""
    plain_until: datetime | None = None
    """Until when seals were made without a key, where later ones have one."""
    plain_unsaid: int | None = None
    """The last seal before the first with a key, where nobody said with the key that there was none."""
    found_at: datetime | None = None
    """When what was there before was sealed as it was found."""

    rebased: int = 0
    """Records an upgrade took over into another shape."""
    late: int = 0
    """Rows sealed long after they were written, by seals after the head that was given."""
    late_from: int | None = None
    """The first of these seals."""

    @property
    def is_all_proven(self) -> bool:
        """Whether all of it could be checked: where nothing was found then, nothing was changed."""
        return not self.keys_not_given and self.plain_unsaid is None
