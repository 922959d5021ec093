"""The clock Muster goes by, unless it is handed another one."""

from __future__ import annotations

from datetime import UTC, datetime


def real_clock() -> datetime:
    """Now, in UTC, as the machine has it: where it serves, a clock to be watched (`jobs.clock`)."""
    return datetime.now(UTC)
