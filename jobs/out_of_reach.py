"""What the log says of a database that could not be used just now: away, busy, or not to be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from storage.engine import out_of_reach, was_busy, was_read_only

log = structlog.get_logger()


@contextmanager
def if_it_is_there() -> Iterator[None]:
    """What is done within is left undone where the database is out of reach; nobody waits for it."""
    try:
        yield
    except Exception as error:
        if not out_of_reach(error):
            raise


def say_out_of_reach(error: BaseException, **where: object) -> None:
    """One line; `where` says whose work waits, by ids and references."""
    if was_read_only(error):
        log.error("the database can't be written", **where)
    elif was_busy(error):
        log.info("the database is busy", **where)  # whoever waits tries again, and nothing is wrong
    else:
        log.warning("the database is away", **where)
