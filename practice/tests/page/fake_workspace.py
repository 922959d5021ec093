"""A stand-in for the practice server: the page's JSON contract over a fixture, with nothing behind it."""

import asyncio
import copy
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from practice.page import add_page
from tests.page.every_block import (
    Json,
    box_blocks,
    field_blocks,
    mrkdwn,
    option,
    plain,
    rich_blocks,
    text_blocks,
)

PEOPLE: list[Json] = [
    {
        "id": "U1",
        "name": "dana.okafor",
        "real_name": "Dana Okafor",
        "title": "Emergency manager, Grove County",
    },
    {"id": "U2", "name": "luis.ortega", "real_name": "Luis Ortega", "title": "Training officer, Cedar Fire"},
    {"id": "U3", "name": "mei.tanaka", "real_name": "Mei Tanaka", "title": "Deputy, Grove Sheriff"},
    {
        "id": "U4",
        "name": "sam.reyes",
        "real_name": "Sam <b>Reyes</b>",
        "title": "Red Cross liaison",
        "guest": True,
    },
    {"id": "U5", "name": "old.timer", "real_name": "Pat Gone", "title": "Retired", "deactivated": True},
    {"id": "UBOT", "name": "muster", "real_name": "Muster", "title": "", "bot": True},
]
CONVERSATIONS: list[Json] = [
    {
        "id": "C1",
        "name": "training",
        "kind": "channel",
        "topic": "Who is trained, who is due",
        "bot_in": True,
    },
    {"id": "C2", "name": "leads-only", "kind": "channel", "topic": "", "private": True, "bot_in": True},
    {
        "id": "C3",
        "name": "mutual-aid",
        "kind": "channel",
        "topic": "With Birch County",
        "shared": True,
        "bot_in": False,
    },
    {"id": "D1", "name": "Muster", "kind": "im", "topic": "", "bot_in": True, "unread": 1},
]
ROSTER = ["Ana Ruiz", "Ben Cole", "Cara Diaz", "Dev Patel"]


class FakeWorkspace:
    """What the page sees and what it did. All state belongs to the server's own thread."""

    def __init__(self) -> None:
        self._listeners: set[tuple[str, asyncio.Event]] = set()
        self.hanging_up = False
        self.begin()

    def begin(self) -> None:
        """As at first; pages that are open must load again."""
        self.actions: list[Json] = []
        self.read: list[str] = []
        self.states = {person["id"]: self._state(person) for person in PEOPLE}
        self._count = 0
        self._now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)

    def _state(self, person: Json) -> Json:
        flags = {"guest": False, "deactivated": False, "bot": False}
        start = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)

        def message(minutes: int, user: str, text: str, **more: Any) -> Json:
            time = start + timedelta(minutes=minutes)
            author = next(p["real_name"] for p in PEOPLE if p["id"] == user)
            base = {
                "ts": f"{time.timestamp():.6f}",
                "user": user,
                "author": author,
                "is_bot": user == "UBOT",
                "text": text,
                "blocks": [],
                "ephemeral": False,
                "edited": False,
                "thread_ts": None,
                "files": [],
                "time": time.isoformat(),
            }
            return base | more

        asked = message(0, "U2", "<@UBOT> who's due for a refresher in Cedar Fire?")
        training = [
            asked,
            message(1, "UBOT", "7 people are due", thread_ts=asked["ts"], blocks=rich_blocks()),
            message(2, "U2", "Thanks! That is what I needed for tonight's meeting.", edited=True),
            message(3, "U2", "More at https://example.org/x_y_z, or ask <mailto:dana@example.org|Dana>."),
            message(4, "U4", "<script>alert(1)</script> &lt;b&gt;not bold&lt;/b&gt;"),
            message(4320, "UBOT", "Readiness, week of November 16", blocks=text_blocks()),
            message(
                4321,
                "UBOT",
                "Charts",
                blocks=box_blocks(),
                files=[{"id": "F1", "name": "due-cedar-fire.csv", "url": "/practice/files/F1"}],
            ),
            message(4322, "UBOT", "You are due for *ASIM Basic* on December 3.", ephemeral=True),
        ]
        return {
            "me": {k: person[k] for k in ("id", "name", "real_name")} | {"tz": "America/Chicago"},
            "people": [flags | p for p in PEOPLE],
            "team": {"id": "T1", "name": "Grove County"},
            "bot": {"user_id": "UBOT", "name": "Muster"},
            "commands": [
                {"command": "/due", "description": "Who is due", "usage_hint": "[agency] [course] [by day]"},
                {
                    "command": "/training",
                    "description": "Log and look up",
                    "usage_hint": "log COURSE DAY HOURS",
                },
                {"command": "/trouble", "description": "Fails", "usage_hint": ""},
            ],
            "shortcuts": [
                {"name": "Log training", "callback_id": "log"},
                {"name": "Who's due?", "callback_id": "due"},
            ],
            "conversations": [{"unread": 0, "private": False, "shared": False} | c for c in CONVERSATIONS],
            "messages": {
                "C1": training,
                "C2": [],
                "C3": [],
                "D1": [message(4300, "UBOT", "Good morning. Two things wait for you.")],
            },
            "home": None,
            "modals": [],
            "notices": [],
        }

    # -- what the page asks

    async def state(self, request: web.Request) -> web.Response:
        user = request.query.get("as")
        if user is None:
            return web.json_response({k: self.states["U1"][k] for k in ("people", "team", "bot")})
        if user not in self.states:
            raise web.HTTPNotFound
        return web.json_response(self.states[user])

    async def events(self, request: web.Request) -> web.StreamResponse:
        if request.query["as"] not in self.states:
            raise web.HTTPNotFound
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        changed = asyncio.Event()
        self._listeners.add((request.query["as"], changed))
        await response.write(b": hello\n\n")
        try:
            while not self.hanging_up:
                await changed.wait()
                changed.clear()
                await response.write(b"data: changed\n\n")
        except ConnectionError:
            pass
        finally:
            self._listeners.discard((request.query["as"], changed))
        return response

    async def mark_read(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.read.append(body["conversation"])
        for conversation in self.states[body["as"]]["conversations"]:
            if conversation["id"] == body["conversation"]:
                conversation["unread"] = 0
        self.touch(body["as"])
        return web.json_response({"ok": True})

    async def act(self, request: web.Request) -> web.Response:
        body = await request.json()
        user, action = body["as"], body["action"]
        self.actions.append(body)
        answer = getattr(self, f"_{action['type']}")(user, action)
        self.touch(user)
        return web.json_response({"ok": True} | answer)

    def touch(self, user: str) -> None:
        for listener, changed in self._listeners:
            if listener == user:
                changed.set()

    # -- what the actions do

    def _say(self, user: str, action: Json) -> Json:
        state = self.states[user]
        if action["text"].startswith("/trouble"):
            state["notices"].append({"text": "/trouble failed: “dispatch_failed”.", "time": self._time()})
            return {}
        if action["text"].startswith("/"):
            return self._open(user)
        person = next(p for p in PEOPLE if p["id"] == user)
        self.add_message(
            user, action["conversation"], person, action["text"], thread_ts=action.get("thread_ts")
        )
        return {}

    def add_message(self, user: str, conversation: str, author: Json, text: str, **more: Any) -> None:
        self._now += timedelta(minutes=1)
        message = copy.deepcopy(self.states["U1"]["messages"]["D1"][0]) | {
            "ts": f"{self._now.timestamp():.6f}",
            "user": author["id"],
            "author": author["real_name"],
            "is_bot": author.get("bot", False),
            "text": text,
            "time": self._now.isoformat(),
        }
        self.states[user]["messages"][conversation].append(message | more)

    def _time(self) -> str:
        self._now += timedelta(seconds=1)
        return self._now.isoformat()

    def _open(self, user: str, title: str = "Log training", blocks: list[Json] | None = None) -> Json:
        self._count += 1
        view = {
            "id": f"V{self._count}",
            "hash": f"h{self._count}",
            "type": "modal",
            "title": plain(title),
            "submit": plain("Log it"),
            "close": plain("Cancel"),
            "blocks": blocks or field_blocks(),
            "state": {"values": {}},
        }
        self.states[user]["modals"].append({"view": view, "errors": {}})
        return {}

    def _press(self, user: str, action: Json) -> Json:
        if action["action_id"] == "log":
            return self._open(user)
        if action["action_id"] == "push":
            return self._open(
                user, "Doubles", [{"type": "section", "block_id": "d", "text": mrkdwn("None found.")}]
            )
        return {}

    def _submit(self, user: str, action: Json) -> Json:
        modal = self.states[user]["modals"][-1]
        hours = action["values"].get("hours", {}).get("it", {}).get("value")
        if hours == "13":
            modal["errors"] = {"hours": "ASIM Basic takes at most 12 hours.", "": "Nothing was recorded."}
        else:
            self.states[user]["modals"].pop()
        return {}

    def _close(self, user: str, action: Json) -> Json:
        stack = self.states[user]["modals"]
        del stack[0 if action.get("all") else -1 :]
        return {}

    def _suggest(self, _user: str, action: Json) -> Json:
        found = [name for name in ROSTER if action["value"].lower() in name.lower()]
        return {"options": [option(name, name.split()[0].lower(), "Cedar Fire") for name in found]}

    def _open_home(self, user: str, _action: Json) -> Json:
        blocks = [
            {"type": "header", "block_id": "h", "text": plain("Your standing")},
            {"type": "section", "block_id": "s", "text": mrkdwn("You are *current* in 5 of 6 courses.")},
            *text_blocks()[2:],
        ]
        self.states[user]["home"] = {"id": f"VH{user}", "hash": "h", "type": "home", "blocks": blocks}
        return {}

    def _open_dm(self, _user: str, _action: Json) -> Json:
        return {"conversation": "D1"}

    def _shortcut(self, user: str, _action: Json) -> Json:
        return self._open(user, "From a shortcut")

    def _upload(self, _user: str, _action: Json) -> Json:
        self._count += 1
        return {"file_id": f"F{self._count}0"}


class Serving:
    """The fake workspace on a loopback port, in a thread of its own."""

    def __init__(self) -> None:
        self.fake = FakeWorkspace()
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Serving":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def change(self, user: str, change: Callable[[FakeWorkspace, Json], object]) -> None:
        """Change what a person sees, as the app would, and announce it."""

        def work() -> None:
            change(self.fake, self.fake.states[user])
            self.fake.touch(user)

        self._in_thread(work)

    def begin_anew(self) -> None:
        """Forget what was done."""
        self._in_thread(self.fake.begin)

    def hang_up(self) -> None:
        """End every event stream; new ones may follow."""

        async def work() -> None:
            self.fake.hanging_up = True
            for user in PEOPLE:
                self.fake.touch(user["id"])
            await asyncio.sleep(0.05)
            self.fake.hanging_up = False

        asyncio.run_coroutine_threadsafe(work(), self._loop).result(5)

    def _in_thread(self, work: Callable[[], object]) -> None:
        async def call() -> None:
            work()

        asyncio.run_coroutine_threadsafe(call(), self._loop).result(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/practice/state", self.fake.state)
        app.router.add_get("/practice/events", self.fake.events)
        app.router.add_post("/practice/act", self.fake.act)
        app.router.add_post("/practice/read", self.fake.mark_read)
        add_page(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
