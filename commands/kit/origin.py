"""From where something was written down, in words that are kept with the record; a message with its link."""

from __future__ import annotations

import re

from commands.kit.request import Door, Request

MESSAGE = "https://slack.com/archives/{channel}/p{ts}"
"""A message's address, whatever the workspace is called; Slack leads on to the reader's own."""
IN_THREAD = "?thread_ts={thread}&cid={channel}"
LINK = re.compile(r"(?P<words>.*) \((?P<link>https://[^\s()]+)\)")
WORDS = {
    Door.COMMAND: "a slash command",
    Door.MENTION: "a message in a channel",
    Door.DIRECT: "a direct message",
    Door.MESSAGE: "a button in a message",
    Door.MODAL: "a form",
    Door.SUBMITTED: "a form",
    Door.HOME: "Home",
    Door.SHORTCUT: "a shortcut",
}


def where_said(request: Request, form: str = "") -> str:
    """By which door a request came; of a message with its address. `form` names the form, where it is one."""
    if form and request.door in (Door.SUBMITTED, Door.MODAL):
        return form
    words = WORDS.get(request.door, "Slack")
    link = _message_said(request)
    return f"{words} ({link})" if link else words


def words_and_link(recorded_from: str) -> tuple[str, str]:
    """What was kept, apart: the words, and the message's address where there is one."""
    match = LINK.fullmatch(recorded_from)
    return (match["words"], match["link"]) if match else (recorded_from, "")


def _message_said(request: Request) -> str:
    """The address of the message in which it was said; nothing where Slack did not tell of one."""
    place = request.place
    if request.door not in (Door.MENTION, Door.DIRECT) or not place.channel or not place.message:
        return ""
    link = MESSAGE.format(channel=place.channel, ts=place.message.replace(".", ""))
    return link + (IN_THREAD.format(thread=place.thread, channel=place.channel) if place.thread else "")
