"""`/practice/`: what the page and the harness use to act and to arrange things.

`act` serves the page and the harness; the others set a stage and make trouble. What can be looked at is in
`practice.watching`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web

from practice.acts import CannotActError
from practice.files import KINDS_OF_ODDITY, Oddity
from practice.patience import Patience
from practice.people import Person
from practice.rooms import Rooms
from practice.shapes import Json
from practice.signed import HandshakeError
from practice.tickets import TRIGGER_SECONDS
from practice.watching import delivery_record

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_control(app: web.Application, rooms: Rooms) -> None:
    """Serve what is posted under `/practice/`."""
    control = _Control(rooms)
    for name, handler in control.posts().items():
        app.router.add_post(f"/practice/{name}", _posted(handler))


def _posted(handler: Callable[[Json], Awaitable[Json]]) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json() if request.can_read_body else {}
            return web.json_response({"ok": True} | await handler(body))
        except (CannotActError, HandshakeError) as error:
            return web.json_response({"ok": False, "error": str(error)})
        except (LookupError, ValueError, TypeError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)

    return serve


class _Control:
    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.workspace = rooms.workspace

    def posts(self) -> dict[str, Callable[[Json], Awaitable[Json]]]:
        return {
            "act": self.act,
            "repeat": self.repeat,
            "read": self.read,
            "reload": self.reload,
            "people": self.add_person,
            "people/change": self.change_person,
            "channels": self.add_channel,
            "channels/change": self.change_channel,
            "deliver": self.deliver,
            "patience": self.patience,
            "installation": self.installation,
            "misbehave": self.misbehave,
            "files/odd": self.odd_files,
            "behave": self.behave,
            "sockets": self.sockets,
            "clock": self.clock,
            "wait": self.wait,
            "settle": self.settle,
            "forget": self.forget,
        }

    # -- acting

    async def act(self, body: Json) -> Json:
        before = self.workspace.sequence
        return {"before": before} | await self.rooms.acts.do(
            self._person(body.get("as")), body.get("action") or {}
        )

    async def repeat(self, body: Json) -> Json:
        times = int(body.get("times") or 1)
        return {
            "delivery": delivery_record(
                await self.rooms.courier.repeat(
                    self._person(body.get("as")).id, times, as_retry=bool(body.get("as_retry"))
                )
            )
        }

    async def read(self, body: Json) -> Json:
        person = self._person(body.get("as"))
        conversation = self.workspace.conversations.by_id[str(body.get("conversation"))]
        conversation.read[person.id] = f"{self.workspace.clock.seconds():.6f}"
        self.workspace.touch([person.id])
        return {}

    async def reload(self, body: Json) -> Json:
        person = self._person(body.get("as"))
        self.workspace.messages.forget_ephemeral(person.id)
        self.workspace.touch([person.id])
        return {}

    # -- setting a stage

    async def add_person(self, body: Json) -> Json:
        person = self.workspace.add_person(
            str(body.pop("real_name")), user_id=body.pop("user_id", None), **body
        )
        im = None if person.bot else self.workspace.direct(person).id
        self.workspace.touch(self.workspace.people.by_id)
        if not person.outside:
            self.rooms.courier.spawn(self.rooms.events.person(person, "team_join"))
        return {"id": person.id, "name": person.name, "dm": im}

    async def change_person(self, body: Json) -> Json:
        person = self._person(body.pop("user"))
        for key, value in body.items():
            if key not in (
                "real_name",
                "title",
                "tz",
                "email",
                "guest",
                "single_channel_guest",
                "admin",
                "deactivated",
                "email_confirmed",
            ):
                raise ValueError(f"{key} cannot be changed")
            setattr(person, key, value)
        person.updated = int(self.workspace.clock.seconds())
        self.workspace.touch(self.workspace.people.by_id)
        await self.rooms.events.person(person, "user_change")
        return {}

    async def add_channel(self, body: Json) -> Json:
        members = set(body.pop("members", []))
        if body.pop("bot_in", True):
            members.add(self.workspace.bot.id)
        if body.pop("group_dm", False):
            channel = self.workspace.add_group_dm(members)
        else:
            channel = self.workspace.add_channel(str(body.pop("name")), members=members, **body)
        self.workspace.touch(self.workspace.people.by_id)
        return {"id": channel.id, "name": channel.name}

    async def change_channel(self, body: Json) -> Json:
        channel = self.workspace.conversations.by_id[str(body.pop("channel"))]
        for key in ("archived", "shared", "topic"):
            if key in body:
                setattr(channel, key, body[key])
        for user_id in body.get("join", []):
            channel.members.add(user_id)
            await self.rooms.events.membership(self._person(user_id), channel, "member_joined_channel")
        for user_id in body.get("leave", []):
            await self.rooms.events.membership(self._person(user_id), channel, "member_left_channel")
            channel.members.discard(user_id)
        self.workspace.touch(self.workspace.people.by_id)
        return {}

    # -- delivery and trouble

    async def deliver(self, body: Json) -> Json:
        if "url" in body:
            if body["url"]:
                await self.rooms.signed.verify(str(body["url"]))
                self.rooms.courier.door = self.rooms.signed
                self.rooms.courier.installed = True
            else:
                self.rooms.courier.door = self.rooms.sockets
        if "times" in body:
            self.rooms.courier.copies = max(1, int(body["times"]))
        return {}

    async def patience(self, body: Json) -> Json:
        courier = self.rooms.courier
        if "ack_seconds" in body:
            courier.ack_seconds = float(body["ack_seconds"])
        if "backoff" in body:
            courier.backoff = tuple(float(s) for s in body["backoff"])
        if "ping_seconds" in body:
            self.rooms.sockets.ping_seconds = float(body["ping_seconds"])
        if "unknown_blocks" in body:
            self.workspace.unknown_blocks = frozenset(body["unknown_blocks"])
        if "rates" in body:
            self.rooms.api.rates.kept = bool(body["rates"])
        if "trigger_seconds" in body:
            self._let_triggers_last(float(body["trigger_seconds"]))
        return {}

    def _let_triggers_last(self, seconds: float) -> None:
        self.workspace.triggers.seconds = seconds
        self.workspace.installation.excuse("expired_trigger_id", seconds < TRIGGER_SECONDS)

    async def installation(self, body: Json) -> Json:
        """Change how the app is installed: its scopes, the enterprise, what the other side may and sends."""
        installed = self.workspace.installation
        if "scopes" in body:
            installed.grant(body["scopes"])
        if "withheld" in body:
            installed.grant(installed.asked - set(body["withheld"]))
        for key in ("enterprise", "org_wide", "outer_theirs", "outsiders_command"):
            if key in body:
                setattr(installed, key, bool(body[key]))
        return {}

    async def misbehave(self, body: Json) -> Json:
        self.rooms.order(body)
        return {}

    async def odd_files(self, body: Json) -> Json:
        kind, size = str(body.get("kind") or ""), body.get("size")
        if kind not in KINDS_OF_ODDITY:
            raise ValueError(f"there are no {kind} files")
        self.workspace.odd = Oddity(kind, None if size is None else int(size))
        self.workspace.installation.excuse("file_deleted", True)
        return {}

    async def behave(self, _: Json) -> Json:
        self.workspace.odd = Oddity()
        self.rooms.api.misbehaviour.stop()
        self.rooms.sockets.hush(False, new_too=False)
        self.rooms.courier.copies = 1
        self._let_triggers_last(TRIGGER_SECONDS)
        return {}

    async def sockets(self, body: Json) -> Json:
        sockets = self.rooms.sockets
        if "silent" in body:
            sockets.hush(bool(body["silent"]), new_too=bool(body.get("new_too", True)))
        if body.get("refuse_seconds"):
            sockets.refuse(float(body["refuse_seconds"]))
        if body.get("text"):
            await sockets.say_as_it_is(str(body["text"]))
        if body.get("drop"):
            await sockets.drop()
        if body.get("disconnect"):
            self.rooms.courier.spawn(sockets.disconnect(str(body["disconnect"])))
        return {"connections": len(sockets.connections), "opened": sockets.opened}

    async def clock(self, body: Json) -> Json:
        self.workspace.clock.advance(timedelta(seconds=float(body.get("seconds") or 0)))
        return {"now": self.workspace.clock.now().isoformat()}

    async def wait(self, body: Json) -> Json:
        wanted = int(body.get("connections") or 1)
        patience = Patience(float(body.get("seconds") or 10))
        while not patience.over:
            over_http = self.rooms.courier.door is self.rooms.signed and self.rooms.signed.open
            if over_http or len([c for c in self.rooms.sockets.connections if not c.retiring]) >= wanted:
                self.rooms.courier.installed = True
                return {}
            await asyncio.sleep(0.02)
        raise CannotActError("no app has connected")

    async def settle(self, body: Json) -> Json:
        """Wait until nothing is on its way to the app any more."""
        async with asyncio.timeout(float(body.get("seconds") or 10)):
            await self.rooms.courier.settled()
        return {}

    async def forget(self, body: Json) -> Json:
        """Empty the records named: complaints, calls, deliveries."""
        records: dict[str, list[Any]] = {
            "complaints": self.workspace.complaints,
            "calls": self.workspace.calls,
            "deliveries": self.rooms.courier.deliveries,
        }
        for name in body.get("what") or list(records):
            records[name].clear()
        return {}

    def _person(self, user_id: Any) -> Person:
        person = self.workspace.people.get(str(user_id or ""))
        if person is None:
            raise LookupError(f"nobody has the user id {user_id}")
        return person
