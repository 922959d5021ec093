"""The manifest says what is there, asks for what is used, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot import manifest
from commands.all import registry
from commands.kit.registry import Form, Registry
from practice.scopes import EVENT_NEEDS, NEEDED

FILE = Path(__file__).parents[2] / "manifest.yml"


def test_the_file_is_what_the_registry_makes() -> None:
    assert yaml.safe_load(FILE.read_text("utf-8")) == manifest.manifest(registry())


def test_no_method_is_used_without_its_scope_and_no_scope_asked_for_that_nothing_uses() -> None:
    asked = set(yaml.safe_load(FILE.read_text("utf-8"))["oauth_config"]["scopes"]["bot"])
    needed: set[str] = {"commands", "users:read.email"}  # an e-mail is read from what users.info gives
    used = {"files.getUploadURLExternal" if m == "files.upload.v2" else m for m in manifest.methods_used()}
    for method in used:
        any_of = set(NEEDED[method])
        assert not any_of or any_of & asked, method
        needed |= any_of
    for event in manifest.EVENT_SCOPES:
        any_of = set(EVENT_NEEDS[event])
        assert not any_of or any_of & asked, event
        needed |= any_of
    assert asked <= needed


def test_every_slash_command_keeps_to_slacks_limits() -> None:
    commands = manifest.manifest(registry(), prefix="em-")["features"]["slash_commands"]
    assert [each["command"] for each in commands] == ["/em-training", "/em-due", "/em-readiness", "/muster"]
    assert len(commands) <= 50
    assert all(len(each["usage_hint"]) <= 1000 and each["should_escape"] for each in commands)


def test_without_the_short_commands_there_is_muster_alone() -> None:
    commands = manifest.manifest(registry(), short=False)["features"]["slash_commands"]
    assert [each["command"] for each in commands] == ["/muster"]


def test_over_http_every_address_is_there() -> None:
    made = manifest.manifest(registry(), url="https://muster.example/slack/events")
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["interactivity"]["request_url"] == "https://muster.example/slack/events"
    assert {each["url"] for each in made["features"]["slash_commands"]} == {
        "https://muster.example/slack/events"
    }


def test_two_of_one_name_are_refused() -> None:
    form = Form("due", lambda request: pytest.fail("not run"), "what", "/due")
    with pytest.raises(ValueError, match="'due' is there already"):
        Registry.of([form, form])
