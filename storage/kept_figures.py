"""The figures that were kept with a digest, read again: what the next is measured against."""

from __future__ import annotations

import structlog
from pydantic import ValidationError

from storage.figures import Figures
from storage.slots import Slot

log = structlog.get_logger()


def figures_kept(slot: Slot) -> Figures | None:
    """What a digest said when it was sent; None, which is logged, for what can't be read any more.

    One that nobody can read is as one that never was: it keeps no other from being written.
    """
    try:
        return Figures.model_validate(slot.figures)
    except ValidationError as odd:
        unread = sorted({str(each["loc"][0]) for each in odd.errors() if each["loc"]})
        log.error(
            "digest not readable",
            slot=slot.id,
            subscription=slot.subject_id,
            day=slot.local_date,
            parts=unread,
        )
        return None
