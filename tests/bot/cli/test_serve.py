"""`muster serve` that can't begin: said before Slack is asked anything, with status 1 where it may pass."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.storage.test_open_elsewhere import served_elsewhere


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP, with nobody where Slack should be."""
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")


@pytest.mark.parametrize("setting", ["MUSTER_HTTP_PORT", "MUSTER_WATCH_PORT"])
def test_a_port_that_is_taken_is_found_first(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, setting: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv(setting, str(taken.getsockname()[1]))
        if setting == "MUSTER_WATCH_PORT":
            monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
        said = muster("serve")
    assert said.status == 1
    assert f"{setting}: 127.0.0.1 port" in said.err
    assert "is taken" in said.err
    assert not (tmp_path / "muster.db").exists()


def test_one_process_serves_an_sqlite_file(
    muster: Muster, monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("MUSTER_HTTP_PORT", str(free.getsockname()[1]))
    with served_elsewhere(tmp_path / "muster.db"):
        said = muster("serve")
        assert said.status == 1
        assert f"Another muster serve has {tmp_path}/muster.db open" in said.err
        assert "a muster serve has the database open" in muster("doctor", "--no-messages").out
    assert "Slack can't be reached" in muster("serve").err
