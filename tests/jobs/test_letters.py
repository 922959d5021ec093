"""Letters: one a person a local date, in the morning of whoever it is for, never at night, never a flood.

The regressions are those of 18F/dolores-landingham's tracker, by their numbers there.
"""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.letters import LetterPart
from jobs.letters import QUARTER, Letters
from storage.classes import ClassRecord, ClassState, Coming, ComingRecord
from storage.deliveries import Delivery, DeliveryState
from storage.engine import Store
from storage.letters import CLASS_CANCELLED, Often, choose, leave_line, zone_of
from storage.people import SlackIdentity
from storage.region import Region
from tests.jobs.mornings import WORKSPACE, Mornings, at, hours

BASIC = "ASIM Basic"
EIGHT = "2026-11-02 13:00"
"""Monday 2 November 2026, 08:00 in New York."""


@pytest.fixture
def mornings(store: Store) -> Mornings:
    """Cedar Fire, where everybody must hold two courses, on the evening before."""
    found = Mornings(store, Region(timezone="America/New_York", handling_mark="For official use only"))
    found.agency("Cedar Fire")
    found.asks(BASIC, "BLS")
    return found


@pytest.mark.postgres_whole
def test_a_letter_is_written_at_eight_and_once(mornings: Mornings) -> None:
    ada, ben = mornings.person("Ada"), mornings.person("Ben")
    for title in (BASIC, "BLS"):
        mornings.passes(ada, title, date(2026, 12, 2))
        mornings.passes(ben, title, date(2027, 12, 2))
    mornings.begins("2026-11-01 22:00")
    assert mornings.ticks("2026-11-02 12:59") == 0
    assert mornings.ticks(EIGHT, EIGHT, "2026-11-02 13:20", "2026-11-02 18:00") == 1
    [letter] = mornings.letters(ada)
    assert letter == (
        "2 things for you, 2 Nov 2026\n"
        "ASIM Basic: due 2 Dec 2026, in 30 days\n"
        "BLS: due 2 Dec 2026, in 30 days\n"
        "I write at most one letter a day, at 08:00 where you are.\n"
        "For official use only"
    )
    assert mornings.letters(ben) == []


@pytest.mark.postgres_whole
def test_76_each_has_it_at_eight_of_their_own_day(mornings: Mornings) -> None:
    """Local time, Arizona too; a zone unknown or nonsense is the region's."""
    zones = {
        "New": "America/New_York",
        "Chi": "America/Chicago",
        "Phx": "America/Phoenix",
        "Hon": "Pacific/Honolulu",
        "Gum": "Pacific/Guam",
        "None": "",
        "Mars": "Mars/Olympus",
        "Odd": "../../etc/passwd",
        "Here": "localtime",
    }
    people = {name: mornings.person(name, zone) for name, zone in zones.items()}
    for person in people.values():
        mornings.passes(person, BASIC, date(2026, 11, 2))
        mornings.passes(person, "BLS", date(2027, 11, 2))
    mornings.begins("2026-11-01 20:00")
    at_hour: dict[str, str] = {}
    eight_there = ("01 22:00", "02 13:00", "02 14:00", "02 15:00", "02 18:00")
    eights = [at(f"2026-11-{each}") for each in eight_there]
    for now in [*sorted([*eights, *(each - QUARTER for each in eights)]), at("2026-11-02 22:00")]:
        mornings.ticks(now)
        for name, person in people.items():
            if mornings.letters(person):
                at_hour.setdefault(name, now.strftime("%d %H:%M"))
    assert at_hour == {
        "New": "02 13:00",
        "Chi": "02 14:00",
        "Phx": "02 15:00",
        "Hon": "02 18:00",
        "Gum": "01 22:00",
        "None": "02 13:00",
        "Mars": "02 13:00",
        "Odd": "02 13:00",
        "Here": "02 13:00",
    }
    assert all(len(mornings.letters(person)) == 1 for person in people.values())
    assert "due today" in mornings.letters(people["Gum"])[0]


@pytest.mark.postgres_whole
def test_97_what_could_not_be_sent_is_told_next_morning(mornings: Mornings) -> None:
    """Slack was away until the evening: nothing goes out at night, and nothing is lost."""
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 12, 2))
    mornings.passes(ada, "BLS", date(2027, 12, 2))
    mornings.begins("2026-11-01 22:00")
    assert mornings.ticks(EIGHT, arrive=False) == 1
    assert mornings.ticks("2026-11-03 00:59", arrive=False) == 0
    assert len(mornings.letters(ada)) == 1
    mornings.ticks("2026-11-03 01:00", arrive=False)  # 20:00 in New York
    assert mornings.letters(ada) == []
    mornings.ticks("2026-11-03 13:00")
    [letter] = mornings.letters(ada)
    assert "ASIM Basic: due 2 Dec 2026, in 29 days" in letter
    assert mornings.days(ada) == [date(2026, 11, 3)]


def test_nothing_is_sent_from_the_evening_on_before_it_is_taken_back(mornings: Mornings) -> None:
    from storage.claiming import claim

    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 12, 2))
    mornings.begins("2026-11-01 22:00")
    mornings.ticks(EIGHT, arrive=False)
    minute = timedelta(minutes=2)
    with mornings.store.writing() as session:
        assert claim(session, WORKSPACE, at("2026-11-03 01:00"), minute, minute) is None
        found = claim(session, WORKSPACE, at("2026-11-03 00:59"), minute, minute)
        assert found is not None
    # Its sender died with it: whether it arrived nobody knows, and it is not said twice.
    mornings.ticks("2026-11-03 01:15", "2026-11-03 13:00", arrive=False)
    with mornings.store.reading() as session:
        [row] = session.scalars(select(Delivery))
        assert (row.state, row.maybe_repeated) == (DeliveryState.WITHDRAWN, True)


@pytest.mark.postgres_whole
def test_99_late_by_hours_it_comes_while_it_is_day_else_next_morning(mornings: Mornings) -> None:
    ada, ben = mornings.person("Ada"), mornings.person("Ben", "America/Los_Angeles")
    for person in (ada, ben):
        mornings.passes(person, BASIC, date(2026, 11, 2))
    mornings.begins("2026-11-02 04:00")
    # Down until 21:00 in New York: there it is night, on the other coast 18:00.
    assert mornings.ticks("2026-11-03 02:00") == 1
    assert (mornings.letters(ada), len(mornings.letters(ben))) == ([], 1)
    assert mornings.ticks("2026-11-03 07:00", "2026-11-03 12:45") == 0
    assert mornings.ticks("2026-11-03 13:00") == 1
    assert "expired 2 Nov 2026" in mornings.letters(ada)[0]
    assert len(mornings.letters(ben)) == 1


@pytest.mark.postgres_whole
def test_100_everyone_at_once_is_everyone_once(mornings: Mornings) -> None:
    """Several processes write at the same moment; whoever comes first leaves nothing to the others."""
    people = [mornings.person(f"P{number}") for number in range(60)]
    for person in people:
        mornings.passes(person, BASIC, date(2026, 11, 2))
    mornings.begins("2026-11-01 22:00")
    ready = threading.Barrier(3)
    failures: list[BaseException] = []

    def process() -> None:
        try:
            ready.wait()
            mornings.job.write_due(at(EIGHT))
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=process) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [len(mornings.letters(person)) for person in people] == [1] * 60


def test_a_kill_between_batches_loses_and_repeats_nothing(mornings: Mornings) -> None:
    people = [mornings.person(f"P{number}") for number in range(12)]
    for person in people:
        mornings.passes(person, BASIC, date(2026, 11, 2))
    mornings.begins("2026-11-01 22:00")

    class Killed(Exception):
        pass

    def kill(seconds: float) -> None:
        raise Killed

    dying = Letters(mornings.store, WORKSPACE, mornings.region, mornings.job.parts, rest=kill, at_once=2)
    kills = 0
    for _ in range(20):
        try:
            dying.write_due(at(EIGHT))
            break
        except Killed:
            kills += 1
    assert kills == 6
    mornings.ticks("2026-11-02 13:16")
    assert [len(mornings.letters(person)) for person in people] == [1] * 12


def test_111_late_in_the_evening_the_date_is_the_readers(mornings: Mornings) -> None:
    """At 23:30 in New York it is the next day in UTC; what is due there is due on their own day."""
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 11, 3))
    mornings.begins("2026-11-02 12:00")
    mornings.ticks("2026-11-03 03:30", "2026-11-03 04:30", "2026-11-03 05:30")
    assert mornings.letters(ada) == []
    mornings.ticks("2026-11-03 13:00")
    assert "due today" in mornings.letters(ada)[0]
    assert mornings.days(ada) == [date(2026, 11, 3)]


def test_180_it_comes_again_every_month_until_a_class_is_logged(mornings: Mornings) -> None:
    """The acknowledgement is the completion: with it what was ahead is told no more."""
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 1, 31))
    mornings.passes(ada, "BLS", date(2027, 12, 31))
    mornings.begins("2026-01-15 20:00")
    mornings.passes_by("2026-01-16", "2026-01-17", "2026-01-30", "2026-01-31", "2026-02-01", "2026-02-27")
    mornings.passes_by("2026-02-28", "2026-03-30", "2026-03-31", "2026-04-29", "2026-04-30", "2026-05-30")
    mornings.passes_by("2026-05-31", "2026-06-01")
    assert mornings.days(ada) == [
        date(2026, 1, 16),  # the first morning there are letters: the nearest notice, and no other
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]
    with_it = at("2026-06-24 15:00")
    mornings.passes(ada, BASIC, date(2028, 6, 24), with_it)
    mornings.passes_by("2026-06-25", "2026-06-30", "2026-07-01", "2026-07-31", "2026-08-02")
    assert len(mornings.days(ada)) == 6


@pytest.mark.postgres_whole
def test_what_lapsed_long_before_muster_knew_of_it_is_told_to_nobody(mornings: Mornings) -> None:
    """At the first start, and after an import; what lapsed lately, or is near, is one letter."""
    ada, ben, cora = (mornings.person(each) for each in ("Ada", "Ben", "Cora"))
    mornings.passes(ada, BASIC, date(2024, 3, 1))
    mornings.passes(ada, "BLS", date(2026, 10, 1))  # 31 days before
    mornings.passes(ben, BASIC, date(2026, 10, 3))
    mornings.passes(ben, "BLS", date(2026, 12, 20))
    mornings.begins("2026-11-01 22:00")
    mornings.ticks(EIGHT)
    assert mornings.letters(ada) == []
    [letter] = mornings.letters(ben)
    assert "ASIM Basic: expired 3 Oct 2026" in letter
    assert "BLS: due 20 Dec 2026, in 48 days" in letter
    mornings.passes_by("2026-11-03", "2026-11-10")
    mornings.passes(cora, BASIC, date(2025, 5, 5), at("2026-11-10 15:00"))
    mornings.passes(cora, "BLS", date(2026, 11, 5), at("2026-11-10 15:00"))
    mornings.passes_by("2026-11-11", "2026-11-12", "2026-12-04", "2026-12-05", "2027-01-04", "2027-01-05")
    mornings.passes_by("2027-02-04", "2027-02-05", "2027-02-06")
    assert mornings.letters(ada) == []
    assert mornings.days(cora) == [date(2026, 11, 11), date(2026, 12, 5), date(2027, 1, 5), date(2027, 2, 5)]
    assert all("ASIM" not in letter for letter in mornings.letters(cora))


def test_nobody_on_leave_gets_any_and_afterwards_the_nearest_notice(mornings: Mornings) -> None:
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 12, 15))
    mornings.passes(ada, "BLS", date(2027, 12, 15))
    mornings.away(ada, date(2026, 8, 1), date(2027, 3, 20))
    with mornings.store.writing() as session:
        leave_line(session, [ada], "logged", 4711, at("2026-11-01 12:00"))
    mornings.begins("2026-08-01 22:00")
    mornings.passes_by("2026-11-16", "2026-12-15", "2027-03-09", "2027-03-20", "2027-03-21", "2027-03-22")
    mornings.passes_by("2027-04-14", "2027-04-15", "2027-05-14", "2027-05-15", "2027-05-16")
    assert mornings.days(ada) == [date(2027, 3, 21), date(2027, 4, 15), date(2027, 5, 15)]
    assert "expired 15 Dec 2026" in mornings.letters(ada)[0]


@pytest.mark.postgres_whole
def test_each_may_choose_how_often_and_when(mornings: Mornings) -> None:
    names = ("Day", "Week", "Urgent", "Never", "Late")
    people = {name: mornings.person(name) for name in names}
    for person in people.values():
        mornings.passes(person, BASIC, date(2026, 12, 4))  # thirty days before it: Wednesday 4 November
        mornings.passes(person, "BLS", date(2027, 12, 4))
    with mornings.store.writing() as session:
        for name, often, hour in (
            ("Week", Often.WEEKLY, 8),
            ("Urgent", Often.URGENT, 8),
            ("Never", Often.NEVER, 8),
            ("Late", Often.DAILY, 19),
        ):
            choose(session, people[name], often, hour, date(2026, 11, 2))
    mornings.begins("2026-11-04 02:00")
    for now in hours(at("2026-11-04 03:00"), at("2026-11-10 00:00")):
        mornings.ticks(now) if now.minute == 0 and now.hour in (0, 13, 14) else None
    days = {name: mornings.days(person) for name, person in people.items()}
    assert days == {
        "Day": [date(2026, 11, 4)],
        "Week": [date(2026, 11, 9)],
        "Urgent": [],
        "Never": [],
        "Late": [date(2026, 11, 4)],
    }
    mornings.sent()
    mornings.passes_by("2026-11-11", "2026-11-30", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-12")
    assert [str(each) for each in mornings.days(people["Urgent"])] == ["2026-12-04"]
    with mornings.store.writing() as session:  # muted until the 20th: what came before is not poured out
        choose(session, people["Never"], Often.DAILY, 8, date(2026, 12, 20))
    mornings.passes_by("2026-12-21", "2027-01-03", "2027-01-04", "2027-01-05", "2027-01-08")
    assert [str(each) for each in mornings.days(people["Never"])] == ["2027-01-04"]


def test_who_travels_gets_no_second_one_that_day(mornings: Mornings) -> None:
    ada = mornings.person("Ada", "Pacific/Guam")
    for title in (BASIC, "BLS"):
        mornings.passes(ada, title, date(2026, 11, 3))
    mornings.begins("2026-11-02 12:00")
    mornings.ticks("2026-11-02 22:00")  # 08:00 on the 3rd in Guam
    mornings.moved(ada, "America/New_York")
    with mornings.store.writing() as session:
        leave_line(session, [ada], "class cancelled", 4711, at("2026-11-03 01:00"))
    # No letter at her midnight, before eight there, at eight, nor later that day.
    mornings.ticks(*(f"2026-11-03 {each}" for each in ("00:15", "05:00", "12:45", "13:00", "13:15", "22:15")))
    assert mornings.days(ada) == [date(2026, 11, 3)]


def test_a_clock_that_was_ahead_keeps_nobody_from_their_letter(mornings: Mornings) -> None:
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 11, 3))
    mornings.begins("2026-11-01 22:00")
    mornings.ticks("2027-05-01 11:00")
    mornings.ticks("2026-11-03 13:01")
    assert date(2026, 11, 3) in mornings.days(ada)


def test_one_part_that_fails_keeps_no_other_from_being_told(mornings: Mornings) -> None:
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 11, 2))
    mornings.begins("2026-11-01 22:00")

    def fails(round_: object) -> list[object]:
        raise LookupError("ours")

    parts = [LetterPart(1, fails), *mornings.job.parts]  # type: ignore[arg-type]
    job = Letters(mornings.store, WORKSPACE, mornings.region, parts, rest=lambda seconds: None)
    assert job.write_due(at(EIGHT)) == 1


def test_whoever_left_or_is_deactivated_gets_none(mornings: Mornings) -> None:
    ada, ben = mornings.person("Ada"), mornings.person("Ben")
    for person in (ada, ben):
        mornings.passes(person, BASIC, date(2026, 11, 2))
    with mornings.store.writing() as session:
        session.get_one(SlackIdentity, (WORKSPACE, "UADA")).is_deactivated = True
    mornings.begins("2026-11-01 22:00")
    assert mornings.ticks(EIGHT) == 1
    assert (len(mornings.letters(ada)), len(mornings.letters(ben))) == (0, 1)


def test_a_zone_is_one_that_is_known_or_the_regions() -> None:
    region = Region(timezone="America/Chicago")
    assert zone_of("America/Phoenix", region).key == "America/Phoenix"
    for nonsense in ("", "America", "America/", "../etc/passwd", "/etc/passwd", "localtime", "A/" * 400):
        assert zone_of(nonsense, region).key == "America/Chicago"


@pytest.mark.postgres_whole
def test_what_is_told_once_a_week_waits_for_no_other_monday(mornings: Mornings) -> None:
    """Down on the Monday, or Slack away until the evening: it is told with the next letter of that week."""
    cora, ben = mornings.person("Cora"), mornings.person("Ben", slack=False)
    mornings.leads(cora)
    for person, due_on in ((cora, date(2028, 1, 1)), (ben, date(2026, 11, 30))):
        for title in (BASIC, "BLS"):
            mornings.passes(person, title, due_on)
    mornings.begins("2026-11-01 22:00")
    mornings.ticks(*(at("2026-11-03 13:00") + timedelta(days=number) for number in range(13)))
    assert mornings.days(cora) == [date(2026, 11, 3), date(2026, 11, 9)]
    assert "Cedar Fire: 1 person is due" in mornings.letters(cora)[0]
    mornings.ticks("2026-11-16 13:00", "2026-11-17 01:00", arrive=False)
    mornings.ticks(*(at("2026-11-17 13:00") + timedelta(days=number) for number in range(6)))
    assert mornings.days(cora)[2:] == [date(2026, 11, 17)]


@pytest.mark.postgres_whole
def test_one_letter_a_week_and_what_cant_wait_for_it(mornings: Mornings) -> None:
    """A class tomorrow, and one that is cancelled meanwhile; everything else is Monday's."""
    ada = mornings.person("Ada")
    mornings.passes(ada, BASIC, date(2026, 12, 3))  # thirty days before it: Tuesday 3 November
    with mornings.store.writing() as session:
        choose(session, ada, Often.WEEKLY, 8, date(2026, 11, 2))
        course = mornings.courses["BLS"]
        held = [
            ClassRecord(course_id=course, held_on=date(2026, 11, day), recorded_at=at(EIGHT))
            for day in (5, 7, 12)
        ]
        session.add_all(held)
        session.flush()
        session.add_all(
            ComingRecord(class_id=each.id, person_id=ada, answer=Coming.COMING, since=at(EIGHT))
            for each in held
        )
        held[1].state = ClassState.CANCELLED
        leave_line(session, [ada], CLASS_CANCELLED, held[1].id, at("2026-11-02 15:00"))
        leave_line(session, [ada], "logged", 4711, at("2026-11-03 15:00"))
    mornings.begins("2026-11-02 22:00")
    mornings.ticks(*(at("2026-11-03 13:00") + timedelta(days=number) for number in range(9)))
    told = {
        day: letter.splitlines()[1:-2]
        for day, letter in zip(mornings.days(ada), mornings.letters(ada), strict=True)
    }
    assert told == {
        date(2026, 11, 3): ["BLS, 7 Nov 2026 is cancelled."],
        date(2026, 11, 4): ["Tomorrow: BLS, Thu 5 Nov 2026, all day."],
        date(2026, 11, 9): [
            "This week: BLS, Thu 12 Nov 2026, all day.",
            "ASIM Basic: due 3 Dec 2026, in 24 days",
        ],
        date(2026, 11, 11): ["Tomorrow: BLS, Thu 12 Nov 2026, all day."],
    }
