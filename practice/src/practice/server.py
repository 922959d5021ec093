"""The server: every door of a practice workspace on one loopback address."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from practice.control import add_control
from practice.manifest import Manifest
from practice.page import add_page
from practice.rooms import Rooms
from practice.watching import add_watching
from practice.workspace import Workspace

HOST = "127.0.0.1"
_MAX_BODY = 64 * 1024**2


@dataclass
class Running:
    """A server that is up: its address and what it serves."""

    url: str
    rooms: Rooms


@contextlib.asynccontextmanager
async def serving(
    manifest: Manifest, port: int = 0, stage: Mapping[str, Any] | None = None
) -> AsyncIterator[Running]:
    """Serve a workspace until the block ends.

    `port` 0 takes a free one. `stage` is what a workspace file holds: `team`, `people` and `channels`.
    """
    workspace = Workspace(manifest)
    rooms = Rooms(workspace)
    set_stage(workspace, stage or {})
    runner = web.AppRunner(compose(rooms), access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        bound = runner.addresses[0][1]
        workspace.base_url = f"http://{HOST}:{bound}"
        yield Running(workspace.base_url, rooms)
    finally:
        await rooms.stop()
        await runner.cleanup()


def compose(rooms: Rooms) -> web.Application:
    """The application: Web API, Socket Mode, uploads, response URLs, control and page."""
    app = web.Application(client_max_size=_MAX_BODY)
    app.router.add_route("*", "/api/{method}", rooms.api.serve)
    app.router.add_get("/link/", rooms.sockets.accept)
    app.router.add_post("/upload/v1/{ticket}", rooms.files.receive)
    app.router.add_get("/files-pri/{file}/{name}", rooms.files.serve)
    app.router.add_get("/files-pri/{file}/download/{name}", rooms.files.serve)
    app.router.add_post("/{kind:commands|actions}/{team}/{number}/{secret}", rooms.response_urls.serve)
    add_control(app, rooms)
    add_watching(app, rooms)
    add_page(app)
    return app


def read_stage(path: Path) -> Mapping[str, Any]:
    """Read a workspace file: YAML with `team`, `people` and `channels`."""
    stage: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return stage


def set_stage(workspace: Workspace, stage: Mapping[str, Any]) -> None:
    """Put people and channels in.

    A channel names its members by real name; the bot is in unless `bot_in: false`.

    Raises:
        ValueError: a name or an id is there twice, or a member is nobody.
    """
    workspace.team_name = str((stage.get("team") or {}).get("name") or workspace.team_name)
    ids: dict[str, str] = {}
    for given in stage.get("people") or []:
        about = dict(given)
        person = workspace.add_person(str(about.pop("name")), user_id=about.pop("user_id", None), **about)
        ids[person.real_name] = person.id
        if not person.bot:
            workspace.direct(person)
    for given in stage.get("channels") or []:
        about = dict(given)
        named = about.pop("members", [])
        if unknown := [name for name in named if name not in ids]:
            raise ValueError(f"{about.get('name')}: there is nobody called {unknown[0]}")
        members = {ids[name] for name in named}
        if about.pop("bot_in", True):
            members.add(workspace.bot.id)
        workspace.add_channel(str(about.pop("name")), members=members, **about)
