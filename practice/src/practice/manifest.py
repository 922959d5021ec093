"""What an app declares to Slack: its commands, shortcuts, scopes and events, read from its manifest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

COMMAND_NAME = re.compile(r"/[^\sA-Z/]{1,31}")
"""Slack's rule for a command's name: lower case, no spaces, 2 to 32 characters with its slash."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it is there: ten times as quick, and a workspace reads a manifest each time it comes up."""


class ManifestError(ValueError):
    """The manifest breaks one of Slack's rules; the message says which."""


@dataclass(frozen=True)
class Command:
    """A slash command as declared. `should_escape` asks for mentions and links as `<@U…|name>`."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as declared; only global ones can be used from the page."""

    name: str
    callback_id: str
    description: str = ""
    type: str = "global"


@dataclass(frozen=True)
class Manifest:
    """One app's declaration, as far as Slack's behaviour depends on it."""

    name: str
    bot_name: str
    commands: Mapping[str, Command] = field(default_factory=dict)
    shortcuts: Mapping[str, Shortcut] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    interactive: bool = False
    home_tab: bool = False
    messages_tab: bool = True
    messages_read_only: bool = False

    @classmethod
    def from_file(cls, path: Path) -> "Manifest":
        """Read a YAML or JSON manifest.

        Raises:
            ManifestError: Slack would refuse it.
        """
        return cls.from_mapping(yaml.load(path.read_text(encoding="utf-8"), _LOADER))  # noqa: S506 (a safe one)

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "Manifest":
        """Read a manifest already parsed.

        Raises:
            ManifestError: Slack would refuse it.
        """
        information = raw.get("display_information") or {}
        features = raw.get("features") or {}
        settings = raw.get("settings") or {}
        home = features.get("app_home") or {}
        name = str(information.get("name") or "")
        if not 1 <= len(name) <= 35:
            raise ManifestError("display_information.name must have 1 to 35 characters")
        bot = features.get("bot_user") or {}
        manifest = cls(
            name=name,
            bot_name=str(bot.get("display_name") or name),
            commands={c.command: c for c in map(_command, features.get("slash_commands") or [])},
            shortcuts={s.callback_id: s for s in map(_shortcut, features.get("shortcuts") or [])},
            scopes=frozenset(((raw.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []),
            events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
            interactive=bool((settings.get("interactivity") or {}).get("is_enabled")),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        )
        _check(manifest, raw)
        return manifest


def _command(raw: Mapping[str, Any]) -> Command:
    command = Command(
        command=str(raw.get("command") or ""),
        description=str(raw.get("description") or ""),
        usage_hint=str(raw.get("usage_hint") or ""),
        should_escape=bool(raw.get("should_escape", False)),
    )
    if not COMMAND_NAME.fullmatch(command.command):
        raise ManifestError(f"{command.command!r} is not a command name Slack takes")
    if not 1 <= len(command.description) <= 2000 or len(command.usage_hint) > 1000:
        raise ManifestError(f"{command.command}: description 1 to 2000 characters, usage hint up to 1000")
    return command


def _shortcut(raw: Mapping[str, Any]) -> Shortcut:
    shortcut = Shortcut(
        name=str(raw.get("name") or ""),
        callback_id=str(raw.get("callback_id") or ""),
        description=str(raw.get("description") or ""),
        type=str(raw.get("type") or "global"),
    )
    if not 1 <= len(shortcut.name) <= 24 or not 1 <= len(shortcut.callback_id) <= 255:
        raise ManifestError(f"{shortcut.name!r}: name 1 to 24 characters, callback_id 1 to 255")
    return shortcut


def _check(manifest: Manifest, raw: Mapping[str, Any]) -> None:
    declared = (raw.get("features") or {}).get("slash_commands") or []
    if len(declared) > 50:
        raise ManifestError("at most 50 slash commands")
    if len(declared) != len(manifest.commands):
        raise ManifestError("two slash commands have the same name")
    if manifest.commands and "commands" not in manifest.scopes:
        raise ManifestError("slash commands need the scope commands")
    if len(manifest.bot_name) > 80:
        raise ManifestError("features.bot_user.display_name must have at most 80 characters")
