"""What a message's blocks say, in plain words: for notifications and for those who are read to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, cast

from slack_sdk.models.blocks import Block

from commands.kit.as_json import as_json

MARKUP = re.compile(r"```|[*`]")
CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
INSTANT = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
USER = re.compile(r"<@[A-Z0-9]+(?:\|([^>]*))?>")


class Told(Protocol):
    """A block that is drawn, and says itself what it shows."""

    @property
    def told(self) -> Sequence[str]:
        """What it shows, a line each."""
        ...


def text_of(blocks: Sequence[Block], sent: Sequence[dict[str, Any]] | None = None) -> str:
    """All that the blocks say, a line each; what can be pressed is no part of it.

    `sent` are the blocks as they are sent, where that was made of them already.
    """
    made = map(as_json, blocks) if sent is None else sent
    lines = (line for block, each in zip(blocks, made, strict=True) for line in _lines(block, each))
    return "\n".join(line for line in lines if line.strip())


def by_name(text: str) -> str:
    """What somebody typed, with each channel as they saw it: "#readiness", not as Slack hands it over."""
    return CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "that channel", text)


def _lines(block: Block, made: dict[str, Any]) -> Iterator[str]:
    if hasattr(block, "told"):  # isinstance would look through all of the protocol each time
        yield from cast(Told, block).told
        return
    match made["type"]:
        case "header" | "section":
            if "text" in made:
                yield _words(made["text"])
            yield from (_field(_words(each)) for each in made.get("fields", ()))
        case "context":
            yield from (_words(each) for each in made["elements"] if "text" in each)
        case "rich_text":
            yield from _rich(made)
        case "table":
            yield from (" · ".join(_cell(cell) for cell in row) for row in made["rows"])


def _field(said: str) -> str:
    """A field of a section: "name: fact"; one whose first line says a fact already stays as it is."""
    return said if ":" in said.partition("\n")[0] else said.replace("\n", ": ", 1)


def _words(text: dict[str, Any]) -> str:
    """A text object in words; our own markup is taken off, what people typed is none."""
    said = str(text["text"])
    if text["type"] != "mrkdwn":
        return said
    said = INSTANT.sub(r"\1", said)
    return MARKUP.sub("", USER.sub(r"\1", CHANNEL.sub(lambda m: f"#{m[1]}" if m[1] else "the channel", said)))


def _rich(made: dict[str, Any]) -> Iterator[str]:
    for part in made["elements"]:
        if part["type"] == "rich_text_list":
            yield from (_run(each) for each in part["elements"])
        else:
            yield from _run(part).split("\n")


def _run(part: dict[str, Any]) -> str:
    return "".join(_piece(each) for each in part.get("elements", ()))


def _piece(piece: dict[str, Any]) -> str:
    match piece["type"]:
        case "user":
            return "A Slack user"
        case "link":
            return str(piece.get("text") or piece["url"])
        case _:
            return str(piece.get("text", ""))


def _cell(cell: dict[str, Any]) -> str:
    return " ".join(_rich(cell)) if cell["type"] == "rich_text" else str(cell.get("text", ""))
