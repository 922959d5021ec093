"""`/practice/`, the part that only looks: the page's state and changes, and the record for the harness."""

import asyncio

from aiohttp import web

from practice.delivery import Delivery
from practice.installation import ENTERPRISE, OTHER_TEAM
from practice.people import Person
from practice.rooms import Rooms
from practice.scopes import NEEDED
from practice.shapes import Json


def add_watching(app: web.Application, rooms: Rooms) -> None:
    """Serve what is asked under `/practice/`."""
    watching = _Watching(rooms)
    app.router.add_get("/practice/state", watching.state)
    app.router.add_get("/practice/sight", watching.sight)
    app.router.add_get("/practice/events", watching.events)
    app.router.add_get("/practice/files/{file}", watching.file)
    app.router.add_get("/practice/about", watching.about)
    app.router.add_get("/practice/scopes", watching.scopes)
    app.router.add_get("/practice/complaints", watching.complaints)
    app.router.add_get("/practice/calls", watching.calls)
    app.router.add_get("/practice/deliveries", watching.deliveries)
    app.router.add_get("/practice/messages", watching.messages)


class _Watching:
    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.workspace = rooms.workspace

    async def state(self, request: web.Request) -> web.Response:
        showing = self.rooms.showing
        if "as" not in request.query:
            return web.json_response(showing.outline())
        return web.json_response(showing.state(self._viewer(request)))

    async def sight(self, request: web.Request) -> web.Response:
        """`state` and the change numbers in one, or only the present number when that is `unless`."""
        person, now = self._viewer(request), self.workspace.sequence
        if request.query.get("unless") == str(now):
            return web.json_response({"now": now})
        showing = self.rooms.showing
        return web.json_response(
            {"now": now, "state": showing.state(person), "changes": showing.changes(person)}
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        person = self._viewer(request)
        changed = asyncio.Event()
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        self.workspace.watch(person.id, changed)
        try:
            await response.write(b": listening\n\n")
            while not self.rooms.stopping.is_set():
                try:
                    async with asyncio.timeout(15):
                        await changed.wait()
                    changed.clear()
                    await response.write(b"data: changed\n\n")
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return response
        finally:
            self.workspace.unwatch(person.id, changed)
        return response

    async def file(self, request: web.Request) -> web.Response:
        person = self._viewer(request)
        file = self.workspace.files.get(request.match_info["file"])
        places = [self.workspace.conversations.get(c) for c in file.shared_in] if file else []
        if (
            file is None
            or file.content is None
            or not any(c and self.workspace.sees(person, c) for c in places)
        ):
            raise web.HTTPNotFound
        safe = file.name.replace('"', "").replace("\n", " ").replace("\r", " ")
        headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
        return web.Response(body=file.content, content_type=file.mimetype, headers=headers)

    async def about(self, _: web.Request) -> web.Response:
        workspace = self.workspace
        return web.json_response(
            {
                "team_id": workspace.team_id,
                "other_team_id": OTHER_TEAM,
                "enterprise_id": ENTERPRISE,
                "app_id": workspace.app_id,
                "bot_id": workspace.bot_id,
                "bot_user": workspace.bot.id,
                "bot_name": workspace.bot.real_name,
                "bot_token": workspace.bot_token,
                "app_token": workspace.app_token,
                "signing_secret": workspace.signing_secret,
                "people": [self._described(p) for p in workspace.people.by_id.values()],
                "channels": [
                    {"id": c.id, "name": c.name} for c in workspace.conversations.by_id.values() if c.name
                ],
            }
        )

    async def scopes(self, _: web.Request) -> web.Response:
        return web.json_response({method: list(needed) for method, needed in NEEDED.items()})

    async def complaints(self, _: web.Request) -> web.Response:
        found = [
            {"kind": c.kind, "detail": c.detail, "time": c.time.isoformat()}
            for c in self.workspace.complaints
        ]
        return web.json_response(found)

    async def calls(self, request: web.Request) -> web.Response:
        method = request.query.get("method")
        found = [
            {
                "method": c.method,
                "args": c.args,
                "ok": c.ok,
                "error": c.error,
                "injected": c.injected,
                "time": c.time.isoformat(),
                "response": c.response,
            }
            for c in self.workspace.calls
            if method in (None, c.method)
        ]
        return web.json_response(found)

    async def deliveries(self, _: web.Request) -> web.Response:
        return web.json_response([delivery_record(d) for d in self.rooms.courier.deliveries])

    async def messages(self, _: web.Request) -> web.Response:
        workspace = self.workspace
        return web.json_response(
            [self.rooms.showing.record(c) for c in workspace.conversations.by_id.values()]
        )

    def _described(self, person: Person) -> Json:
        dm = self.workspace.conversations.direct(person.id)
        return self.rooms.showing.person(person) | {"tz": person.tz, "dm": dm.id if dm else ""}

    def _viewer(self, request: web.Request) -> Person:
        person = self.workspace.people.get(request.query.get("as"))
        if person is None:
            raise web.HTTPNotFound(text="nobody has that user id")
        return person


def delivery_record(delivery: Delivery) -> Json:
    """A delivery and its acknowledgements as JSON."""
    return {
        "envelope_id": delivery.envelope_id,
        "kind": delivery.kind,
        "payload": delivery.payload,
        "user": delivery.user,
        "time": delivery.time.isoformat(),
        "attempts": delivery.attempts,
        "sent": delivery.sent,
        "error": delivery.error,
        "acks": [
            {
                "payload": a.payload,
                "seconds": a.seconds,
                "attempt": a.attempt,
                "status": a.status,
                "error": a.error,
            }
            for a in delivery.acks
        ],
    }
