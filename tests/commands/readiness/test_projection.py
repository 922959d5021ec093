"""`/readiness projection` and `/readiness wave`: the first line answers, nobody reads a few."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from commands.kit.blocks import raw
from commands.kit.problems import Refused
from commands.kit.reply import Post
from commands.kit.request import Door
from commands.readiness import projection
from readiness.dates import add_months
from storage.catalogue import catalogue_changed
from storage.course_capacity import Said, say
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord
from storage.standing import rebuild
from storage.training import CourseRecord, RequirementRecord
from tests.commands.speaking import NOON, Office
from tests.jobs.county import Staff, passes, seed
from tests.storage.test_pacing import TRAIL
from words.problems import Problem

TODAY = date(2026, 11, 2)
TITLED = {"ASIM-B": "ASIM Basic", "TTT": "Trainers"}
STAFFS = [
    Staff("Oak Police", ["law"], {"ASIM-B": ["never"] * 60, "TTT": ["current"] * 2 + ["never"] * 58}),
    Staff("Cedar Fire", ["fire"], {"ASIM-B": ["due_soon"] * 19 + ["expired"]}),
    Staff("Solo Dispatch", ["dispatch"], {"ASIM-B": ["never"]}),
]


@pytest.fixture
def office(store: Store) -> Office:
    """Of Oak's sixty seven more became current each month; all but one of Cedar's fall due in December."""
    agencies = seed(store, TODAY, STAFFS, TITLED)
    with store.writing() as session:
        courses = {each.code: each.id for each in session.scalars(select(CourseRecord))}
        members = select(AffiliationRecord.person_id).where(
            AffiliationRecord.agency_id == agencies["Oak Police"]
        )
        people = session.scalars(members.order_by(AffiliationRecord.person_id)).all()
        for place, person in enumerate(people[:42]):
            passes(session, person, courses["ASIM-B"], add_months(date(2026, 5, 20), place // 7))
        session.flush()
        rebuild(session, TODAY)
        say(session, courses["ASIM-B"], Said(courses["TTT"], seats=8), TRAIL)
    return Office(store, projection.ENTRIES)


def test_the_first_line_answers(office: Office) -> None:
    said = office.manager(person_id=1).says("readiness projection law in ASIM Basic", Door.DIRECT).text
    assert said.startswith("Law reaches 90% in ASIM Basic in Dec 2026, if nothing changes.")
    assert "42 of 60 current today (70%): 12 more to 90%." in said
    assert "Pace: 7 a month became current in the last 6 whole months" in said
    assert "it would take 1 class of 8 a month; the trainers on the roster can give 2." in said
    assert "Local policy, and no promise" in said


def test_a_day_that_is_asked_for_is_answered_first(office: Office) -> None:
    said = office.manager(person_id=1).says("readiness projection by 2 December", Door.DIRECT).text
    first, second = said.splitlines()[:2]
    assert first == (
        "To have 90% on 2 Dec 2026 it would take 2 classes of 8 a month; "
        "the trainers on the roster can give 2."
    )
    assert second.startswith("The region reaches 90% in ASIM Basic")
    assert (
        said.index("911 and dispatch: 0%")
        < said.index("Law enforcement: 70%")
        < said.index("Fire: 95%, there")
    )


def test_what_is_there_is_there_and_what_is_not_asked_has_no_share(office: Office) -> None:
    manager = office.manager(person_id=1)
    assert manager.says("readiness projection fire", Door.DIRECT).text.startswith(
        "Fire is there: 95% current in ASIM Basic, 90% is the target."
    )
    with office.store.writing() as session:
        trainers = select(CourseRecord.id).where(CourseRecord.code == "TTT").scalar_subquery()
        session.execute(delete(RequirementRecord).where(RequirementRecord.course_id == trainers))
        catalogue_changed(session)
    with pytest.raises(Problem, match="not asked of anybody in Fire today"):
        manager.says("readiness projection fire TTT", Door.DIRECT)


def test_the_wave_says_whether_trainers_are_enough(office: Office) -> None:
    manager = office.manager(person_id=1)
    said = manager.says("readiness wave", Door.DIRECT)
    assert said.text.startswith(
        "Not enough trainers for ASIM Basic in the region in 1 of the next 24 months: they can teach 16 "
        "people a month, and more fall due in Dec 2026 (19)."
    )
    bars = next(block for block in said.blocks if "```" in str(block))["text"]["text"].splitlines()
    assert len(bars) == 24
    assert bars[1] == "Dec 2026 " + "█" * 16 + "  19 over"
    assert bars[0].endswith("│    0") or "│" in bars[0]
    back = manager.presses(said, "When is the target reached?")
    assert back.text.startswith("The region reaches 90% in ASIM Basic")
    assert manager.presses(back, "Refresher wave").text == said.text


def charts_of(post: Post) -> list[dict[str, Any]]:
    """The native charts of a message, by title; a surface that takes none gets signs."""
    assert "```" in str(raw(post.message.plain_blocks or ()))
    return [each for each in raw(post.message.blocks) if each["type"] == "data_visualization"]


def test_the_wave_comes_as_two_charts_of_one_scale(office: Office) -> None:
    manager = office.manager(person_id=1)
    seen = manager.presses(manager.says("readiness wave", Door.DIRECT), "As a chart")
    assert seen.text == "The chart comes to you in a direct message."
    post = seen.post_to("UMORGAN")
    first, second = charts_of(post)
    assert (first["title"], second["title"]) == (
        "Falls due, Nov 2026 to Oct 2027",
        "Falls due, Nov 2027 to Oct 2028",
    )
    made = [{each["name"]: each["data"] for each in chart["chart"]["series"]} for chart in (first, second)]
    assert [list(each) for each in made] == [
        ["Falls due", "Can be taught"],
        ["Falls due", "Can be taught", "Busiest month"],
    ]
    assert made[0]["Falls due"][1] == {"label": "Dec 2026", "value": 19}
    assert {point["value"] for point in made[0]["Can be taught"]} == {16}
    assert {point["value"] for point in made[1]["Busiest month"]} == {19}
    assert post.message.text.startswith("Not enough trainers for ASIM Basic")
    assert "Dec 2026: 19" in post.message.text
    reader = office.responder(1, 1)
    told = reader.presses(reader.says("readiness wave", Door.DIRECT), "As a chart").posts[0]
    assert "Can be taught" not in str(raw(told.message.blocks)), "nor in the chart how few trainers there are"


def test_the_projection_comes_as_a_chart_of_today_and_the_target(office: Office) -> None:
    manager = office.manager(person_id=1)
    seen = manager.presses(
        manager.says("readiness projection to 80% by 2 December", Door.DIRECT), "As a chart"
    )
    post = seen.post_to("UMORGAN")
    [chart] = charts_of(post)
    values = {each["name"]: [point["value"] for point in each["data"]] for each in chart["chart"]["series"]}
    assert chart["chart"]["axis_config"]["categories"] == ["In all", "Dispatch", "Law", "Fire"]
    assert values == {"Current": [75, 0, 70, 95], "Target": [80] * 4, "All": [100] * 4}
    assert post.message.text.startswith("To have 80% on 2 Dec 2026")
    assert "In all: 75%, 80% is the target" in post.message.text
    with pytest.raises(Refused):
        office.responder(1, 1).clicks("pace.projection_chart", {"scope": "discipline:dispatch"})


def test_who_may_not_name_reads_no_count_of_a_few(office: Office) -> None:
    reader = office.responder(1, 1)
    said = reader.says("readiness wave", Door.DIRECT).text
    assert said.startswith(
        "61 fall due of ASIM Basic in the region in the next 24 months, most in Dec 2026 (19)"
    )
    assert "Whether the trainers are enough can't be told here: how many there are is not shown" in said
    assert "nough trainers" not in said
    told = reader.says("readiness projection", Door.DIRECT).text
    assert "dispatch" not in told
    assert "trainers on the roster" not in told
    assert "no faster than the trainers can teach" not in told
    assert "Whether the trainers can teach that many is left out: how many there are is not shown" in told
    with pytest.raises(Refused):
        reader.says("readiness projection dispatch", Door.DIRECT)


def test_a_lead_reads_their_own_people_and_not_how_few_trainers_others_have(office: Office) -> None:
    with office.store.reading() as session:
        cedar = session.scalars(select(AgencyRecord.id).where(AgencyRecord.name == "Cedar Fire")).one()
    lead = office.lead(cedar, person_id=1)
    said = lead.says("readiness wave cedar fire in ASIM Basic", Door.DIRECT).text
    assert "Dec 2026: 19" in said
    assert "how many there are is not shown" in said
    assert "can teach" not in said
    asked = "readiness projection cedar fire in ASIM Basic to 96% by 2 December"
    told = lead.says(asked, Door.DIRECT).text
    assert told.startswith("To have 96% on 2 Dec 2026 it would take 1 class of 8 a month.\n")
    assert "can give" not in told
    assert "can give 2." in office.manager(person_id=1).says(asked, Door.DIRECT).text


def test_what_the_wave_says_is_true_whoever_asks(store: Store) -> None:
    """Nine fall due in one month and one in each of eleven: six teach one each."""
    taught = ["current"] * 6 + ["never"] * 34
    seed(store, TODAY, [Staff("Oak Police", ["law"], {"ASIM-B": ["never"] * 40, "TTT": taught})], TITLED)
    with store.writing() as session:
        courses = {each.code: each.id for each in session.scalars(select(CourseRecord))}
        people = session.scalars(select(AffiliationRecord.person_id).order_by(AffiliationRecord.id)).all()
        for place, person in enumerate(people[:20]):
            passes(session, person, courses["ASIM-B"], add_months(date(2025, 3, 5), max(0, place - 8)))
        session.flush()
        rebuild(session, TODAY)
        say(session, courses["ASIM-B"], Said(courses["TTT"], 1, seats=1), TRAIL)
    office = Office(store, projection.ENTRIES)
    told = [
        who.says("readiness wave in ASIM Basic", Door.DIRECT).text
        for who in (office.manager(person_id=1), office.responder(3, 1))
    ]
    assert told[0].startswith("Not enough trainers for ASIM Basic in the region in 1 of the next 24 months")
    assert "Mar 2027 (9)" in told[0]
    assert told[0] == told[1], "the whole may be counted, and so may six trainers"


def test_one_who_falls_due_is_not_nothing(store: Store) -> None:
    seed(store, TODAY, [Staff("Oak Police", ["law"], {"ASIM-B": ["never"] * 19 + ["due_soon"]})], TITLED)
    said = Office(store, projection.ENTRIES).responder(3, 1).says("readiness wave", Door.DIRECT).text
    assert said.startswith(
        "1 falls due of ASIM Basic in the region in the next 24 months, most in Dec 2026 (1)."
    )


def test_a_few_who_became_current_are_shown_in_every_part_that_may_be_counted(store: Store) -> None:
    """Of Birch's ten one became current: Oak's taken from everyone's tells no more than is said."""
    staffs = [
        Staff(name, [of], {"ASIM-B": ["never"] * many})
        for name, of, many in (("Oak Police", "law", 20), ("Birch Fire", "fire", 10), ("Elm EMS", "ems", 10))
    ]
    agencies = seed(store, TODAY, staffs, TITLED)
    with store.writing() as session:
        course = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "ASIM-B")).one()
        for name, many in (("Oak Police", 12), ("Birch Fire", 1)):
            members = select(AffiliationRecord.person_id).where(AffiliationRecord.agency_id == agencies[name])
            for place, person in enumerate(
                session.scalars(members.order_by(AffiliationRecord.id)).all()[:many]
            ):
                passes(session, person, course, add_months(date(2026, 5, 20), place // 2))
        session.flush()
        rebuild(session, TODAY)
    reader = Office(store, projection.ENTRIES).responder(3, agencies["Oak Police"])
    paces = {
        name: next(
            line
            for line in reader.says(f"readiness projection {name}", Door.DIRECT).text.splitlines()
            if "became" in line
        )
        for name in ("everyone", "Oak Police", "Birch Fire", "Elm EMS")
    }
    assert paces["everyone"].startswith("Pace: 2.2 a month")
    assert paces["Birch Fire"].startswith("Pace: 0.2 a month")
    assert paces["Elm EMS"].startswith("Nobody became current")


def test_the_region_is_called_as_the_sentence_wants_it(store: Store) -> None:
    seed(store, TODAY, [Staff("Oak Police", ["law"], {"ASIM-B": ["never"] * 19})], TITLED)
    said = Office(store, projection.ENTRIES).manager(person_id=1).says("readiness projection", Door.DIRECT)
    assert said.text.startswith("Not enough to say when the region reaches 90% in ASIM Basic: a pace takes 3")


def test_nothing_asked_is_said(store: Store) -> None:
    said = Office(store, projection.ENTRIES).manager(person_id=1).says("readiness wave", Door.DIRECT)
    assert said.text.split("\n")[0] == "Nothing is asked of anybody here yet."
    assert said.buttons() == ["Set up"]
    said = Office(store, projection.ENTRIES).responder(1, 1).says("readiness projection", Door.DIRECT)
    assert said.buttons() == []
    assert NOON.year == TODAY.year
