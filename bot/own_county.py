"""`muster demo --workspace FOLDER`: a practice workspace for a county of one's own, empty at the start.

Its users are made from a roster, its records are kept in the folder and nowhere else, and whoever starts it
is the emergency manager. What the settings say of the region (its zone, its name, the order of days) holds
here too; their tokens and their database are never used.
"""

from __future__ import annotations

import hashlib
import string
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from bot.demo import practice_workspace
from bot.logs import log_to
from bot.serving import ANSWER_SECONDS, assemble, by_socket
from bot.settings import EMAIL, Settings, WrongSetting, read_settings
from bot.stopping import stop_on_signals
from bot.tour import TourFailed
from files.arranging import arrange
from files.finding import Sought
from files.imports.known_courses import lexicon_of
from files.intake import Parsed, parse_rows
from files.kinds import ROSTER, RosterRow
from files.reading import read_file
from files.settled import NOTHING_SETTLED
from files.write import write_csv
from practice.client import Slack
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.private import write_private
from storage.region import Region
from storage.roster import is_on_roster
from storage.schema import make_ready
from words.spoken import disciplines_told
from words.written import DateOrder

DATABASE = "muster.db"
SOMEBODY = "you@practice.example"
MOST_PEOPLE = 60
"""So many come into the workspace: whom one speaks as is chosen from a list."""
SIGNS = string.digits + string.ascii_uppercase
console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class User:
    """Somebody who comes into the practice workspace."""

    name: str
    email: str
    agency: str

    @property
    def user_id(self) -> str:
        """Their id there: the same each time, so that who was linked still is."""
        number, signs = int.from_bytes(hashlib.sha256(self.email.encode()).digest()[:6]), ""
        for _ in range(8):
            number, which = divmod(number, len(SIGNS))
            signs += SIGNS[which]
        return f"U0{signs}"


def run(folder: Path, roster: Path | None, me: str, port: int = 0) -> int:
    """Brings it up and serves until it is told to stop.

    Raises:
        WrongSetting: when `me` is no e-mail, or a setting is wrong.
        NotATable, BrokeOff, MissingColumn, OSError: when the roster can't be read.
    """
    me = me.strip().lower() or SOMEBODY
    if not EMAIL.fullmatch(me):
        raise WrongSetting(f"--me is wrong: it wants your e-mail, such as {SOMEBODY}.")
    settings = read_settings()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(database_in(folder), ANSWER_SECONDS)
    make_ready(store)
    rows = [] if roster is None else rows_of(store, roster, settings.region)
    users = users_for(store, rows, settings.region)
    sheet = write_agencies(store, rows, folder)
    try:
        with practice_workspace(port) as slack:
            return _serve(kept_apart(settings, folder, slack, me), store, slack, users, me, sheet)
    except TourFailed as failed:
        console.print(f"It did not come up: {failed}", markup=False)
        return 1


def database_in(folder: Path) -> str:
    """The address of the database in a folder."""
    return URL.create("sqlite", database=str(folder.absolute() / DATABASE)).render_as_string()


def kept_apart(settings: Settings, folder: Path, slack: Slack, me: str) -> Settings:
    """The settings with the practice workspace's tokens and the folder's database in place of their own."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(slack.app_token),
            "slack_signing_secret": None,
            "slack_api_url": slack.api_url,
            "muster_database_url": database_in(folder),
            "muster_emergency_managers": settings.muster_emergency_managers | {me},
        }
    )


def rows_of(store: Store, path: Path, region: Region) -> list[RosterRow]:
    """The people of a roster, read as an import reads it; rows it would refuse are left out.

    Raises NotATable, BrokeOff, MissingColumn, OSError.
    """
    raw = read_file(path, Sought.of(ROSTER))
    with store.reading() as session:
        table = arrange(raw, ROSTER, NOTHING_SETTLED, lexicon_of(session), region.zone).table
    order = DateOrder(region.date_order.upper())
    parsed = parse_rows(ROSTER, table, order, region.day(datetime.now(UTC)))
    return [each.values for each in parsed if isinstance(each, Parsed)]


def users_for(store: Store, rows: Iterable[RosterRow], region: Region) -> list[User]:
    """Who comes into the workspace: who stands in the file, and who is on the roster already."""
    brought = (
        User(f"{row.first_name} {row.last_name}", row.email.lower(), row.agency) for row in rows if row.email
    )
    with store.reading() as session:
        known = list(_on_roster(session, region))
    return _some_of_each({each.email: each for each in (*known, *brought)}.values())


def write_agencies(store: Store, rows: Iterable[RosterRow], folder: Path) -> Path | None:
    """A sheet of the roster's agencies, to be completed and imported first; None where all are here.

    What an agency does stands in it as far as its name tells. A sheet that is there is left as it is.
    """
    with store.reading() as session:
        known = catalogue_of(session)
        names = sorted({row.agency for row in rows if known.agency_named(row.agency) is None})
    sheet = folder / "agencies.csv"
    if names and not sheet.exists():
        cells = [(name, "; ".join(each.value for each in disciplines_told(name))) for name in names]
        write_private(sheet, write_csv(("agency", "disciplines"), cells))
    return sheet if names else None


def _on_roster(session: Session, region: Region) -> Iterator[User]:
    agencies = catalogue_of(session).agencies
    query = select(Person, AffiliationRecord.agency_id).join(
        AffiliationRecord, AffiliationRecord.person_id == Person.id
    )
    found = session.execute(query.where(is_on_roster(region.day(datetime.now(UTC)))).order_by(Person.id))
    for person, agency_id in found:
        if person.email:
            yield User(person.name, person.email.lower(), agencies[agency_id].name)


def _some_of_each(users: Iterable[User]) -> list[User]:
    """At most so many, the first of each agency before the second of any."""
    by_agency: defaultdict[str, deque[User]] = defaultdict(deque)
    for each in users:
        by_agency[each.agency].append(each)
    chosen: list[User] = []
    while by_agency and len(chosen) < MOST_PEOPLE:
        for agency in list(by_agency):
            chosen.append(by_agency[agency].popleft())
            if not by_agency[agency]:
                del by_agency[agency]
    return chosen[:MOST_PEOPLE]


def let_in(slack: Slack, users: Iterable[User], me: str) -> str:
    """Lets them into the workspace, whoever started it first; how that one is called there."""
    known = {each.email: each for each in users}
    called = me.partition("@")[0].replace(".", " ").replace("_", " ").title()
    mine = known.pop(me, User(called, me, ""))
    first = slack.person(mine.name, email=me, user_id=mine.user_id, title="Emergency manager: you")
    # Made before the others, whose number changes, the channels keep their ids, and digests find them again.
    slack.channel("general", members=[first], bot_in=False)
    slack.channel("readiness", members=[first], topic="Who is ready, and how we know")
    for each in known.values():
        slack.person(each.name, email=each.email, user_id=each.user_id, title=each.agency)
    return mine.name


def _serve(
    settings: Settings, store: Store, slack: Slack, users: list[User], me: str, sheet: Path | None
) -> int:
    log_to(quiet=True)
    called = let_in(slack, users, me)
    muster = assemble(settings, store)
    stopping = stop_on_signals()
    serving = threading.Thread(
        target=by_socket, args=(muster, slack.app_token, stopping), kwargs={"tries_on": True}, daemon=True
    )
    try:
        serving.start()
        muster.jobs.start()
        slack.wait_for_app(seconds=20)
        _invite(slack.url, store, called, len(users), sheet)
        stopping.wait()
        return 0
    finally:
        stopping.set()
        serving.join(10)
        muster.stop()


def _invite(address: str, store: Store, called: str, users: int, sheet: Path | None) -> None:
    lines = [
        f"\nOpen {address} in a browser. You are {called}, the emergency manager. {users} people from the "
        "roster are there; choose at the top left who is speaking.",
        "Begin in Muster's Home: its set-up list says what comes next.",
    ]
    if sheet is not None:
        lines.append(
            f"Agencies come first: {sheet} lists those of your roster. Check what each of them does, then "
            "import that sheet."
        )
    lines += [
        "To bring in a file from the command line instead:",
        f"  MUSTER_DATABASE_URL='sqlite:///{store.url.database}' .venv/bin/muster import roster FILE",
        f"Records are kept in {store.url.database}; messages are not. Ctrl-C ends it. Delete the folder when "
        "you are done.",
    ]
    for line in lines:
        console.print(line, markup=False)
