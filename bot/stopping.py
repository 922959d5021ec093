"""How a running Muster is told to end."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """An event that is set when the process is asked to end."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
