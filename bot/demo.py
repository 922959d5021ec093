"""`muster demo`: a practice workspace with Grove County in it, and Muster answering.

The county's files are as of a day in 2026; every date in them is moved by as many days as have passed
since, so that the county is as far along today as it was then. Nothing outside this machine is reached.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo_county import (
    answers_come,
    begin_lists,
    give_somebody_an_item,
    hold_first_room,
    next_room_on,
    say_how_courses_are_taught,
)
from bot.demo_scorecards import answer_scorecards
from bot.logs import log_to
from bot.serving import ANSWER_SECONDS, Muster, assemble, by_socket
from bot.settings import Settings
from bot.stopping import stop_on_signals
from bot.tour import Cast, TourFailed, call_room, open_class, open_sign_in, subscribe, tour
from files.imports.applying import apply_plan
from files.imports.planning import plan_import
from files.kinds import KINDS
from files.table import read_table
from practice.client import Slack
from readiness.due import EVERYONE, Scope
from readiness.standing import Status
from readiness.text import fold
from readiness.vocabulary import ExerciseType
from storage.answers import who_is_due_on
from storage.audit import COMMAND_LINE, Trail
from storage.catalogue import catalogue_of
from storage.classes import ClassRecord, Coming, ComingRecord
from storage.digests import DIGEST, live_subscriptions
from storage.engine import Store
from storage.exercise_plans import set_invited, set_objectives
from storage.exercises import ExerciseRecord
from storage.figures import figures
from storage.letters import VERIFIED, WELCOME, leave_line, note_told
from storage.people import Grant, RightKind, SlackIdentity
from storage.planned_classes import plan_class
from storage.progress import set_progress
from storage.projecting import move_on
from storage.region import Region
from storage.rights import give_right
from storage.roster import people_on_roster
from storage.schema import make_ready
from storage.slots import Slot
from storage.training import CompletionRecord
from words.objectives import Objective

ROOT = Path(__file__).resolve().parent.parent
COUNTY = ROOT / "tests" / "data" / "grove"
AS_OF = date(2026, 11, 1)
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
ZONE = "America/Chicago"
MANAGER = "dana.reyes@grove.example"
HOST = "Cedar Fire Department"
TODAYS_CODE, TODAYS_EXERCISE = "EX-TODAY", "Cedar mall simulation"
COURSE = "ASIM-A"
TASKS = ("Set staging", "Split the dispatch channel", "First patient moved")
console = Console(highlight=False)


def run(once: bool, port: int = 0) -> int:
    """Brings everything up; with `once`, runs the tour and returns 0 only if all of it happened."""
    if not COUNTY.is_dir():
        console.print(f"The county's files are not at {COUNTY}: run the demo from a clone of the project.")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="muster-demo-"))
    try:
        with practice_workspace(port) as slack:
            return _with_muster(folder, slack, once)
    except TourFailed as failed:
        console.print(f"\n[red]The tour stopped:[/red] {failed}", markup=True)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def practice_workspace(port: int) -> Iterator[Slack]:
    """A practice workspace in a process of its own, ended with the block."""
    command = [
        sys.executable,
        "-m",
        "practice",
        "--manifest",
        str(ROOT / "manifest.yml"),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line.startswith("listening on "):
            raise TourFailed(f"the practice workspace did not start ({line or 'it said nothing'})")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Slack(line.removeprefix("listening on "))
    finally:
        process.terminate()
        process.wait(10)


def _with_muster(folder: Path, slack: Slack, once: bool) -> int:
    log_to(quiet=True)
    muster = county_at_work(folder, slack)
    stopping = stop_on_signals()
    serving = threading.Thread(
        target=by_socket, args=(muster, slack.app_token, stopping), kwargs={"tries_on": True}, daemon=True
    )
    try:
        cast = people_the_county(slack, muster)
        serving.start()
        muster.jobs.start()
        slack.wait_for_app(seconds=20)
        if once:
            tour(slack, cast, console, lambda: post_digest(muster), lambda: others_answer(muster))
            return 0
        _invite(slack, cast, muster)
        stopping.wait()
        return 0
    finally:
        stopping.set()
        if serving.is_alive():
            serving.join(10)
        muster.stop()


def county_at_work(folder: Path, slack: Slack) -> Muster:
    """Muster with the county brought in, and what it is in the middle of."""
    settings = Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        muster_database_url=f"sqlite:///{folder / 'muster.db'}",
        muster_timezone=ZONE,
        muster_region_name="Grove",
        muster_emergency_managers=MANAGER,
        muster_handling_mark="For official use: Grove County emergency management",
    )
    console.print("Bringing in Grove County: 60 agencies, 1,300 people, 6,600 completions in its files ...")
    store = Store(settings.muster_database_url, ANSWER_SECONDS, settings.audit_key)
    make_ready(store)
    today = settings.region.day(datetime.now(UTC))
    import_county(store, moved(COUNTY, folder / "county", today - AS_OF), settings)
    with store.writing() as session:
        plan_todays_exercise(session, today)
        plan_todays_class(session, settings.region, datetime.now(UTC))
        plan_tomorrows_class(session, today)
        say_how_courses_are_taught(session, datetime.now(UTC), MANAGER)
        begin_lists(session, settings.region, datetime.now(UTC), MANAGER, HOST)
        hold_first_room(session, settings.region, datetime.now(UTC), MANAGER)
        answer_scorecards(session, settings.region, datetime.now(UTC), MANAGER)
    return assemble(settings, store)


def plan_todays_exercise(session: Session, today: date) -> None:
    """An exercise of today, to sign in to; it tries again what an earlier one could not show."""
    host = catalogue_of(session).agency_named(HOST)
    assert host is not None
    exercise = ExerciseRecord(
        key=fold(TODAYS_CODE),
        code=TODAYS_CODE,
        title=TODAYS_EXERCISE,
        type=ExerciseType.FUNCTIONAL,
        simulation=True,
        held_on=today,
        host_agency_id=host.key,
        recorded_by="demo",
        recorded_at=datetime.now(UTC),
    )
    session.add(exercise)
    session.flush()
    set_objectives(session, exercise.id, [Objective("Reach the first patient together", TASKS)])
    invited = [
        each.key for each in catalogue_of(session).agencies.values() if each.jurisdiction == "City of Cedar"
    ]
    set_invited(session, exercise.id, invited)


def plan_todays_class(session: Session, region: Region, now: datetime) -> None:
    """A class that began with the hour, of Cedar Fire: people sign in to it."""
    catalogue, wall = catalogue_of(session), now.astimezone(region.zone)
    host = catalogue.agency_named(HOST)
    assert host is not None
    course = next(each for each in catalogue.courses.values() if each.code == COURSE)
    held = ClassRecord(
        course_id=course.id,
        held_on=wall.date(),
        start_time=time(wall.hour),
        hours=8,
        place="Station 4, training room",
        instructor="Maria Ortiz",
        agency_id=host.key,
        funding="EMPG 2026-14",
        seats=20,
        recorded_by="demo",
        recorded_at=now,
    )
    plan_class(session, held, Trail("demo", COMMAND_LINE, now))


def plan_tomorrows_class(session: Session, today: date) -> None:
    """A class of tomorrow, for the letters to speak of."""
    course = next(each for each in catalogue_of(session).courses.values() if each.code == "ASIM-B")
    session.add(
        ClassRecord(
            course_id=course.id,
            held_on=today + timedelta(days=1),
            start_time=time(18),
            place="Station 4",
            recorded_by="demo",
            recorded_at=datetime.now(UTC),
        )
    )


def write_letters(muster: Muster) -> None:
    """Writes the morning letters now, where it is day: of a class some come to, and the lead teaches."""
    now = datetime.now(UTC)
    with muster.store.writing() as session:
        held = session.scalars(select(ClassRecord).order_by(ClassRecord.held_on.desc()).limit(1)).one()
        given = select(Grant.person_id)
        there = select(SlackIdentity.person_id).where(
            SlackIdentity.person_id.is_not(None), SlackIdentity.person_id.not_in(given)
        )
        for person in session.scalars(there):
            assert person is not None
            session.add(ComingRecord(class_id=held.id, person_id=person, answer=Coming.COMING, since=now))
        held.instructor_id = session.scalars(
            select(Grant.person_id).where(Grant.kind == RightKind.LEAD.value)
        ).first()
        set_progress(session, f"letters {muster.workspace}", (now - timedelta(days=1)).isoformat())
        latest = select(CompletionRecord.id).where(CompletionRecord.person_id == held.instructor_id)
        newest = session.scalars(latest.order_by(CompletionRecord.completed_on.desc()).limit(1)).all()
        if held.instructor_id is not None and newest:
            leave_line(session, [held.instructor_id], VERIFIED, newest[0], now)
        # Who is in the workspace was welcomed long ago.
        people = session.scalars(select(SlackIdentity.person_id).where(SlackIdentity.person_id.is_not(None)))
        welcomed = [(each, WELCOME, each, "") for each in people if each is not None]
        note_told(session, welcomed, now.date() - timedelta(days=90), now)
    muster.jobs.run("letters", now)


def import_county(store: Store, folder: Path, settings: Settings) -> None:
    """Imports the county's files, as `muster import county` does."""
    now = datetime.now(UTC)
    for kind in KINDS.values():
        path = folder / f"{kind.name}.csv"
        if path.exists():
            table = read_table(path.read_bytes(), path.name)
            with store.writing() as session:
                plan = plan_import(session, kind, table, settings.region, settings.region.day(now))
                apply_plan(session, plan, "demo", "command line", now)
    move_on(store, settings.region.day(now), rest=lambda _: None)


def moved(source: Path, target: Path, by: timedelta) -> Path:
    """The county's files with every date in them moved; the folder they are in."""
    target.mkdir()
    for path in sorted(source.glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        target.joinpath(path.name).write_text(ISO_DAY.sub(lambda m: _moved(m.group(), by), text), "utf-8")
    return target


def people_the_county(slack: Slack, muster: Muster) -> Cast:
    """Some of the county's people, of every right there is, come into the workspace."""
    now = datetime.now(UTC)
    today = muster.conversation.region.day(now)
    with muster.store.writing() as session:
        agency = catalogue_of(session).agency_named(HOST)
        assert agency is not None
        agency_id = agency.key
        due = who_is_due_on(session, today, Scope.agency(agency_id))
        courses = Counter(entry.person for entry in due)
        expired = [e.person for e in due if e.course == "ASIM-B" and e.row.status is Status.EXPIRED]
        responder, other = sorted((e for e in expired if e.email), key=lambda each: courses[each])[:2]
        listed = people_on_roster(session, today, [agency_id])
        soon = {e.person.id for e in due if e.row.status is Status.DUE_SOON}  # their letter tells of it
        free = [p for p in listed if p.email and p.id not in (responder.id, other.id)]
        lead = next((p for p in free if p.id in soon), free[0])
        give_right(session, lead.id, RightKind.LEAD, agency_id, "demo", now, "command line")
        assert responder.email is not None
        give_somebody_an_item(session, muster.conversation.region, now, responder.email, HOST)
    cast = {
        "responder": slack.person(
            responder.name, email=responder.email, tz=ZONE, title="Firefighter, Cedar Fire"
        ),
        "colleague": slack.person(other.name, email=other.email, tz=ZONE, title="Firefighter, Cedar Fire"),
        "lead": slack.person(lead.name, email=lead.email, tz=ZONE, title="Training officer, Cedar Fire"),
        "manager": slack.person(
            "Dana Reyes", email=MANAGER, tz=ZONE, title="Emergency manager, Grove County"
        ),
        "stranger": slack.person(
            "Sam Quill", email="sam@elsewhere.example", tz=ZONE, title="Not on the roster"
        ),
        "guest": slack.person(
            "Gale Winters", email="gale@vendor.example", tz=ZONE, title="Guest", guest=True
        ),
    }
    everyone = list(cast.values())
    slack.channel("general", members=everyone, bot_in=False)
    channel = slack.channel("readiness", members=everyone, topic="Who is ready, and how we know")
    return Cast(channel=channel, meets_on=next_room_on(today), **cast)


def others_answer(muster: Muster) -> None:
    """Those who are asked to the next room answer; a few stay silent."""
    with muster.store.writing() as session:
        answers_come(session, muster.conversation.region, datetime.now(UTC))
    muster.jobs.wake()


def post_digest(muster: Muster) -> None:
    """Posts the channel's digest now instead of next Monday, with last week's figures to compare with."""
    now = datetime.now(UTC)
    with muster.store.writing() as session:
        (subscription,) = live_subscriptions(session, muster.workspace)
        minute_ago = (now - timedelta(minutes=1)).astimezone(ZoneInfo(subscription.timezone))
        usual = subscription.weekday, subscription.at
        subscription.weekday, subscription.at = minute_ago.weekday(), minute_ago.time().replace(second=0)
        subscription.known_until = now - timedelta(minutes=3)
        last_week = minute_ago.date() - timedelta(days=7)
        counted = figures(session, EVERYONE, last_week)
        session.add(
            Slot(
                kind=DIGEST,
                subject_id=subscription.id,
                local_date=last_week,
                written_at=now - timedelta(days=7),
                figures=counted.model_dump(mode="json"),
            )
        )
    muster.jobs.round(now)
    with muster.store.writing() as session:
        (subscription,) = live_subscriptions(session, muster.workspace)
        subscription.weekday, subscription.at = usual


def _moved(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def bring_to_life(cast: Cast, muster: Muster) -> None:
    """What the county's people have just begun: a class, an exercise, a meeting, a digest, their letters."""
    subscribe(cast)
    open_class(cast)
    open_sign_in(cast)
    call_room(cast)
    others_answer(muster)
    post_digest(muster)
    write_letters(muster)


def _invite(slack: Slack, cast: Cast, muster: Muster) -> None:
    bring_to_life(cast, muster)
    console.print(f"\nOpen [bold]{slack.url}[/bold] in a browser. To try:", markup=True)
    for who, what in (
        (cast.responder, "/due, then /training log ASIM Basic yesterday 4h, then /due again"),
        (cast.responder, "sign in on the card in #readiness; I played Triage at the mall simulation"),
        (cast.responder, "I'm here on the card of today's class; /training classes"),
        (cast.lead, "/training signin ASIM Basic tomorrow 18:00 Station 4, in #readiness"),
        (cast.lead, "/due Cedar Fire, with More, Download and Share; /training for the form"),
        (cast.manager, "/due law for ASIM Basic in 90 days; /readiness; Home; /muster people"),
        (cast.manager, "/readiness teams; /exercise, with its review; /exercise actions; /muster plan"),
        (cast.responder, "Done or Snooze in the letter; /ask"),
        (cast.lead, "Coming on the call of the kickoff; /checklist, where one line is overdue"),
        (cast.manager, "/meeting; /checklist roadmap; /checklist progress agency-readiness; /ask champions"),
        (cast.stranger, "/due, and Ask to be linked; then be Dana Reyes and press Link"),
    ):
        console.print(f"  as {who.real_name}: {what}", markup=False, soft_wrap=True)
    console.print("Choose who is speaking at the top left. Ctrl-C ends it; nothing is kept.")
