"""One log line an event, as JSON on standard error; never a secret, never a name, never what somebody typed.

Everything goes through one formatter, whoever logs. What our own code says is kept: its values are ids, codes
and references. What libraries say is made of whatever they were given, so that nothing of it is kept but
which line of whose code said it. Of an exception the kinds and the places are kept, and a code where its kind
has one; never its message, in which a database repeats values and a client addresses with tokens in them.
"""

from __future__ import annotations

import errno
import linecache
import logging
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

OURS = "muster"
CODE = re.compile(r"[a-zA-Z0-9_]{1,60}")
MOST_FRAMES = 40
MOST_CAUSES = 5
LONGEST_LINE = 160

Event = MutableMapping[str, Any]


class LineCounts:
    """How many lines of each event and level were written. Events are written in the code, and so are few."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def read(self) -> dict[tuple[str, str], int]:
        """Them by event and level."""
        with self._lock:
            return dict(self._counts)

    def __call__(self, logger: Any, method: str, event: Event) -> Event:
        """One line more, as it is written."""
        with self._lock:
            self._counts[str(event.get("event")), str(event.get("level"))] += 1
        return event


def log_to(stream: TextIO | None = None, quiet: bool = False, counts: LineCounts | None = None) -> None:
    """Sets up logging for the whole process; `quiet` keeps only warnings, `counts` counts the lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            use_get_message=False,  # what a library put into words is not even put together
            foreign_pre_chain=[_foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _without_values,
                *([] if counts is None else [counts]),
                structlog.processors.JSONRenderer(default=lambda value: type(value).__name__),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.WARNING if quiet else logging.INFO)
    logging.captureWarnings(capture=False)  # set up once more, it would keep to what somebody took away
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a line that can't be written is no reason to write another beside it
    threading.excepthook = _thread_ended
    sys.unraisablehook = _not_raised
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        logger_factory=lambda *_: logging.getLogger(OURS),
    )


def log_what_ends_us() -> None:
    """From now on an exception nobody catches is a line of the log as well; for a process that serves."""
    sys.excepthook = _process_ended


def places_of(error: BaseException) -> list[dict[str, Any]]:
    """An exception and its causes, innermost cause last: kind, code where it has one, and places in code."""
    found: list[dict[str, Any]] = []
    each: BaseException | None = error
    while each is not None and len(found) < MOST_CAUSES:
        frames = traceback.extract_tb(each.__traceback__)[-MOST_FRAMES:]
        told: dict[str, Any] = {"kind": f"{type(each).__module__}.{type(each).__qualname__}"}
        if code := code_of(each):
            told["code"] = code
        told["places"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        found.append(told)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return found


def code_of(error: BaseException) -> str:
    """What kind of failure it was, by a code of its library's; empty where there is none."""
    code: object = ""
    match error:
        case SlackApiError():
            answer = error.response
            code = answer.get("error") if hasattr(answer, "get") else ""
        case DBAPIError():
            origin = error.orig
            state = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
            code = state or type(origin).__name__
        case OSError():
            code = errno.errorcode.get(error.errno or 0, "")
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _foreign(logger: Any, method: str, event: Event) -> Event:
    """What a library said: only who, and by which line of its code."""
    record: logging.LogRecord = event["_record"]
    told: Event = {
        "event": "said by a library",
        "level": record.levelname.lower(),
        "logger": record.name,
        "place": f"{_short(record.pathname)}:{record.lineno} {record.funcName}",
        "code": linecache.getline(record.pathname, record.lineno).strip()[:LONGEST_LINE],
    }
    kept = ("_record", "_from_structlog", "exc_info")
    told.update({name: event[name] for name in kept if name in event})
    return told


def _without_values(logger: Any, method: str, event: Event) -> Event:
    """In place of an exception, its kinds and places."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = event.get("error") or code_of(error) or type(error).__name__
        event["exception"] = places_of(error)
    return event


def _short(path: str) -> str:
    """A file's last two parts: enough to find it, and no folder of this machine."""
    return "/".join(Path(path).parts[-2:])


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is SystemExit:
        return
    name = told.thread.name if told.thread is not None else ""
    _log().error("a thread ended", thread=name, exc_info=told.exc_value)


def _not_raised(told: sys.UnraisableHookArgs) -> None:
    _log().error("an exception could not be raised", exc_info=told.exc_value)


def _process_ended(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log().critical("Muster ended", exc_info=error)


def _log() -> Any:
    return structlog.get_logger()
