"""Every cell of right × action, walked with real people of a real roster, on days of every kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from commands.all import registry
from commands.kit.about import THE_REGION, About, Agencies, Whom
from commands.kit.may import (
    OF_THE_REGION,
    Action,
    agencies_of,
    counting,
    counting_aloud,
    may,
    people_for,
    whom,
)
from commands.kit.member import Member, Needs
from commands.kit.ours import first_scope
from commands.kit.registry import Entry
from commands.kit.request import Door, Request
from commands.kit.rights_table import COLUMNS, SPEAKERS, rights_table
from commands.kit.rights_table import TODAY as TABLES_DAY
from commands.kit.speaker import speaker
from readiness.due import EVERYONE, Scope
from readiness.records import Affiliation
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person, RightKind
from storage.region import Region
from storage.rights import give_right
from tests.commands.speaking import NOON, WORKSPACE, County, in_slack, small_county

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
REGION = Region(timezone="America/Chicago", emergency_managers=frozenset({"dana@grove.example"}))
BEGAN, ENDED, BEGINS = date(2024, 3, 1), date(2026, 1, 31), date(2026, 12, 1)


@pytest.fixture
def county(store: Store) -> County:
    """Cedar and Oak with a lead each, a former lead, somebody to come, managers of both kinds, guests."""
    known = small_county(store)
    with store.writing() as session:
        people = {
            "LEAD": ("Lea", known.cedar, None, None),
            "OTHERLEAD": ("Otto", known.oak, None, None),
            "FORMER": ("Fay", known.cedar, None, ENDED),
            "FORMERLEAD": ("Flo", known.cedar, None, ENDED),
            "FUTURE": ("Fin", known.cedar, BEGINS, None),
            "NOBODYS": ("Nan", None, None, None),
            "MANAGER": ("Mo", None, None, None),
            "SETTINGS": ("Dana", None, None, None),
            "GUEST": ("Gus", known.cedar, None, None),
        }
        ids = {}
        for user, (name, agency, joined_on, left_on) in people.items():
            email = "dana@grove.example" if name == "Dana" else f"{name.lower()}@grove.example"
            person = Person(first_name=name, last_name="Test", email=email)
            person.rekey()
            session.add(person)
            session.flush()
            ids[user] = person.id
            if agency is not None:
                session.add(
                    AffiliationRecord(
                        person_id=person.id, agency_id=agency, joined_on=joined_on, left_on=left_on
                    )
                )
        for user, kind, agency in (
            ("LEAD", RightKind.LEAD, known.cedar),
            ("OTHERLEAD", RightKind.LEAD, known.oak),
            ("FORMERLEAD", RightKind.LEAD, known.cedar),
            ("MANAGER", RightKind.MANAGER, None),
        ):
            give_right(session, ids[user], kind, agency, "a test", NOON)
    for user, person_id in ids.items():
        in_slack(store, user, user.title(), person_id, is_guest=user == "GUEST")
    in_slack(store, "RESPONDER", "Ada", known.ada)
    in_slack(store, "GUESTUNLINKED", "Gil", None, is_guest=True)
    in_slack(store, "OUTSIDER", "Ozzy", None, is_outside=True)
    in_slack(store, "UNLINKED", "Una", None)
    # Bearing the manager's e-mail from another organization proves nothing.
    in_slack(store, "IMPOSTOR", "Dana", ids["FORMER"], is_outside=True, email="dana@grove.example")
    return known


def member(store: Store, user: str) -> Member:
    with store.reading() as session:
        found = speaker(session, WORKSPACE, user, TODAY, REGION)
    assert found is not None
    return found


OFF_THE_ROSTER = (*("FORMER", "FORMERLEAD", "NOBODYS", "GUESTUNLINKED", "OUTSIDER", "UNLINKED", "IMPOSTOR"),)
RESPONDERS = ("RESPONDER", "FUTURE", "GUEST")
MANAGERS = ("MANAGER", "SETTINGS")
A, B, C, D = Action.LIST, Action.READ, Action.LOG, Action.VERIFY
LEADS_MAY: Mapping[tuple[str, date], set[Action]] = {
    ("belongs", BEGAN - timedelta(days=900)): {A, B, C, D},
    ("belongs", TODAY): {A, B, C, D},
    ("belongs", TOMORROW): {A, B},
    ("left", BEGAN - timedelta(days=1)): set(),
    ("left", BEGAN): {B, C, D},
    ("left", ENDED): {B, C, D},
    ("left", ENDED + timedelta(days=1)): set(),
    ("left", TODAY): set(),
    ("left", TOMORROW): set(),
    ("begins", YESTERDAY): {A},
    ("begins", TODAY): {A},
    ("begins", BEGINS - timedelta(days=1)): {A},
    ("begins", BEGINS): {A, B},
}
"""What the lead of an agency may do about somebody who belongs, left or is to begin, on days of each kind."""


def people_of(known: County) -> dict[str, Whom]:
    return {
        "belongs": Whom(901, [Affiliation(known.cedar, BEGAN)]),
        "left": Whom(902, [Affiliation(known.cedar, BEGAN, ENDED), Affiliation(known.oak, ENDED, YESTERDAY)]),
        "begins": Whom(903, [Affiliation(known.cedar, BEGINS)]),
    }


@pytest.mark.parametrize("cell", LEADS_MAY, ids=lambda cell: f"{cell[0]} {cell[1]}")
def test_about_a_person_on_a_day(store: Store, county: County, cell: tuple[str, date]) -> None:
    name, on = cell
    about = people_of(county)[name]
    open_to = {A, B, C, D} - (set() if on <= TODAY else {C, D})
    for user in (*OFF_THE_ROSTER, *RESPONDERS):
        assert allowed(member(store, user), about, on) == set(), user
    for user in MANAGERS:
        assert allowed(member(store, user), about, on) == open_to, user
    assert allowed(member(store, "LEAD"), about, on) == LEADS_MAY[cell]
    if name != "left":
        assert allowed(member(store, "OTHERLEAD"), about, on) == set()


def test_the_agency_somebody_went_to_has_the_record_they_came_with(store: Store, county: County) -> None:
    """A transfer: Cedar to the end of January, Oak from February on."""
    moved = Whom(
        904, [Affiliation(county.cedar, BEGAN, ENDED), Affiliation(county.oak, ENDED + timedelta(days=1))]
    )
    cedar, oak = member(store, "LEAD"), member(store, "OTHERLEAD")
    for on, cedars, oaks in (
        (BEGAN - timedelta(days=1), False, True),
        (BEGAN, True, True),
        (ENDED, True, True),
        (ENDED + timedelta(days=1), False, True),
        (TODAY, False, True),
    ):
        assert (B in allowed(cedar, moved, on), B in allowed(oak, moved, on)) == (cedars, oaks), on


def test_open_ends_are_open_and_who_came_back_is_theirs_again(store: Store, county: County) -> None:
    lead = member(store, "LEAD")
    assert B in allowed(lead, Whom(905, [Affiliation(county.cedar, None, ENDED)]), date(1990, 1, 1))
    back = Whom(906, [Affiliation(county.cedar, BEGAN, ENDED), Affiliation(county.cedar, YESTERDAY)])
    assert B in allowed(lead, back, ENDED + timedelta(days=3))


def test_what_was_taken_back_gives_no_right(store: Store, county: County) -> None:
    with store.writing() as session:
        row = session.query(AffiliationRecord).filter_by(person_id=county.ada).one()
        row.take_back(NOON, "a test", "entered twice")
    with store.reading() as session:
        about = whom(session, [county.ada])[county.ada]
    assert about.terms == ()
    assert allowed(member(store, "LEAD"), about, TODAY) == set()


def test_of_oneself_everything_but_confirming_it(store: Store, county: County) -> None:
    for user in (*RESPONDERS, "LEAD", *MANAGERS):
        me = member(store, user)
        with store.reading() as session:
            about = whom(session, [me.person_id or 0])[me.person_id or 0]
        assert allowed(me, about, TODAY) == {A, B, C}, user
    for user in ("FORMER", "FORMERLEAD", "NOBODYS"):
        me = member(store, user)
        assert allowed(me, Whom(me.person_id or 0), TODAY) == set()


@pytest.mark.parametrize("on", [YESTERDAY, TODAY, TOMORROW])
def test_about_a_scope_and_the_region(store: Store, county: County, on: date) -> None:
    one, both = Agencies(frozenset([county.cedar])), Agencies(frozenset([county.cedar, county.oak]))
    counts = {Action.COUNT} if on == TODAY else set()
    everything = {Action.COUNT, Action.NAME, Action.DIGEST}
    for users, of_one, of_both in (
        (OFF_THE_ROSTER, set(), set()),
        ((*RESPONDERS, "OTHERLEAD"), counts, counts),
        (("LEAD",), everything, counts),
        (MANAGERS, everything, everything),
    ):
        for user in users:
            speaks = member(store, user)
            asked = (Action.COUNT, Action.NAME, Action.DIGEST)
            assert {each for each in asked if may(speaks, each, one, on, TODAY)} == of_one, user
            assert {each for each in asked if may(speaks, each, both, on, TODAY)} == of_both, user
            for action in OF_THE_REGION:
                assert bool(may(speaks, action, THE_REGION, on, TODAY)) == (user in MANAGERS), user


def test_who_leads_every_agency_of_a_scope_may_name_it(store: Store, county: County) -> None:
    with store.reading() as session:
        catalogue = catalogue_of(session)
    both = Member("", "", 1, agencies=frozenset([county.cedar]), leads=frozenset([county.cedar, county.oak]))
    for scope in (EVERYONE, Scope.discipline("fire"), Scope.jurisdiction("city of  OAK")):
        assert may(both, Action.NAME, agencies_of(catalogue, scope), TODAY, TODAY)
    assert not may(both, Action.NAME, agencies_of(catalogue, Scope.discipline("dispatch")), TODAY, TODAY)


def test_whom_somebody_may_ask_about_by_name(store: Store, county: County) -> None:
    def found(user: str, today: date | None) -> set[str]:
        condition = people_for(member(store, user), today)
        with store.reading() as session:
            query = session.query(Person)
            return {person.first_name for person in (query if condition is None else query.filter(condition))}

    assert found("RESPONDER", None) == {"Ada"}
    assert found("LEAD", TODAY) == {"Ada", "Ben", "Lea", "Fin", "Gus"}
    assert found("LEAD", None) == {"Ada", "Ben", "Lea", "Fin", "Gus", "Fay", "Flo"}
    assert found("OTHERLEAD", TODAY) == {"Cy", "Otto"}
    assert found("UNLINKED", None) == set()
    assert {"Ada", "Cy", "Dee", "Fay"} <= found("SETTINGS", TODAY)


def test_who_is_due_without_a_scope_is_asked_of_the_one_agency_somebody_leads(
    store: Store, county: County
) -> None:
    assert first_scope(member(store, "LEAD")) == Scope.agency(county.cedar)
    assert first_scope(member(store, "MANAGER")) == first_scope(member(store, "RESPONDER")) == EVERYONE


def test_a_refusal_says_why_and_who_could(store: Store, county: County) -> None:
    refused = may(member(store, "LEAD"), B, people_of(county)["left"], TODAY, TODAY)
    assert refused.why_not.endswith("They left on 31 Jan 2026: you see what happened while they belonged.")
    assert "emergency manager" in refused.who_could
    assert (
        "They begin on 1 Dec 2026"
        in may(member(store, "LEAD"), B, people_of(county)["begins"], TODAY, TODAY).why_not
    )
    assert (
        "not on any agency's roster"
        in may(member(store, "NOBODYS"), Action.COUNT, THE_REGION, TODAY, TODAY).why_not
    )


def test_the_table_has_every_action_and_every_right() -> None:
    rows = rights_table()
    assert {row[0] for row in rows} == set(Action)
    assert all(len(row) == len(COLUMNS) for row in rows)
    said = {row[:3]: dict(zip(SPEAKERS, row[3:], strict=True)) for row in rows}
    left = said[Action.READ, "somebody who left", "today"]
    assert left == {**dict.fromkeys(SPEAKERS, "no"), "emergency manager": "yes"}
    then = said[Action.READ, "somebody who left", "while they belonged"]
    assert [name for name, cell in then.items() if cell == "yes"] == ["lead there", "emergency manager"]


def test_a_log_is_undone_by_who_made_it_and_by_nobody_else(store: Store, county: County) -> None:
    for user in (*RESPONDERS, "LEAD", *MANAGERS):
        me = member(store, user)
        assert may(me, Action.UNDO, Whom(me.person_id or 0), TODAY, TODAY), user
        for about in (people_of(county)["belongs"], Whom(0), Agencies(frozenset([county.cedar])), THE_REGION):
            assert not may(me, Action.UNDO, about, TODAY, TODAY), user
    for user in OFF_THE_ROSTER:
        me = member(store, user)
        assert not may(me, Action.UNDO, Whom(me.person_id or 0), TODAY, TODAY), user


def test_what_the_table_says_of_the_region_is_what_holds_at_the_door(store: Store, county: County) -> None:
    """Whatever is for emergency managers alone names its right, each is taken, and the two agree."""
    there = registry()
    shelves = (there.forms, there.clicks, there.submissions, there.searches, there.shortcuts)
    entries: list[Entry] = [entry for shelf in shelves for entry in shelf.values()]
    of_managers = [entry for entry in entries if entry.needs is Needs.MANAGER]
    assert [entry for entry in of_managers if entry.does not in OF_THE_REGION] == []
    assert {entry.does for entry in of_managers} == set(OF_THE_REGION)
    assert [entry for entry in entries if entry.does is not None and entry.needs is not Needs.MANAGER] == []
    made_up = {name: (each, TABLES_DAY) for name, each in SPEAKERS.items()}
    everybody = (*OFF_THE_ROSTER, *RESPONDERS, "LEAD", "OTHERLEAD", *MANAGERS)
    real = {user: (member(store, user), TODAY) for user in everybody}
    for name, (each, today) in {**made_up, **real}.items():
        for action in OF_THE_REGION:
            assert bool(may(each, action, THE_REGION, today, today)) == each.may(Needs.MANAGER), name


def test_rights_are_compared_in_one_place_only() -> None:
    theirs = (
        *(
            "commands/kit/member.py",
            "commands/kit/may.py",
            "commands/kit/ours.py",
            "commands/kit/exercise_rights.py",
            "commands/kit/class_rights.py",
            "commands/kit/record_rights.py",
            "commands/kit/letter_rights.py",
            "commands/kit/absence_rights.py",
            "commands/kit/checklist_rights.py",
            "commands/kit/confided_rights.py",
            "commands/kit/meeting_rights.py",
        ),
        *("commands/kit/speaker.py", "storage/rights.py"),
    )
    compares = re.compile(
        r"is_manager\b|\bmember\.leads\b|\brights\.leads\b|\.may_name\("
        # whose an exercise, an action or a part is, in a question of the store
        r"|(host_agency_id|poc_id|agency_id|own|Record\.person_id) [=!]= ((request\.)?member|speaker)\b"
        r"|\.in_\((sorted\()?(agencies_led|(request\.)?member\.)"
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("commands", "files", "jobs", "storage", "bot")
        for path in sorted((ROOT / room).rglob("*.py"))
        if compares.search(path.read_text())
    ]
    # they make a member, and compare nothing
    makers = ("commands/kit/rights_table.py", "bot/cli/answers.py", "bot/cli/ask.py")
    still = ("commands/training/certificates_placing.py",)  # whose records are the speaker's own
    assert set(found) - {*theirs, *makers, *still} == set()


def test_who_may_name_a_scope_counts_everybody_of_it_and_in_a_channel_nobody_does(
    store: Store, county: County
) -> None:
    region = Region(smallest_count=7)
    cedar, oak = Scope.agency(county.cedar), Scope.agency(county.oak)
    for user, counts_all_of in (
        ("RESPONDER", ()),
        ("LEAD", (cedar,)),
        ("MANAGER", (cedar, oak, EVERYONE)),
    ):
        speaks = member(store, user)
        with store.reading() as session:
            asks = Request(session, speaks, region, NOON, TODAY, Door.COMMAND, "key")
            for scope in (cedar, oak, EVERYONE):
                assert counting(asks, scope) == (1 if scope in counts_all_of else 7), user
            assert counting(asks) == 7
    assert counting_aloud(region) == 7


def test_how_few_are_counted_is_decided_in_one_place_only() -> None:
    decides = re.compile(r"\.smallest_count\b|\bfewest\s*=\s*\d")
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("commands", "jobs")
        for path in sorted((ROOT / room).rglob("*.py"))
        if decides.search(path.read_text())
    ]
    assert found == ["commands/kit/may.py"]


def allowed(speaks: Member, about: About, on: date) -> set[Action]:
    return {each for each in (A, B, C, D) if may(speaks, each, about, on, TODAY)}
