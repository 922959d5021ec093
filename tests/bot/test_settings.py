"""Each setting that is missing or wrong is named in one line, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, WrongSetting, open_settings_file, read_settings, unknown_names

ROOT = Path(__file__).parents[2]

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
        ("SLACK_BOT_TOKEN", "xoxp-1", "it wants a bot token, which begins with xoxb-"),
        ("MUSTER_HTTP_PORT", "0", "it wants a whole number from 1 to 65535."),
        ("MUSTER_HTTP_PORT", "web", "it wants a whole number from 1 to 65535."),
        ("MUSTER_WATCH_PORT", "70000", "it wants a whole number from 1 to 65535."),
        ("MUSTER_SMALLEST_COUNT", "many", "it wants a whole number from 1 to 1000."),
        ("MUSTER_REGION_NAME", "x" * 61, "it wants at most 60 signs."),
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


def test_a_file_beside_you_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MUSTER_ENV_FILE", raising=False)
    assert read_settings().slack_bot_token is None, "there need be none"
    file = tmp_path / ".env"
    file.write_text(
        "\ufeff# a comment, and what Notepad puts before it\r\n"
        "SLACK_BOT_TOKEN=xoxb-1\r\nMUSTER_TIMEZONE='America/Denver'\r\n"
        "MUSTER_REGION_NAME=Oak County\r\nMUSTER_HANDLING_MARK=\r\nANYTHING_ELSE=1\r\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("MUSTER_TIMEZONE", "America/Chicago")
    settings = read_settings()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert (settings.muster_timezone, settings.muster_region_name) == ("America/Chicago", "Oak County")
    file.write_text("MUSTER_DATE_ORDER=ymd", encoding="utf-8")
    with pytest.raises(WrongSetting, match="MUSTER_DATE_ORDER is wrong"):
        read_settings()


def test_another_file_is_named_and_none_where_that_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("MUSTER_REGION_NAME=Here", encoding="utf-8")
    other = tmp_path / "muster.env"
    other.write_text("MUSTER_REGION_NAME=There", encoding="utf-8")
    monkeypatch.setenv("MUSTER_ENV_FILE", str(other))
    assert read_settings().muster_region_name == "There"
    monkeypatch.setenv("MUSTER_ENV_FILE", "")
    assert read_settings().muster_region_name == ""
    monkeypatch.setenv("MUSTER_ENV_FILE", "gone.env")
    with pytest.raises(WrongSetting, match="MUSTER_ENV_FILE is wrong: there is no file"):
        read_settings()
    other.write_bytes(b"MUSTER_REGION_NAME=\xff")
    monkeypatch.setenv("MUSTER_ENV_FILE", str(other))
    with pytest.raises(WrongSetting, match="not text"):
        read_settings()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('\nSLACK_BOT_TOKEN="xoxb-hidden\nMUSTER_TIMEZONE=America/Denver\n', 2),
        ("MUSTER_TIMEZONE America/Denver\n", 1),
        ("MUSTER_DATE_ORDER=dmy\n\n\nMUSTER_TIMEZONE\n", 4),
        ("# hidden\n== hidden ==\n", 2),
    ],
)
def test_a_line_that_can_not_be_read_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, line: int
) -> None:
    file = tmp_path / "muster.env"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("MUSTER_ENV_FILE", str(file))
    with pytest.raises(WrongSetting, match=rf"muster\.env, line {line}, can't be read. To do: ") as wrong:
        read_settings()
    assert "hidden" not in str(wrong.value)


def test_what_looks_like_a_setting_and_is_none_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "muster.env"
    file.write_text("MUSTER_TIMEZON=UTC\nSLACK_BOT_TOKN=xoxb-1\nmuster_date_order=dmy\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("MUSTER_ENV_FILE", str(file))
    monkeypatch.setenv("MUSTER_AUDITKEY", "x")
    monkeypatch.setenv("MUSTER_QQQQQQQ", "x")
    monkeypatch.setenv("SLACK_OF_ANOTHER", "x")
    assert unknown_names() == {
        "MUSTER_TIMEZON": "MUSTER_TIMEZONE",
        "SLACK_BOT_TOKN": "SLACK_BOT_TOKEN",
        "MUSTER_AUDITKEY": "MUSTER_AUDIT_KEY",
        "MUSTER_QQQQQQQ": "",
    }


def test_a_file_that_others_can_read_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MUSTER_ENV_FILE", raising=False)
    assert open_settings_file() is None
    file = tmp_path / ".env"
    file.touch(0o644)
    file.chmod(0o640)
    assert open_settings_file() == Path(".env")
    file.chmod(0o600)
    assert open_settings_file() is None


def test_the_example_names_settings_there_are_and_holds_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = [line.lstrip("#") for line in text.splitlines() if "=" in line and not line.startswith("# ")]
    named = dict(line.split("=", 1) for line in lines)
    assert {name.lower() for name in named} <= Settings.model_fields.keys()
    assert all(not value for name, value in named.items() if name.startswith("SLACK_"))
    monkeypatch.setenv("MUSTER_ENV_FILE", str(ROOT / ".env.example"))
    assert read_settings().muster_timezone == named["MUSTER_TIMEZONE"]


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (*Settings.model_fields, "muster_env_file"):
        assert f"| `{name.upper()}` |" in readme
