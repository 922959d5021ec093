"""Whether another process has an SQLite database open, so that it may want to write at this moment.

Whoever waits for SQLite's one turn to write leaves no sign of it. But every process that has a database in
WAL mode open holds a lock on one byte of its `-shm` file from its first look until it closes it ("the dead
man switch" of SQLite's os_unix.c): it is how the next one to come knows whether it is the first. The system
is asked whether somebody else holds that lock. It is asked through the handle SQLite itself has on that file:
to open it anew, and close it, would let go of SQLite's own locks on it.

Who serves takes a lock of its own there, far behind all bytes SQLite locks: the system lets go of it with the
process, however that ends, and nothing is left behind.
"""

from __future__ import annotations

import fcntl
import os
import struct
import sys
from pathlib import Path

_DEAD_MAN_SWITCH = 128
"""The byte: 120, where SQLite's locks on the file begin, and the eight of them."""
_SERVES = 1 << 30
"""The byte of who serves."""
_LOCK = struct.Struct("@hhqqi4x")
"""Linux's `struct flock` where processes have 64 bits: type, whence, start, length, whose."""
_HANDLES = Path("/proc/self/fd")


class ServedAlready(Exception):
    """Another process serves this database; the message says what to do."""


def serve_alone(database: Path) -> None:
    """Marks an SQLite database that is open here as served by this process, for as long as it has it open.

    Raises ServedAlready where another one serves it. Where that can't be told, nothing is marked.
    """
    try:
        if (handle := _handle(database)) is not None:
            fcntl.fcntl(handle, fcntl.F_SETLK, _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, _SERVES, 1, 0))
    except BlockingIOError:
        raise ServedAlready(
            f"Another muster serve has {database} open, and one alone may serve an SQLite file. "
            "To do: end the other one first; for several, use PostgreSQL."
        ) from None
    except OSError:
        return


def is_served_elsewhere(database: Path) -> bool:
    """Whether another process serves an SQLite database that is open here, as far as that can be told."""
    try:
        handle = _handle(database)
        return handle is not None and _is_locked(handle, _SERVES)
    except OSError:
        return False


def is_open_elsewhere(database: Path) -> bool:
    """Whether another process has it open; where that can't be told, it is taken to be so."""
    try:
        handle = _handle(database)
        return handle is None or _is_locked(handle, _DEAD_MAN_SWITCH)
    except OSError:  # it was closed meanwhile, or is no file of ours to ask about
        return True


def _is_locked(handle: int, byte: int) -> bool:
    """Whether another process holds a lock on a byte."""
    asked = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
    kind, *_ = _LOCK.unpack(fcntl.fcntl(handle, fcntl.F_GETLK, asked))
    return bool(kind != fcntl.F_UNLCK)


def _handle(database: Path) -> int | None:
    """SQLite's own handle on the `-shm` file; None where it has none, or nobody knows how to ask. Raises
    OSError.
    """
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    there = os.stat(f"{database}-shm")
    handles = (_handle_of(int(each), there) for each in os.listdir(_HANDLES))
    return next((each for each in handles if each is not None), None)


def _handle_of(handle: int, there: os.stat_result) -> int | None:
    """A handle of ours, where it is one on that file."""
    try:
        ours = os.fstat(handle)
    except OSError:
        return None
    return handle if (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino) else None
