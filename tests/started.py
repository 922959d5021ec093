"""Processes of Muster that tests start: each forked off one that has imported it, or begun as anywhere.

Imports are nearly all that a start costs: one to two seconds of a processor each. `make prove` begins every
one as a county's supervisor does, and so does, always, whatever shows that Muster starts by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import forkserver, get_context, reduction
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any, Protocol

from tests import forking
from tests.conftest import WHOLE

ROOT = Path(__file__).parents[1]
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.imported", "tests.forking"])


class Started(Protocol):
    """A process that was started, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """The status it ended with, or minus the signal that ended it; None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises subprocess.TimeoutExpired when it lives on."""

    def send_signal(self, sig: int) -> None:
        """Sends it a signal; nothing when it has ended."""

    def kill(self) -> None:
        """Ends it at once, whatever it is at."""


class Forked:
    """One that was forked off."""

    def __init__(self, process: BaseProcess) -> None:
        assert process.pid is not None
        self.pid, self._process = process.pid, process

    def poll(self) -> int | None:
        """As `Started` has it."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """As `Started` has it."""
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        """As `Started` has it."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """As `Started` has it."""
        self.send_signal(signal.SIGKILL)


def start(
    *words: str,
    environment: Mapping[str, str],
    out: IO[Any] | None = None,
    err: IO[Any] | None = None,
    program: str = "",
    anew: bool = WHOLE,
) -> Started:
    """Starts `muster` with these words, or a program that uses its modules, in that environment alone.

    What it says goes where it is said to, or where ours does; there is nothing for it to read.
    """
    if anew:
        command = [sys.executable, *(("-c", program) if program else ("-m", "bot.cli")), *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
    with contextlib.chdir(ROOT):  # where it finds its modules
        forkserver.ensure_running()
        files = {number: _Handed(file) for number, file in ((1, out), (2, err)) if file is not None}
        process = FORKS.Process(
            target=forking.becomes, args=(words, dict(environment), files, program), daemon=True
        )
        process.start()
    return Forked(process)


class _Handed:
    """A file that goes along when a process is started."""

    def __init__(self, file: IO[Any]) -> None:
        self._number = file.fileno()

    def __reduce__(self) -> tuple[Any, ...]:
        return forking.taken, (reduction.DupFd(self._number),)
