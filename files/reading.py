"""Reading what people brought: in a process of its own, so that no file takes Muster down or holds it up.

What the limits of a file (`limits`) do not foresee ends with that process: an abort of the library that opens
workbooks, all the memory there is, a loop that would take hours. It is given neither the settings nor the
store, and what it answers is taken as data alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from files import carried
from files.finding import Sought
from files.limits import MOST_BYTES, MOST_CPU_SECONDS, MOST_MEMORY, MOST_ROWS, MOST_SECONDS, MOST_TEXT
from files.table import NoRows, NotATable, Row, Table, column_name, refuse_large

_MOST_ANSWER = 8 * MOST_TEXT  # bytes; more than the limits of a file let through
_KEPT = ("LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR")
_ROOT = Path(__file__).resolve().parent.parent


class BrokeOff(Exception):
    """Reading a file broke off without a reason that can be told; trying again is worth it once."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading a file may take: bytes of memory, seconds of a processor, seconds on the clock."""

    memory: int = MOST_MEMORY
    cpu_seconds: int = MOST_CPU_SECONDS
    seconds: float = MOST_SECONDS


BOUNDS = Bounds()


def read_file(path: Path, sought: Sought | None = None) -> Table:
    """Reads a file of the machine's; no more of it is looked at than may be read.

    Raises as `read_apart` does, and OSError when it may not be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return read_apart(content, path.name, sought=sought)


def read_apart(content: bytes, name: str, bounds: Bounds = BOUNDS, sought: Sought | None = None) -> Table:
    """Reads a file somebody brought, in a process of its own; its table is found by the columns `sought`.

    Raises:
        NoRows: when there is a header and nothing under it.
        NotATable: when it is empty, too large, or something else.
        BrokeOff: when the reader crashed, or took more memory or time than it may.
    """
    return _read(content, name, bounds, sought=sought)


def read_list_apart(content: bytes, name: str, most_rows: int, bounds: Bounds = BOUNDS) -> Table:
    """The same of a list of at most so many rows, of which none has to be a header; it comes without one.

    Raises as `read_apart` does; NoRows where nothing stands in it.
    """
    return _read(content, name, bounds, most_rows)


def _read(content: bytes, name: str, bounds: Bounds, lines: int = 0, sought: Sought | None = None) -> Table:
    """Reads a table, or a list of so many `lines` at most."""
    refuse_large(len(content), name)
    asked = {
        "name": name,
        "memory": bounds.memory,
        "cpu_seconds": bounds.cpu_seconds,
        "lines": lines,
        "sought": None if sought is None else asdict(sought),
    }
    with _reader(bounds.seconds) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            # The reader takes all of it before it answers, so neither waits for the other.
            with suppress(BrokenPipeError), process.stdin as brought:
                brought.write(carried.to_line(asked))
                brought.write(content)
            return _received(_Answer(process.stdout), name)
        except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
            raise _broke_off(name) from None


@contextmanager
def _reader(seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """The process, for so many seconds at most; it is gone when this is left."""
    command = [sys.executable, "-S", "-P", "-m", "files.reader"]
    process = subprocess.Popen(  # noqa: S603 - our own module, with no word of anybody's
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's last words may hold what was in the file
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for the one who sits there
    )
    watch = threading.Timer(seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    """Where Python and its modules are, and no secret."""
    places = [str(_ROOT), *(os.path.abspath(place) for place in sys.path if place)]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1"}


class _Answer:
    """What the reader says, line by line, up to as much as a file within the limits can come to."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = _MOST_ANSWER

    def line(self) -> Any:
        """The next line. Raises ValueError when there is none, or no whole one."""
        line = self._stream.readline(self._left)
        self._left -= len(line)
        if not line.endswith(b"\n"):
            raise ValueError("it ends here")
        return json.loads(line)


def _received(answer: _Answer, name: str) -> Table:
    head = answer.line()
    _refuse_if_none(head)
    header = tuple(map(str, head[carried.HEADER]))
    columns = tuple(map(column_name, header))
    receiver, rows = carried.Receiver(columns), list[Row]()
    while isinstance(said := answer.line(), list):
        if len(rows) == MOST_ROWS:
            raise ValueError("more rows than there can be")
        rows.append(receiver.row(said))
    _refuse_if_none(said)
    if said[carried.ROWS] != len(rows):
        raise ValueError("not all rows")
    return Table(name, header, columns, rows, carried.shape_from(head))


def _refuse_if_none(said: Any) -> None:
    if carried.NO_ROWS in said:
        raise NoRows(str(said[carried.NO_ROWS]))
    if carried.NOT_A_TABLE in said:
        raise NotATable(str(said[carried.NOT_A_TABLE]))


def _broke_off(name: str) -> BrokeOff:
    return BrokeOff(
        f"{name} could not be read: that took more memory or time than a file is given, or broke off. The "
        "file may hold more than its size shows, or be damaged: copy the rows into a new sheet, and save "
        "that as CSV."
    )
