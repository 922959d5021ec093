"""How a standing is said."""

from __future__ import annotations

from datetime import date

from readiness.due import DueRow
from readiness.standing import Status
from words.days import spoken

SAID = {
    Status.NEVER: "not yet trained",
    Status.NEW: "new",
    Status.EXPIRED: "expired",
    Status.GRACE: "in grace",
    Status.DUE_SOON: "due soon",
    Status.CURRENT: "current",
    Status.WAIVED: "waived",
    Status.ON_LEAVE: "on leave",
}


def row_words(row: DueRow) -> str:
    """Where a row's person stands; whether the full course is needed, when a refresher is enough no more."""
    full = "; a refresher is no longer enough" if row.full_needed else ""
    return standing_words(row.status, row.due_on) + full


def standing_words(status: Status, due_on: date | None) -> str:
    """A status and its day: "expired 1 Mar 2026", "due 14 Jan 2027"."""
    day = "" if due_on is None else f" {spoken(due_on)}"
    match status:
        case Status.EXPIRED:
            return f"expired{day}"
        case Status.GRACE:
            return f"expired{day}, in its days of grace"
        case Status.NEVER:
            return "not yet trained" + (f", was due{day}" if day else "")
        case Status.NEW:
            return f"new, due{day}"
        case Status.DUE_SOON:
            return f"due{day}"
        case Status.CURRENT:
            return f"current until{day}" if day else "current, does not expire"
        case _:
            return SAID[status]
