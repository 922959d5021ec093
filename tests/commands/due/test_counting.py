"""What of "who is due" is counted for whom, and what is said where nobody is due."""

from __future__ import annotations

import pytest

from commands.due import due
from commands.due.counting import OF_TODAY, Counted, counted_for, nobody_line
from commands.kit.member import Member
from commands.kit.problems import TOO_FEW, Refused
from commands.kit.request import Door, Request
from commands.language.questions import DueQuestion
from readiness.due import DueRow, ScopeKind
from readiness.standing import Status
from storage.catalogue import catalogue_changed, catalogue_of
from storage.due_counts import Part
from storage.engine import Store
from storage.people import Person
from storage.training import CourseRecord
from tests.commands.speaking import NOON, REGION, WORKSPACE, Office
from tests.jobs.county import seed
from tests.storage.test_figures import STAFFS, TITLES, TODAY

MANAGER = Member(WORKSPACE, "UMORGAN", 999, is_manager=True)


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


def responder(county: dict[str, int]) -> Member:
    return Member(WORKSPACE, "URAY", 1, agencies=frozenset([county["Cedar Fire"]]))


def counted(store: Store, member: Member, question: DueQuestion, aloud: bool = False) -> Counted:
    with store.reading() as session:
        request = Request(session, member, REGION, NOON, TODAY, Door.COMMAND, "a question")
        return counted_for(request, question, aloud)


def row(course: int) -> DueRow:
    return DueRow(1, course, (1,), ("fire",), Status.NEVER, None, None)


def of_agency(county: dict[str, int], name: str) -> DueQuestion:
    return DueQuestion(kind=ScopeKind.AGENCY, key=county[name])


@pytest.mark.postgres
def test_who_may_name_counts_everything(store: Store, county: dict[str, int]) -> None:
    for name in county:
        assert counted(store, MANAGER, of_agency(county, name)) == Counted()
    assert Part(Counted().courses).has(row(7))


@pytest.mark.postgres
def test_who_may_not_name_counts_no_few(store: Store, county: dict[str, int]) -> None:
    ray = responder(county)
    with store.reading() as session:
        courses = frozenset(catalogue_of(session).courses)
    assert counted(store, ray, of_agency(county, "Oak Police")) == Counted(courses, leaves_out=False)
    for name in ("Solo Dispatch", "Lone School"):
        with pytest.raises(Refused) as refused:
            counted(store, ray, of_agency(county, name))
        assert refused.value.what == TOO_FEW


def test_in_a_channel_nobody_counts_a_few_or_another_day_or_one_person(
    store: Store, county: dict[str, int]
) -> None:
    with pytest.raises(Refused, match="too few people"):
        counted(store, MANAGER, of_agency(county, "Solo Dispatch"), aloud=True)
    yesterday = DueQuestion(on=TODAY.replace(day=1))
    with pytest.raises(Refused) as refused:
        counted(store, MANAGER, yesterday, aloud=True)
    assert refused.value.what == OF_TODAY
    with pytest.raises(Refused, match="one person is no count"):
        counted(store, MANAGER, DueQuestion(kind=ScopeKind.PERSON, key=1), aloud=True)


def test_of_a_person_one_asks_for_oneself(store: Store, county: dict[str, int]) -> None:
    ray = responder(county)
    assert counted(store, ray, DueQuestion(kind=ScopeKind.PERSON, key=1)) == Counted()
    with pytest.raises(Refused):
        counted(store, ray, DueQuestion(kind=ScopeKind.PERSON, key=2))


def test_a_course_that_is_left_out_is_not_counted() -> None:
    part = Part(Counted(frozenset([1]), leaves_out=True).courses)
    assert [part.has(row(course)) for course in (1, 2)] == [True, False]


def test_where_nobody_is_due_it_is_told_from_nothing_being_asked(
    store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        course = CourseRecord(key="haz", code="HAZ", title="Hazmat")
        person = Person(email="new@nowhere.example", first_name="New", last_name="Here")
        session.add_all([course, person])
        session.flush()
        haz, new = course.id, person.id
        catalogue_changed(session)
    with store.reading() as session:
        request = Request(session, MANAGER, REGION, NOON, TODAY, Door.COMMAND, "a question")
        said = [
            nobody_line(request, question)
            for question in (
                DueQuestion(),
                DueQuestion(courses=[haz]),
                DueQuestion(kind=ScopeKind.AGENCY, key=county["Oak Police"], courses=[haz]),
                DueQuestion(kind=ScopeKind.PERSON, key=1),
                DueQuestion(kind=ScopeKind.PERSON, key=new),
            )
        ]
    assert said == [
        "Nobody is due.",
        "Nothing is asked yet: nobody must hold Hazmat.",
        "Nothing is asked yet: nobody there must hold Hazmat.",
        "Nobody is due.",
        "Nothing is asked of them yet.",
    ]


def test_where_there_is_nobody_nothing_is_asked(store: Store) -> None:
    manager = Office(store, due.ENTRIES).manager(person_id=1)
    assert manager.says("due everyone").text.startswith("Nothing is asked of anybody here yet.")
