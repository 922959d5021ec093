"""`/readiness summary`: one page for a council, counted as for people outside, for those who may name."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from commands.kit.explained import Explains
from commands.kit.problems import Refused
from commands.readiness import digests, measures, overview, summary
from commands.readiness.recounting import reached
from commands.readiness.summary_views import SUMMARY
from readiness.text import fold
from storage.audit import AuditKind, AuditRow
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, ParticipationRecord, RatingRecord
from storage.people import AffiliationRecord
from storage.scorecards import scorecard_of
from storage.shown_numbers import ShownNumber
from storage.standing import rebuild
from storage.training import CourseRecord, RequirementRecord
from tests.commands.documents import set_of
from tests.commands.speaking import NOON, REGION, Office, Said
from tests.conftest import WHOLE
from tests.files.documents.test_pdf import failures
from tests.jobs.county import Staff, passes, seed
from tests.storage.test_figures import CEDAR, STAFFS, TITLES, TODAY
from words.problems import Problem, Unclear

ENTRIES = (*overview.ENTRIES, *digests.ENTRIES, *summary.ENTRIES)
GROVE = replace(REGION, name="Grove County")


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    return Office(store, ENTRIES, region=GROVE)


def given(said: Said) -> bytes:
    """The document that comes by direct message."""
    [post] = said.posts
    assert post.file is not None
    return set_of(post.file)


def page_of(said: Said) -> str:
    [page] = PdfReader(io.BytesIO(given(said))).pages
    return " ".join(page.extract_text().split())


def played(store: Store, agencies: list[int], on: date = date(2026, 6, 1), code: str = "EX-1") -> int:
    """An exercise in which they all played."""
    with store.writing() as session:
        made = ExerciseRecord(
            key=fold(code), code=code, title="Vine", type="full-scale", held_on=on, recorded_at=NOON
        )
        session.add(made)
        session.flush()
        session.add_all(
            ParticipationRecord(exercise_id=made.id, agency_id=each, headcount=3, recorded_at=NOON)
            for each in agencies
        )
        return made.id


def action(store: Store, code: str, agency: int, task: str, **more: object) -> None:
    with store.writing() as session:
        session.add(
            ActionRecord(
                **{
                    "key": fold(code),
                    "code": code,
                    "corrective_action": f"Mend {code}",
                    "agency_id": agency,
                    "task": task,
                    "task_key": fold(task),
                    "due_on": date(2026, 10, 1),
                    "recorded_at": NOON,
                    **more,
                }
            )
        )


@pytest.mark.postgres
def test_the_whole_region_on_one_page(store: Store, office: Office, county: dict[str, int]) -> None:
    key = played(store, [county["Cedar Fire"], county["Oak Police"]])
    action(store, "CA-1", county["Cedar Fire"], "Set staging", status="done", done_on=date(2026, 5, 1))
    action(store, "CA-2", county["Oak Police"], "Call all", status="done", done_on=date(2026, 5, 1))
    action(store, "CA-3", county["Oak Police"], "Move patients")
    with store.writing() as session:
        for task, rating in (("Set staging", "P"), ("Call all", "M")):
            session.add(
                RatingRecord(exercise_id=key, task_key=fold(task), task=task, rating=rating, recorded_at=NOON)
            )
    said = office.manager(person_id=1).says("readiness summary for the council")
    assert "Readiness of Grove County, as of 2 Nov 2026, comes to you in a direct message" in said.text
    found = page_of(said)
    for part in (
        "76% of what is asked is current: 32 of 42 requirements",
        "1 exercise or incident in 12 months: 1 joint",
        "50% of 2 actions said to be done were shown to work",
        "ASIM Basic every 24 months 13 of 21 61%",
        "Basic life support every 24 months 19 of 21 90%",
        "By discipline, weakest first: Law enforcement 66%; of the agencies Oak Police 66%",
        "Most often missing at the table: 911 and dispatch, in 1 of 1 that were played.",
        "Corrective actions: 0 open, 1 overdue, 0 done and not shown yet, 1 shown, 1 came back (key ",
        "What we hope, and what we can prove",
        "Points of the scorecard, claimed and proven: Policy & Planning 0% and 0%",
        "Nobody is on leave, waived or new",
        "Parts of fewer than 5 people",
        "For official use",
    ):
        assert part in found
    for hidden in ("Solo Dispatch", "Lone School", "Person0", "OfCedar"):
        assert hidden not in found
    assert failures(given(said)) == []
    again = office.manager(person_id=1).clicks(SUMMARY, {})
    assert given(again) == given(said), "the same bytes twice"
    with store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.SUMMARY_WRITTEN.value).all()
        assert [row.detail for row in rows] == [{"scope": "everyone", "as_of": "2026-11-02"}] * 2
        kept = session.query(ShownNumber).all()
        assert all(each.key in found for each in kept)
        assert {each.fewest for each in kept} == {5}
        assert {each.measure for each in kept} == {"coverage", "exercises", "actions", "fix rate"}


def test_each_number_is_explained_to_the_digit(store: Store, office: Office, county: dict[str, int]) -> None:
    played(store, [county["Cedar Fire"]])
    action(store, "CA-1", county["Cedar Fire"], "Set staging")
    for asked in ("", " of fire", " Cedar Fire"):
        office.manager(person_id=1).says(f"readiness summary{asked}")
    explains = {each.measure.value: each for each in measures.ENTRIES if isinstance(each, Explains)}
    with store.reading() as session:
        kept = session.query(ShownNumber).all()
        assert {each.scope.partition(":")[0] for each in kept} == {"everyone", "discipline", "agency"}
        for number in kept:
            made = reached(session, number, explains, TODAY, names=True)
            assert made.is_as_kept, (number.measure, number.scope, number.question)
            assert not made.has_changed


def test_a_lead_gives_one_of_their_own_agency_alone(office: Office, county: dict[str, int]) -> None:
    cedar = office.lead(county["Cedar Fire"], person_id=1)
    found = page_of(cedar.says("readiness summary"))
    assert "Readiness of Cedar Fire" in found
    assert "80% of what is asked is current: 16 of 20 requirements" in found
    assert page_of(cedar.says("readiness summary our agency")) == found
    for other in ("readiness summary oak", "readiness summary everyone"):
        with pytest.raises(Refused, match="not yours to give"):
            cedar.says(other)
    with pytest.raises(Refused, match="not yours to give"):
        cedar.clicks(SUMMARY, {"scope": f"agency:{county['Oak Police']}"})
    with pytest.raises(Refused, match="not for you"):
        office.responder(1, county["Cedar Fire"]).says("readiness summary")
    with pytest.raises(Unclear, match="Of which agency"):
        office.lead(county["Cedar Fire"], county["Oak Police"], person_id=1).says("readiness summary")


def test_a_claim_outside_is_of_the_declared_strength(store: Store) -> None:
    seed(store, TODAY, [replace(CEDAR, strength=20), *STAFFS[1:]], TITLES)
    office = Office(store, ENTRIES, region=GROVE)
    manager = office.manager(person_id=1)
    cedar = page_of(manager.says("readiness summary Cedar Fire"))
    assert "40% current, of the declared strength; 80% of those listed: 16 of 20 requirements" in cedar
    assert "ASIM Basic every 24 months 7 of 10 (70%) 35%" in cedar
    assert "1 agency declares 10 more people than their rosters list" in cedar
    whole = page_of(manager.says("readiness summary"))
    assert "51% current, of the declared strength; 76% of those listed: 32 of 42 requirements" in whole
    told, listed = explained(store, cedar), "of those listed 16 of 20 requirements current (80%)"
    assert f"40% of the declared strength (16 of 40); {listed}" in told
    assert "35% of the declared strength (7 of 20); of those listed 7 of 10 current (70%)" in told
    assert "51% of the declared strength (32 of 62); of those listed 32 of 42 requirements current (76%)" in (
        explained(store, whole)
    )


def explained(store: Store, page: str) -> list[str]:
    """What the keys of a page say, each as it is counted again."""
    explains = {each.measure.value: each for each in measures.ENTRIES if isinstance(each, Explains)}
    with store.reading() as session:
        there = [each for each in session.query(ShownNumber) if each.key in page]
        for number in there:
            assert reached(session, number, explains, TODAY, names=True).is_as_kept
        return [explains[each.measure].says(each.result, each.question) for each in there]


def test_what_has_no_player_stands_beside_what_was_played(
    store: Store, office: Office, county: dict[str, int]
) -> None:
    played(store, [county["Cedar Fire"], county["Oak Police"]])
    played(store, [], code="EX-2")
    found = page_of(office.manager(person_id=1).says("readiness summary"))
    assert "1 exercise or incident in 12 months: 1 joint; 1 without players on record" in found
    assert "in 1 of 1 that were played" in found
    assert "1 joint, 1 without players on record" in explained(store, found)


def test_the_fix_rates_key_tells_the_fix_rate(store: Store, office: Office, county: dict[str, int]) -> None:
    for code, status in (("CA-1", "done"), ("CA-2", "done"), ("CA-3", "open")):
        action(store, code, county["Oak Police"], code, status=status, done_on=date(2026, 5, 1))
    found = page_of(office.manager(person_id=1).says("readiness summary"))
    assert "0% of 2 actions said to be done were shown to work" in found
    assert "0% (0 of 2 actions)" in explained(store, found)
    with store.reading() as session:
        [rate] = session.query(ShownNumber).filter_by(measure="fix rate")
        [states] = session.query(ShownNumber).filter_by(measure="actions")
        tile = found.index("were shown to work")
        assert found.index(rate.key) - tile < 40, "beside what it tells"
        assert found.index(states.key) > found.index("Corrective actions: 0 open")
        explains = {each.measure.value: each for each in measures.ENTRIES if isinstance(each, Explains)}
        made = reached(session, rate, explains, TODAY, names=True)
        assert [(row.what[:4], row.why) for row in made.rows] == [
            ("CA-1", ""),
            ("CA-2", ""),
            ("CA-3", "not said to be done"),
        ]


def test_the_strength_of_an_agency_too_small_to_count_tells_nothing_of_its_roster(store: Store) -> None:
    seed(store, TODAY, [CEDAR, *STAFFS[1:3], replace(STAFFS[3], strength=900)], TITLES)
    found = page_of(Office(store, ENTRIES, region=GROVE).manager(person_id=1).says("readiness summary"))
    assert "76% of what is asked is current" in found
    assert "strength" not in found


def test_of_too_few_people_there_is_none_whoever_asks(office: Office, county: dict[str, int]) -> None:
    with pytest.raises(Refused, match="too few people to count without naming one"):
        office.lead(county["Solo Dispatch"], person_id=1).says("readiness summary")
    with pytest.raises(Refused, match="too few people"):
        office.manager(person_id=1).says("readiness summary dispatch")


@pytest.mark.postgres
def test_bars_of_one_agency_tell_outside_nothing_of_its_few_chiefs(store: Store) -> None:
    ten = Staff("Cedar Fire", ["fire"], {"ASIM-B": ["never"] * 10, "BLS": ["current"] * 10})
    agencies = seed(store, TODAY, [ten, *STAFFS[1:]], TITLES)
    with store.writing() as session:
        asim = session.query(CourseRecord).filter_by(code="ASIM-B").one().id
        session.query(RequirementRecord).filter_by(course_id=asim).one().roles = "chief"
        rows = session.query(AffiliationRecord).filter_by(agency_id=agencies["Cedar Fire"]).limit(2).all()
        chiefs = [row.person_id for row in rows]
        for row in rows:
            row.role = "chief"
        catalogue_changed(session)
        rebuild(session, TODAY)
    neither = summary_page(store)
    assert "Basic life support every 24 months 10 of 10 100%" in neither
    assert "Policy & Planning 0% and 0%" in neither, "the bars are there"
    assert "People & Training" not in neither.partition("What we hope")[2], "too few people to be scored"
    with store.writing() as session:
        for chief in chiefs:
            passes(session, chief, asim, date(2026, 8, 2))
        rebuild(session, TODAY)
    assert summary_page(store) == neither, "that both chiefs are current can't be told"
    with store.reading() as session:
        bars = scorecard_of(session, agencies["Cedar Fire"], TODAY, fewest=1)
    assert bars[1].proven == 50, "to who may name them it is: coverage 4, on the plan 0"


def summary_page(store: Store) -> str:
    return page_of(
        Office(store, ENTRIES, region=GROVE).manager(person_id=1).says("readiness summary Cedar Fire")
    )


def test_it_is_as_of_today_or_a_day_before(office: Office) -> None:
    manager = office.manager(person_id=1)
    found = page_of(manager.says("readiness summary as of 1 October"))
    assert "As of 1 Oct 2026." in found
    assert page_of(manager.says("readiness summary of fire as of 1 Oct")).startswith(
        "Grove County For official use Readiness of Fire"
    )
    with pytest.raises(Problem, match="still to come"):
        manager.says("readiness summary as of 1 Oct 2027")
    with pytest.raises(Unclear, match="one day"):
        manager.says("readiness summary 1 Oct 2 Oct")
    with pytest.raises(Unclear, match="Seder"):
        manager.says("readiness summary Seder Fyre")


def test_it_is_offered_beneath_coverage_to_whom_it_is_for(office: Office, county: dict[str, int]) -> None:
    manager, cedar = office.manager(person_id=1), office.lead(county["Cedar Fire"], person_id=1)
    assert given(manager.presses(manager.says("readiness"), "Summary for a council"))
    assert "Summary for a council" in cedar.says("readiness cedar").buttons()
    assert "Summary for a council" not in cedar.says("readiness").buttons()


def test_a_region_of_none_says_so(store: Store) -> None:
    said = (
        Office(store, ENTRIES, region=replace(REGION, name="")).manager(person_id=1).says("readiness summary")
    )
    found = page_of(said)
    assert "Readiness of the region" in found
    assert "Nothing is asked of anybody here yet." in found


def test_many_agencies_with_long_names_stay_one_page(store: Store) -> None:
    disciplines = ("law", "fire", "ems", "dispatch", "em", "school", "public_works", "admin", "hospital")
    staffs = [
        Staff(
            f"Consolidated Volunteer Fire Protection District of Greater {number} Township and Surroundings",
            [disciplines[number % len(disciplines)]],
            {f"C{course}": ["current", "never", "expired", "current", "current"] for course in range(9)},
        )
        for number in range(300 if WHOLE else 60)
    ]
    titles = {
        f"C{course}": f"A course with a title that is long enough to be cut, {course}" for course in range(9)
    }
    seed(store, TODAY, staffs, titles)
    office = Office(store, ENTRIES, region=replace(GROVE, name="The County of " + "Grove " * 30))
    content = given(office.manager(person_id=1).says("readiness summary"))
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert failures(content) == []
