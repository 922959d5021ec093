"""This workspace's slash commands, as they are named in what Muster says.

Everything of ours names a command by its short name, `/due`. Where another app has that name the region's
settings put a prefix before it (`/em-due`) or leave the short ones out (`/muster due`).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from storage.region import Region

MUSTER = "muster"
COMMAND = re.compile(rf"(?<![\w/:.<])/(?!{MUSTER}\b)([a-z]+)\b")


def locally(text: str, region: Region) -> str:
    """A text with the commands this workspace has. For words of ours alone, never for what somebody typed."""
    if not region.short_commands:
        return COMMAND.sub(rf"/{MUSTER} \1", text)
    return COMMAND.sub(rf"/{region.command_prefix}\1", text) if region.command_prefix else text


def in_our_words(sentence: str, commands: Collection[str], region: Region) -> str:
    """A sentence that begins with a command as it is called here, with the name it has among ours."""
    prefix = region.command_prefix
    match = re.match(rf"(\s*(?:/?{MUSTER}\s+)?/?){re.escape(prefix)}(\S+)", sentence, re.IGNORECASE)
    if not prefix or match is None:
        return sentence
    is_ours = match[2].lower() in commands or not prefix[-1].isalnum()
    return f"{match[1]}{match[2]}{sentence[match.end() :]}" if is_ours else sentence


def unprefixed(word: str, region: Region) -> str:
    """A command's name without the slash and this workspace's prefix, in lower case."""
    return word.lower().lstrip("/").removeprefix(region.command_prefix)
