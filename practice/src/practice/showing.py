"""What one person sees, as the page and the harness are told it."""

from dataclasses import dataclass

from practice.conversations import Conversation
from practice.messages import Message
from practice.payloads import view_object
from practice.people import SLACKBOT, Person
from practice.shapes import Json
from practice.views import View
from practice.workspace import Workspace


@dataclass
class Showing:
    """Tells what people see; never changes anything."""

    workspace: Workspace

    def outline(self) -> Json:
        """What anybody may know before they say who they are: the people, the team and the app."""
        workspace = self.workspace
        return {
            "people": [self.person(p) for p in workspace.people.by_id.values()],
            "team": {"id": workspace.team_id, "name": workspace.team_name},
            "bot": {"user_id": workspace.bot.id, "name": workspace.bot.real_name},
        }

    def state(self, person: Person) -> Json:
        """Everything one person sees."""
        workspace = self.workspace
        seen = [c for c in workspace.conversations.by_id.values() if workspace.sees(person, c)]
        home = workspace.views.homes.get(person.id)
        me = {"id": person.id, "name": person.name, "real_name": person.real_name, "tz": person.tz}
        return {
            "me": me,
            **self.outline(),
            "commands": [
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                for c in workspace.manifest.commands.values()
            ],
            "shortcuts": [
                {"name": s.name, "callback_id": s.callback_id}
                for s in workspace.manifest.shortcuts.values()
                if s.type == "global"
            ],
            "conversations": [self._conversation(c, person) for c in seen],
            "messages": {
                c.id: [self._message(m, person) for m in workspace.messages.visible(c.id, person.id)]
                for c in seen
            },
            "home": self._view(home) if home else None,
            "modals": [{"view": self._view(v), "errors": v.errors} for v in workspace.views.stack(person.id)],
            "notices": [
                {"text": n.text, "time": n.time.isoformat()} for n in workspace.notices.get(person.id, [])
            ],
        }

    def changes(self, person: Person) -> Json:
        """The change number of everything one person sees.

        The order is that of `state`: by conversation and message, for Home, for each modal, for each notice.
        """
        workspace = self.workspace
        home = workspace.views.homes.get(person.id)
        return {
            "messages": {
                c.id: {m.ts: m.changed for m in workspace.messages.visible(c.id, person.id)}
                for c in workspace.conversations.by_id.values()
                if workspace.sees(person, c)
            },
            "home": home.changed if home else 0,
            "modals": [v.changed for v in workspace.views.stack(person.id)],
            "notices": [n.changed for n in workspace.notices.get(person.id, [])],
        }

    def record(self, conversation: Conversation) -> Json:
        """Everything said in one conversation, with whom an ephemeral message was for."""
        about = self._conversation(conversation, self.workspace.bot)
        owner = self.workspace.people.get(conversation.user)
        said = self.workspace.messages.in_conversation(conversation.id)
        return about | {
            "with": owner.real_name if owner else None,
            "messages": [self._message(m, self.workspace.bot) | {"only_for": m.ephemeral_to} for m in said],
        }

    def person(self, person: Person) -> Json:
        """One person as the page lists them."""
        return {
            "id": person.id,
            "name": person.name,
            "real_name": person.real_name,
            "title": person.title,
            "guest": person.guest,
            "deactivated": person.deactivated,
            "bot": person.bot or person.id == SLACKBOT,
        }

    def _conversation(self, conversation: Conversation, person: Person) -> Json:
        im = conversation.kind == "im"
        read = conversation.read.get(person.id, "")
        visible = self.workspace.messages.visible(conversation.id, person.id)
        return {
            "id": conversation.id,
            "name": self.workspace.bot.real_name if im else conversation.name,
            "kind": "im" if im else "channel",
            "topic": conversation.topic,
            "unread": sum(m.ts > read and m.user != person.id for m in visible),
            "private": conversation.kind in ("private_channel", "mpim"),
            "shared": conversation.shared,
            "bot_in": self.workspace.bot.id in conversation.members,
        }

    def _message(self, message: Message, person: Person) -> Json:
        author = self.workspace.people.get(message.user)
        files = [self.workspace.files[f] for f in message.files]
        return {
            "ts": message.ts,
            "user": message.user,
            "author": author.real_name if author else message.user,
            "is_bot": message.bot_id is not None,
            "text": message.text,
            "blocks": message.blocks,
            "ephemeral": message.ephemeral_to is not None,
            "edited": message.edited,
            "thread_ts": message.thread_ts,
            "files": [
                {"id": f.id, "name": f.name, "url": f"/practice/files/{f.id}?as={person.id}"} for f in files
            ],
            "time": message.time.isoformat(),
        }

    def _view(self, view: View) -> Json:
        shown = view_object(self.workspace, view)
        shown["blocks"] = view.blocks
        for key in ("title", "submit", "close"):
            if view.payload.get(key):
                shown[key] = view.payload[key]
        return shown
