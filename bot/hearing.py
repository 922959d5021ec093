"""What Slack delivers, as the conversation hears it: one shape for all its doors.

Text arrives escaped once and is unescaped once; mentions stay mentions, e-mails and links become plain; signs
nobody sees are taken out. A field that is missing or odd is as good as empty, and a delivery without what it
needs is `Unheard`.

The workspace is where the app is installed, whatever a delivery names: in channels shared with another
organization it may name the other side's (slack.md, "Whose workspace"). Whom a delivery states to be of
another team is heard as such; whether they are, Slack is asked.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bot.delivered import Unheard, at, carried_json, fields_of, identifier, input_of, text_at, told_of, within
from commands.kit.request import Door, Place, Sent
from words.signs import typeable

LINK = re.compile(
    r"<(?:mailto:[^|>]*\|([^>]*)|(?:https?://[^|>]*)\|([^>]*)|mailto:([^>]*)|(https?://[^>]*))>"
)
PEOPLES_SUBTYPES = (None, "", "file_share", "thread_broadcast", "me_message")
"""The subtypes of messages that people write; edits, joins and what bots say have others."""
LONGEST_KEY = 200
LONGEST_SEARCH = 200
MOST_FILES = 100
"""Files of one message that are heard of; Slack sends ten at once."""
"""Characters of what is typed to search for options; no name is longer."""


@dataclass(frozen=True)
class Heard:
    """One delivery. `name` is what the registry knows its handler by; for sentences it is empty.

    `key` recognizes the same delivery when it comes again. `team` is the speaker's own team as far as the
    delivery states it; empty where it does not.
    """

    door: Door
    workspace: str
    user: str
    key: str
    name: str = ""
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    trigger: str = ""
    response_url: str = ""
    form: str = ""  # the callback of the modal it came from
    view_id: str = ""
    view_hash: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)  # the modal it came from, as it was shown
    team: str = ""
    files: Sequence[Sent] = ()

    @property
    def names_another_team(self) -> bool:
        """Whether the delivery states that the speaker is of another team than the workspace."""
        return self.team not in ("", self.workspace)


def unescape(text: str) -> str:
    """Text as it was typed, but for mentions, which stay `<@U…>`."""
    plain = LINK.sub(lambda match: next(filter(None, match.groups()), ""), text)
    return typeable(html.unescape(plain))


def hear_command(body: Mapping[str, Any], workspace: str) -> Heard:
    """A slash command. Raises Unheard."""
    channel = text_at(body, "channel_id")
    return Heard(
        door=Door.COMMAND,
        workspace=workspace,
        user=_speaker(body, "user_id"),
        key=_key("command", text_at(body, "trigger_id"), _speaker(body, "user_id")),
        text=f"{text_at(body, 'command').lstrip('/')} {unescape(text_at(body, 'text'))}".strip(),
        place=Place(channel, text_at(body, "channel_name"), channel.startswith("D")),
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
        team=identifier(body, "team_id"),
    )


def hear_click(body: Mapping[str, Any], workspace: str) -> Heard:
    """A button pressed or something chosen, in a message, a modal or Home. Raises Unheard."""
    action = within(at(body, "actions", 0), "actions")
    view = at(body, "view")
    view = view if isinstance(view, Mapping) else {}
    door = Door.MESSAGE
    if view:
        door = Door.HOME if view.get("type") == "home" else Door.MODAL
    channel = text_at(body, "channel", "id")
    message = at(body, "message") or at(body, "container")
    value = carried_json(text_at(action, "value")) if action.get("type") == "button" else {}
    return Heard(
        door=door,
        workspace=workspace,
        user=_speaker(body, "user", "id"),
        key=_key("click", text_at(body, "trigger_id"), _speaker(body, "user", "id")),
        name=text_at(action, "action_id").partition(":")[0],
        text=_chosen_text(action),
        value=value or carried_json(text_at(view, "private_metadata")),
        fields=fields_of(view),
        place=Place(
            channel,
            text_at(body, "channel", "name"),
            channel.startswith("D"),
            text_at(message, "thread_ts") or None,
            text_at(message, "ts") or text_at(message, "message_ts") or None,
        ),
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
        form=text_at(view, "callback_id"),
        view_id=text_at(view, "id"),
        view_hash=text_at(view, "hash"),
        view=view if door is Door.MODAL else {},
        team=_team(body),
    )


def hear_submission(body: Mapping[str, Any], workspace: str) -> Heard:
    """A submitted modal. Raises Unheard."""
    view = within(at(body, "view"), "view")
    view_id, view_hash = text_at(view, "id"), text_at(view, "hash")
    return Heard(
        door=Door.SUBMITTED,
        workspace=workspace,
        user=_speaker(body, "user", "id"),
        key=_key("view", f"{view_id}:{view_hash}" if view_id else "", _speaker(body, "user", "id")),
        name=text_at(view, "callback_id"),
        value=carried_json(text_at(view, "private_metadata")),
        fields={**fields_of(view), **told_of(view)},
        trigger=text_at(body, "trigger_id"),
        view_id=view_id,
        view_hash=view_hash,
        view=view,
        team=_team(body),
    )


def hear_search(body: Mapping[str, Any], workspace: str) -> Heard:
    """Options looked up while somebody types. Raises Unheard."""
    view = at(body, "view")
    return Heard(
        door=Door.SEARCH,
        workspace=workspace,
        user=_speaker(body, "user", "id"),
        key="",
        name=text_at(body, "action_id"),
        text=typeable(html.unescape(text_at(body, "value")))[:LONGEST_SEARCH],
        form=text_at(view, "callback_id"),
        value=carried_json(text_at(view, "private_metadata")),
        fields=fields_of(view),
        team=_team(body),
    )


def hear_shortcut(body: Mapping[str, Any], workspace: str) -> Heard:
    """A global shortcut. Raises Unheard."""
    return Heard(
        door=Door.SHORTCUT,
        workspace=workspace,
        user=_speaker(body, "user", "id"),
        key=_key("shortcut", text_at(body, "trigger_id"), _speaker(body, "user", "id")),
        name=text_at(body, "callback_id"),
        trigger=text_at(body, "trigger_id"),
        team=_team(body),
    )


def hear_words(body: Mapping[str, Any], workspace: str, bot_user: str) -> Heard | None:
    """A mention or a direct message; None for what people's edits, joins and other bots cause.

    In a group's direct messages a mention comes as a message like any other. Raises Unheard.
    """
    event = within(at(body, "event"), "event")
    if not _is_peoples(event):
        return None
    said = text_at(event, "text")
    channel, kind = text_at(event, "channel"), event.get("channel_type")
    is_mention = event.get("type") == "app_mention"
    is_direct = not is_mention and kind == "im"
    if not is_mention and not is_direct and not (kind == "mpim" and _mentions(said, bot_user)):
        return None
    if not channel:
        raise Unheard("channel")
    text = _mention_of(bot_user).sub(" ", said) if bot_user else said
    return Heard(
        door=Door.DIRECT if is_direct else Door.MENTION,
        workspace=workspace,
        user=_speaker(event, "user"),
        key=_key("event", text_at(body, "event_id"), _speaker(event, "user")),
        text=unescape(text).strip().lstrip("/"),
        place=Place(
            channel, "", is_direct, text_at(event, "thread_ts") or None, text_at(event, "ts") or None
        ),
        team=_team_of_event(body, event),
        files=_sent(event),
    )


def hear_home(body: Mapping[str, Any], workspace: str) -> Heard | None:
    """Home was opened; None for the app's other tabs. Raises Unheard."""
    event = within(at(body, "event"), "event")
    if event.get("tab", "home") != "home":
        return None
    return Heard(
        door=Door.OPENED_HOME,
        workspace=workspace,
        user=_speaker(event, "user"),
        key=_key("event", text_at(body, "event_id"), _speaker(event, "user")),
        name="home",
        team=_team_of_event(body, event),
    )


def _speaker(body: Mapping[str, Any], *path: str) -> str:
    user = identifier(body, *path)
    if not user:
        raise Unheard(".".join(path))
    return user


def event_key(body: Any) -> str:
    """By what an event is recognized when it comes again; empty for what is none, or can't be recognized."""
    is_event = isinstance(body, Mapping) and text_at(body, "type") == "event_callback"
    number = text_at(body, "event_id") if is_event else ""
    return _key("event", number) if number else ""


def _key(kind: str, delivered: str, user: str = "") -> str:
    """What the delivery is recognized by; one that can't be recognized is itself alone.

    Nobody else's is the same, whatever it says of itself: who asks by it is given what the first was told.
    """
    key = f"{kind}:{delivered or uuid4().hex}{user and ':'}{user}"
    return key if len(key) <= LONGEST_KEY else f"{kind}:{hashlib.sha256(key.encode()).hexdigest()}"


def _team(body: Mapping[str, Any]) -> str:
    """The actor's team in an interaction. The outer `team` may be the actor's, or where the app is."""
    return identifier(body, "user", "team_id") or identifier(body, "team", "id")


def _team_of_event(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """The author's team. The outer `team_id` may be either side's: then it is only a reason to ask."""
    return (
        identifier(event, "user_team")
        or identifier(event, "team")
        or identifier(event, "source_team")
        or identifier(body, "team_id")
    )


def _is_peoples(event: Mapping[str, Any]) -> bool:
    if event.get("bot_id") or event.get("edited") or event.get("user") is None:
        return False
    return event.get("subtype") in PEOPLES_SUBTYPES


def _sent(event: Mapping[str, Any]) -> Sequence[Sent]:
    """The files of a message; of some Slack says no more than the id."""
    files = event.get("files")
    found = [] if not isinstance(files, list) else files[:MOST_FILES]
    return [
        Sent(file_id, html.unescape(text_at(each, "name") or text_at(each, "title")), _size(each))
        for each in found
        if (file_id := identifier(each, "id"))
    ]


def _size(file: Any) -> int:
    size = at(file, "size")
    return size if isinstance(size, int) and not isinstance(size, bool) else 0


def _mention_of(bot_user: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(bot_user)}(\|[^>]*)?>")


def _mentions(said: str, bot_user: str) -> bool:
    return bool(bot_user) and _mention_of(bot_user).search(said) is not None


def _chosen_text(action: Mapping[str, Any]) -> str:
    chosen = input_of({name: held for name, held in action.items() if name != "value"})
    return chosen if isinstance(chosen, str) else ""
