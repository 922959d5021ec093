"""A process that is forked off is as fresh as one that is begun, and ends as it does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.started import start

PORTRAIT = """
import gc, json, locale, logging, os, resource, signal, sys, tempfile, threading, time, warnings
import tests.imported
import structlog
from bot.settings import read_settings

ROOMS = ("bot", "jobs", "commands", "files", "storage", "words", "readiness")
PLAIN = (str, bytes, int, float, bool, type(None), tuple, list, dict, set, frozenset)
signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)
os.umask(mask := os.umask(0))
json.dump({
    "what its modules keep": {
        f"{name}.{key}": "".join(sorted(repr(kept)))  # sets are in no order
        for name, module in sorted(sys.modules.items()) if name.partition(".")[0] in ROOMS
        for key, kept in vars(module).items() if isinstance(kept, PLAIN) and not key.startswith("__")
        if " at 0x" not in repr(kept)
    },
    "its environment": dict(os.environ),
    "its settings": repr(read_settings()),
    "words": sys.argv,
    "where": [os.getcwd(), tempfile.gettempdir(), os.path.expanduser("~")],
    "what time is called": [time.tzname, time.timezone, time.strftime("%H:%M %Z", time.localtime(0))],
    "whose": [os.getpgrp(), os.getsid(0), os.getuid(), mask, os.nice(0)],
    "signals": [repr(signal.getsignal(each)) for each in signals],
    "held back": repr(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    "limits": [resource.getrlimit(each) for each in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)],
    "threads": [each.name for each in threading.enumerate()],
    "garbage": [gc.isenabled(), gc.get_threshold(), gc.get_freeze_count(), gc.callbacks],
    "the log": [repr(logging.root.handlers), logging.root.level, structlog.is_configured()],
    "warnings": repr(warnings.filters),
    "hooks": [repr(sys.excepthook), repr(threading.excepthook), repr(sys.unraisablehook)],
    "left unimported": [name in sys.modules for name in ("rich", "openpyxl", "practice", "pytest")],
    "what there is to read": [sys.stdin.isatty(), sys.stdin.read(), os.path.realpath("/proc/self/fd/0")],
}, sys.stdout)
"""


def portrait(folder: Path, environment: dict[str, str], anew: bool) -> dict[str, Any]:
    """What such a process is, as it sees itself."""
    file = folder / f"portrait-{anew}"
    with file.open("wb") as out:
        process = start("some", "words", environment=environment, out=out, program=PORTRAIT, anew=anew)
    assert process.wait(60) == 0
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_a_forked_process_keeps_nothing_of_the_one_it_was_forked_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "TZ": "Asia/Kathmandu",
        "HOME": "/nowhere",
        "TMPDIR": str(tmp_path),
        "MUSTER_ENV_FILE": "",
        "MUSTER_TIMEZONE": "America/Denver",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "LC_CTYPE": "C.UTF-8",
        "COLUMNS": "40",
        "NO_COLOR": "1",
    }
    monkeypatch.setenv("MUSTER_SMALLEST_COUNT", "9")
    begun, forked = (portrait(tmp_path, environment, anew) for anew in (True, False))
    assert "America/Denver" in forked["its settings"]
    assert len(forked["what its modules keep"]) > 1000
    for what, there in begun.items():
        assert forked[what] == there, what


def test_it_ends_as_any_process_does(tmp_path: Path) -> None:
    said = tmp_path / "said"

    def begins(program: str) -> Any:
        with said.open("wb") as err:
            return start(environment={}, err=err, program=program, anew=False)

    assert begins("").wait(30) == 2, "no words are no command"
    assert begins("import sys; sys.exit(7)").wait(30) == 7
    assert begins("import os; os._exit(0)").wait(30) == 0
    assert (
        begins("import sys; sys.excepthook = lambda *_: print('ours', file=sys.stderr); 1 / 0").wait(30) == 1
    )
    assert said.read_text() == "ours\n"
    lives = begins("import time; time.sleep(600)")
    with pytest.raises(subprocess.TimeoutExpired):
        lives.wait(0.01)
    assert lives.poll() is None
    lives.send_signal(signal.SIGTERM)
    assert lives.wait(30) == -signal.SIGTERM
    lives.kill()
    assert lives.poll() == -signal.SIGTERM, "what has ended is sent nothing"
