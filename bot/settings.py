"""Everything that can be set, by the names it is set by, read once from the environment and a file.

The file is `.env` in the folder Muster is started in, or the one `MUSTER_ENV_FILE` names (none where that is
empty). What the environment says goes before what the file says.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from dotenv.parser import Binding, parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from readiness.small_counts import SMALLEST_COUNT
from storage.audit_key import AuditKey
from storage.engine import database_file
from storage.private import OTHERS
from storage.region import Region

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
PREFIX = re.compile(r"[a-z0-9_-]{0,20}")
DATABASES = "sqlite:///muster.db or postgresql://user:password@host/database"
FILE_SETTING, USUAL_FILE = "MUSTER_ENV_FILE", ".env"
OF_THE_TESTS = "MUSTER_PROVE"
SHORTEST_KEY = 32
YES_OR_NO = dict.fromkeys(("yes", "y", "true", "1", "on"), True)
YES_OR_NO |= dict.fromkeys(("no", "n", "false", "0", "off"), False)


class WrongSetting(Exception):
    """A setting is missing or wrong; its message is one line that names it and says what to do."""


class Settings(BaseSettings):
    """The settings, each with the form it must have. Secrets never show in a log."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    muster_database_url: str = "sqlite:///muster.db"
    muster_audit_key: SecretStr | None = None
    muster_audit_keys_before: SecretStr | None = None
    muster_timezone: str = "America/New_York"
    muster_region_name: str = Field(default="", max_length=60)
    muster_emergency_managers: Annotated[frozenset[str], NoDecode] = frozenset()
    muster_date_order: str = "mdy"
    muster_handling_mark: str = Field(default="", max_length=120)
    muster_smallest_count: int = Field(default=SMALLEST_COUNT, ge=1, le=1000)
    muster_http_host: str = "127.0.0.1"
    muster_http_port: int = Field(default=3000, ge=1, le=65535)
    muster_watch_host: str = "127.0.0.1"
    muster_watch_port: int | None = Field(default=None, ge=1, le=65535)
    muster_command_prefix: str = ""
    muster_short_commands: bool = True

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith("xoxb-"):
            raise ValueError(
                "a bot token, which begins with xoxb-: copy it from OAuth & Permissions of your app"
            )
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("an app-level token, which begins with xapp-: make one under Basic Information")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        if not re.match(r"https?://", url):
            raise ValueError("an address that begins with https://, such as https://slack.com/api/")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("muster_database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        if not re.match(r"(sqlite|postgres(ql)?(\+psycopg)?)://", url):
            raise ValueError(DATABASES)
        try:
            known = make_url(url)
        except (ArgumentError, ValueError):  # either would print the password
            raise ValueError(
                f"{DATABASES}, with % for signs such as @ and : in a password (@ is %40)"
            ) from None
        file = database_file(known)
        if file is not None and ("\0" in str(file) or _is_folder(file)):
            raise ValueError("a file, such as sqlite:///muster.db; this is a folder or no file's name")
        return url

    @field_validator("muster_audit_key", "muster_audit_keys_before")
    @classmethod
    def _audit_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if any(len(key) < SHORTEST_KEY for key in _keys_in(keys)):
            raise ValueError(f"a secret of at least {SHORTEST_KEY} signs, as muster audit key makes one")
        return keys

    @field_validator("muster_timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("a zone's name, such as America/Chicago") from None
        return name

    @field_validator("muster_emergency_managers", mode="before")
    @classmethod
    def _managers(cls, value: Any) -> frozenset[str]:
        if isinstance(value, frozenset):  # the default is validated, too
            return value
        emails = [part.lower() for part in re.split(r"[,;\s]+", str(value)) if part]
        wrong = [email for email in emails if not EMAIL.fullmatch(email)]
        if wrong:
            raise ValueError(f"e-mails separated by commas; {wrong[0]!r} is none")
        return frozenset(emails)

    @field_validator("muster_date_order", mode="before")
    @classmethod
    def _date_order(cls, value: Any) -> str:
        if str(value).lower() not in ("mdy", "dmy"):
            raise ValueError("mdy (month first) or dmy (day first)")
        return str(value).lower()

    @field_validator("muster_http_host", "muster_watch_host")
    @classmethod
    def _host(cls, host: str) -> str:
        if not HOST.fullmatch(host):
            raise ValueError("an address to listen at, such as 127.0.0.1, or 0.0.0.0 for all there are")
        return host

    @field_validator("muster_command_prefix")
    @classmethod
    def _prefix(cls, prefix: str) -> str:
        if not PREFIX.fullmatch(prefix):
            raise ValueError("at most 20 of a-z, 0-9, - and _, as slash commands have, such as em-")
        return prefix

    @field_validator("muster_short_commands", mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if str(value).strip().lower() not in YES_OR_NO:
            raise ValueError("yes or no")
        return YES_OR_NO[str(value).strip().lower()]

    @property
    def audit_key(self) -> AuditKey:
        """What the audit is sealed with: the key of today, and those of before it."""
        now = self.muster_audit_key
        return AuditKey(now.get_secret_value() if now else "", _keys_in(self.muster_audit_keys_before))

    @property
    def region(self) -> Region:
        """The part every answer needs."""
        return Region(
            self.muster_timezone,
            self.muster_date_order,
            self.muster_handling_mark,
            self.muster_emergency_managers,
            self.muster_smallest_count,
            self.muster_command_prefix,
            self.muster_short_commands,
            self.muster_region_name.strip(),
        )


def _keys_in(said: SecretStr | None) -> list[str]:
    return [each for each in re.split(r"[,\s]+", said.get_secret_value() if said else "") if each]


def _is_folder(file: Path) -> bool:
    """Whether it is one, as far as we may look: what is in the way of that is said by whoever opens it."""
    try:
        return file.is_dir()
    except OSError:
        return False


def settings_file() -> Path | None:
    """The file of settings, if there is one. Raises WrongSetting where the one that is named is not there."""
    named = os.environ.get(FILE_SETTING)
    if named == "":
        return None
    file = Path(named or USUAL_FILE)
    if file.is_file():
        return file
    if named is not None:
        raise WrongSetting(f"{FILE_SETTING} is wrong: there is no file {file}.")
    return None


def open_settings_file() -> Path | None:
    """The file of settings where others on this machine may read or write it: it holds the tokens."""
    file = settings_file()
    return file if file is not None and file.stat().st_mode & OTHERS else None


def unknown_names() -> dict[str, str]:
    """What looks like a setting and is none, a misspelled one, with the name that is nearest, or nothing: in
    the file, and in the environment what is called MUSTER_. Raises as `settings_file` does, and OSError.
    """
    known = {name.upper() for name in Settings.model_fields} | {FILE_SETTING}
    file = settings_file()
    named = {name.upper() for name in os.environ if name.upper().startswith("MUSTER_")}
    named |= {
        each.key.upper()
        for each in ([] if file is None else _lines(file))
        if each.key is not None and each.key.upper().startswith(("MUSTER_", "SLACK_"))
    }
    nearest = {name: get_close_matches(name, known, n=1) for name in sorted(named - known - {OF_THE_TESTS})}
    return {name: near[0] if near else "" for name, near in nearest.items()}


def _lines(file: Path) -> list[Binding]:
    with file.open(encoding="utf-8-sig") as opened:
        return list(parse_stream(opened))


def _must_be_readable(file: Path) -> None:
    """Raises WrongSetting for a line that says nothing, which would be passed over in silence."""
    for each in _lines(file):
        if each.error or (each.key is not None and each.value is None):
            first = each.original.line + _lines_before(each.original.string)
            raise WrongSetting(
                f"{file}, line {first}, can't be read. To do: write it as NAME=value, with a quotation mark "
                "at both ends of the value or at none, or put a # before it."
            )


def _lines_before(text: str) -> int:
    """How many lines with nothing in them stand before the first with something."""
    return len(text[: len(text) - len(text.lstrip())].splitlines())


def read_settings() -> Settings:
    """The settings from the environment and the file. Raises WrongSetting, naming the first that is wrong."""
    file = settings_file()
    try:
        if file is not None:
            _must_be_readable(file)
        return Settings(_env_file=file, _env_file_encoding="utf-8-sig")
    except UnicodeError:
        raise WrongSetting(f"{file} is not text (UTF-8).") from None
    except OSError as error:
        raise WrongSetting(f"{file} could not be read: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"])).upper()
        raise WrongSetting(f"{name} is wrong: it wants {_wanted(first)}.") from None


def _wanted(wrong: ErrorDetails) -> str:
    """What a setting wants, in words that go on from there."""
    if wrong["type"] == "value_error":
        return str(wrong["msg"]).removeprefix("Value error, ")
    limits: dict[str, Any] = {}
    field = Settings.model_fields[str(wrong["loc"][0])]
    for each in field.metadata:
        limits |= {name: getattr(each, name) for name in ("ge", "le", "max_length") if hasattr(each, name)}
    if "max_length" in limits:
        return f"at most {limits['max_length']} signs"
    if "ge" in limits:
        return f"a whole number from {limits['ge']} to {limits['le']}"
    return "words, and no sign that is none (UTF-8)"
