"""The rules before: by what everybody was counted last, kept while they are counted by what is asked now.

Counting a state anew takes a minute. Who asks meanwhile about all of it is answered by these, and told so.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from storage.catalogue import Catalogue

MEANWHILE = "counted meanwhile"
"""Beside a catalogue: what was counted by it of those whom the tally counts by older rules."""
ALL_COUNTED = "everybody is counted"
"""Beside a catalogue, once everybody was counted by it."""
BEFORE = "the rules before"
"""Beside a catalogue: the last one by which everybody was counted, and was not by this when it was read."""
KEPT_AT = "kept at"
LONGEST_LOOK = 600.0
"""Seconds after which nobody looks any more at what was before a catalogue: an older one is the newest."""


def is_of_an_older_look(last: Catalogue | None, found: Catalogue) -> bool:
    """Whether a catalogue is that of somebody who began to look before the last one was there."""
    if last is None or last.number <= found.number:
        return False
    return time.monotonic() - cast(float, last.made.get(KEPT_AT, 0.0)) < LONGEST_LOOK


def following(last: Catalogue | None, found: Catalogue) -> Catalogue:
    """A catalogue that is kept in place of the last one, with what holds of that, or is asked for still."""
    found.made[KEPT_AT] = time.monotonic()
    if last is None or last.number > found.number:
        return found
    if last.newest == found.newest:  # the same is asked: it was called otherwise, or asks nobody anything
        lasting = (MEANWHILE, ALL_COUNTED, BEFORE)
        found.made |= {name: last.made[name] for name in lasting if name in last.made}
    else:
        earlier = None if ALL_COUNTED in last.made else last.made.get(BEFORE)
        found.made[BEFORE] = last if earlier is None else earlier
        last.made.pop(BEFORE, None)
    return found


def with_rules_before(catalogue: Catalogue) -> Catalogue | None:
    """A catalogue that asks what the one before asked, of the agencies of now; None where none is known.

    Whoever was projected since is computed from their records by it.
    """
    before = cast("Catalogue | None", catalogue.made.get(BEFORE))
    if before is None:
        return None
    agencies = {
        key: replace(each, disciplines=before.agencies[key].disciplines) if key in before.agencies else each
        for key, each in catalogue.agencies.items()
    }
    rules = before.rulebook
    made = {MEANWHILE: before.made[MEANWHILE]} if MEANWHILE in before.made else {}
    return replace(
        catalogue,
        agencies=agencies,
        rulebook=replace(
            catalogue.rulebook,
            agencies=agencies,
            requirements=rules.requirements,
            versions=rules.versions,
            equivalents=rules.equivalents,
            revisions=rules.revisions,
            teaches=rules.teaches,
        ),
        changed_in=before.changed_in,
        until=before.number,
        made=made,
    )
