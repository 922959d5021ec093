"""The rules before: by what everybody was counted last, kept while they are counted by what is asked now.

Counting a state anew takes a minute. Who asks meanwhile about all of it is answered by these, and told so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol, TypeVar, cast

from sqlalchemy.orm import Session

from readiness.records import Agency
from storage.engine import may_change

MEANWHILE = "counted meanwhile"
"""Beside a catalogue: what was counted by it of those whom the tally counts by older rules."""
_ALL_COUNTED = "everybody is counted"
BEFORE = "the rules before"
"""Beside a catalogue: the last one by which everybody was counted, and was not by this when it was read."""
SHOWN = "shown scopes"
"""Beside a catalogue: which of its parts may be counted, by whom they are made of."""
KEPT_AT = "kept at"
LONGEST_LOOK = 600.0
"""Seconds after which nobody looks any more at what was before a catalogue: an older one is the newest."""


class Kept(Protocol):
    """What a catalogue is here: its version, that since which the same is asked, what is kept beside it."""

    @property
    def made(self) -> dict[str, object]:
        """See `storage.catalogue.Catalogue`."""

    @property
    def number(self) -> int:
        """See there."""

    @property
    def agencies(self) -> Mapping[int, Agency]:
        """See there."""

    @property
    def newest(self) -> int:
        """See there."""


Of = TypeVar("Of", bound=Kept)


def note_all_counted(session: Session, of: Kept) -> None:
    """Notes beside a catalogue that everybody was counted by it; then it may be of the rules before.

    Not in a transaction that may change what is asked: what it sees nobody else may ever see.
    """
    if not may_change(session):
        of.made[_ALL_COUNTED] = True


def is_of_an_older_look(last: Kept | None, found: Kept) -> bool:
    """Whether a catalogue is that of somebody who began to look before the last one was there."""
    if last is None or last.number <= found.number:
        return False
    return time.monotonic() - cast(float, last.made.get(KEPT_AT, 0.0)) < LONGEST_LOOK


def following(last: Kept | None, found: Of) -> Of:
    """A catalogue that is kept in place of the last one, with what holds of that, or is asked for still."""
    found.made[KEPT_AT] = time.monotonic()
    if last is None or last.number > found.number:
        return found
    if last.agencies == found.agencies and SHOWN in last.made:
        found.made[SHOWN] = last.made[SHOWN]
    if last.newest == found.newest:  # the same is asked: it was called otherwise, or asks nobody anything
        lasting = (MEANWHILE, _ALL_COUNTED, BEFORE)
        found.made.update({name: last.made[name] for name in lasting if name in last.made})
    else:
        is_counted = _ALL_COUNTED in last.made
        found.made[BEFORE] = last if is_counted else last.made.get(BEFORE, last)
        if is_counted:  # those before it are asked for no more; else another thread may still read them here
            last.made.pop(BEFORE, None)
    return found
