"""The harness: drive a practice workspace from a test or a tour.

`Slack` speaks only HTTP to a server that runs anywhere; `Practice` starts one in this process besides.
"""

import asyncio
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from practice import render
from practice.actor import Actor, Channel
from practice.manifest import Manifest
from practice.records import Ack, Call, Complaint, Delivery
from practice.render import Reader
from practice.server import read_stage, serving
from practice.shapes import Json

Listener = Callable[[str, str], None]
"""Told every line as it is said: the speaker's name and the text."""


class PracticeError(Exception):
    """The practice workspace refused what the harness asked of it."""


class Slack:
    """A practice workspace somewhere, reached by its address."""

    def __init__(self, url: str, on_line: Listener | None = None) -> None:
        """Connect to a server that runs. `on_line` is told every line said."""
        self.url = url
        self.on_line = on_line
        self.told: set[tuple[str, str, int]] = set()
        about = self.get("about")
        self.api_url = f"{url}/api/"
        self.team_id: str = about["team_id"]
        self.app_id: str = about["app_id"]
        self.bot_user: str = about["bot_user"]
        self.bot_name: str = about["bot_name"]
        self.bot_token: str = about["bot_token"]
        self.app_token: str = about["app_token"]
        self.signing_secret: str = about["signing_secret"]

    # -- people and places

    def person(
        self,
        real_name: str,
        *,
        email: str | None = None,
        tz: str = "America/Chicago",
        user_id: str | None = None,
        title: str = "",
        guest: bool = False,
        deactivated: bool = False,
        email_confirmed: bool = True,
        admin: bool = False,
        outside: bool = False,
        bot: bool = False,
    ) -> Actor:
        """Let somebody in. `outside` people belong to a connected workspace."""
        about = {
            "real_name": real_name,
            "email": email,
            "tz": tz,
            "user_id": user_id,
            "title": title,
            "guest": guest,
            "deactivated": deactivated,
            "email_confirmed": email_confirmed,
            "admin": admin,
            "outside": outside,
            "bot": bot,
        }
        made = self.post("people", about)
        return Actor(self, made["id"], made["name"], real_name, tz, Channel(made["dm"] or "", "DM"))

    def somebody(self, real_name: str) -> Actor:
        """Somebody who is there already, by name.

        Raises:
            LookupError: nobody has that name.
        """
        for one in self.get("about")["people"]:
            if one["real_name"] == real_name:
                return Actor(self, one["id"], one["name"], real_name, one["tz"], Channel(one["dm"], "DM"))
        raise LookupError(f"nobody is called {real_name}")

    def channel(
        self,
        name: str,
        members: Iterable[Actor] = (),
        *,
        bot_in: bool = True,
        shared: bool = False,
        private: bool = False,
        archived: bool = False,
        topic: str = "",
    ) -> Channel:
        """Make a channel. `shared` ones are shared with another organization."""
        about = {
            "name": name,
            "members": [member.id for member in members],
            "bot_in": bot_in,
            "shared": shared,
            "private": private,
            "archived": archived,
            "topic": topic,
        }
        return Channel(self.post("channels", about)["id"], name)

    def change_channel(self, channel: Channel, **about: Any) -> None:
        """Change a channel: archived, shared, topic; or let the bot `bot_in` it or out of it."""
        if "bot_in" in about:
            about["join" if about.pop("bot_in") else "leave"] = [self.bot_user]
        self.post("channels/change", {"channel": channel.id} | about)

    # -- delivery

    def deliver_to(self, url: str) -> None:
        """Deliver over signed HTTP to an address, after Slack's handshake with it."""
        self.post("deliver", {"url": url})

    def deliver_by_socket(self) -> None:
        """Deliver over Socket Mode, as at the start."""
        self.post("deliver", {"url": None})

    def deliver_each(self, times: int) -> None:
        """Deliver every envelope so many times at once; the first good acknowledgement counts."""
        self.post("deliver", {"times": times})

    def wait_for_app(self, seconds: float = 10, connections: int = 1) -> None:
        """Wait until the app is connected, or reachable over HTTP."""
        self.post("wait", {"seconds": seconds, "connections": connections})

    def settle(self, seconds: float = 10) -> None:
        """Wait until nothing is on its way to the app: events of its own messages, repeated deliveries."""
        self.post("settle", {"seconds": seconds})

    def patience(
        self,
        *,
        ack_seconds: float | None = None,
        backoff: Iterable[float] | None = None,
        ping_seconds: float | None = None,
    ) -> None:
        """Change how long an acknowledgement may take, the pauses before each repeated delivery, and how
        often WebSockets are pinged."""
        wanted = {
            "ack_seconds": ack_seconds,
            "backoff": None if backoff is None else list(backoff),
            "ping_seconds": ping_seconds,
        }
        self.post("patience", {key: value for key, value in wanted.items() if value is not None})

    def does_not_know_blocks(self, *types: str) -> None:
        """Refuse these types of blocks in messages as unknown, as a workspace does that has them not yet."""
        self.post("patience", {"unknown_blocks": list(types)})

    def keep_rates(self, kept: bool = True) -> None:
        """Hold the app to Slack's rate limits, which are otherwise not kept."""
        self.post("patience", {"rates": kept})

    # -- trouble

    def misbehave(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        error: str | None = None,
        seconds: float = 0.0,
        times: int | None = 1,
        after: bool = False,
    ) -> None:
        """Answer a method (`*` for all, `response_url` for those) with trouble, so many times; None for ever.

        `seconds` makes it slow; with `after` it does its work and only its answer is lost.
        """
        order = {"method": method, "status": status, "retry_after": retry_after, "error": error}
        self.post("misbehave", order | {"seconds": seconds, "times": times, "after": after})

    def behave(self) -> None:
        """No more trouble: no misbehaving methods, no silence, every envelope once."""
        self.post("behave")

    def drop_sockets(self, *, refuse_seconds: float = 0.0) -> None:
        """Cut every WebSocket without a word, and turn new ones away for a while."""
        self.post("sockets", {"drop": True, "refuse_seconds": refuse_seconds})

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect, as Slack does now and then."""
        self.post("sockets", {"disconnect": reason})

    def go_silent(self, silent: bool = True) -> None:
        """Keep the WebSockets open but neither say nor hear anything."""
        self.post("sockets", {"silent": silent})

    @property
    def connections(self) -> int:
        """How many WebSockets are open."""
        return int(self.post("sockets")["connections"])

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Move the workspace's clock forward."""
        self.post("clock", {"seconds": seconds + 60 * minutes + 3600 * hours})

    # -- the record

    @property
    def complaints(self) -> list[Complaint]:
        """Everything the app did against the protocol."""
        return [Complaint(c["kind"], c["detail"]) for c in self.get("complaints")]

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of a method (or of all), oldest first."""
        found = self.get("calls", {"method": method} if method else None)
        return [
            Call(c["method"], c["args"], c["ok"], c["error"], c["injected"], c["response"]) for c in found
        ]

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything delivered, oldest first."""
        return [
            Delivery(
                **{k: v for k, v in d.items() if k not in ("acks", "time")},
                acks=[Ack(**a) for a in d["acks"]],
            )
            for d in self.get("deliveries")
        ]

    @property
    def last_acks(self) -> list[Ack]:
        """The acknowledgements of the last thing anybody did."""
        for delivery in reversed(self.deliveries):
            if delivery.user:
                return delivery.acks
        return []

    def forget(self, *what: str) -> None:
        """Empty the records named (`complaints`, `calls`, `deliveries`), or all."""
        self.post("forget", {"what": list(what)})

    def transcript(self) -> str:
        """Everything said, conversation by conversation, readably."""
        about = self.get("about")
        names = {p["id"]: p["real_name"] for p in about["people"]} | {
            c["id"]: c["name"] for c in about["channels"]
        }
        reader = Reader(names)
        lines: list[str] = []
        for conversation in self.get("messages"):
            if not conversation["messages"]:
                continue
            owner = conversation["with"]
            lines.append(f"=== DM with {owner}" if owner else f"=== #{conversation['name']}")
            for message in conversation["messages"]:
                only = f" (only for {names[message['only_for']]})" if message["only_for"] else ""
                lines.append(f"{message['author']}{only}:")
                lines += [f"    {line}" for line in render.message(message, reader)]
        return "\n".join(lines)

    def reader(self, state: Json, tz: str) -> Reader:
        """How ids read for somebody who sees a state."""
        names = {p["id"]: p["real_name"] for p in state["people"]}
        names |= {c["id"]: c["name"] for c in state["conversations"] if c["kind"] == "channel"}
        return Reader(names, tz)

    def id_of(self, whom: Any) -> str:
        """The id of an actor or a channel, given as such, by name, part of a name or id.

        Raises:
            AssertionError: nobody and nothing goes by that, or several do.
        """
        if isinstance(whom, Actor | Channel):
            return whom.id
        about = self.get("about")
        everything: list[tuple[str, tuple[str, ...]]]
        everything = [(one["id"], (one["real_name"], one["name"])) for one in about["people"]]
        everything += [(one["id"], (one["name"],)) for one in about["channels"]]
        word = str(whom).lstrip("@#")
        for found in (
            [some_id for some_id, names in everything if word in (some_id, *names)],
            [some_id for some_id, names in everything if word.casefold() in names[0].casefold()],
        ):
            if len(found) == 1:
                return str(found[0])
            if found:
                raise AssertionError(f"several go by {whom!r}")
        raise AssertionError(f"nobody and nothing is called {whom!r}")

    # -- the wire

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """Ask the server for something under `/practice/`."""
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._open(urllib.request.Request(f"{self.url}/practice/{path}{asked}"))  # noqa: S310

    def post(self, path: str, body: Json | None = None) -> Json:
        """Have the server do something under `/practice/`.

        Raises:
            PracticeError: it refused.
        """
        headers = {"Content-Type": "application/json"}
        content = json.dumps(body or {}).encode()
        asked = urllib.request.Request(f"{self.url}/practice/{path}", content, headers)  # noqa: S310
        answer: Json = self._open(asked)
        if not answer.get("ok"):
            raise PracticeError(answer.get("error"))
        return answer

    def _open(self, asked: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(asked, timeout=60) as response:  # noqa: S310
                return json.load(response)
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise PracticeError(f"{asked.full_url} answered {error.code}: {text[:500]}") from error


class Practice(Slack):
    """A practice workspace in this process, served by a thread of its own until closed."""

    def __init__(
        self,
        manifest: Path | Mapping[str, Any],
        *,
        port: int = 0,
        stage: Path | Mapping[str, Any] | None = None,
        on_line: Listener | None = None,
        ack_seconds: float = 3.0,
        backoff: Iterable[float] = (0.5, 1.0, 2.0),
    ) -> None:
        """Start it. `stage` holds people and channels to begin with, as a workspace file does.

        Raises:
            ManifestError: Slack would refuse the manifest.
        """
        declared = (
            Manifest.from_file(manifest) if isinstance(manifest, Path) else Manifest.from_mapping(manifest)
        )
        known = read_stage(stage) if isinstance(stage, Path) else stage
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        started: Future[str] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(declared, port, known, started), name="practice", daemon=True
        )
        self._thread.start()
        super().__init__(started.result(timeout=10), on_line)
        self.patience(ack_seconds=ack_seconds, backoff=backoff)

    def close(self) -> None:
        """Stop serving."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(
        self, manifest: Manifest, port: int, stage: Mapping[str, Any] | None, started: "Future[str]"
    ) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(manifest, port, stage, started))
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)
        finally:
            self._loop.close()

    async def _serve(
        self, manifest: Manifest, port: int, stage: Mapping[str, Any] | None, started: "Future[str]"
    ) -> None:
        async with serving(manifest, port, stage) as running:
            started.set_result(running.url)
            await self._stop.wait()
