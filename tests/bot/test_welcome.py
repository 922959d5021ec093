"""What is found out at the start: one workspace, or a line that says why not; which scopes are missing."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.logs import log_to
from bot.manifest import WITHOUT, scopes_needed
from bot.welcome import NotWelcome, installed
from practice.client import Practice

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
def slack() -> Iterator[Practice]:
    with Practice(MANIFEST) as running:
        yield running


def client(slack: Practice) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])


def refusal(web: WebClient) -> str:
    with pytest.raises(NotWelcome) as refused:
        installed(web)
    said = str(refused.value)
    assert "\n" not in said
    assert "xoxb" not in said
    return said


def test_where_the_app_is(slack: Practice) -> None:
    here = installed(client(slack))
    assert (here.workspace, here.bot_user, here.lacking) == (slack.team_id, slack.bot_user, "")
    assert slack.bot_token not in repr(here)


def test_a_workspace_of_an_enterprise_is_one_and_a_whole_enterprise_is_none(slack: Practice) -> None:
    slack.join_enterprise()
    assert installed(client(slack)).workspace == slack.team_id
    slack.install_org_wide()
    assert "whole Enterprise organization" in refusal(client(slack))


def test_a_token_slack_does_not_take_and_slack_out_of_reach(slack: Practice) -> None:
    slack.misbehave("auth.test", error="invalid_auth")
    assert "(invalid_auth)" in refusal(client(slack))
    slack.misbehave("auth.test", status=500)
    assert "can't be asked" in refusal(client(slack))
    assert "can't be reached" in refusal(
        WebClient("xoxb-1", base_url="http://127.0.0.1:9/", retry_handlers=[])
    )


def test_what_was_not_granted_is_named_with_what_does_not_work(slack: Practice) -> None:
    log = StringIO()
    log_to(log)
    slack.withhold_scopes("users:read.email", "mpim:history")
    here = installed(client(slack))
    for scope in ("users:read.email", "mpim:history"):
        assert f"{scope} ({WITHOUT[scope]})" in here.lacking
        assert scope in log.getvalue()
    assert "\n" not in here.lacking
    assert "chat:write" not in here.lacking


def test_every_scope_says_what_it_is_for() -> None:
    assert set(WITHOUT) == scopes_needed()
