"""The harness: drive a practice workspace from a test or a tour.

`Slack` speaks only HTTP to a server that runs anywhere; `Practice` starts one in this process besides.
"""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from practice import render
from practice.actor import Actor
from practice.manifest import Manifest
from practice.records import Ack, Call, Complaint, Delivery
from practice.render import Reader
from practice.server import read_stage, serving
from practice.trouble import Troubles
from practice.wire import Channel, Listener, PracticeError

__all__ = ["Listener", "Practice", "PracticeError", "Slack"]


class Slack(Troubles):
    """A practice workspace somewhere, reached by its address."""

    def __init__(self, url: str, on_line: Listener | None = None) -> None:
        """Connect to a server that runs. `on_line` is told every line said."""
        super().__init__(url, on_line)
        about = self.get("about")
        self.api_url = f"{url}/api/"
        self.team_id: str = about["team_id"]
        self.other_team_id: str = about["other_team_id"]
        self.enterprise_id: str = about["enterprise_id"]
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
        single_channel_guest: bool = False,
        deactivated: bool = False,
        email_confirmed: bool = True,
        admin: bool = False,
        outside: bool = False,
        bot: bool = False,
    ) -> Actor:
        """Let somebody in.

        `outside` people belong to another organization. Slack calls them strangers only as long as they share
        no channel with the app: put them into a channel made `shared`, and only their team's id tells.
        """
        about = {
            "real_name": real_name,
            "email": email,
            "tz": tz,
            "user_id": user_id,
            "title": title,
            "guest": guest,
            "single_channel_guest": single_channel_guest,
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

    def group_dm(self, members: Iterable[Actor], *, bot_in: bool = True) -> Channel:
        """Let some people talk in a group's direct messages, the bot among them.

        Its id is a channel's. What is said there comes as `message.mpim` alone, mentions too.
        """
        ids = [member.id for member in members]
        made = self.post("channels", {"group_dm": True, "members": ids, "bot_in": bot_in})
        return Channel(made["id"], made["name"])

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
