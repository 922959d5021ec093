"""The payloads an app receives, in Slack's shapes.

Source: Slack's reference of events, slash commands and interaction payloads.
"""

import secrets
from typing import Any

from practice.conversations import Conversation
from practice.files import shared_file
from practice.installation import ENTERPRISE, ENTERPRISE_NAME, OTHER_DOMAIN, OTHER_TEAM
from practice.messages import Message
from practice.people import Person, user_object
from practice.shapes import Json
from practice.views import View, values_of
from practice.workspace import Workspace


def escaped(value: Any) -> Any:
    """A copy in which text objects carry Slack's escapes, as they do in whatever Slack sends back."""
    if isinstance(value, list):
        return [escaped(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    copy = {key: escaped(inner) for key, inner in value.items()}
    if copy.get("type") == "plain_text":
        copy["text"] = _entities(copy["text"])
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy["text"] = _entities(copy["text"], brackets=False)
        copy.setdefault("verbatim", False)
    return copy


def _entities(text: str, *, brackets: bool = True) -> str:
    for known in ("&amp;", "&lt;", "&gt;"):
        text = text.replace(known, f"\0{known[1:]}")
    text = text.replace("&", "&amp;").replace("\0", "&")
    return text.replace("<", "&lt;").replace(">", "&gt;") if brackets else text


def message_object(workspace: Workspace, message: Message) -> Json:
    """A message as the Web API and the payloads give it."""
    author = workspace.people.get(message.user)
    team = author.team_id if author else workspace.team_id
    shown: Json = {"user": message.user, "type": "message", "ts": message.ts}
    if message.bot_id:
        app = author.app_id if author and author.app_id else workspace.app_id
        shown |= {"bot_id": message.bot_id, "app_id": app}
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.subtype == "bot_message" and author:
        del shown["user"]
        shown["username"] = author.real_name
    shown |= {"text": _entities(message.text, brackets=False), "team": team}
    if workspace.conversations.by_id[message.conversation].shared:
        shown |= {"user_team": team, "source_team": team}
    if message.bot_id == workspace.bot_id:
        shown["bot_profile"] = bot_profile(workspace)
    if message.blocks:
        shown["blocks"] = escaped(message.blocks)
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.ts}
    if message.metadata:
        shown["metadata"] = message.metadata
    if message.files:
        shown["files"] = [
            shared_file(workspace.files[f], workspace.base_url, workspace.team_id) for f in message.files
        ]
    return shown


def bot_profile(workspace: Workspace) -> Json:
    """The app's bot as messages and `bots.info` describe it."""
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "name": workspace.bot.real_name,
        "icons": {},
        "deleted": False,
        "updated": workspace.bot.updated,
        "team_id": workspace.team_id,
    }


def described(workspace: Workspace, person: Person) -> Json:
    """A user as this app, with its scopes, is told of them."""
    installed = workspace.installation
    return user_object(
        person,
        workspace.clock.now(),
        with_email="users:read.email" in installed.scopes,
        stranger=workspace.stranger(person),
        enterprise_id=None if person.outside else installed.enterprise_id,
    )


def view_object(workspace: Workspace, view: View, *, state: bool = True) -> Json:
    """A view as the Web API and the payloads give it; `state` carries what is filled in."""
    given, owner = view.payload, workspace.people.get(view.user)
    shown: Json = {
        "id": view.id,
        "team_id": owner.team_id if owner else workspace.team_id,
        "type": given["type"],
        "blocks": escaped(view.blocks),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": values_of(view.blocks, view.state, view.opened_in) if state else {}},
        "hash": view.hash,
        "title": escaped(given.get("title") or {"type": "plain_text", "text": "View Title"}),
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "close": escaped(given.get("close")),
        "submit": escaped(given.get("submit")),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": workspace.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
    return shown


def event(
    workspace: Workspace, inner: Json, conversation: Conversation | None = None, by: Person | None = None
) -> Json:
    """The envelope every event comes in.

    Its outer `team_id` is the actor's, or in a shared channel whichever side Slack happens to name; where the
    app is installed stands in `context_team_id` and `authorizations`.
    """
    installed = workspace.installation
    shared = bool(conversation and conversation.shared)
    theirs = (by is not None and by.outside) or (shared and installed.outer_theirs)
    return {
        "token": workspace.verification_token,
        "team_id": OTHER_TEAM if theirs else workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": installed.enterprise_id,
        "api_app_id": workspace.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.clock.seconds()),
        "authorizations": [
            {
                "enterprise_id": installed.enterprise_id,
                "team_id": None if installed.org_wide else workspace.team_id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": installed.org_wide,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_urlsafe(24)}",
    } | ({"enterprise_id": ENTERPRISE} if installed.enterprise and not theirs else {})


def command(workspace: Workspace, person: Person, conversation: Conversation, name: str, text: str) -> Json:
    """A slash command; every value is a string, as in the form Slack posts."""
    now = workspace.clock.seconds()
    trigger = workspace.triggers.new(person.id, now, conversation.id)
    path = workspace.response_urls.new("commands", workspace.team_id, person.id, conversation.id, now)
    installed = workspace.installation
    enterprise = {"enterprise_id": ENTERPRISE, "enterprise_name": ENTERPRISE_NAME}
    return {
        "token": workspace.verification_token,
        "team_id": person.team_id,
        "team_domain": OTHER_DOMAIN if person.outside else workspace.team_domain,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "true" if installed.org_wide else "false",
        "response_url": f"{workspace.base_url}{path}",
        "trigger_id": trigger,
    } | (enterprise if installed.enterprise and not person.outside else {})


def channel_name(conversation: Conversation) -> str:
    """What payloads call a conversation."""
    match conversation.kind:
        case "im":
            return "directmessage"
        case "private_channel":
            return "privategroup"
        case _:
            return conversation.name


def interaction(workspace: Workspace, kind: str, person: Person, *, in_message: bool = False) -> Json:
    """What every interaction payload has in common.

    `team` is the actor's own, but where the app is installed for what happens in a message, and null where
    it is installed for a whole organization.
    """
    installed = workspace.installation
    theirs = person.outside and not in_message
    domain = OTHER_DOMAIN if theirs else workspace.team_domain
    team = {"id": OTHER_TEAM if theirs else workspace.team_id, "domain": domain}
    if installed.enterprise and not theirs:
        team |= {"enterprise_id": ENTERPRISE, "enterprise_name": ENTERPRISE_NAME}
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": workspace.verification_token,
        "team": None if installed.org_wide else team,
        "enterprise": installed.enterprise_object,
        "is_enterprise_install": installed.org_wide,
    }


def message_place(workspace: Workspace, message: Message, user_id: str) -> Json:
    """Where a click in a message happened: container, channel, message (not for ephemeral ones) and state."""
    conversation = workspace.conversations.by_id[message.conversation]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: Json = {
        "container": container,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "state": {"values": values_of(message.blocks, message.state.get(user_id, {}))},
    }
    if message.ephemeral_to is None:
        place["message"] = message_object(workspace, message)
    return place


def view_place(workspace: Workspace, view: View) -> Json:
    """Where a click in a view happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_object(workspace, view)}
