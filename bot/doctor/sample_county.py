"""A county of nobody in a database of its own: so that every kind of message there is can be made and judged.

It lies in memory, is never anybody's records, and is gone when it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo_county import CAME, STAYED_AWAY, begin_lists, hold_first_room, say_how_courses_are_taught
from files.imports.applying import apply_plan
from files.imports.planning import plan_import
from files.imports.starting_catalogue import load_starting_catalogue
from files.imports.starting_positions import load_starting_positions
from files.kinds import KINDS
from files.table import read_table
from storage.audit import COMMAND_LINE, Trail
from storage.catalogue import catalogue_of
from storage.digests import DigestSubscription
from storage.engine import Store
from storage.people import Person, RightKind, SlackIdentity
from storage.projecting import move_on
from storage.region import Region
from storage.rights import give_right
from storage.schema import make_ready

WORKSPACE = "T0SAMPLE"
CHANNEL = "C0SAMPLE"
MANAGER, LEAD, RESPONDER, STRANGER = "U0MANAGER", "U0LEAD", "U0RESPONDER", "U0NOBODY"
HOST = CAME[0]
AGENCIES = (*CAME, *STAYED_AWAY)
KINDS_OF_THEM = ("law", "law", "fire", "ems", "law", "ems", "dispatch", "other")
EACH = 8
"""People an agency: enough to be counted for those who may not name."""
BY = "muster doctor"


@contextmanager
def sample_county(region: Region, now: datetime) -> Iterator[Store]:
    """The county, projected for today, with somebody of each right known in Slack."""
    store = Store("sqlite://")
    try:
        make_ready(store)
        with store.writing() as session:
            trail = Trail(BY, COMMAND_LINE, now)
            load_starting_catalogue(session, BY, COMMAND_LINE, now, region.day(now))
            load_starting_positions(session, trail)
        for kind, text in _files(now).items():
            _take(store, kind, text, region, now)
        _know_them(store, now)
        with store.writing() as session:
            manager = _email(HOST, 0)
            begin_lists(session, region, now, manager, HOST)
            hold_first_room(session, region, now, manager)
            _subscribe(session, region, now)
            if {"ASIM-B", "ASIM-TTT"} <= {each.code for each in catalogue_of(session).courses.values()}:
                say_how_courses_are_taught(session, now, manager)
        move_on(store, region.day(now), rest=lambda _: None)
        yield store
    finally:
        store.close()


def _files(now: datetime) -> dict[str, str]:
    def ago(days: int) -> str:
        return (now - timedelta(days=days)).date().isoformat()

    people = [(name, number) for name in AGENCIES for number in range(EACH)]
    return {
        "agencies": "agency,disciplines,jurisdiction,strength\n"
        + "".join(
            f"{name},{kind},Sample County,40\n" for name, kind in zip(AGENCIES, KINDS_OF_THEM, strict=True)
        ),
        "roster": "email,first_name,last_name,agency,joined_on\n"
        + "".join(
            f"{_email(name, number)},Sample,{name.split()[0]} {number},{name},2020-01-01\n"
            for name, number in people
        ),
        "requirements": "course,disciplines,effective_on\nASIM-B,all,2020-01-01\nBLS,all,2020-01-01\n",
        "completions": "email,course,completed_on,result,verified\n"
        + "".join(
            f"{_email(name, number)},{course},{ago(90 * number + 20)},pass,{'yes' if number % 3 else 'no'}\n"
            for name, number in people
            for course in ("ASIM-B", "BLS")
            if number % 4
        ),
        "plans": f"plan,revision,effective_on\nSample plan,1,{ago(900)}\nSample plan,2,{ago(40)}\n",
        "adoptions": f"agency,plan,revision,adopted_on\n{HOST},Sample plan,1,{ago(800)}\n",
        "exercises": "exercise,title,type,held_on,host_agency,simulation\n"
        f"SX-1,Sample drill,drill,{ago(60)},{HOST},no\nSX-2,Sample tabletop,tabletop,{ago(200)},{HOST},no\n",
        "participation": "exercise,agency,email,headcount,role,position,run\n"
        + "".join(f"SX-1,{name},{_email(name, 1)},,player,COMMAND,1\n" for name in AGENCIES[:4]),
        "ratings": "exercise,task,rating,run\nSX-1,Set staging,S,\nSX-2,Set staging,U,\n",
        "actions": "action,corrective_action,due_on,task,exercise,agency,status\n"
        f"SA-1,Practice staging,{ago(5)},Set staging,SX-1,{HOST},open\n",
        "absences": "email,kind,course,starts_on,ends_on,reason\n"
        f"{_email(HOST, 5)},leave,,{ago(30)},{ago(-30)},on file\n",
    }


def _email(agency: str, number: int) -> str:
    return f"{agency.split()[0].lower()}.{agency.split()[1].lower()}.{number}@sample.example"


def _take(store: Store, kind: str, text: str, region: Region, now: datetime) -> None:
    table = read_table(text.encode(), f"{kind}.csv")
    with store.writing() as session:
        plan = plan_import(session, KINDS[kind], table, region, region.day(now))
        apply_plan(session, plan, BY, COMMAND_LINE, now)


def _subscribe(session: Session, region: Region, now: datetime) -> None:
    """A digest of everybody in a channel, due today."""
    session.add(
        DigestSubscription(
            workspace=WORKSPACE,
            channel=CHANNEL,
            weekday=now.weekday(),
            at=time(9),
            timezone=region.timezone,
            created_by=BY,
            created_at=now - timedelta(days=1),
            known_until=now - timedelta(days=1),
        )
    )


def _know_them(store: Store, now: datetime) -> None:
    with store.writing() as session:
        host = catalogue_of(session).agency_named(HOST)
        for user, number, right in (
            (MANAGER, 0, RightKind.MANAGER),
            (LEAD, 1, RightKind.LEAD),
            (RESPONDER, 2, None),
        ):
            email = _email(HOST, number)
            person = session.scalars(select(Person).where(Person.email == email)).one()
            session.add(
                SlackIdentity(workspace=WORKSPACE, user=user, person_id=person.id, email=email, seen_at=now)
            )
            if right is not None and host is not None:
                agency = host.key if right is RightKind.LEAD else None
                give_right(session, person.id, right, agency, BY, now, COMMAND_LINE)
