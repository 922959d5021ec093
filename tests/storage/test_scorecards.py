"""What is said for scorecards and what the records prove of them, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from files.exports.summary import summary_of
from readiness import scorecard_items as items
from readiness.due import EVERYONE, Scope
from readiness.scorecard import Answer, Bar, Count, Scored
from readiness.scorecard_items import Item, Reason
from storage.audit import Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.figures import figures, for_scorecard
from storage.meetings import InvitationRecord, MeetingRecord, MeetingState
from storage.people import AgencyRecord
from storage.positions import PositionRecord
from storage.revising import Wording, adopt, write_plan, write_revision
from storage.scorecard_records import basic_course, full_meetings, is_radio
from storage.scorecards import (
    SaidMeanwhile,
    ScoreSaid,
    keep_bars,
    last_kept,
    said_of,
    say,
    scorecard_of,
    unanswered,
)
from storage.training import CourseCapacity, CourseRecord
from tests.commands.scorecard.county import BIRCH, CEDAR, GROVE, TODAY, TRAIL, prepared
from tests.conversations import calls, county
from tests.counting import statements

pytestmark = pytest.mark.postgres
FEWEST = county.REGION.smallest_count


def bars_of(
    store: Store, agency: int | None = None, on: date = TODAY, fewest: int | None = None
) -> list[Bar]:
    """As whoever reads scorecards has them: the region's by its smallest count, an agency's of all people."""
    least = fewest or (FEWEST if agency is None else 1)
    with store.reading() as session:
        return scorecard_of(session, agency, on, least)


def item_of(item: Item, bars: list[Bar]) -> Scored:
    return next(each for bar in bars for each in bar.items if each.item is item)


def test_each_agency_has_its_own_items_and_the_region_all(county_store: Store) -> None:
    prepared(county_store)
    region = [each.item for bar in bars_of(county_store) for each in bar.items]
    assert region == list(items.ITEMS)
    cedar = bars_of(county_store, county.agency_id(county_store, CEDAR))
    assert [each.item for bar in cedar for each in bar.items] == [e for e in items.ITEMS if e.of_agencies]
    assert item_of(items.IN_TIME, cedar).count == Count(0, 1, "action", "actions")
    assert item_of(items.REPORTS, cedar).count is not None
    grove = bars_of(county_store, county.agency_id(county_store, GROVE))
    assert item_of(items.COVERED, grove).reason is Reason.NOBODY_ASKED, "Eve is on leave"
    assert item_of(items.FULL_REACH, grove).proven == 1
    assert item_of(items.REPORTS, grove).reason is Reason.NO_REPORT_DUE, "it hosted none"
    assert item_of(items.ADOPTED, grove).proven == 0


def test_the_radio_plan_is_told_by_its_name_and_the_basic_course_by_what_it_teaches(
    county_store: Store,
) -> None:
    assert [
        is_radio(each) for each in ("County Radio Plan", "Comms plan", "Radiology", "Active shooter")
    ] == [*(True, True, False, False)]
    with county_store.writing() as session:
        courses = {each.code: key for key, each in catalogue_of(session).courses.items()}
        assert basic_course(session, TODAY) == courses["ASIM-B"], "by its code"
        radio = write_plan(session, None, "Radio plan", [courses["BLS"]], TRAIL, TODAY)
        assert basic_course(session, TODAY) == courses["ASIM-B"], "the radio plan's course is none"
        write_plan(session, None, "Active shooter plan", [courses["BLS"]], TRAIL, TODAY)
        made = write_revision(session, radio.id, None, Wording("1", date(2026, 1, 1)), TRAIL, TODAY)
        adopt(session, made.id, [county.agency_id(county_store, BIRCH)], TODAY, TRAIL)
    with county_store.reading() as session:
        assert basic_course(session, TODAY) == courses["BLS"], "it teaches the shared plan"
    found = item_of(items.RADIO_PLAN, bars_of(county_store))
    assert found.proven == 1
    assert found.count is not None
    assert (found.count.number, found.count.of) == (1, 3)


def test_of_too_few_people_nothing_is_counted_in_the_region(county_store: Store) -> None:
    prepared(county_store)
    few = bars_of(county_store, fewest=50)
    for item in (items.COVERED, items.ON_PLAN, items.WEAKEST):
        assert (item_of(item, few).proven, item_of(item, few).reason) == (None, Reason.TOO_FEW)
    with county_store.writing() as session:
        session.add(PositionRecord(key="triage", code="TRIAGE", title="Triage", disciplines="ems", place=0))
        catalogue_changed(session)
    assert item_of(items.TEAMS, bars_of(county_store, fewest=50)).reason is Reason.TOO_FEW
    cedar = bars_of(county_store, county.agency_id(county_store, CEDAR), fewest=50)
    assert item_of(items.TEAMS, cedar).reason is Reason.TOO_FEW, "an agency's as well, told to people outside"
    assert item_of(items.COVERED, cedar).reason is Reason.TOO_FEW
    birch = bars_of(county_store, county.agency_id(county_store, BIRCH))
    assert item_of(items.TEAMS, birch).reason is Reason.CANT_SEAT
    cedar = bars_of(county_store, county.agency_id(county_store, CEDAR))
    assert item_of(items.TEAMS, cedar).proven == 0
    assert item_of(items.TEAMS, cedar).reason is None


def test_trainers_count_once_it_is_said_who_they_are(county_store: Store) -> None:
    assert item_of(items.TRAINERS, bars_of(county_store)).reason is Reason.NO_TRAINERS
    with county_store.writing() as session:
        course = {each.code: each.id for each in session.scalars(select(CourseRecord))}
        session.add(
            CourseCapacity(
                course_id=course["ASIM-B"], trainer_course_id=course["ASIM-A"], recorded_at=county.NOW
            )
        )
        catalogue_changed(session)
    assert item_of(items.TRAINERS, bars_of(county_store)).proven == 4, "Cora gives a class a month"


def test_a_report_is_owed_of_what_was_held_though_nobody_is_on_record(county_store: Store) -> None:
    prepared(county_store)
    before = item_of(items.REPORTS, bars_of(county_store)).count
    assert before == Count(1, 2, "report", "reports")
    county.take(
        county_store,
        "exercises",
        "exercise,title,type,held_on,host_agency\nEX-9,Night drill,drill,2026-03-01,Grove 911\n",
    )
    assert item_of(items.REPORTS, bars_of(county_store)).count == Count(1, 3, "report", "reports")
    grove = bars_of(county_store, county.agency_id(county_store, GROVE))
    assert item_of(items.REPORTS, grove).count == Count(0, 1, "report", "reports")
    assert item_of(items.FULL_REACH, grove).said == "1 of 1 exercise", "it played in no other"


def test_pairs_of_one_jurisdiction(county_store: Store) -> None:
    assert item_of(items.PAIRS, bars_of(county_store)).reason is Reason.NO_PAIR
    county.take(
        county_store,
        "agencies",
        "agency,disciplines,jurisdiction\nElm Rescue,ems,city of  cedar\nElm Police,law,City of Cedar\n",
    )
    prepared(county_store)
    county.take(
        county_store,
        "participation",
        "exercise,agency,role,headcount\nEX-1,Elm Rescue,player,1\nEX-1,Elm Police,observer,1\n",
    )
    found = item_of(items.PAIRS, bars_of(county_store))
    assert found.count is not None
    assert (found.count.number, found.count.of) == (1, 3)
    own = item_of(items.PAIRS, bars_of(county_store, county.agency_id(county_store, "Elm Rescue")))
    assert own.count is not None
    assert (own.count.number, own.count.of) == (1, 2)


def test_meetings_count_when_every_seat_was_attended(county_store: Store) -> None:
    meeting = calls.a_call(county_store, held_on=TODAY - timedelta(days=3))
    assert counted(county_store) == (0, 0), "not held yet"
    with county_store.writing() as session:
        session.get_one(MeetingRecord, meeting).state = MeetingState.HELD
        there = session.scalars(select(InvitationRecord).order_by(InvitationRecord.id)).all()
        there[0].attended = True
    assert counted(county_store) == (0, 1)
    with county_store.writing() as session:
        for each in session.scalars(select(InvitationRecord)):
            each.attended = True
        session.get_one(MeetingRecord, meeting).agency_id = None
    assert counted(county_store) == (1, 1)
    assert item_of(items.MEETINGS, bars_of(county_store)).proven == 1


def counted(store: Store) -> tuple[int, int]:
    with store.writing() as session:
        for each in session.scalars(select(MeetingRecord)):
            each.agency_id = None
        session.flush()
        return full_meetings(session, TODAY - timedelta(days=365), TODAY)


def test_the_newest_word_counts_and_nothing_is_gone_over(county_store: Store) -> None:
    cedar = county.agency_id(county_store, CEDAR)
    first, second = {"own-procedure": Answer(4)}, {"own-procedure": Answer(2, "sog", TODAY)}
    with county_store.writing() as session:
        [row] = say(session, cedar, first, {}, TRAIL, TODAY - timedelta(days=1))
        assert say(session, cedar, second, {"own-procedure": row.id}, TRAIL, TODAY)
    with county_store.writing() as session:
        assert len(session.scalars(select(ScoreSaid)).all()) == 2
        [found] = said_of(session, [cedar, None]).values()
        assert found.answer == second["own-procedure"]
        [before] = said_of(session, [cedar], TODAY - timedelta(days=1)).values()
        assert before.answer == first["own-procedure"]
        assert [each.code for each in unanswered(session, [cedar], TODAY)[cedar]] == ["common-terms"]
        with pytest.raises(SaidMeanwhile):
            say(session, cedar, first, {"own-procedure": row.id}, TRAIL, TODAY)
        for wrong in (
            {"officials-adopted": Answer(1)},
            {"plan-adopted": Answer(1)},
            {"own-procedure": Answer(5)},
            {"own-procedure": Answer(1, "x", TODAY + timedelta(days=1))},
        ):
            with pytest.raises(ValueError, match=r"no such answer|to come"):
                say(session, cedar, wrong, {}, TRAIL, TODAY)


def test_two_who_answer_at_the_same_instant_never_go_over_each_other(county_store: Store) -> None:
    cedar = county.agency_id(county_store, CEDAR)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def answer(points: int) -> None:
        start.wait()
        try:
            with county_store.writing() as session:
                trail = Trail(f"lead {points}", "test", county.NOW)
                say(session, cedar, {"common-terms": Answer(points)}, {}, trail, TODAY)
            outcomes.append("recorded")
        except SaidMeanwhile:
            outcomes.append("told")

    both = [threading.Thread(target=answer, args=(points,)) for points in (1, 3)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["recorded", "told"]


def test_bars_are_kept_by_day_and_the_last_before_a_day_is_found(county_store: Store) -> None:
    bars = bars_of(county_store)
    now = datetime.fromisoformat("2026-11-02T15:00:00+00:00")
    with county_store.writing() as session:
        for day in (date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)):
            keep_bars(session, None, day, bars, now)
        keep_bars(session, None, date(2026, 10, 1), bars, now)
        keep_bars(session, 7, date(2026, 10, 2), bars, now)
        kept = last_kept(session, None, TODAY)
        assert kept is not None
        assert kept.kept_on == date(2026, 10, 1)
        policy = kept.bars["policy"]
        assert (policy["claimed"], policy["proven"]) == (bars[0].claimed, bars[0].proven)
        codes = ("plan-adopted", "own-procedure", "officials-adopted", "plan-reviewed")
        assert policy["items"] == dict.fromkeys(codes, "0")
        assert last_kept(session, None, date(2026, 6, 30)) is None


def test_on_the_day_bars_are_kept_the_trend_is_since_the_quarter_before(county_store: Store) -> None:
    bars, first = bars_of(county_store), date(2026, 7, 1)
    with county_store.writing() as session:
        keep_bars(session, None, first, bars, datetime(2026, 7, 1, 6, tzinfo=UTC))
        assert last_kept(session, None, first) is None, "a day is not measured against itself"
        keep_bars(session, None, date(2026, 10, 1), bars, datetime(2026, 10, 1, 6, tzinfo=UTC))
        kept = last_kept(session, None, date(2026, 10, 1))
        assert kept is not None
        assert kept.kept_on == first


def test_a_scorecard_counts_of_one_course_what_figures_count_of_all(county_store: Store) -> None:
    prepared(county_store)
    with county_store.reading() as session:
        scopes = [EVERYONE, *map(Scope.agency, catalogue_of(session).agencies)]
        for course in [None, 999, *catalogue_of(session).courses]:
            for scope in scopes:
                for fewest in (1, 3, 5, 50):
                    found = for_scorecard(session, scope, course, TODAY, fewest)
                    known = figures(session, scope, TODAY, fewest, with_records=True)
                    assert found == known.for_scorecard(course), (course, scope, fewest)


def test_a_summary_and_its_scorecard_read_what_is_asked_once(county_store: Store) -> None:
    prepared(county_store)
    with county_store.reading() as session:
        summary_of(session, county.REGION, EVERYONE, TODAY)
        with statements(county_store) as sent:
            summary_of(session, county.REGION, EVERYONE, TODAY)
    assert len([each for each in sent if "FROM tally" in each.replace("\n", " ")]) <= 1
    # Of whom the projection speaks, and of the others: once each.
    assert len([each for each in sent if "CASE WHEN (completion.voided_at" in each]) == 2


@pytest.mark.parametrize("everywhere", [False, True])
def test_pairs_are_those_of_one_jurisdiction(county_store: Store, everywhere: bool) -> None:
    prepared(county_store)
    assert item_of(items.PAIRS, bars_of(county_store)).reason is Reason.NO_PAIR
    cedar, birch, grove = (county.agency_id(county_store, each) for each in (CEDAR, BIRCH, GROVE))
    names = {cedar: "Grove City", birch: "GROVE  city", grove: "grove city" if everywhere else "Elm"}
    with county_store.writing() as session:
        for key, name in names.items():
            session.get_one(AgencyRecord, key).jurisdiction = name
        for number in range(3):
            session.add(AgencyRecord(key=f"far {number}", name=f"Far {number}", jurisdiction="Far"))
        catalogue_changed(session)
    found = item_of(items.PAIRS, bars_of(county_store)).count
    # Cedar, Birch and Grove played in one; those far away in none.
    assert found == (Count(3, 6, "pair", "pairs") if everywhere else Count(1, 4, "pair", "pairs"))
    of_cedar = item_of(items.PAIRS, bars_of(county_store, cedar)).count
    assert of_cedar == (Count(2, 2, "pair", "pairs") if everywhere else Count(1, 1, "pair", "pairs"))
    of_grove = item_of(items.PAIRS, bars_of(county_store, grove))
    assert of_grove.count == (Count(2, 2, "pair", "pairs") if everywhere else None)
