"""Every line of the log is one JSON object, whoever logs; never a secret, a name or what somebody typed."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import create_engine, text

from bot.logs import log_to
from practice.client import Practice

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
SECRET = "zyx-typed-zyx"


@pytest.fixture
def log() -> Iterator[StringIO]:
    stream = StringIO()
    threads, process, unraisable = threading.excepthook, sys.excepthook, sys.unraisablehook
    log_to(stream)
    yield stream
    threading.excepthook, sys.excepthook, sys.unraisablehook = threads, process, unraisable
    logging.captureWarnings(capture=False)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def of_slack() -> None:
    raise SlackApiError(f"refused {SECRET}", {"ok": False, "error": "channel_not_found", "said": SECRET})  # type: ignore[no-untyped-call]


def of_the_database() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE person (email TEXT UNIQUE)"))
        for _ in range(2):
            connection.execute(text("INSERT INTO person VALUES (:email)"), {"email": SECRET})


def of_the_net() -> None:
    address = f"https://hooks.slack.com/commands/{SECRET}"
    raise urllib.error.HTTPError(address, 404, SECRET, Message(), None)


def of_a_cause() -> None:
    try:
        raise ValueError(f"no such name: {SECRET}")
    except ValueError as error:
        raise KeyError(SECRET) from error


def of_text() -> None:
    f"{SECRET}\ud800".encode()


def of_anything() -> None:
    raise type("Odd", (Exception,), {"__str__": lambda self: SECRET, "__repr__": lambda self: SECRET})(SECRET)


FAILURES = [of_slack, of_the_database, of_the_net, of_a_cause, of_text, of_anything]


@pytest.mark.parametrize("fail", FAILURES)
@pytest.mark.parametrize("logger", ["ours", "theirs"])
def test_a_failure_is_its_kind_and_its_places(log: StringIO, fail: Callable[[], None], logger: str) -> None:
    try:
        fail()
    except Exception:
        if logger == "ours":
            structlog.get_logger().exception("it failed", reference="1a2b3c4d")
        else:
            logging.getLogger("slack_sdk.web").exception(f"it failed: {SECRET}")
    [line] = lines(log)
    assert SECRET not in log.getvalue()
    assert line["exception"][0]["places"][-1]
    assert line["level"] == "error"
    if fail in (of_slack, of_the_database):
        assert line["error"] in ("channel_not_found", "SQLITE_CONSTRAINT_UNIQUE")


@pytest.mark.parametrize("name", ["asyncio", "slack_sdk", "websocket", "waitress", "apscheduler", ""])
def test_what_a_library_says_is_where_it_said_it(log: StringIO, name: str) -> None:
    logging.getLogger(name).warning(f"could not read {SECRET}\nin two lines")
    logging.getLogger(name).error("could not read %s", SECRET, exc_info=ValueError(SECRET))
    logging.getLogger(name).info("nothing of note")
    first, second = lines(log)
    assert SECRET not in log.getvalue()
    assert "test_logs.py" in first["place"]
    assert "could not read" in first["code"]
    assert first["logger"] == (name or "root")
    assert second["error"] == "ValueError"


def test_a_template_that_does_not_fit_is_no_second_line(log: StringIO) -> None:
    logging.getLogger("slack_sdk").error("two %s %s", SECRET)
    assert len(lines(log)) == 1


def test_warnings_threads_and_what_can_not_be_raised_are_lines_too(log: StringIO) -> None:
    warnings.warn(f"{SECRET} is no more", UserWarning, stacklevel=1)
    thread = threading.Thread(target=of_anything, name="sender")
    thread.start()
    thread.join()
    sys.unraisablehook(  # what the interpreter calls for a destructor that fails
        type("Told", (), {"exc_value": ValueError(SECRET), "object": SECRET, "err_msg": SECRET})  # type: ignore[arg-type]
    )
    assert len(lines(log)) == 3
    assert SECRET not in log.getvalue()
    assert lines(log)[1]["thread"] == "sender"


def test_a_value_json_does_not_know_is_named_by_its_kind(log: StringIO) -> None:
    structlog.get_logger().warning("odd", value=object(), more={1, 2})
    [line] = lines(log)
    assert line["value"] == "object"


def test_serve_writes_json_alone_and_nothing_that_was_said(tmp_path: Path) -> None:
    with Practice(MANIFEST) as slack:
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": SECRET,
            "MUSTER_EMERGENCY_MANAGERS": "zyxdana@grove.example",
            "MUSTER_DATABASE_URL": f"sqlite:///{tmp_path / 'muster.db'}",
        }
        slack.withhold_scopes("files:read", "mpim:read")
        command = [sys.executable, "-m", "bot.cli", "serve"]
        root = Path(__file__).parents[2]
        serving = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            slack.wait_for_app(seconds=30)
            _provoke(slack, tmp_path / "muster.db")
        finally:
            serving.send_signal(signal.SIGTERM)
            out, err = serving.communicate(timeout=20)
    told = [json.loads(line) for line in err.splitlines()]
    assert {"scopes are missing", "request failed", "answer not delivered"} <= {
        each["event"] for each in told
    }
    assert "Slack did not grant files:read (files brought in Slack can't be read); mpim:read" in out
    for secret in ("zyx", slack.bot_token, slack.app_token, "Traceback"):
        assert secret.lower() not in err.lower()


def _provoke(slack: Practice, database: Path) -> None:
    dana = slack.person("Zyxdana Zyxreyes", email="zyxdana@grove.example")
    sam = slack.person("Zyxsam Zyxquill", email="zyxsam@grove.example")
    room = slack.channel("zyxroom", [dana, sam])
    dana.says("/muster people zyxnobody", room)
    dana.sees("zyxnobody")
    slack.misbehave("chat.postEphemeral", error="channel_not_found", times=None)
    dana.says("@Muster zyxwords", room)
    deadline = time.monotonic() + 10
    while not slack.calls("chat.postEphemeral") and time.monotonic() < deadline:
        time.sleep(0.05)  # what is to be refused has come, whatever else the machine does
    slack.settle()
    slack.behave()
    slack.misbehave("users.info", status=500, times=None)
    sam.says("/due zyxfire", room)
    sam.sees("Please try again")
    slack.behave()
    with closing(sqlite3.connect(database, isolation_level=None)) as holds:
        holds.execute("BEGIN EXCLUSIVE")
        dana.says("/muster rights give zyxsam@grove.example manager", room)
        dana.sees("Reference: ")
        holds.execute("ROLLBACK")
    slack.drop_sockets()
    slack.wait_for_app(seconds=20)
    dana.says("/muster people", room)
