"""One log line an event, as JSON on standard error; never a secret, never what somebody typed."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog


def log_to(stream: TextIO | None = None, quiet: bool = False) -> None:
    """Sets up logging for the whole process; `quiet` keeps only warnings."""
    stream = stream or sys.stderr
    level = logging.WARNING if quiet else logging.INFO
    logging.basicConfig(level=logging.WARNING, stream=stream, format="%(name)s: %(message)s", force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
