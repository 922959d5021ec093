"""What Slack takes for a manifest."""

from typing import Any

import pytest

from practice.manifest import Manifest, ManifestError
from practice.shapes import Json
from tests import parrot


def test_what_is_read() -> None:
    manifest = Manifest.from_mapping(parrot.manifest())
    assert (manifest.name, manifest.bot_name) == ("Parrot", "Parrot")
    assert manifest.commands["/echo"].should_escape
    assert not manifest.commands["/raw"].should_escape
    assert manifest.shortcuts["say"].name == "Say it"
    assert "chat:write" in manifest.scopes
    assert "message.im" in manifest.events
    assert (manifest.interactive, manifest.home_tab, manifest.messages_tab) == (True, True, True)


def command(**about: Any) -> Json:
    features = {"slash_commands": [{"command": "/ok", "description": "Fine"} | about]}
    return parrot.manifest() | {"features": features}


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ({}, "display_information.name"),
        ({"display_information": {"name": "x" * 36}}, "display_information.name"),
        (command(command="/Loud"), "not a command name"),
        (command(command="silent"), "not a command name"),
        (command(command="/" + "x" * 32), "not a command name"),
        (command(description=""), "description"),
        (command(usage_hint="x" * 1001), "usage hint"),
        (parrot.manifest(scopes=["chat:write"]), "need the scope commands"),
    ],
)
def test_what_is_refused(manifest: Json, why: str) -> None:
    with pytest.raises(ManifestError, match=why):
        Manifest.from_mapping(manifest)


def test_how_many_commands() -> None:
    many = parrot.manifest()
    many["features"]["slash_commands"] = [{"command": f"/c{n}", "description": "x"} for n in range(51)]
    with pytest.raises(ManifestError, match="at most 50"):
        Manifest.from_mapping(many)
    many["features"]["slash_commands"] = [{"command": "/c", "description": "x"}] * 2
    with pytest.raises(ManifestError, match="same name"):
        Manifest.from_mapping(many)
