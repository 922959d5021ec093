"""How a running Muster is told to end, and how it ends even if something hangs."""

from __future__ import annotations

import os
import signal
import sys
import threading

import structlog

END_SECONDS = 8.0
"""How long the end may take: supervisors kill after ten seconds, and what hangs is safe to leave."""

log = structlog.get_logger()


def stop_on_signals(end_within: float | None = None) -> threading.Event:
    """An event that is set when the process is asked to end.

    With `end_within` the process ends so many seconds later at the latest, whatever it is at.
    """
    stopping = threading.Event()

    def stop(*_: object) -> None:
        if end_within is not None and not stopping.is_set():
            end_at_the_latest(end_within, 0)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def end_at_the_latest(seconds: float, status: int) -> None:
    """Ends this process after so many seconds, unless it has ended by itself.

    A call Slack hangs on, or a file that is being read, would keep Python from ending: it waits for its
    threads. All of them can be left: transactions are undone, claimed messages claimed anew.
    """
    timer = threading.Timer(seconds, _leave, (status,))
    timer.daemon = True
    timer.start()


def _leave(status: int) -> None:
    log.warning("ended with work under way: it is taken up at the next start")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
