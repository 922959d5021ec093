"""Whatever it is called, there is a way to it: its whole name, or the button that means it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from commands.due import due
from commands.kit.member import Member
from commands.kit.registry import Declared
from commands.language.questions import DueQuestion
from commands.readiness import gaps, overview, projection
from commands.readiness.digest_views import How
from commands.roster import people
from readiness.due import Scope, ScopeKind
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person, person_keys
from storage.standing import project
from storage.training import CourseRecord, RequirementRecord, RuleRecord
from tests.commands.speaking import WORKSPACE, Office, Said, Speaker, buttons_in, small_county
from words.folding import fold
from words.problems import Problem, Unclear

Agencies = Sequence[tuple[str, str, str]]
Courses = Sequence[tuple[str, str]]

CATALOGUES: dict[str, tuple[Agencies, Courses]] = {
    "named like a discipline": (
        [("Fire", "fire", "City of Oak"), ("Law", "law", "City of Oak"), ("911", "dispatch", "Oak County")],
        [("BLS", "Basic Life Support")],
    ),
    "named like its jurisdiction": (
        [
            ("City of Cedar", "law;fire", "City of Cedar"),
            ("Oak", "fire", "oak"),
            ("State", "state", "State"),
            ("Cedar Fire", "fire", "City of Cedar"),
        ],
        [("BLS", "Basic Life Support")],
    ),
    "named like a course": (
        [("BLS", "ems", "City of Elm"), ("Hazmat", "fire", "City of Elm"), ("Rescue One", "fire", "")],
        [("BLS", "Basic Life Support"), ("HAZ", "Hazmat"), ("RESCUE-ONE", "Rescue"), ("LAW", "Fire")],
    ),
    "names in one another": (
        [
            ("Cedar", "fire", "Cedar"),
            ("Cedar Fire", "fire", "Cedar Fire District"),
            ("Cedar Fire Department", "fire", "Cedar"),
            ("The Cedar Fire Department", "fire;ems", "City of Cedar"),
            (
                "Cedar Fire Department of the City of Cedar and of Cedar County Unincorporated",
                "fire",
                "Cedar",
            ),
            ("Department", "law", "Fire Department"),
        ],
        [("FIRE-1", "Fire"), ("FIRE-2", "Fire Department"), ("CEDAR", "Cedar Fire Academy")],
    ),
    "named like the words of a question": (
        [
            ("Everyone", "other", "All"),
            ("Who", "law", "Due"),
            ("Me", "law", "In"),
            ("May", "ems", "March"),
            ("Friday", "ems", "1 March"),
            ("In 90 Days", "fire", "Never"),
            ("Never Sink Fire", "fire", "Not Far"),
            ("All Courses", "school", "Grace"),
            ("For the People", "ems", "Overdue"),
            ("Without Borders", "ems", "Except"),
        ],
        [("NEW", "Refresher"), ("2-DAYS", "First Aid in 2 days"), ("OR", "Law or Fire"), ("NOT", "Training")],
    ),
    "with marks and other letters": (
        [
            ("St. Mary's Hospital", "hospital", "St. Mary’s"),
            ("St. Mary's Hospital East", "hospital", "St. Mary's Parish"),
            ("Search & Rescue", "fire", "Río Áspero"),
            ("Search and Rescue, Oak", "fire", "Rio Aspero County"),
            ("Engine Co. No. 5, Cedar", "fire", "Cedar/Oak"),
            ("EMS/Fire (Volunteers)", "ems", "Wilkes-Barre"),
            ("Ærø Brandvæsen", "fire", "Łódź"),
            ("消防署", "fire", "東京"),
        ],
        [("ICS-100", "IS-100: Introduction"), ("ICS_100", "ICS"), ("C++", "Hazmat, A & B")],
    ),
    "of one title": (
        [("Oak Police", "law", "Oak"), ("Oak Police Reserve", "law", "Oak Police")],
        [("A-1", "Refresher"), ("A-2", "Refresher"), ("REFRESHER", "A-1"), ("OAK", "Oak Police")],
    ),
}


def written(store: Store, agencies: Agencies, courses: Courses) -> None:
    with store.writing() as session:
        for name, disciplines, jurisdiction in agencies:
            agency = AgencyRecord(key=fold(name), name=name, jurisdiction=jurisdiction)
            session.add(agency)
            session.flush()
            session.add_all(
                AgencyDiscipline(agency_id=agency.id, discipline=each) for each in disciplines.split(";")
            )
        asked = CourseRecord(key="asked of all", code="Asked of all", title="Asked of all")
        session.add_all(CourseRecord(key=fold(code), code=code, title=title) for code, title in courses)
        session.add(asked)
        session.flush()
        session.add(RuleRecord(course_id=asked.id, effective_on=date(2020, 1, 1), interval_months=24))
        session.add(RequirementRecord(course_id=asked.id))
        catalogue_changed(session)


@pytest.fixture(params=CATALOGUES)
def catalogue(request: pytest.FixtureRequest, store: Store) -> Store:
    written(store, *CATALOGUES[request.param])
    return store


def everything(store: Store) -> Iterator[tuple[str, Scope | int]]:
    """Every name there is, with what bears it."""
    with store.reading() as session:
        there = catalogue_of(session)
        for course in there.courses.values():
            yield from ((course.code, course.id), (course.title, course.id))
        for agency in there.agencies.values():
            yield agency.name, Scope.agency(agency.key)
            if agency.jurisdiction:
                yield agency.jurisdiction, Scope.jurisdiction(agency.jurisdiction)
            yield from ((each, Scope.discipline(each)) for each in agency.disciplines if "_" not in each)


def carried(said: Said, action: str) -> dict[str, Any]:
    """What the button of an answer carries."""
    [found] = [each for each in buttons_in(said.blocks) if each["action_id"] == action]
    carried: dict[str, Any] = json.loads(found.get("value") or "{}")
    return carried


def question_of(store: Store, said: Said, value: dict[str, Any]) -> DueQuestion:
    """The question that was answered: as Share carries it, or in the words of an answer about oneself."""
    if "Share" in said.buttons():
        return DueQuestion.model_validate(carried(said, "due.share"))
    with store.reading() as session:
        titles = [(course.title, course.id) for course in catalogue_of(session).courses.values()]
    understood = said.text.rsplit("As I understood it: ")[-1]
    about = [key for title, key in titles if f"Max Mills, {title}, due by" in understood]
    if value:
        pressed = DueQuestion.model_validate(value)
        assert set(pressed.courses) <= set(about), "the answer is about what the button carries"
        return pressed
    return DueQuestion(kind=ScopeKind.PERSON, courses=about)


def somebody(store: Store) -> int:
    """One of the people, enough of them to be counted, who belong everywhere."""
    with store.writing() as session:
        agencies = session.scalars(select(AgencyRecord.id)).all()
        names = (("Max", "Mills"), *((f"Quill{n}", "Zimmer") for n in "abcdefgh"))
        people = [
            Person(
                first_name=first,
                last_name=last,
                email=f"{first.lower()}@x.example",
                **person_keys(first, last, None, None),
            )
            for first, last in names
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            AffiliationRecord(person_id=each.id, agency_id=agency) for each in people for agency in agencies
        )
        session.flush()
        project(session, [each.id for each in people], date(2026, 11, 2))
        return people[0].id


def answers(speaker: Speaker, sentence: str) -> Iterator[tuple[Said, dict[str, Any]]]:
    """The answer, or those behind each button of the question back; no two buttons look alike."""
    try:
        yield speaker.says(sentence), {}
    except Unclear as unclear:
        shown = [offer.label for offer in unclear.offers]
        assert len(set(shown)) == len(shown), f"{sentence}: {shown}"
        for offer in unclear.offers:
            assert offer.value is not None
            value = json.loads(offer.value.model_dump_json(exclude_defaults=True))
            yield speaker.clicks(offer.action, value), value


@pytest.mark.sliced(4)
@pytest.mark.postgres
def test_who_is_due_can_be_asked_of_everything_by_its_whole_name(catalogue: Store) -> None:
    manager = Office(catalogue, due.ENTRIES).manager(person_id=somebody(catalogue))
    for name, meant in everything(catalogue):
        asked = [question_of(catalogue, *each) for each in answers(manager, f"due {name}")]
        if isinstance(meant, int):
            assert any(meant in each.courses for each in asked), name
        else:
            assert any(each.scope == meant and not each.courses for each in asked), name


def test_readiness_can_be_asked_of_every_scope_by_its_whole_name(catalogue: Store) -> None:
    manager = Office(catalogue, overview.ENTRIES).manager(person_id=somebody(catalogue))
    for name, meant in everything(catalogue):
        if isinstance(meant, Scope):
            asked = [
                How.model_validate(carried(said, "digest.how")).scope
                for said, _ in answers(manager, f"readiness {name}")
            ]
            assert f"{meant.kind.value}:{meant.key}" in asked, name


def test_an_agency_called_like_a_person_is_asked_about(store: Store) -> None:
    written(store, [("Sam Ortiz", "ems", "Oak"), ("Oak EMS", "ems", "Oak")], [("BLS", "Basic Life Support")])
    with store.writing() as session:
        sam = Person(
            first_name="Sam",
            last_name="Ortiz",
            email="sam@oak.example",
            **person_keys("Sam", "Ortiz", "sam@oak.example", None),
        )
        session.add(sam)
        session.flush()
        key, agency = sam.id, session.query(AgencyRecord).filter_by(name="Sam Ortiz").one().id
        session.add(AffiliationRecord(person_id=key, agency_id=agency, joined_on=date(2020, 1, 1)))
    office = Office(store, (*due.ENTRIES, *people.ENTRIES))
    with pytest.raises(Unclear) as unclear:
        office.manager(person_id=1).says("due Sam Ortiz")
    assert {
        offer.value.scope.kind for offer in unclear.value.offers if isinstance(offer.value, DueQuestion)
    } == {
        ScopeKind.AGENCY,
        ScopeKind.PERSON,
    }
    listed = office.manager(person_id=1).says("muster people Sam Ortiz")
    assert office.manager(person_id=1).presses(listed, "Sam Ortiz (sam@").text.startswith("Sam Ortiz\n")
    [agencies] = [each for each in buttons_in(listed.blocks) if each["text"]["text"] == "Sam Ortiz"]
    shown = office.manager(person_id=1).clicks(agencies["action_id"], json.loads(agencies["value"]))
    assert "1 person on the roster" in shown.text


def test_what_a_button_was_about_may_be_gone(store: Store) -> None:
    written(store, [("Oak EMS", "ems", "Oak")], [])
    office = Office(store, (*due.ENTRIES, *people.ENTRIES, *overview.ENTRIES))
    for action, value in (
        ("due.ask", {"kind": "agency", "key": 99}),
        ("people.show", {"agency": 99}),
        ("people.show", {"person": 99}),
        ("readiness.show", {"scope": "agency:99"}),
    ):
        with pytest.raises(Problem, match=r"no longer"):
            office.manager(person_id=1).clicks(action, value)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (gaps.ENTRIES, "readiness gaps our agency"),
        (projection.ENTRIES, "readiness projection our target"),
    ],
)
def test_our_of_two_agencies_is_asked_back_with_each_of_them_to_be_pressed(
    store: Store, entries: Sequence[Declared], said: str
) -> None:
    county = small_county(store)
    both = frozenset([county.cedar, county.oak])
    speaker = Office(store, entries).speaker(Member(WORKSPACE, "UADA", county.ada, agencies=both))
    with pytest.raises(Unclear, match="which agency “our” means") as asked:
        speaker.says(said)
    assert [offer.label for offer in asked.value.offers] == [
        "Cedar Fire Department (agency)",
        "Oak Police (agency)",
    ]
