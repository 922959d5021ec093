"""Where the short commands have other names, or are not there: what Muster names exists and is understood."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from commands.all import registry
from commands.kit.slash import in_our_words, locally
from practice.actor import Actor
from storage.region import Region
from tests.conftest import WHOLE
from tests.conversations.conftest import Stage

NAMED = re.compile(r"(?<![\w/:.<])/([a-z][\w-]*)")
ROOT = Path(__file__).parents[2]
PREFIXED = pytest.mark.settings(muster_command_prefix="em-")
ALONE = pytest.mark.settings(muster_short_commands=False)

TROUBLES = (
    "nonsense",
    "due for ASIM Basik",
    "due everyone by 1 March",
    "due Cedar Fire in 90000 days",
    "training log",
    "training log nonsense",
    "training log ASIM-B yesterday 900h",
    "training lgo ASIM-B",
    "training history nobody at all",
    "readiness nowhere",
    "muster people nowhere",
    "muster rights give nobody",
    "muster import undo x",
    "muster import nonsense",
    "x" * 1600,
)


def said_to(actor: Actor) -> str:
    return "\n".join(str(seen.text) for seen in actor.sights())


def walk(stage: Stage, called: Callable[[str], str], there: set[str]) -> None:
    """Every help and trouble names only commands that are there; every example is understood.

    Said in each way under `make prove`, else in one, the same one every time.
    """
    dana = stage.dana
    dana.says("/muster help")
    dana.sees("What you can say")
    named = set(NAMED.findall(said_to(dana)))
    assert named <= there, named
    for trouble in TROUBLES:
        for spoken in (called(trouble), trouble):
            dana.says(spoken)
            dana.sees("")
            named = set(NAMED.findall(said_to(dana)))
            assert named <= there, (spoken, named)
    for form in registry().forms.values():
        example = locally(form.example, stage.muster.conversation.region)
        ways = (example, example.lstrip("/"), f"/muster {example.lstrip('/')}")
        for spoken in ways if WHOLE else Random(example).sample(ways, 1):
            dana.says(spoken)
            dana.does_not_see("I did not understand")
            dana.does_not_see("is not a valid command")
            if dana.modal is not None:
                dana.closes(everything=True)


@PREFIXED
def test_with_a_prefix(stage: Stage) -> None:
    def called(sentence: str) -> str:
        command = sentence.split()[0]
        if command == "muster":
            return f"/{sentence}"
        return f"/em-{sentence}" if command in registry().commands else f"/muster {sentence}"

    walk(stage, called, {"muster", *(f"em-{each}" for each in registry().commands if each != "muster")})


@ALONE
def test_with_muster_alone(stage: Stage) -> None:
    walk(stage, lambda sentence: f"/muster {sentence}", {"muster"})


@PREFIXED
def test_words_and_help_know_the_prefix(stage: Stage) -> None:
    stage.ada.says("/em-due")
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.says("@Muster em-due", stage.room)
    stage.ada.sees("You are due for ASIM Basic")
    stage.ada.says("/em-due help")
    stage.ada.sees("/em-due Cedar Fire for ASIM Basic in 90 days")
    stage.ada.does_not_see("/em-training")
    stage.ada.says("/muster help em-due")
    stage.ada.sees("/em-due Cedar Fire for ASIM Basic in 90 days")
    stage.ada.does_not_see("/em-training")


@PREFIXED
def test_what_somebody_typed_is_never_changed(stage: Stage) -> None:
    stage.ada.says("/em-due /due x")
    stage.ada.sees("/due x")


@pytest.mark.parametrize("prefix", ["", "em-", "d", "mus", "x_"])
def test_a_sentence_is_known_by_our_names(prefix: str) -> None:
    region = Region(command_prefix=prefix)
    commands = registry().commands
    for said in ("due fire", "/due fire", "muster due fire", "training  log  x"):
        assert in_our_words(said, commands, region) == said, "our own names stay"
    for said in ("due fire", "Training log x"):
        for before in ("", "/", "muster ", "muster /"):
            assert in_our_words(f"{before}{prefix}{said}", commands, region) == f"{before}{said}"


def test_an_example_is_made_of_our_own_words() -> None:
    """So that naming commands as they are called here can't change what somebody typed."""
    for room in ("commands", "jobs", "files", "words"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "example":
                    assert not _takes_in_words(node.value), f"{path}:{node.value.lineno}"


def _takes_in_words(value: ast.expr) -> bool:
    """Whether a text takes in anything but what a name of ours stands for."""
    inner = list(ast.walk(value))
    put_in = [each.value for each in inner if isinstance(each, ast.FormattedValue)]
    told = [each.attr for each in inner if isinstance(each, ast.Attribute)]
    return any(not isinstance(each, ast.Name | ast.Call) for each in put_in) or "text" in told
