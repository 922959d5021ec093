"""`muster serve` watches the clock it goes by."""

from __future__ import annotations

from pathlib import Path

from bot.cli.desk import Desk
from bot.clock import real_clock
from practice.client import Practice
from storage.engine import Store
from tests.bot.served import begun, settings_of
from tests.jobs.conftest import MANIFEST
from tests.waiting import comes_about

A_MONTH_AHEAD = """
import bot.clock
from bot.cli import main
bot.clock.real_clock.__code__ = (lambda: datetime.now(UTC) + __import__("datetime").timedelta(30)).__code__
main()
"""


def test_a_served_muster_believes_no_clock_that_slack_says_is_wrong(
    county_store: Store, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with Practice(MANIFEST) as slack:
        told = settings_of(slack, county_store, SLACK_APP_TOKEN=slack.app_token)
        process = begun(told, log, A_MONTH_AHEAD)
        try:
            said = comes_about(lambda: "the clock is not believed" in log.read_text(), 30)
            assert said, log.read_text()
        finally:
            process.kill()
            process.wait(30)


def test_the_command_line_goes_by_the_clock_that_is_watched() -> None:
    assert Desk().clock is real_clock
