"""Whether another process has an SQLite database open, so that it may want to write at this moment.

Whoever waits for SQLite's one turn to write leaves no sign of it. But every process that has a database in
WAL mode open holds a lock on one byte of its `-shm` file from its first look until it closes it ("the dead
man switch" of SQLite's os_unix.c): it is how the next one to come knows whether it is the first. The system
is asked whether somebody else holds that lock. It is asked through the handle SQLite itself has on that file:
to open it anew, and close it, would let go of SQLite's own locks on it.
"""

from __future__ import annotations

import fcntl
import os
import struct
import sys
from pathlib import Path

_DEAD_MAN_SWITCH = 128
"""The byte: 120, where SQLite's locks on the file begin, and the eight of them."""
_LOCK = struct.Struct("@hhqqi4x")
"""Linux's `struct flock` where processes have 64 bits: type, whence, start, length, whose."""
_HANDLES = Path("/proc/self/fd")


def is_open_elsewhere(database: Path) -> bool:
    """Whether another process has it open; where that can't be told, it is taken to be so."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return True
    try:
        there = os.stat(f"{database}-shm")
        for each in os.listdir(_HANDLES):
            if (handle := _handle_of(int(each), there)) is not None:
                asked = _LOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, _DEAD_MAN_SWITCH, 1, 0)
                kind, *_ = _LOCK.unpack(fcntl.fcntl(handle, fcntl.F_GETLK, asked))
                return bool(kind != fcntl.F_UNLCK)
    except OSError:  # it was closed meanwhile, or is no file of ours to ask about
        return True
    return True


def _handle_of(handle: int, there: os.stat_result) -> int | None:
    """A handle of ours, where it is one on that file."""
    try:
        ours = os.fstat(handle)
    except OSError:
        return None
    return handle if (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino) else None
