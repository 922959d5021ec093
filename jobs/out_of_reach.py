"""What the log says of a database that could not be used just now: away, busy, or not to be written."""

from __future__ import annotations

import structlog

from storage.engine import was_busy, was_read_only

log = structlog.get_logger()


def say_out_of_reach(error: BaseException, **where: object) -> None:
    """One line; `where` says whose work waits, by ids and references."""
    if was_read_only(error):
        log.error("the database can't be written", **where)
    elif was_busy(error):
        log.info("the database is busy", **where)  # whoever waits tries again, and nothing is wrong
    else:
        log.warning("the database is away", **where)
