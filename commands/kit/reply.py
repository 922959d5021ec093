"""What a command gives back: what to say here, a modal, errors in one, messages for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View
from sqlalchemy.orm import Session

from commands.kit.blocks import raw, words
from commands.kit.reading import text_of
from files.documents.setting import Document
from storage.deliveries import Subject

Afterwards = Callable[[Session], object]
"""Writes down what was given out, in the change in which it is sent."""


@dataclass(frozen=True)
class Message:
    """Something said, made of its blocks once; what they say is its text.

    `plain_blocks` say the same for a workspace that does not take the richer ones.
    """

    blocks: Sequence[Block]
    plain_blocks: Sequence[Block] | None = None

    @cached_property
    def text(self) -> str:
        """The whole of it in plain words, for screen readers and notifications."""
        return text_of(self.blocks, self.sent)

    @cached_property
    def sent(self) -> list[dict[str, Any]]:
        """Its blocks as they are sent; what is made of them is made once.

        Raises SlackObjectFormationError for a block Slack would not take.
        """
        return raw(self.blocks)


@dataclass(frozen=True)
class File:
    """A file for one person; the content is text, or bytes for a workbook; a document is set when sent."""

    name: str
    title: str
    content: bytes | Document


@dataclass(frozen=True)
class CardOf:
    """Which record a message shows: a kind of card by its name, and the record's number."""

    kind: str
    record_id: int


@dataclass(frozen=True)
class Post:
    """A message for somebody else, or a file: a row in the outbox.

    `to` is a channel's or a user's id in Slack, or a person's of the roster: which account that is, is looked
    up when it is sent. `key` tells two posts of one request apart. `tell` is the user who hears of it when it
    can't be delivered. `inside_only`: never into a channel that is shared with outsiders. `about` is the
    record it speaks of. `card`: the message shows a record, and changes with it. From `send_by` on it is not
    sent any more.
    """

    to: str | int
    message: Message
    key: str = ""
    file: File | None = None
    tell: str = ""
    inside_only: bool = False
    about: Subject | None = None
    card: CardOf | None = None
    send_by: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """The answer to one request. What a door can't carry is left out by conversation, never by a command.

    `replaces`: the message clicked in gives way to this one. `closes`: every open modal goes. `looks_into`: a
    channel chosen in the open modal, or "" for none any more; the modal says what keeps Muster out of it.
    `afterwards`: what is written together with the posts, once all is composed.
    """

    message: Message | None = None
    replaces: bool = False
    modal: View | None = None  # to open, or, in a modal, to push
    updated: View | None = None  # what the open modal becomes
    closes: bool = False
    home: View | None = None
    errors: Mapping[str, str] = field(default_factory=dict)  # by block id
    options: Sequence[Option] = ()
    posts: Sequence[Post] = ()
    looks_into: str | None = None
    afterwards: Sequence[Afterwards] = ()


def say(text: str, *blocks: Block, **more: Any) -> Reply:
    """A reply that says something here; `blocks` follow it."""
    return Reply(message=Message([words(text), *blocks]), **more)
