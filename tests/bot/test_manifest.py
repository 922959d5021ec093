"""The manifest says what is there, asks for what is used, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import manifest
from commands.all import registry
from commands.kit.registry import Form, Registry
from practice.scopes import EVENT_NEEDS, NEEDED

FILE = Path(__file__).parents[2] / "manifest.yml"


def test_the_file_is_what_the_registry_makes() -> None:
    assert yaml.safe_load(FILE.read_text("utf-8")) == manifest.manifest(registry())


WRITTEN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from("\n\t\r")
LEAVES = st.booleans() | st.text(WRITTEN, max_size=20)
PARTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["bot", "url"]), inner, max_size=2)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["name", "usage_hint", "scopes"]), PARTS, max_size=3))
def test_whatever_is_in_it_the_manifest_reads_as_it_was_made(made: dict[str, Any]) -> None:
    assert yaml.safe_load(manifest.to_yaml(made)) == made


def test_no_method_is_used_without_its_scope_and_no_scope_asked_for_that_nothing_uses() -> None:
    asked = set(yaml.safe_load(FILE.read_text("utf-8"))["oauth_config"]["scopes"]["bot"])
    needed: set[str] = {"commands", "users:read.email"}  # an e-mail is read from what users.info gives
    used = {"files.getUploadURLExternal" if m == "files.upload.v2" else m for m in manifest.methods_used()}
    for method in used - {"apps.connections.open"}:  # that is the app-level token's
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
    assert [each["command"] for each in commands] == [
        "/em-training",
        "/em-due",
        "/em-exercise",
        "/em-meeting",
        "/em-readiness",
        "/em-ask",
        "/em-checklist",
        "/muster",
    ]
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
