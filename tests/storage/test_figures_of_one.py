"""What a digest does not show, since a count of one is a name, and that its totals leave nobody out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.readiness.digest_views import LEFT_OUT_OF_AGENCY, digest_message, how_message, overview
from readiness.coverage import Counts
from readiness.due import EVERYONE, Scope
from storage.answers import coverage_on
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.standing import rebuild
from storage.training import AbsenceRecord, CourseRecord, RequirementRecord
from tests.commands.speaking import NOON
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import CEDAR, HOW, OAK, REGION, SOLO, TITLES, TODAY, counted


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, [CEDAR, OAK, SOLO], TITLES)


def test_totals_are_those_of_every_other_answer(store: Store) -> None:
    """Whoever is one of one is counted: Solo's one person, and the only chief of Cedar, of Oak and of law."""
    known = seed(store, TODAY, [CEDAR, OAK, SOLO], TITLES)
    with store.writing() as session:
        session.query(AgencyRecord).filter(AgencyRecord.id != known["Cedar Fire"]).update(
            {"jurisdiction": "City of Oak"}
        )
    bls = ask_chiefs(store, "BLS", "p9@cedar-fire.example", "p0@oak-police.example")
    scopes = {
        EVERYONE: (Counts(current=9, due_soon=2, expired=3, never=4), []),
        Scope.discipline("fire"): (Counts(current=7, due_soon=2, expired=2, never=2), [bls]),
        Scope.discipline("law"): (Counts(current=2, expired=1, never=1), [bls]),
        Scope.jurisdiction("City of Oak"): (Counts(current=2, expired=1, never=2), [bls]),
    }
    for scope, (overall, hidden) in scopes.items():
        found = counted(store, scope)
        with store.reading() as session:
            answered = {
                course: counts
                for (course, _), counts in coverage_on(session, TODAY, "everyone", scope).items()
            }
            parts = coverage_on(session, TODAY, "discipline", scope)
        assert found.overall == sum(answered.values(), Counts()) == overall
        assert found.hidden == hidden
        shown = {course: counts for course, counts in answered.items() if course not in hidden}
        assert {each.course: each.counts for each in found.courses} == shown
        for part in found.disciplines:
            of_it = [counts for (_, name), counts in parts.items() if name == part.name]
            assert part.counts == sum(of_it, Counts())


def pine(*standing: str) -> Staff:
    return Staff("Pine Fire", ["fire"], {"ASIM-B": standing, "BLS": standing})


def test_where_one_agency_would_be_missing_the_smallest_other_is_too(store: Store) -> None:
    seed(store, TODAY, [CEDAR, OAK, SOLO, pine("current", "current")], TITLES)
    found = counted(store)
    assert [part.name for part in found.agencies] == ["Cedar Fire", "Oak Police"]
    rest = Counts(current=4, never=2)  # Pine's two and Solo's one, in two courses
    assert sum((part.counts for part in found.agencies), rest) == found.overall
    assert "Pine Fire" not in overview(found, REGION, HOW, True).text
    assert len(counted(store, fewest=1).agencies) == 4


def test_the_smallest_is_shown_where_it_is_the_weakest(store: Store) -> None:
    seed(store, TODAY, [CEDAR, OAK, SOLO, pine("never", "never")], TITLES)
    found = counted(store)
    assert [part.name for part in found.agencies] == ["Cedar Fire", "Pine Fire"]
    assert "Weakest: Pine Fire 0% (0 of 4)" in overview(found, REGION, HOW, True).text


def test_the_weakest_is_shown_though_its_share_reads_like_anothers(store: Store) -> None:
    """1 of 9 is weaker than 2 of 17, and both read 11%."""
    ash = Staff("Ash Fire", ["fire"], {"ASIM-B": ["current"] * 2 + ["never"] * 15})
    elm = Staff("Elm Fire", ["fire"], {"ASIM-B": ["current"] + ["never"] * 8})
    ten = Staff("Cedar Fire", ["fire"], {"ASIM-B": ["current"] * 10})
    one = Staff("Solo Dispatch", ["dispatch"], {"ASIM-B": ["never"]})
    seed(store, TODAY, [ash, elm, ten, one], {"ASIM-B": "ASIM Basic"})
    found = counted(store)
    assert [part.name for part in found.agencies] == ["Ash Fire", "Elm Fire"]
    assert found.weakest_agency is not None
    assert found.weakest_agency.name == "Elm Fire"


@pytest.mark.usefixtures("county")
def test_of_two_agencies_beside_one_of_one_person_the_weakest_alone_is_named(store: Store) -> None:
    found = counted(store)
    assert [part.name for part in found.agencies] == ["Oak Police"]
    text = overview(found, REGION, HOW, True).text
    assert "Weakest: Oak Police 66% (4 of 6)" in text
    assert "Cedar Fire: 80%" not in text
    assert "Cedar Fire: 80% (16 of 20)" in overview(counted(store, fewest=1), REGION, HOW, True).text


def test_two_agencies_of_one_person_hide_each_other(store: Store) -> None:
    lone = Staff("Lone School", ["school"], {"ASIM-B": ["current"], "BLS": ["never"]})
    seed(store, TODAY, [CEDAR, OAK, SOLO, lone], TITLES)
    assert [part.name for part in counted(store).agencies] == ["Cedar Fire", "Oak Police"]


def test_where_every_agency_is_shown_they_add_up(store: Store) -> None:
    seed(store, TODAY, [CEDAR, OAK], TITLES)
    found = counted(store)
    assert not found.left_out
    assert sum((part.counts for part in found.agencies), Counts()) == found.overall


def ask_chiefs(store: Store, course: str, *emails: str) -> int:
    """Asks a course of chiefs only, and makes chiefs of some; the course's id."""
    with store.writing() as session:
        found = session.query(CourseRecord).filter_by(code=course).one().id
        session.query(RequirementRecord).filter_by(course_id=found).update({"roles": "chief"})
        people = select(Person.id).where(Person.email.in_(emails))
        session.query(AffiliationRecord).filter(AffiliationRecord.person_id.in_(people)).update(
            {"role": "chief"}
        )
        catalogue_changed(session)
        rebuild(session, TODAY)
    return found


def test_what_an_agency_asks_of_one_is_left_out_of_its_own_figures_only(store: Store) -> None:
    elm = Staff("Elm Fire", ["fire"], {"ASIM-B": ["current"] * 3, "BLS": ["current", "never", "never"]})
    known = seed(store, TODAY, [CEDAR, OAK, elm], TITLES)
    chiefs = ("p9@cedar-fire", "p0@oak-police", "p0@elm-fire", "p1@elm-fire")
    course = ask_chiefs(store, "BLS", *(f"{each}.example" for each in chiefs))
    for scope, counts in (
        (EVERYONE, Counts(current=2, never=2)),
        (Scope.discipline("fire"), Counts(current=1, never=2)),
        (Scope.agency(known["Elm Fire"]), Counts(current=1, never=1)),
    ):
        found = {each.course: each.counts for each in counted(store, scope).courses}
        assert found[course] == counts
    for name in ("Cedar Fire", "Oak Police"):
        alone = counted(store, Scope.agency(known[name]))
        assert (alone.hidden, [each.name for each in alone.courses]) == ([course], ["ASIM Basic"])
        assert "Basic life support" not in overview(alone, REGION, HOW, True).text
        assert "Basic life support" not in how_message(alone, NOON, REGION).text
    alone = counted(store, Scope.agency(known["Cedar Fire"]))
    assert alone.overall == Counts(current=7, due_soon=2, expired=2, never=1)
    assert LEFT_OUT_OF_AGENCY in digest_message(alone, None, REGION, HOW).text
    assert counted(store, Scope.agency(known["Cedar Fire"]), fewest=1).overall.never == 2


def test_one_beside_those_on_leave_is_one(store: Store) -> None:
    known = seed(store, TODAY, [OAK, SOLO], TITLES)
    with store.writing() as session:
        for number in (1, 2):
            person = session.query(Person).filter_by(email=f"p{number}@oak-police.example").one()
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
    oak = counted(store, Scope.agency(known["Oak Police"]))
    assert (oak.courses, oak.left_out, len(oak.hidden)) == ([], True, 2)
    message = digest_message(oak, None, REGION, HOW)
    assert "too few people" in message.text


def test_a_course_that_is_of_one_person_now_is_neither_new_nor_gone(store: Store) -> None:
    seed(store, TODAY, [CEDAR], TITLES)
    ask_chiefs(store, "BLS", "p0@cedar-fire.example")
    few, all_of_it = counted(store), counted(store, fewest=1)
    for now, before in ((few, all_of_it), (all_of_it, few)):
        changes = digest_message(now, before, REGION, HOW).text.split("What to do next")[0]
        assert "Basic life support" not in changes
    assert "1 course asked of one person not shown." in digest_message(few, few, REGION, HOW).text
    assert "not shown" not in digest_message(all_of_it, few, REGION, HOW).text
