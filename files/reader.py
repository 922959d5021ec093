"""The process that reads one file: `python -m files.reader`, which `reading` starts and nobody else.

It takes a line of JSON and then the file's bytes from its standard input, and writes what it read to its
standard output (`carried`). Before it looks at the bytes it binds itself: so much memory, so much time, no
file written. Where a limit is not known to the system (memory on macOS) the others hold.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict
from typing import BinaryIO

from files import carried
from files.finding import Sought
from files.table import NoRows, NotATable, open_list, open_table


def bind(memory: int, cpu_seconds: int) -> None:
    """Gives up all that reading a file does not need, and steps behind those who answer."""
    with contextlib.suppress(ImportError):
        import resource

        for limit, most in (
            ("RLIMIT_AS", memory),
            ("RLIMIT_CPU", cpu_seconds),
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_CORE", 0),
        ):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, limit), (most, most))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as first:
        # Written before anything else is short of memory, this one goes first.
        first.write("1000")


def read(brought: BinaryIO, answer: BinaryIO) -> None:
    """Reads what was brought, and answers with it."""
    asked = json.loads(brought.readline())
    bind(asked["memory"], asked["cpu_seconds"])
    try:
        content, name, lines = brought.read(), asked["name"], asked["lines"]
        sought = None if asked["sought"] is None else Sought.carried(asked["sought"])
        opened = open_list(content, name, lines) if lines else open_table(content, name, sought)
        answer.write(carried.to_line({carried.HEADER: opened.header, **asdict(opened.shape)}))
        count = 0
        for row in opened.rows:
            answer.write(carried.row_to_line(row))
            count += 1
        answer.write(carried.to_line({carried.ROWS: count}))
    except NoRows as problem:
        answer.write(carried.to_line({carried.NO_ROWS: str(problem)}))
    except NotATable as problem:
        answer.write(carried.to_line({carried.NOT_A_TABLE: str(problem)}))
    answer.flush()


if __name__ == "__main__":
    read(sys.stdin.buffer, sys.stdout.buffer)
