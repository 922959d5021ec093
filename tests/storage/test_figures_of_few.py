"""What a digest does not show, since a count of a few is a name; its totals tell no more than its parts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from commands.readiness.digest_post_views import NOT_SHOWN, digest_message
from commands.readiness.digest_views import how_message
from commands.readiness.overview_views import overview
from readiness.coverage import Counts
from readiness.due import EVERYONE, Scope
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.standing import rebuild
from storage.totals import coverage_on
from storage.training import AbsenceRecord, CompletionRecord, CourseRecord, RequirementRecord
from tests.commands.speaking import NOON
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import CEDAR, HOW, LONE, OAK, REGION, SOLO, STAFFS, TITLES, TODAY, counted

FIRE = Scope.discipline("fire")


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


def pine(*standing: str) -> Staff:
    return Staff("Pine Fire", ["fire"], {"ASIM-B": standing, "BLS": standing})


def names(found: object) -> list[str]:
    return [part.name for part in found]  # type: ignore[attr-defined]


@pytest.mark.postgres
def test_what_is_shown_is_what_every_other_answer_says(store: Store) -> None:
    seed(store, TODAY, STAFFS, TITLES)
    for scope in (EVERYONE, Scope.discipline("fire"), Scope.discipline("law")):
        found = counted(store, scope)
        with store.reading() as session:
            answered = coverage_on(session, TODAY, "everyone", scope)
        assert {each.course: each.counts for each in found.courses} == {
            course: counts for (course, _), counts in answered.items()
        }
        assert found.overall == sum(answered.values(), Counts())


def test_what_is_asked_of_too_few_is_in_no_total(store: Store) -> None:
    """Four chiefs are asked a course of their own: neither it nor they in it can be worked out of a total."""
    seed(store, TODAY, STAFFS, TITLES)
    chiefs = [f"p{number}@cedar-fire.example" for number in (8, 9)] + ["p0@oak-police.example"]
    bls = ask_chiefs(store, "BLS", *chiefs, "p0@lone-school.example")
    for scope in (EVERYONE, Scope.discipline("fire"), Scope.discipline("law")):
        found = counted(store, scope)
        assert found.hidden == [bls]
        [asim] = found.courses
        assert found.overall == asim.counts
        for said in (overview(found, REGION, HOW, True), how_message(found, NOON, REGION)):
            assert "Basic life support" not in said.text
        assert "1 course asked of too few people not shown." in overview(found, REGION, HOW, True).text
    assert counted(store, fewest=1).overall.required == counted(store).overall.required + 4


def test_an_agency_that_would_be_missing_takes_the_smallest_other_with_it(store: Store) -> None:
    """Ten, seven, six and one: without the six the one could be worked out."""
    elm = Staff("Elm Fire", ["fire"], {"ASIM-B": ["current"] * 7, "BLS": ["never"] * 7})
    seed(store, TODAY, [CEDAR, OAK, SOLO, elm], TITLES)
    found = counted(store)
    assert names(found.agencies) == ["Cedar Fire", "Elm Fire"]
    assert "Oak Police" not in overview(found, REGION, HOW, True).text
    assert len(counted(store, fewest=1).agencies) == 4


def test_the_weakest_is_the_weakest_of_those_shown(store: Store) -> None:
    elm = Staff("Elm Fire", ["fire"], {"ASIM-B": ["current"] * 7, "BLS": ["never"] * 7})
    seed(store, TODAY, [CEDAR, SOLO, elm, pine(*["never"] * 5)], TITLES)
    found = counted(store)
    assert names(found.agencies) == ["Cedar Fire", "Elm Fire"]
    assert found.weakest_agency is not None
    assert found.weakest_agency.name == "Elm Fire"
    assert "Pine" not in digest_message(found, found, REGION, HOW).text


def test_of_two_agencies_beside_one_of_one_person_none_is_shown(store: Store) -> None:
    seed(store, TODAY, [CEDAR, SOLO], TITLES)
    found = counted(store)
    assert (found.agencies, found.disciplines, found.weakest_agency) == ([], [], None)
    assert found.overall.required == 22
    assert NOT_SHOWN in digest_message(found, None, REGION, HOW).text


def test_too_few_here_and_too_few_there_hide_each_other(store: Store) -> None:
    seed(store, TODAY, [CEDAR, OAK, SOLO, LONE], TITLES)
    assert names(counted(store).agencies) == ["Cedar Fire", "Oak Police"]


def test_where_every_agency_is_shown_they_add_up(store: Store) -> None:
    seed(store, TODAY, [CEDAR, OAK], TITLES)
    found = counted(store)
    assert not found.left_out
    assert sum((part.counts for part in found.agencies), Counts()) == found.overall


def test_the_smallest_count_is_a_setting(store: Store) -> None:
    seed(store, TODAY, STAFFS, TITLES)
    assert names(counted(store, fewest=4).agencies) == ["Cedar Fire", "Oak Police"]
    assert names(counted(store, fewest=7).agencies) == ["Cedar Fire"]
    assert names(counted(store, fewest=1).agencies) == [
        "Cedar Fire",
        "Lone School",
        "Oak Police",
        "Solo Dispatch",
    ]


def test_five_of_whom_one_is_on_leave_are_four_to_count(store: Store) -> None:
    elm = Staff("Elm Fire", ["fire"], {"ASIM-B": ["current"] * 5, "BLS": ["never"] * 5})
    known = seed(store, TODAY, [CEDAR, OAK, elm], TITLES)
    scope = Scope.agency(known["Elm Fire"])
    assert counted(store, scope).overall.required == 10
    with store.writing() as session:
        person = session.query(Person).filter_by(email="p1@elm-fire.example").one()
        session.add(
            AbsenceRecord(
                person_id=person.id,
                kind="leave",
                starts_on=TODAY,
                reason="on file",
                recorded_by="a test",
                recorded_at=NOON,
            )
        )
        rebuild(session, TODAY)
    elm_now = counted(store, scope)
    assert (elm_now.courses, elm_now.left_out, len(elm_now.hidden)) == ([], True, 2)
    assert "too few people" in digest_message(elm_now, None, REGION, HOW).text


def test_a_discipline_within_a_jurisdiction_is_a_part_of_its_own(store: Store) -> None:
    """Its disciplines there are not said to those who may not name: they are no parts of the region."""
    elm = Staff("Elm Health", ["health"], {"ASIM-B": ["current"] * 3, "BLS": ["never"] * 3})
    seed(store, TODAY, [CEDAR, OAK, LONE, elm], TITLES)
    with store.writing() as session:
        others = AgencyRecord.name != "Cedar Fire"
        session.execute(update(AgencyRecord).where(others).values(jurisdiction="City of Oak"))
        catalogue_changed(session)
        rebuild(session, TODAY)
    oak = counted(store, Scope.jurisdiction("City of Oak"))
    assert oak.overall.required == 26
    assert oak.disciplines == []
    assert names(counted(store, Scope.jurisdiction("City of Oak"), fewest=1).disciplines) == [
        "health",
        "law",
        "school",
    ]


def test_a_course_that_is_of_too_few_now_is_neither_new_nor_gone(store: Store) -> None:
    seed(store, TODAY, [CEDAR], TITLES)
    ask_chiefs(store, "BLS", "p0@cedar-fire.example")
    few, all_of_it = counted(store), counted(store, fewest=1)
    for now, before in ((few, all_of_it), (all_of_it, few)):
        changes = digest_message(now, before, REGION, HOW).text.split("What to do next")[0]
        assert "Basic life support" not in changes
    assert NOT_SHOWN not in digest_message(all_of_it, few, REGION, HOW).text


def ask_chiefs(store: Store, course: str, *emails: str) -> int:
    """Asks a course of chiefs only, and makes chiefs of some; the course's id."""
    with store.writing() as session:
        found = session.query(CourseRecord).filter_by(code=course).one().id
        of_it = RequirementRecord.course_id == found
        session.execute(update(RequirementRecord).where(of_it).values(roles="chief"))
        people = select(Person.id).where(Person.email.in_(emails))
        theirs = AffiliationRecord.person_id.in_(people)
        session.execute(update(AffiliationRecord).where(theirs).values(role="chief"))
        catalogue_changed(session)
        rebuild(session, TODAY)
    return found


def test_records_are_of_those_who_are_counted_and_of_nobody_else(store: Store) -> None:
    """Neither a person who left, nor one of whom nothing is counted, is in the records behind the figures."""
    known = seed(store, TODAY, STAFFS, TITLES)
    before = {scope: counted(store, scope, with_records=True).records for scope in (EVERYONE, FIRE)}
    with store.writing() as session:
        left = Person(email="left@grove.example")
        hers = session.query(Person).filter_by(email="p0@cedar-fire.example").one()
        other = CourseRecord(key="other", code="OTHER", title="Asked of nobody")
        session.add_all([left, other])
        session.flush()
        session.add(
            AffiliationRecord(person_id=left.id, agency_id=known["Cedar Fire"], left_on=date(2025, 1, 1))
        )
        asim = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "ASIM-B")).one()
        for person, course, result in (
            (left.id, asim, "pass"),
            (left.id, asim, "incomplete"),
            (hers.id, other.id, "pass"),
        ):
            session.add(
                CompletionRecord(
                    person_id=person,
                    course_id=course,
                    completed_on=date(2024, 1, 1),
                    result=result,
                    recorded_at=NOON,
                )
            )
        rebuild(session, TODAY)
    after = {scope: counted(store, scope, with_records=True).records for scope in (EVERYONE, FIRE)}
    assert after == before
    everybody = before[EVERYONE]
    assert everybody is not None
    assert everybody.counted > 0
    small = counted(store, Scope.agency(known["Lone School"]), with_records=True).records
    assert small is not None
    assert small.counted == 0
