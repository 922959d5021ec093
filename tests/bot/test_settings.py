"""Each setting that is missing or wrong is named in one line, with what to do."""

from __future__ import annotations

import pytest

from bot.settings import WrongSetting, read_settings

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize(
    ("name", "value", "wants"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "xapp-"),
        ("SLACK_API_URL", "slack.com", "https://"),
        ("MUSTER_DATABASE_URL", "mysql://x", "postgresql://"),
        ("MUSTER_TIMEZONE", "Mars/Olympus", "America/Chicago"),
        ("MUSTER_EMERGENCY_MANAGERS", "dana, ben@x.example", "'dana'"),
        ("MUSTER_DATE_ORDER", "ymd", "mdy"),
        ("MUSTER_HTTP_PORT", "0", "greater than or equal to 1"),
        ("MUSTER_HTTP_PORT", "web", "integer"),
        ("MUSTER_HTTP_HOST", "all of them", "127.0.0.1"),
        ("MUSTER_COMMAND_PREFIX", "EM ", "em-"),
        ("MUSTER_COMMAND_PREFIX", "x" * 21, "at most 20"),
        ("MUSTER_SHORT_COMMANDS", "perhaps", "yes or no"),
    ],
)
def test_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, wants: str) -> None:
    for key, good in GOOD.items():
        monkeypatch.setenv(key, good)
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting) as wrong:
        read_settings()
    said = str(wrong.value)
    assert said.startswith(f"{name} is wrong")
    assert wants in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://muster:Top@Sec:ret@h/x",
        "postgresql://muster:Secret@h:notaport/x",
        "postgres://muster:Secret@h:99999999999x/x",
        "postgresql+psycopg://muster:Secret@[::1/x",
        "mysql://muster:Secret@h/x",
        "sqlite:///.",
        "sqlite:////",
        "sqlite:///./tests/..",
    ],
)
def test_a_database_that_is_none_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", url)
    with pytest.raises(WrongSetting) as wrong:
        read_settings()
    said = str(wrong.value)
    assert said.startswith("MUSTER_DATABASE_URL is wrong")
    assert "\n" not in said
    assert "Sec" not in said
    assert "Top" not in said


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "very-secret")
    assert "very-secret" not in repr(read_settings())


def test_emails_come_in_any_case_and_separation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_EMERGENCY_MANAGERS", "Dana@X.example; ben@x.example")
    assert read_settings().region.emergency_managers == {"dana@x.example", "ben@x.example"}


def test_nobody_but_this_machine_reaches_the_port_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUSTER_HTTP_HOST", raising=False)
    assert read_settings().muster_http_host == "127.0.0.1"


@pytest.mark.parametrize(("value", "there"), [("no", False), ("FALSE", False), ("yes", True), ("1", True)])
def test_the_commands_are_called_as_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, value: str, there: bool
) -> None:
    monkeypatch.setenv("MUSTER_COMMAND_PREFIX", "em-")
    monkeypatch.setenv("MUSTER_SHORT_COMMANDS", value)
    region = read_settings().region
    assert (region.command_prefix, region.short_commands) == ("em-", there)
