"""What can go wrong between us and Slack, each by a name of its own.

A failure is a small class that names the codes Slack gives it; the table from code to class is built from
the subclasses, so that a new code is one word and a new failure one class.
Source of the codes: the pages of chat.postMessage, conversations.open, conversations.info, users.list, the
files and the views methods in Slack's reference; for response URLs that of incoming webhooks' errors.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import URLError

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from storage.deliveries import HELD

NO_ADVICE_SECONDS = 10
"""How long to wait after a 429 that does not say how long."""

LONGEST_WAIT_SECONDS = 3600
"""The most a 429 is believed."""

ODD_SHAPES = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading an answer comes to that is not of the shape Slack's reference gives it."""

CODE = re.compile(r"[a-z0-9_]{1,60}")
"""What a code looks like. Whatever else an answer says is no code, and is kept nowhere."""


SLOW_DOWN = "Slack asks us to slow down"
"""In the log, of each call that was answered with 429."""

log = structlog.get_logger()


class Failure(Exception):
    """A call of the Web API that did not do what it was to do.

    `maybe_arrived`: nobody knows whether Slack did it before the answer was lost.
    """

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, code: str, method: str = "", maybe_arrived: bool = False) -> None:
        super().__init__(f"{method}: {code}")
        self.code = code
        self.method = method
        self.maybe_arrived = maybe_arrived


class Away(Failure):
    """Slack can't be asked at present: down, too slow, or the network is. Worth trying again."""

    codes = frozenset(
        {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
    )


class Limited(Failure):
    """Too many calls; `seconds` is how long Slack wants us to wait."""

    codes = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
    seconds: int = NO_ADVICE_SECONDS


class Held(Failure):
    """The call was not made: its method is not to be called before `until`."""

    def __init__(self, method: str, until: datetime) -> None:
        super().__init__(HELD, method)
        self.until = until


class TokenRefused(Failure):
    """Our token is not taken. Nothing is wrong with any recipient; somebody has to install us anew."""

    codes = frozenset(
        {
            "account_inactive",
            "accesslimited",
            "enterprise_is_restricted",
            "invalid_auth",
            "not_authed",
            "org_login_required",
            "team_access_not_granted",
            "token_expired",
            "token_revoked",
            "two_factor_setup_required",
        }
    )


class NotAllowed(Failure):
    """A method our token is not allowed to call: a scope is missing."""

    codes = frozenset({"missing_scope", "not_allowed_token_type"})


class NotSetUp(Failure):
    """The app lacks something for this message that whoever runs it can switch on."""

    codes = frozenset({"ekm_access_denied", "messages_tab_disabled"})


class BlocksRefused(Failure):
    """Slack does not take these blocks; it may take plainer ones."""

    codes = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


class Puzzling(Failure):
    """A code nobody has a class for."""


class Unreachable(Failure):
    """This recipient can't be written to, however often it is tried: `why`, and what can be done."""

    why: ClassVar[str] = ""
    what_to_do: ClassVar[str] = ""

    @property
    def while_choosing(self) -> str:
        """What can be done before anything was asked for."""
        return self.what_to_do


class NotInChannel(Unreachable):
    """We are not a member."""

    codes = frozenset({"not_in_channel"})
    why = "I am not in that channel."
    what_to_do = "Type /invite @Muster there, then ask again."
    while_choosing = "Type /invite @Muster there, and I can write there."


class ChannelNotFound(Unreachable):
    """The channel is gone, or private and we are not in it."""

    codes = frozenset({"channel_not_found", "invalid_channel"})
    why = "I can't see that channel: it is gone, or it is private and I am not in it."
    what_to_do = "If it is private, type /invite @Muster there, then ask again; otherwise choose another."
    while_choosing = "If it is private, type /invite @Muster there; otherwise choose another."


class ChannelArchived(Unreachable):
    """Nobody can write there any more."""

    codes = frozenset({"is_archived"})
    why = "That channel is archived."
    what_to_do = "Choose another channel, or unarchive it and ask again."
    while_choosing = "Choose another channel, or unarchive it first."


class SharedOutside(Unreachable):
    """The channel is shared with outsiders; the code is our own."""

    codes = frozenset({"shared_outside"})
    why = "That channel is shared with another organization or workspace, and readiness stays inside."
    what_to_do = "Choose a channel that is not shared."


class GroupMessage(Unreachable):
    """A group's direct messages, where a channel is wanted; the code is our own."""

    codes = frozenset({"group_message"})
    why = "Those are a group's direct messages, and no channel."
    what_to_do = "Choose a channel."


class CantBeChanged(Unreachable):
    """A message that is there, or was, and that we can change no more."""

    codes = frozenset(
        {
            "cant_update_message",
            "edit_window_closed",
            "message_not_found",
            "thread_not_found",
            "update_failed",
        }
    )
    why = "That message can't be changed any more."
    what_to_do = "Ask for it again."


class NotSeen(Unreachable):
    """We may not look at that kind of conversation, who is in it; the code is our own."""

    codes = frozenset({"not_seen_inside"})
    why = "I am not allowed to look at that kind of conversation, so I can't tell whether it stays inside."
    what_to_do = (
        "Choose a public channel, or ask whoever runs Muster to install it anew "
        "with all it asks for (in group messages mpim:read, in private channels groups:read)."
    )


class NotInSlack(Unreachable):
    """A person of the roster without an account that works; the code is our own."""

    codes = frozenset({"not_in_slack"})
    why = "I don't know a working Slack account of theirs."
    what_to_do = "Link one to them, or reach them another way."


class PostingRestricted(Unreachable):
    """The workspace's own rules keep us from posting there."""

    codes = frozenset(
        {
            "access_denied",
            "no_permission",
            "not_allowed_in_channel",
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "channel_is_limited_access",
        }
    )
    why = "Only some people can post in that channel, and I am not among them."
    what_to_do = "Ask whoever runs your Slack to let Muster post there, or choose another channel."


class PersonGone(Unreachable):
    """The user can't be written to."""

    codes = frozenset(
        {
            "cannot_dm_bot",
            "user_disabled",
            "user_not_found",
            "user_not_visible",
            "users_list_not_supplied",
            "users_not_found",
        }
    )
    why = "That Slack account is deactivated, or I can't see it."
    what_to_do = "Reach them another way."


class NotTaken(Unreachable):
    """Slack does not take what is in the message, whoever it is for."""

    codes = frozenset(
        {
            "file_upload_size_restricted",
            "file_uploads_disabled",
            "invalid_arguments",
            "msg_too_long",
            "no_text",
            "storage_limit_reached",
        }
    )
    why = "Slack did not take the message."
    what_to_do = "Whoever runs Muster finds the reason in its log."


class TooLate(Unreachable):
    """What this answers is over: a trigger lasts three seconds and opens one view, a response URL half an
    hour and five messages."""

    codes = frozenset(
        {
            "exchanged_trigger_id",
            "expired_trigger_id",
            "expired_url",
            "invalid_trigger_id",
            "no_service",
            "trigger_exchanged",
            "trigger_expired",
            "used_url",
        }
    )
    why = "It took too long to answer."
    what_to_do = "Ask again."


class ViewGone(TooLate):
    """The view was closed meanwhile, or something later has changed it."""

    codes = frozenset({"hash_conflict", "not_found", "view_not_found"})


class PileFull(TooLate):
    """Slack opens no more views on top of each other."""

    codes = frozenset({"push_limit_reached"})


def failure_called(code: str, method: str = "") -> Failure:
    """The failure a code stands for."""
    return _by_code().get(code, Puzzling)(code, method)


@contextmanager
def failures(method: str) -> Iterator[None]:
    """Whatever goes wrong with the call made within, and the reading of its answer, is raised as a Failure.

    An answer of an odd shape is none: whoever gave it, Slack can't be asked.
    """
    try:
        yield
    except UnicodeEncodeError:
        raise  # that is what was to be sent, no answer
    except ODD_SHAPES as error:
        raise Away("odd_answer", method, maybe_arrived=True) from error
    except (SlackClientError, HTTPException, OSError) as error:
        raise failure_of(error, method) from error


def part_of(answer: Any, name: str) -> dict[str, Any]:
    """The object an answer has by a name, for use within `failures`. Raises TypeError where it has none."""
    part = answer[name]
    if not isinstance(part, dict):
        raise TypeError(f"{name} is no object")
    return part


def word_of(answer: Any, *names: str) -> str:
    """The word an answer that says it went well has by a name, or by those that lead to it, for use within
    `failures`. Raises TypeError or LookupError where it has none, and where it says nothing of the kind.
    """
    word = answer
    for name in names:
        word = word[name]
    if answer["ok"] is not True or not isinstance(word, str) or not word.isprintable() or not word:
        raise TypeError(f"{names[-1]} is no word")
    return word


def failure_of(error: Exception, method: str) -> Failure:
    """The failure an exception of the SDK, or of the network under it, stands for."""
    if not isinstance(error, SlackApiError):
        return Away(type(error).__name__, method, maybe_arrived=not _never_arrived(error))
    response = error.response
    method = str(getattr(response, "api_url", method)).rstrip("/").rsplit("/", 1)[-1] or method
    said = getattr(response, "data", response)
    code = said.get("error") if isinstance(said, Mapping) else None
    headers = dict(getattr(response, "headers", {}))
    status = int(getattr(response, "status_code", 200))
    return refusal(status, code if isinstance(code, str) else "", headers, method)


def refusal(status: int, code: str, headers: dict[str, str], method: str) -> Failure:
    """The failure an answer of Slack stands for: its HTTP status, its code if it has one, its headers."""
    if status >= 500 or (status != 429 and not CODE.fullmatch(code)):
        return Away(f"http_{status}", method, maybe_arrived=True)
    found = failure_called("ratelimited" if status == 429 else code, method)
    if isinstance(found, Limited):
        found.seconds = _retry_after(headers)
        log.info(SLOW_DOWN, method=found.method, seconds=found.seconds)
    if isinstance(found, Away):
        found.maybe_arrived = True
    return found


@cache
def _by_code() -> dict[str, type[Failure]]:
    found: dict[str, type[Failure]] = {}
    waiting = list(Failure.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found |= dict.fromkeys(kind.codes, kind)
    return found


def _never_arrived(error: Exception) -> bool:
    """Whether the request cannot have reached Slack."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionRefusedError | socket.gaierror)


def _retry_after(headers: dict[str, str]) -> int:
    said = str(next((value for name, value in headers.items() if name.lower() == "retry-after"), ""))
    if not (said.isascii() and said.isdecimal()):
        return NO_ADVICE_SECONDS
    return min(int(said), LONGEST_WAIT_SECONDS) if len(said) < 10 else LONGEST_WAIT_SECONDS
