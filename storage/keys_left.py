"""Keys that were changed for another one: what is by one of them later on, somebody else wrote.

A key is often changed because it got out. It goes on proving what was written before the change, and must
prove nothing since: neither a seal, nor a row that was not there or under way by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.audit_key import name_in
from storage.sealing import ROWS_A_SEAL, STREAMS, WAITS_FOR
from storage.spans import Span

BY_ONE_LEFT = "is by a key that was changed for another one before"
RESTARTED_WITHIN = timedelta(minutes=15)
"""So long after the first seal by the new key some processes may still write with the old one."""


@dataclass(slots=True)
class _Left:
    """A key that was left: at which instant, and up to which row of each stream there may be some by it."""

    at: datetime
    through: dict[str, int] = field(default_factory=dict)
    piled_up: set[str] = field(default_factory=lambda: set(STREAMS))
    """The streams of which not everything is sealed yet that was not when it was left."""


@dataclass(slots=True)
class KeysLeft:
    """The keys of the seals one after the other, by name, as far as they were looked at."""

    newest: str = ""
    _left: dict[str, _Left] = field(default_factory=dict)
    _greatest: dict[str, int] = field(default_factory=dict)

    def is_late_seal(self, code: str, at: datetime, spans: Mapping[str, Sequence[Span]]) -> bool:
        """Whether a seal, the next one that is as it was written, is by a key that was left before it."""
        name = name_in(code)
        if name in self._left:
            return True
        if self.newest not in ("", name):
            self._left[self.newest] = _Left(at)
        self.newest = name
        for stream, covered in spans.items():
            count = sum(last - first + 1 for first, last in covered)
            greatest = max(self._greatest.get(stream, 0), *(last for _, last in covered), 0)
            self._greatest[stream] = greatest
            for left in self._left.values():
                if stream in left.piled_up:
                    left.through[stream] = greatest
                    if count < ROWS_A_SEAL // len(STREAMS):
                        left.piled_up.remove(stream)
        return False

    def is_late_row(self, stream: str, row_id: int, code: str, sealed_at: datetime) -> bool:
        """Whether a row is by a key that was left before: it was not there then, nor waited for, nor written
        by a process that was soon to be started again. Of one that is not sealed, as of now.
        """
        left = self._left.get(name_in(code))
        if left is None or sealed_at - left.at <= RESTARTED_WITHIN:
            return False
        return sealed_at - left.at > WAITS_FOR or row_id > left.through.get(stream, 0)
