"""Server-side time of `/due` about an agency of 60 and of `/training log`, beside a Bolt app that only
acknowledges.

All three are asked in turn in one run, so that whatever else the machine does falls on each alike; served,
they come from a client in a process of its own. Printed: median and 95th percentile of the wall time, and the
median CPU time of the thread that answers, in milliseconds; the ratios of both to the floor; and where the
time goes.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from sqlalchemy import func, select

from benchmarks.deliveries import MANIFEST, SECRET, sent_by, slash
from benchmarks.stores import database_of, look_through, opened
from benchmarks.timing import Spent, in_turn, percentile
from bot.app import Listening
from bot.demo import AS_OF, COUNTY, import_county, moved
from bot.http import served
from bot.serving import Muster, assemble
from bot.settings import Settings
from practice.client import Practice
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person, RightKind, SlackIdentity
from storage.rights import give_right

ROUNDS = 400
WARM_UP = 40
PROFILED = 200
AIMS = {"/due": 6.0, "/training log": 8.0}
"""Times the floor, by the clock, served."""


def one_request(kind: str = "sqlite") -> list[str]:
    """Measures and prints it on a kind of database; the aims that are missed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Practice(MANIFEST) as slack,
        opened(kind) as store,
    ):
        muster, agency, people = _muster(store, Path(folder), slack)
        floor = _floor(slack)
        say = _Speaker(slack.team_id)
        requests: dict[str, Callable[[], None]] = {
            "bare Bolt": lambda: _dispatch(floor, say.command("/due", agency, "U0LEAD")),
            "/due": lambda: _dispatch(muster.bolt, say.command("/due", agency, "U0LEAD")),
            "/training log": lambda: _dispatch(
                muster.bolt,
                say.command("/training", f"log ASIM Basic {say.next_day()} 4h", say.next_self()),
            ),
        }
        print(f"/due about {agency}, {people} people; {database_of(store)}; {ROUNDS} rounds")
        print("\nInside Bolt alone, from its dispatch to its response:")
        _report(in_turn(requests, ROUNDS, WARM_UP, time.thread_time), aims={})
        print("\nServed: signed HTTP through waitress on loopback, from the request to the answer:")
        missed = [f"{kind}: {each}" for each in _report(_served(floor, muster.bolt, agency, say))]
        for name in ("/due", "/training log"):
            _where(name, requests[name])
        _raw_sql(muster, agency)
        muster.stop()
    return missed


class _Speaker:
    """Makes slash commands, each with a trigger of its own."""

    def __init__(self, team: str) -> None:
        self.team, self.count = team, 0

    def command(self, command: str, text: str, user: str) -> dict[str, str]:
        self.count += 1
        return slash(self.count, self.team, user, command, text, "http://127.0.0.1:9/")

    def next_self(self) -> str:
        """Another of the agency's people each time, so that nobody's record grows long."""
        return f"U0SELF{self.count % 50}"

    def next_day(self) -> str:
        """Another day each time, so that each log records something."""
        return datetime.fromordinal(730000 + self.count % 7000).date().isoformat()


def _muster(store: Store, folder: Path, slack: Practice) -> tuple[Muster, str, int]:
    settings = Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": SECRET,
            "slack_api_url": slack.api_url,
            "muster_database_url": store.url.render_as_string(hide_password=False),
        }
    )
    now = datetime.now(UTC)
    today = settings.region.day(now)
    import_county(store, moved(COUNTY, folder / "county", today - AS_OF), settings)
    with store.writing() as session:
        size = func.count(AffiliationRecord.person_id.distinct())
        agency_id, people = session.execute(
            select(AffiliationRecord.agency_id, size)
            .where(AffiliationRecord.left_on.is_(None))
            .group_by(AffiliationRecord.agency_id)
            .order_by(func.abs(size - 60))
        ).first() or (0, 0)
        agency = catalogue_of(session).agencies[agency_id].name
        members = session.scalars(
            select(Person)
            .join(AffiliationRecord, AffiliationRecord.person_id == Person.id)
            .where(AffiliationRecord.agency_id == agency_id, AffiliationRecord.left_on.is_(None))
        ).all()
        give_right(session, members[0].id, RightKind.LEAD, agency_id, "bench", now, "command line")
        selves = [(f"U0SELF{n}", members[1 + n % (len(members) - 1)]) for n in range(50)]
        for user, person in [("U0LEAD", members[0]), *selves]:
            session.add(
                SlackIdentity(
                    workspace=slack.team_id, user=user, person_id=person.id, email=person.email, seen_at=now
                )
            )
    look_through(store)
    return assemble(settings, store), agency, people


class _Bare(App):
    """Bolt with nothing of ours, behind the same front."""

    signing_secret: str | None = SECRET

    def hear(
        self,
        body: Any,
        headers: Mapping[str, str | Sequence[str]] | None = None,
        arrived: float | None = None,
    ) -> BoltResponse:
        """Bolt's acknowledgement."""
        return self.dispatch(BoltRequest(body=body, headers=dict(headers or {}), mode="socket_mode"))


def _floor(slack: Practice) -> _Bare:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    app = _Bare(client=client, request_verification_enabled=False, process_before_response=True)

    @app.command("/due")
    def only_acknowledge(ack: Ack) -> None:
        ack()

    return app


class _Counted:
    """Whoever is served, with the CPU time of each delivery: of the thread at its door, and of the one that
    works on it, where that is another one.
    """

    signing_secret: str | None = SECRET

    def __init__(self, app: _Bare | Listening) -> None:
        self.app, self._dispatch = app, app.dispatch
        self._door = 0
        self.spent: defaultdict[str, list[float]] = defaultdict(list)
        self._apart = 0.0
        app.dispatch = self._worked_on  # type: ignore[method-assign]

    def hear(
        self,
        body: Any,
        headers: Mapping[str, str | Sequence[str]] | None = None,
        arrived: float | None = None,
    ) -> BoltResponse:
        """The acknowledgement, counted; the client sends one at a time."""
        start, self._door, self._apart = time.thread_time(), threading.get_ident(), 0.0
        response = self.app.hear(body, headers, arrived)
        text = str(body.get("text", ""))
        name = "/training log" if text.startswith("log") else "/due"
        self.spent[name].append(1000 * (time.thread_time() - start + self._apart))
        return response

    def _worked_on(self, req: BoltRequest) -> BoltResponse:
        start = time.thread_time()
        response = self._dispatch(req)
        if threading.get_ident() != self._door:
            self._apart += time.thread_time() - start
        return response


def _served(floor: _Bare, muster: Listening, agency: str, say: _Speaker) -> dict[str, Spent]:
    """All three over HTTP, from a client in a process of its own."""
    bare, answering = _Counted(floor), _Counted(muster)
    with served(bare, "127.0.0.1", 0) as bare_port, served(answering, "127.0.0.1", 0) as port:
        rounds = [
            [
                ("bare Bolt", bare_port, urlencode(say.command("/due", agency, "U0LEAD"))),
                ("/due", port, urlencode(say.command("/due", agency, "U0LEAD"))),
                (
                    "/training log",
                    port,
                    urlencode(say.command("/training", f"log BLS {say.next_day()} 4h", say.next_self())),
                ),
            ]
            for _ in range(ROUNDS + WARM_UP)
        ]
        walls: dict[str, list[float]] = sent_by("client", {"warm_up": WARM_UP, "rounds": rounds})
    cpus = {"bare Bolt": bare.spent["/due"], **answering.spent}
    return {name: Spent(walls[name], cpus[name][WARM_UP:]) for name in walls}


def _dispatch(app: App, body: dict[str, Any]) -> None:
    response = app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert response.status == 200, response.body
    if response.body:
        text = json.loads(response.body)["text"] if isinstance(response.body, str) else ""
        assert "Reference" not in text, text


def _report(times: dict[str, Spent], aims: dict[str, float] = AIMS) -> list[str]:
    floor = times["bare Bolt"]
    missed = []
    print(f"{'':16}{'median ms':>10}{'p95 ms':>10}{'ratio':>8}{'aim':>8}{'CPU ms':>10}{'ratio':>8}")
    for name, spent in times.items():
        times_floor, aim = spent.wall / floor.wall, aims.get(name)
        shown = f"≤ {aim:g}" if aim else ""
        by_the_clock = f"{spent.wall:10.2f}{percentile(spent.walls, 0.95):10.2f}{times_floor:8.1f}{shown:>8}"
        print(f"{name:16}{by_the_clock}{spent.cpu:10.2f}{spent.cpu / floor.cpu:8.1f}")
        if aim is not None and times_floor > aim:
            missed.append(f"{name}, served, takes {times_floor:.1f} times bare Bolt (aim: {aim:g})")
    return missed


def _where(name: str, request: Callable[[], None]) -> None:
    """Where the time of a request goes, by package, as a profiler sees it (which slows all of it)."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(PROFILED):
        request()
    profile.disable()
    spent: defaultdict[str, float] = defaultdict(float)
    rows: Any = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (path, _, function), (_, _, own, _, _) in rows.items():
        spent[_package(path, function)] += own
    total = sum(spent.values())
    print(f"\nWhere {name} spends its time:")
    for package, seconds in sorted(spent.items(), key=lambda each: -each[1])[:9]:
        print(f"  {100 * seconds / total:5.1f}%  {package}")


def _package(path: str, function: str) -> str:
    if "site-packages" in path:
        return path.split("site-packages/")[1].split("/")[0]
    if path == "~":
        if "sqlite3" in function:
            return "SQLite itself"
        if "psycopg" in function:
            return "PostgreSQL and its driver"
        return "Python's built-ins"
    parts = Path(path).parts
    rooms = ("readiness", "storage", "commands", "jobs", "bot")
    return next((f"Muster: {room}/" for room in rooms if room in parts), "Python's library")


def _raw_sql(muster: Muster, agency: str) -> None:
    """The same rows by hand: one SELECT over the projection, nothing made of them."""
    mark = "?" if muster.store.is_sqlite else "%s"
    with muster.store.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        query = (
            "SELECT s.person_id, s.course_id, s.soonest_on, p.first_name FROM standing s "
            "JOIN agency a ON a.id = s.agency_id JOIN person p ON p.id = s.person_id "
            f"WHERE a.name = {mark} AND s.hold IS NULL ORDER BY s.soonest_on"
        )
        spent = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            raw.cursor().execute(query, (agency,)).fetchall()
            spent.append(1000 * (time.perf_counter() - start))
    print(f"\nRaw SQL for the rows of /due: {statistics.median(spent):.2f} ms")


if __name__ == "__main__":
    sys.exit(1 if one_request(*sys.argv[1:2]) else 0)
