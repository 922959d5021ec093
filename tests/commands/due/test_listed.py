"""Who, and how many: by person for a lead, by agency for an emergency manager, counts for everybody else."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from commands.due import due
from commands.due.counting import APART, FEW
from commands.due.listed import IN_BOTH
from commands.kit.problems import Refused
from practice.judge import judge_message
from readiness.question import State
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import AffiliationRecord, Person
from storage.standing import rebuild
from tests.commands.speaking import Office, Said, Speaker
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import CEDAR, LONE, OAK, SOLO, TITLES, TODAY
from words.problems import Unclear

BIG = Staff("Pine Fire", ["fire"], {"ASIM-B": ["never"] * 9 + ["expired"] * 4, "BLS": ["due_soon"] * 13})
STAFFS = [CEDAR, OAK, SOLO, LONE, BIG]
TWINS = ("p9@pine-fire.example", "p10@pine-fire.example")


@pytest.fixture
def county(store: Store) -> dict[str, int]:
    return seed(store, TODAY, STAFFS, TITLES)


@pytest.fixture
def office(store: Store, county: dict[str, int]) -> Office:
    return Office(store, due.ENTRIES)


def asks(speaker: Speaker, *scopes: str, **more: Any) -> Said:
    return speaker.clicks("due.ask", {"scopes": list(scopes), **more})


def test_a_lead_reads_by_person_what_is_nearest_first(office: Office, county: dict[str, int]) -> None:
    lead = office.lead(county["Pine Fire"], person_id=1)
    said = asks(lead, f"agency:{county['Pine Fire']}")
    lines = said.text.splitlines()
    assert lines[0] == ("13 people are due, 26 refreshers in all: 4 expired, 9 not yet trained, 13 due soon.")
    people = [line for line in lines if line.startswith("Person")]
    assert len(people) == 8
    # Those with a day in sight come first; never trained, and since ever, is no reason to stand above them.
    assert all("Basic life support, due 2 Dec 2026" in line for line in people)
    assert "People 1 to 8 of 13, the nearest dates first." in said.text
    assert "By course: ASIM Basic 13, Basic life support 13" in said.text
    assert said.buttons() == ["More", "Download", "Share"]
    rest = lead.presses(said, "More")
    assert len([line for line in rest.text.splitlines() if line.startswith("Person")]) == 5
    assert rest.reply.replaces
    assert "By course" not in rest.text
    [names] = [block for block in said.blocks if block["type"] == "rich_text"]
    [section] = names["elements"]
    assert section["elements"][0]["style"] == {"bold": True}


def test_never_trained_without_a_day_comes_last(office: Office, county: dict[str, int]) -> None:
    lead = office.lead(county["Pine Fire"], person_id=1)
    course = {each.code: key for key, each in _courses(office).items()}["ASIM-B"]
    lines = asks(lead, f"agency:{county['Pine Fire']}", courses=[course]).text.splitlines()
    people = [line for line in lines if line.startswith("Person")]
    assert [("expired" in line) for line in people] == [True] * 4 + [False] * 4


def test_an_emergency_manager_reads_by_agency_and_opens_one(office: Office, county: dict[str, int]) -> None:
    manager = office.manager(person_id=1)
    said = asks(manager)
    lines = said.text.splitlines()
    assert "Pine Fire: 13 people, all of them overdue" in lines
    assert "Solo Dispatch: 1 person, overdue" in lines
    assert "Cedar Fire: 5 people, 3 of them overdue" in lines
    assert "Person" not in said.text
    assert said.buttons().count("Open") == 4  # nobody is due at the school
    first = next(block for block in said.blocks if block.get("accessory"))
    opened = manager.clicks("due.ask", _value(first["accessory"]))
    assert opened.text.splitlines()[0].startswith("13 people are due")
    assert "Person12 OfPine Fire" in manager.presses(opened, "More").text
    # As few as fit on a page are read at once, each with the agency.
    few = asks(manager, *(f"agency:{county[name]}" for name in ("Solo Dispatch", "Oak Police")))
    assert "Person0 OfSolo Dispatch (Solo Dispatch): ASIM Basic, not yet trained" in few.text


def test_whoever_belongs_to_two_agencies_is_said_to_be_in_both(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        someone = session.query(Person).filter_by(email="p0@pine-fire.example").one().id
        session.add(AffiliationRecord(person_id=someone, agency_id=county["Oak Police"]))
        session.flush()
        rebuild(session, TODAY)
    assert IN_BOTH in asks(office.manager(person_id=1)).text


def test_people_of_one_name_are_told_apart(office: Office, store: Store, county: dict[str, int]) -> None:
    with store.writing() as session:
        for each in session.query(Person).filter(Person.email.in_(TWINS)):
            each.first_name, each.last_name = "Jo", "Lee"
            each.rekey()
    said = asks(office.lead(county["Pine Fire"], person_id=1), f"agency:{county['Pine Fire']}")
    text = said.text + office.lead(county["Pine Fire"], person_id=1).presses(said, "More").text
    for email in TWINS:
        assert f"Jo Lee ({email}): " in text
    assert "(p0@" not in text


def test_how_many_says_the_count_first_and_names_nobody(office: Office, county: dict[str, int]) -> None:
    lead = office.lead(county["Cedar Fire"], person_id=1)
    said = asks(lead, f"agency:{county['Cedar Fire']}", measure="how_many", states=["overdue"])
    assert said.text.splitlines()[0] == (
        "3 people are overdue, 4 requirements in all: 2 expired, 2 not yet trained."
    )
    assert "Person" not in said.text
    assert "Person9 OfCedar Fire" in lead.presses(said, "Who they are").text


@pytest.mark.parametrize("state", list(State))
def test_each_state_is_answered_to_everybody(office: Office, county: dict[str, int], state: State) -> None:
    for speaker in (office.manager(person_id=1), office.responder(1, county["Cedar Fire"])):
        for measure in ("who", "how_many", "whether", "when"):
            said = asks(speaker, measure=measure, states=[state.value])
            judge_message(said.blocks)
            assert said.text.splitlines()[0]


def test_several_scopes_are_one_list_for_those_who_may_name_all(
    office: Office, county: dict[str, int]
) -> None:
    both = [f"agency:{county[name]}" for name in ("Cedar Fire", "Oak Police")]
    said = asks(office.manager(person_id=1), *both, states=["overdue"])
    assert said.text.splitlines()[0].startswith("7 people are overdue")
    less = asks(office.manager(person_id=1), without=[f"agency:{county['Pine Fire']}"], states=["overdue"])
    assert less.text.splitlines()[0].startswith("8 people are overdue")
    lead = office.lead(county["Cedar Fire"], county["Oak Police"], person_id=1)
    assert asks(lead, *both, states=["overdue"]).text.splitlines()[0].startswith("7 people are overdue")


def test_whoever_may_not_name_gets_a_line_each_and_never_a_sum(
    office: Office, county: dict[str, int]
) -> None:
    ray, lead = office.responder(1, county["Cedar Fire"]), office.lead(county["Cedar Fire"], person_id=1)
    both = [f"agency:{county[name]}" for name in ("Cedar Fire", "Oak Police")]
    for speaker in (ray, lead):
        said = asks(speaker, *both, states=["overdue"])
        lines = said.text.splitlines()
        assert lines[0].startswith("Cedar Fire: 3 people are overdue")
        assert any(line.startswith("Oak Police: 4 people are overdue") for line in lines)
        assert APART in said.text
        assert "7 people" not in said.text
        assert "OfOak Police" not in said.text
    assert "OfCedar Fire" in asks(lead, *both, states=["overdue"]).text
    few = asks(ray, both[0], f"agency:{county['Solo Dispatch']}")
    assert f"Solo Dispatch: {FEW}." in few.text


def test_what_is_taken_away_must_be_countable_and_no_person(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    ray = office.responder(1, county["Cedar Fire"])
    for without in ("discipline:dispatch", f"agency:{county['Solo Dispatch']}", "discipline:school"):
        for scope in ("everyone", f"agency:{county['Cedar Fire']}", "discipline:fire"):
            for measure in ("who", "how_many", "share", "whether"):
                with pytest.raises(Refused):
                    asks(ray, scope, without=[without], measure=measure, states=["current"])
    with store.reading() as session:
        someone = session.query(Person).filter_by(email="p9@cedar-fire.example").one().id
    for scope in ("everyone", f"agency:{county['Cedar Fire']}"):
        with pytest.raises(Refused, match="A count without one person"):
            asks(ray, scope, without=[f"person:{someone}"])
    # A lead may leave out somebody of their own.
    lead = office.lead(county["Cedar Fire"], person_id=1)
    less = asks(lead, f"agency:{county['Cedar Fire']}", without=[f"person:{someone}"], states=["overdue"])
    assert less.text.splitlines()[0].startswith("2 people are overdue")
    with pytest.raises(Refused):
        asks(lead, "everyone", without=[f"person:{someone}"])


def test_no_difference_is_made_for_those_who_may_not_name(
    office: Office, store: Store, county: dict[str, int]
) -> None:
    """Somebody of both Cedar and Pine would be what "fire except Cedar" and "Pine" differ by."""
    with store.writing() as session:
        someone = session.query(Person).filter_by(email="p9@cedar-fire.example").one().id
        session.add(AffiliationRecord(person_id=someone, agency_id=county["Pine Fire"]))
        session.flush()
        rebuild(session, TODAY)
    ray = office.responder(1, county["Cedar Fire"])
    alone = asks(ray, "everyone").text.splitlines()[0]
    less = asks(ray, "everyone", without=[f"agency:{county['Oak Police']}"]).text.splitlines()
    assert less[0] == f"Everyone: {alone}"
    oak = asks(ray, f"agency:{county['Oak Police']}").text.splitlines()[0]
    assert f"Oak Police, which is left out: {oak}" in less


def test_in_a_channel_several_scopes_are_a_line_each_for_the_manager_too(
    office: Office, county: dict[str, int]
) -> None:
    manager = office.manager(person_id=1)
    both = [f"agency:{county[name]}" for name in ("Cedar Fire", "Oak Police")]
    for measure in ("who", "how_many", "share"):
        shared = manager.clicks("due.share", {"scopes": both, "measure": measure}).post_to("C1").message.text
        assert "Oak Police" in shared
        assert "Person" not in shared
        assert APART in shared
    with pytest.raises(Refused, match="too few people"):
        manager.clicks("due.share", {"without": [f"agency:{county['Solo Dispatch']}"]})
    with pytest.raises(Refused):
        manager.clicks("due.share", {"scopes": ["everyone", "person:1"]})


def test_who_is_on_leave_is_told_for_a_day_and_not_for_a_time(office: Office, county: dict[str, int]) -> None:
    with pytest.raises(Unclear, match="on one day"):
        asks(office.manager(person_id=1), states=["on_leave"], since="2026-12-01", by="2026-12-31")


def test_the_rows_of_any_question_can_be_downloaded(office: Office, county: dict[str, int]) -> None:
    lead = office.lead(county["Cedar Fire"], person_id=1)
    asked = {"scopes": [f"agency:{county['Cedar Fire']}"], "states": ["current"]}
    post = lead.clicks("due.download", asked).post_to("ULEE")
    assert post.file is not None
    assert post.file.name == "due-2026-11-02.xlsx"
    sheet = load_workbook(BytesIO(bytes(post.file.content))).active  # type: ignore[arg-type]
    assert sheet is not None
    assert sheet.title == "Due 2026-11-02"
    assert sheet.oddHeader is not None
    assert "as of 2 Nov 2026 · For official use" in str(sheet.oddHeader.left.text)
    rows = list(sheet.iter_rows(values_only=True))
    assert (len(rows), sheet.auto_filter.ref) == (17, "A1:I17")
    assert {row[rows[0].index("status")] for row in rows[1:]} <= {"current", "due_soon"}
    assert all(isinstance(row[rows[0].index("due_on")], datetime) for row in rows[1:])


def test_one_course_can_be_logged_for_those_who_are_listed(office: Office, county: dict[str, int]) -> None:
    course = {each.code: key for key, each in _courses(office).items()}["BLS"]
    lead = office.lead(county["Cedar Fire"], person_id=1)
    said = asks(lead, f"agency:{county['Cedar Fire']}", courses=[course], states=["overdue"])
    assert said.buttons() == ["Log it for them", "Plan a class", "Download", "Share"]
    of_all = asks(lead, f"agency:{county['Cedar Fire']}", states=["never"])
    assert "Log it for them" not in of_all.buttons()
    current = asks(lead, f"agency:{county['Cedar Fire']}", states=["current"])
    assert {"Log training for them", "Plan a class"}.isdisjoint(current.buttons())


def _courses(office: Office) -> dict[int, Any]:
    with office.store.reading() as session:
        return dict(catalogue_of(session).courses)


def _value(element: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(element["value"])
    return found
