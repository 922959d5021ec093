"""What people do: say, press, choose, submit, close; each becomes what Slack would deliver for it."""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from practice import payloads
from practice.answers import Answers
from practice.conversations import Conversation
from practice.delivery import COMMAND, Courier
from practice.escaping import Piece, as_rich_text, as_text, pieces
from practice.events import Events
from practice.files import File, file_object
from practice.messages import Message
from practice.people import Person
from practice.presses import Presses
from practice.shapes import Json
from practice.workspace import Workspace

_COMMAND = re.compile(r"(/\S+)\s*(.*)", re.DOTALL)
_DEAD = "Your account is deactivated."


class CannotActError(Exception):
    """What was asked for cannot be done by that person there; the message says why."""


@dataclass
class Acts:
    """Does what people ask for through the page or the harness."""

    workspace: Workspace
    courier: Courier
    events: Events
    answers: Answers
    presses: Presses

    async def do(self, person: Person, action: Json) -> Json:
        """Do one thing and wait until the app has acknowledged it, or has failed to once.

        Raises:
            CannotActError: the action makes no sense there.
        """
        if person.deactivated:
            raise CannotActError(_DEAD)
        if person.bot and action.get("type") not in ("say", "edit", "delete"):
            raise CannotActError("bots only say things here")
        verbs: dict[str, Callable[[Person, Json], Awaitable[Json]]] = {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "open_dm": self._open_dm,
            "open_home": self._open_home,
            "upload": self._upload,
            "press": self.presses.press,
            "fill": self.presses.fill,
            "submit": self.presses.submit,
            "close": self.presses.close,
            "suggest": self.presses.suggest,
            "shortcut": self.presses.shortcut,
        }
        verb = verbs.get(str(action.get("type")))
        if verb is None:
            raise CannotActError(f"there is no action {action.get('type')!r}")
        try:
            return await verb(person, action)
        except LookupError as error:
            raise CannotActError(str(error.args[0]) if error.args else "no such thing") from error

    async def _say(self, person: Person, action: Json) -> Json:
        conversation = self._conversation(person, action.get("conversation"))
        text = str(action.get("text") or "")
        if not text.strip() and not action.get("files"):
            raise CannotActError("there is nothing to say")
        match = _COMMAND.fullmatch(text.strip()) if text.startswith("/") and not person.bot else None
        subtype = None
        if match and match[1] == "/me":
            subtype, text, match = "me_message", match[2], None
        elif person.bot and action.get("classic"):
            subtype = "bot_message"
        elif action.get("broadcast") and action.get("thread_ts"):
            subtype = "thread_broadcast"
        if match:
            return await self._command(
                person, conversation, match[1], match[2].strip(), action.get("thread_ts")
            )
        if conversation.archived:
            raise CannotActError("the channel is archived")
        if conversation.kind == "im" and (
            not self.workspace.manifest.messages_tab or self.workspace.manifest.messages_read_only
        ):
            raise CannotActError("Sending messages to this app has been turned off.")
        if person.id not in conversation.members:
            conversation.members.add(person.id)
            await self.events.membership(person, conversation, "member_joined_channel")
        cut = self._cut(text)
        message = self.workspace.post(
            conversation,
            person.id,
            as_text(cut, with_names=False),
            as_rich_text(cut, "said"),
            thread_ts=action.get("thread_ts"),
            bot_id=person.bot_id,
            subtype=subtype,
            files=self._files(person, conversation, action.get("files") or []),
        )
        mentioned = any(piece.id == self.workspace.bot.id for piece in cut)
        if mentioned and self.workspace.bot.id not in conversation.members:
            name = self.workspace.bot.real_name
            self.workspace.notice(person.id, f"You mentioned @{name}, but they're not in this channel.")
        await self.events.message(message, person)
        return {"ts": message.ts}

    async def _edit(self, person: Person, action: Json) -> Json:
        _, message = self._own(person, action)
        previous = payloads.message_object(self.workspace, message)
        cut = self._cut(str(action.get("text") or ""))
        message.text, message.blocks = as_text(cut, with_names=False), as_rich_text(cut, "said")
        message.edited = True
        self.workspace.message_changed(message)
        await self.events.edited(message, previous, person)
        return {}

    async def _delete(self, person: Person, action: Json) -> Json:
        conversation, message = self._own(person, action)
        previous = payloads.message_object(self.workspace, message)
        self.workspace.messages.remove(message)
        self.workspace.message_changed(message)
        await self.events.deleted(previous, conversation, person)
        return {}

    async def _command(
        self, person: Person, conversation: Conversation, name: str, text: str, thread_ts: str | None
    ) -> Json:
        declared = self.workspace.manifest.commands.get(name)
        elsewhere = person.outside and not self.workspace.installation.outsiders_command
        if declared is None or elsewhere:
            self.workspace.notice(person.id, f"{name} is not a valid command.")
            return {}
        if thread_ts:
            self.workspace.notice(person.id, f"{name} is not supported in threads. Sorry!")
            return {}
        if conversation.archived:
            raise CannotActError("the channel is archived")
        written = as_text(self._cut(text), with_names=True) if declared.should_escape else text
        payload = payloads.command(self.workspace, person, conversation, name, written)
        await self.courier.deliver(
            COMMAND,
            payload,
            lambda outcome: self.answers.command(person, conversation, name, outcome),
            user=person.id,
            again=False,
        )
        return {}

    async def _open_dm(self, person: Person, _: Json) -> Json:
        known = self.workspace.conversations.direct(person.id)
        conversation = self.workspace.direct(person)
        if known is None:
            self.workspace.touch([person.id])
        await self.events.home_opened(person, "messages")
        return {"conversation": conversation.id}

    async def _open_home(self, person: Person, _: Json) -> Json:
        if not self.workspace.manifest.home_tab:
            raise CannotActError("the app has no Home")
        await self.events.home_opened(person, "home")
        return {}

    async def _upload(self, person: Person, action: Json) -> Json:
        try:
            content = base64.b64decode(str(action.get("content_base64") or ""), validate=True)
        except binascii.Error as error:
            raise CannotActError("content_base64 is not base64") from error
        name = str(action.get("name") or "file")
        workspace = self.workspace
        file = File(workspace.new_id("F"), name, person.id, int(workspace.clock.seconds()), len(content))
        file.content, file.completed, file.title = content, True, name
        file.odd = workspace.odd
        workspace.files[file.id] = file
        return {"file_id": file.id, "file": file_object(file, workspace.base_url, workspace.team_id)}

    def _files(self, person: Person, conversation: Conversation, ids: list[str]) -> list[str]:
        for file_id in ids:
            file = self.workspace.files.get(file_id)
            if file is None or file.user != person.id:
                raise CannotActError(f"{person.real_name} uploaded no file {file_id}")
            file.shared_in.append(conversation.id)
        return ids

    def _own(self, person: Person, action: Json) -> tuple[Conversation, Message]:
        conversation = self._conversation(person, action.get("conversation"))
        message = self.workspace.messages.get(conversation.id, str(action.get("ts")))
        if message is None or message.user != person.id:
            raise CannotActError("only one's own messages can be changed")
        return conversation, message

    def _conversation(self, person: Person, conversation_id: Any) -> Conversation:
        conversation = self.workspace.conversations.get(str(conversation_id or ""))
        if conversation is None or not self.workspace.sees(person, conversation):
            raise CannotActError(f"{person.real_name} sees no conversation {conversation_id}")
        return conversation

    def _cut(self, typed: str) -> list[Piece]:
        users = [(p.real_name, p.id) for p in self.workspace.people.by_id.values()]
        users += [(p.name, p.id) for p in self.workspace.people.by_id.values()]
        channels = [(c.name, c.id) for c in self.workspace.conversations.by_id.values() if c.name]
        cut = pieces(typed, users, channels)
        handles = {p.id: p.name for p in self.workspace.people.by_id.values()}
        return [Piece(p.kind, handles.get(p.id, p.text), p.id) if p.kind == "user" else p for p in cut]
