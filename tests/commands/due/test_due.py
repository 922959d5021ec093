"""`/due` as it is answered to those who may name, those who may not, and a channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import delete, update

from commands.due import due
from commands.kit.problems import Refused
from commands.readiness import overview
from readiness.due import Scope
from storage.answers import asked_on
from storage.catalogue import catalogue_changed, catalogue_of
from storage.crowds import parts_of
from storage.engine import Store
from storage.figures import figures
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.standing import rebuild
from storage.training import RequirementRecord
from tests.commands.speaking import Office, Said
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import CEDAR, OAK, STAFFS, TITLES, TODAY
from words.problems import Problem

SMALLEST = 5


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    return Office(store, [*due.ENTRIES, *overview.ENTRIES])


def person_id(store: Store, email: str) -> int:
    with store.reading() as session:
        return session.query(Person).filter_by(email=email).one().id


@pytest.mark.postgres
def test_a_part_of_too_few_people_is_not_counted_for_those_who_may_not_name(
    office: Office, county: dict[str, int]
) -> None:
    ray = office.responder(1, county["Cedar Fire"])
    assert "people are due" in ray.says("due everyone").text
    assert "people are due" in ray.says("due Oak Police").text
    for hidden in ("Solo Dispatch", "Lone School", "dispatch", "Solo Dispatch for ASIM-B"):
        with pytest.raises(Refused, match="too few people to count without naming one"):
            ray.says(f"due {hidden}")
        assert office.manager(person_id=1).says(f"due {hidden}").text
    own = office.lead(county["Solo Dispatch"], person_id=1)
    assert "ASIM Basic, not yet trained" in own.says("due Solo Dispatch").text


def test_another_day_than_today_is_for_those_who_may_name(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    lead, ray = office.lead(county["Cedar Fire"], person_id=1), office.responder(1, county["Cedar Fire"])
    assert "of today" not in lead.says("due Cedar Fire on 1 March 2026").text
    for speaker, sentence in (
        (ray, "due Cedar Fire on 1 March 2026"),
        (ray, "due everyone on 3 November 2026"),
        (lead, "due everyone on 1 March 2026"),
        (lead, "due Oak Police on 3 November 2026"),
    ):
        with pytest.raises(Refused, match="another day is for those who can see their names"):
            speaker.says(sentence)
    manager = office.manager(person_id=1)
    seen = manager.says("due everyone on 1 March 2026")
    assert "Share" not in seen.buttons()
    with pytest.raises(Refused, match="today's counts only"):
        manager.clicks("due.share", {"on": "2026-03-01"})
    with pytest.raises(Refused, match="too few people"):
        manager.clicks("due.share", {"kind": "agency", "key": county["Solo Dispatch"]})
    # Today said as a day is today.
    assert "people are due" in ray.says("due everyone on 2 November 2026").text


FORGED: tuple[dict[str, object], ...] = (
    {"scopes": [f"person:{'9' * 25}"]},
    {"scopes": [f"agency:{2**31}"]},
    {"scopes": ["person:\u0663"]},
    {"without": ["unit:0"]},
    {"scopes": ["discipline:wizards"]},
    {"scopes": ["jurisdiction:Atlantis"]},
    {"states": []},
    {"measure": "whether", "states": []},
    {"courses": [1] * 1001},
    {"below": 0, "measure": "ranking"},
    {"below": 101, "measure": "ranking"},
)


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: str(forged)[:40])
def test_what_no_button_of_ours_carries_is_said_to_be_of_an_earlier_time(
    office: Office, forged: dict[str, object]
) -> None:
    manager = office.manager(person_id=1)
    for action, value in (
        ("due.ask", forged),
        ("due.more", {"question": forged, "start": 10}),
        ("due.share", forged),
        ("due.download", forged),
    ):
        with pytest.raises(Problem, match=r"earlier time|no longer there"):
            manager.clicks(action, value)


def test_what_is_named_twice_is_asked_about_once(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    every = [f"agency:{key}" for key in county.values()]
    once = manager.clicks("due.ask", {"scopes": every})
    assert manager.clicks("due.ask", {"scopes": every * 200, "states": ["due", "due"]}).text == once.text


def test_a_question_too_long_for_a_button_is_answered_without_it(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        new = [AgencyRecord(name=f"Brook {n}", key=f"brook {n}", jurisdiction="") for n in range(200)]
        session.add_all(new)
        session.flush()
        catalogue_changed(session)
        every = [f"agency:{each.id}" for each in new]
    said = office.manager(person_id=1).clicks(
        "due.ask", {"scopes": [f"agency:{county['Cedar Fire']}", *every]}
    )
    assert "people are due" in said.text
    assert not {"Share", "Download"} & set(said.buttons())


def test_nobody_is_said_of_those_who_are_counted(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    """BLS is asked of the one dispatcher alone, who may be the very one that was asked for."""
    with store.writing() as session:
        bls = next(key for key, each in catalogue_of(session).courses.items() if each.code == "BLS")
        session.query(RequirementRecord).filter_by(course_id=bls).one().disciplines = "dispatch"
        catalogue_changed(session)
        rebuild(session, TODAY)
    ray, manager = office.responder(1, county["Cedar Fire"]), office.manager(person_id=1)
    for measure in ("who", "how_many", "whether"):
        grace = {"states": ["grace"], "measure": measure}
        assert ray.clicks("due.ask", grace).text.startswith("Nobody I may count here is in the grace period")
        shared = manager.clicks("due.share", grace).post_to("C1").message.text
        assert "Nobody I may count here is in the grace period." in shared
        assert "obody is in the grace period." in manager.clicks("due.ask", grace).text


def test_nobody_is_named_before_it_is_asked_who_may(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    """A button made by hand, or of another day: its words tell nothing of whom it names."""
    theirs = person_id(store, "p0@oak-police.example")
    with store.reading() as session:
        name = session.get_one(Person, theirs).name
    away = {"states": ["on_leave"], "since": "2026-01-01", "by": "2026-12-01"}
    lead, ray = office.lead(county["Cedar Fire"], person_id=1), office.responder(1, county["Cedar Fire"])
    for speaker in (lead, ray):
        for question in (
            {"scopes": [f"person:{theirs}"], **away},
            {"scopes": [f"agency:{county['Cedar Fire']}"], "without": [f"person:{theirs}"]},
            {"scopes": [f"agency:{county['Cedar Fire']}", f"person:{theirs}"], **away},
        ):
            for action, value in (
                ("due.ask", question),
                ("due.more", {"question": question, "start": 10}),
                ("due.share", question),
                ("due.download", question),
            ):
                if action == "due.download" and speaker is ray:
                    continue
                with pytest.raises(Refused) as refused:
                    speaker.clicks(action, value)
                assert name not in str(refused.value)


def test_share_is_offered_where_something_may_be_said_aloud(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    assert "Share" in manager.says("due Cedar Fire").buttons()
    assert "Share" not in manager.says("due Solo Dispatch").buttons()
    ranked = {"measure": "ranking", "rank": "discipline", "states": ["current"]}
    assert "Share" in manager.clicks("due.ask", ranked).buttons()
    within = {**ranked, "scopes": [f"agency:{county['Solo Dispatch']}"]}
    assert "Share" not in manager.clicks("due.ask", within).buttons()


def test_a_lead_is_shown_what_everybody_and_a_channel_is_shown(store: Store) -> None:
    """Fire is Cedar and Pine, of two: neither is counted by itself, and the total is the same for all."""
    pine = Staff("Pine Fire", ["fire"], {"ASIM-B": ["never"] * 2, "BLS": ["never"] * 2})
    known = seed(store, TODAY, [CEDAR, OAK, pine], TITLES)
    office = Office(store, due.ENTRIES)
    assert "people are due" in office.responder(1, known["Oak Police"]).says("due fire").text
    told = office.responder(1, known["Oak Police"]).says("due fire")
    lead = office.lead(known["Cedar Fire"], person_id=1).says("due fire")
    assert lead.text.splitlines()[0] == told.text.splitlines()[0]
    for part in ("cedar fire", "pine fire"):
        with pytest.raises(Refused, match="too few people"):
            office.responder(1, known["Oak Police"]).says(f"due {part}")
    both = office.lead(known["Cedar Fire"], known["Pine Fire"], person_id=1).says("due fire")
    assert "OfPine Fire" in both.text


def test_of_a_former_member_there_is_what_was_while_they_belonged(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    email, left = "p9@cedar-fire.example", date(2026, 6, 30)
    with store.writing() as session:
        row = session.query(AffiliationRecord).filter_by(person_id=person_id(store, email)).one()
        row.left_on = left
        session.add(
            AffiliationRecord(
                person_id=row.person_id, agency_id=county["Oak Police"], joined_on=left + timedelta(days=1)
            )
        )
        session.flush()
        rebuild(session, TODAY)
    former, present = (
        office.lead(county["Cedar Fire"], person_id=1),
        office.lead(county["Oak Police"], person_id=1),
    )
    assert "not yet trained" in former.says(f"due {email} on 30 June 2026").text
    for day in ("", " on 1 July 2026", " on 3 November 2026"):
        with pytest.raises(Refused, match="They left on 30 Jun 2026"):
            former.says(f"due {email}{day}")
        assert "not yet trained" in present.says(f"due {email}{day}").text
    assert "not yet trained" in present.says(f"due {email} on 30 June 2026").text
    with pytest.raises(Refused):
        former.clicks("due.download", {"kind": "person", "key": person_id(store, email)})


def test_where_nothing_is_asked_it_says_so_and_not_that_nobody_is_due(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    manager, ray = office.manager(person_id=1), office.responder(1, county["Cedar Fire"])
    with store.writing() as session:
        bls = next(each for each in catalogue_of(session).courses.values() if each.code == "BLS")
        session.execute(
            update(RequirementRecord).where(RequirementRecord.course_id == bls.id).values(disciplines="law")
        )
        catalogue_changed(session)
        rebuild(session, TODAY)
    for speaker in (manager, ray):
        said = speaker.says("due Cedar Fire for BLS")
        assert said.text.startswith("Nothing is asked yet: nobody there must hold Basic life support.")
        assert "Nobody is due" not in said.text
    assert manager.says("due Oak Police for BLS").text.startswith("Nobody is due.")
    with store.writing() as session:
        session.execute(delete(RequirementRecord))
        catalogue_changed(session)
        rebuild(session, TODAY)
    for speaker in (manager, ray):
        assert speaker.says("due everyone").text.startswith("Nothing is asked of anybody here yet.")
        assert speaker.says("due Oak Police").text.startswith("Nothing is asked of anybody there yet.")
        assert "Nothing is asked of anybody here yet." in speaker.says("readiness").text
    shared = manager.clicks("due.share", {}).post_to("C1")
    assert "Nothing is asked of anybody here yet." in shared.message.text


@pytest.mark.sliced(4)
@pytest.mark.parametrize("number", range(12))
def test_no_subtraction_of_what_is_answered_tells_of_a_few(store: Store, number: int) -> None:
    """Everything a responder and a channel get in a small county, taken from one another in every way.

    Of every answered scope, less answered ones within it that have nobody in common, nobody is left or at
    least five are; for every course, for all of them, in `/due`, in a channel and in a digest's figures.
    """
    random = Random(number)
    known = county_of(store, random)
    office = Office(store, due.ENTRIES)
    ray, manager = office.responder(1, next(iter(known.values()))), office.manager(person_id=1)
    with store.reading() as session:
        catalogue = catalogue_of(session)
        scopes = list(parts_of(catalogue))
        asked = asked_on(session, TODAY)
        digests = {scope: figures(session, scope, TODAY) for scope in scopes}
        people = {
            (scope, course): frozenset(
                each.responder
                for each in asked
                if (course is None or each.course == course)
                and any(scope.covers(catalogue.rulebook, None, agency) for agency in each.agencies)
            )
            for scope in scopes
            for course in (None, *catalogue.courses)
        }
    for course in (None, *catalogue.courses):
        value = {} if course is None else {"courses": [course]}
        for name, answered in (
            ("asked", [each for each in scopes if answers(ray.clicks, "due.more", each, value)]),
            ("shared", [each for each in scopes if answers(manager.clicks, "due.share", each, value)]),
            ("digest", [each for each in scopes if in_figures(digests[each], course)]),
        ):
            told = {people[each, course] for each in answered} - {frozenset()}
            for whole in told:
                inside = [each for each in told if each < whole]
                for size in range(1, len(inside) + 1):
                    for parts in combinations(inside, size):
                        if sum(map(len, parts)) == len(frozenset().union(*parts)):
                            left = whole.difference(*parts)
                            assert len(left) == 0 or len(left) >= SMALLEST, (name, course, whole, parts)
                assert len(whole) >= SMALLEST
    assert any(answers(ray.clicks, "due.more", each, {}) for each in scopes)


def answers(clicks: object, action: str, scope: Scope, value: Mapping[str, object]) -> bool:
    question = {"kind": scope.kind.value, "key": scope.key, **value}
    try:
        said = clicks(action, question if action == "due.share" else {"question": question})  # type: ignore[operator]
    except Refused:
        return False
    assert isinstance(said, Said)
    return True


def in_figures(found: object, course: int | None) -> bool:
    courses = [each.course for each in found.courses]  # type: ignore[attr-defined]
    return bool(courses) if course is None else course in courses


def county_of(store: Store, random: Random) -> dict[str, int]:
    """Some agencies of one to eight people; one course is asked of all, one of some roles, one of law."""
    standings = ["current", "due_soon", "expired", "never"]
    staffs = []
    for number in range(random.randint(3, 6)):
        size = random.randint(1, 8)
        disciplines = random.sample(["fire", "ems", "law"], random.randint(1, 2))
        codes = ("ASIM-B", "BLS", "LAW")
        staffs.append(
            Staff(
                f"Agency {number}",
                disciplines,
                {c: [random.choice(standings) for _ in range(size)] for c in codes},
            )
        )
    known = seed(
        store, TODAY, staffs, {"ASIM-B": "ASIM Basic", "BLS": "Basic life support", "LAW": "Custody"}
    )
    with store.writing() as session:
        for agency in session.query(AgencyRecord):
            agency.jurisdiction = random.choice(["North", "South"])
        rows = session.query(RequirementRecord).order_by(RequirementRecord.course_id).all()
        rows[1].roles, rows[2].disciplines = "medic", "law"
        everybody = session.query(AffiliationRecord).all()
        for row in everybody:
            row.role = random.choice(["", "", "medic"])
        for row in random.sample(everybody, min(2, len(everybody))):
            other = random.choice(list(known.values()))
            if other != row.agency_id:
                session.add(AffiliationRecord(person_id=row.person_id, agency_id=other))
        catalogue_changed(session)
        rebuild(session, TODAY)
    return known
