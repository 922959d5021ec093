"""An address of this machine that is listened at, and the server behind it."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.settings import WrongSetting

HTTP_SETTINGS = "MUSTER_HTTP_HOST and MUSTER_HTTP_PORT"
WATCH_SETTINGS = "MUSTER_WATCH_HOST and MUSTER_WATCH_PORT"
END_SECONDS = 0.5
"""How long the end waits for those who are answering; who takes longer is left."""


class AddressTaken(WrongSetting):
    """Somebody listens at an address already: often whoever is just ending, so that it may pass."""


def listening_at(host: str, port: int, settings: str) -> socket.socket:
    """A socket that listens there, at a free port for 0.

    Raises WrongSetting, which names the `settings` it is from, for an address that can't be listened at;
    AddressTaken where somebody else listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressTaken(
                f"{settings}: {host} port {port} is taken: something listens there already. Each "
                "Muster on one machine needs a port of its own."
            ) from None
        raise WrongSetting(
            f"{settings}: {host} port {port} can't be listened at ({error.strerror or type(error).__name__})."
        ) from None


@contextmanager
def running(server: Any, name: str) -> Iterator[None]:
    """A server of waitress runs while the block lasts, in a thread of this name."""
    threading.Thread(target=_run, args=(server,), daemon=True, name=name).start()
    try:
        yield
    finally:
        # First those who answer: one that is just done would wake a server that is gone.
        server.task_dispatcher.shutdown(timeout=END_SECONDS)
        server.close()


def _run(server: Any) -> None:
    # Closing takes the socket from under the loop that waits on it; that is how it ends.
    with contextlib.suppress(OSError):
        server.run()
