"""Which way an answer goes at each of Slack's doors, and which other when that one is shut.

Nothing here calls anybody: a way is what is to be called, and with what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import escape
from typing import Any

from bot.answers import Answer, in_a_modal
from bot.hearing import Heard
from commands.kit.blocks import aside, raw
from commands.kit.request import Door

MOST_BLOCKS = 50
"""As many as a message takes."""

ASK_AGAIN = "I could not show you the form in time. Please ask again."
HOME_LATER = "I could not draw Home just now. Please open it again in a moment."
ELSEWHERE = "I could not answer you where you asked, so here it is."
MAYBE_SEEN = "You may have seen this already: Slack did not say whether it arrived."

IN_MESSAGES_TOO = frozenset({"context", "divider", "header", "image", "rich_text", "section"})
"""Blocks of a view that a message may hold as well, and that ask nothing."""


class By(StrEnum):
    """What is called, by Slack's names; `RESPONSE_URL` is the address a command or a click comes with."""

    OPEN = "views.open"
    PUSH = "views.push"
    UPDATE = "views.update"
    PUBLISH = "views.publish"
    LOOK = "conversations.info"
    RESPONSE_URL = "response_url"
    EPHEMERAL = "chat.postEphemeral"
    POST = "chat.postMessage"


@dataclass(frozen=True)
class Words:
    """Something said: the text, escaped, says all that the blocks say."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def under(self, line: str) -> Words:
        """The same below a line about it."""
        blocks = [*raw([aside(line)]), *self.blocks] if self.blocks else []
        return Words(f"{escape(line, quote=False)}\n{self.text}", blocks[:MOST_BLOCKS])


@dataclass(frozen=True)
class Way:
    """One way to give an answer. `replaces`: the message clicked in gives way to it; `looks_into`: the
    channel of which the modal clicked in is to say what keeps Muster out of it."""

    by: By
    view: dict[str, Any] | None = None
    words: Words | None = None
    looks_into: str = ""
    replaces: bool = False
    whatever_is_shown: bool = False  # the view is updated even if something later has changed it

    @property
    def says(self) -> bool:
        """Whether doing it twice would say something twice."""
        return self.words is not None

    @property
    def needs_trigger(self) -> bool:
        """Whether it is possible for three seconds only."""
        return self.by in (By.OPEN, By.PUSH)

    def plainer(self) -> Way | None:
        """The same without blocks; None if there are none to leave out."""
        if self.words is None or not self.words.blocks:
            return None
        return replace(self, words=Words(self.words.text))


def ways(heard: Heard, answer: Answer, is_late: bool = False) -> list[Way]:
    """The ways to give what the acknowledgement did not, best first; none when that said it all.

    `is_late`: it said nothing, for it could not wait for the answer.
    """
    return list(_ways(heard, answer, is_late))


def thread_of(heard: Heard) -> str | None:
    """The thread it was asked in. The message that began one stands in the channel itself."""
    place = heard.place
    return place.thread if place.thread != place.message else None


def lane_of(heard: Heard, way: Way) -> str:
    """What Slack's "too many requests" is about: posting in a channel, one address, else a method."""
    match way.by:
        case By.POST:
            return f"{way.by} {heard.place.channel}"
        case By.RESPONSE_URL:
            return heard.response_url
        case _:
            return way.by


def in_words(answer: Answer) -> Words:
    """The answer where only words are left."""
    if answer.text:
        return Words(answer.text, answer.blocks)
    view = answer.updated or answer.modal
    if view is not None:
        return _view_in_words(view)
    return Words(HOME_LATER)


def _ways(heard: Heard, answer: Answer, is_late: bool) -> Iterator[Way]:
    match heard.door:
        case Door.COMMAND | Door.SHORTCUT | Door.MESSAGE | Door.HOME if answer.modal:
            yield Way(By.OPEN, view=answer.modal)
            yield from _spoken(heard, answer)
        case Door.COMMAND if is_late and answer.text:
            yield from _spoken(heard, answer)
        case Door.SHORTCUT:
            yield Way(By.OPEN, view=in_a_modal(answer))
        case Door.MESSAGE if answer.text:
            yield from _spoken(heard, answer)
        case Door.MODAL:
            yield from _in_modal(answer)
        case Door.SUBMITTED if answer.errors and answer.looks_into:
            yield Way(By.LOOK, looks_into=answer.looks_into)
        case Door.HOME | Door.OPENED_HOME if answer.home:
            yield Way(By.PUBLISH, view=answer.home)
        case Door.HOME if answer.text:
            yield Way(By.OPEN, view=in_a_modal(answer))
        case Door.MENTION if answer.text:
            yield Way(By.EPHEMERAL, words=in_words(answer))
        case Door.DIRECT if answer.text:
            yield Way(By.POST, words=in_words(answer))


def _spoken(heard: Heard, answer: Answer) -> Iterator[Way]:
    """By the response URL, or to the speaker alone where they are; in a thread only that is sure to stay
    in it, as Slack documents a response URL's `thread_ts` for what all may see only."""
    words, channel = in_words(answer), heard.place.channel
    respond = Way(By.RESPONSE_URL, words=words, replaces=answer.replaces)
    ephemeral = Way(By.EPHEMERAL, words=words)
    stays = thread_of(heard) is not None and not answer.replaces
    if stays and channel:
        yield ephemeral
    if heard.response_url:
        yield respond
    if not stays and channel:
        yield ephemeral


def _in_modal(answer: Answer) -> Iterator[Way]:
    update = answer.updated or (in_a_modal(answer) if answer.replaces and answer.text else None)
    if update is not None:
        yield Way(By.UPDATE, view=update)
        return
    if answer.looks_into is not None:
        yield Way(By.LOOK, looks_into=answer.looks_into)
        return
    push = answer.modal or (in_a_modal(answer) if answer.text else None)
    if push is not None:
        yield Way(By.PUSH, view=push)
        yield Way(By.UPDATE, view=push, whatever_is_shown=True)


def _view_in_words(view: dict[str, Any]) -> Words:
    """What a view shows, as a message; of one that asks for something, only how to get it again."""
    blocks = view.get("blocks") or []
    if any(block.get("type") == "input" for block in blocks):
        return Words(ASK_AGAIN)
    shown = [block for block in blocks if block.get("type") in IN_MESSAGES_TOO][:MOST_BLOCKS]
    lines = [line for block in shown for line in _lines(block)]
    return Words("\n".join(lines) or ASK_AGAIN, shown if lines else [])


def _lines(part: Any) -> Iterator[str]:
    """Every text in a block, in order."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"] if part.get("type") == "mrkdwn" else escape(part["text"], quote=False)
        for name in ("text", "fields", "elements"):
            if not isinstance(part.get(name), str):
                yield from _lines(part.get(name))
    elif isinstance(part, list):
        for each in part:
            yield from _lines(each)
