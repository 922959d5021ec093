"""`/readiness explain KEY`, as people ask it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from commands.kit.problems import Refused
from commands.kit.reading import text_of
from commands.readiness.explaining_views import row_line, rows_blocks
from readiness.due import Scope
from storage.audit import AuditRow
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.number_rows import Asking, NumberRow, OfRecord, coverage_of
from storage.people import AffiliationRecord, Person
from storage.scopes import scope_key
from storage.shown_numbers import Measure, Shown, ShownNumber, keep_numbers, key_typed, number_of
from storage.standing import project
from storage.training import CompletionRecord, RuleRecord
from tests.commands.readiness.numbers import LATER, TODAY, course, desk, held, kept, trains
from tests.commands.speaking import NOON, Speaker
from words.problems import Problem, Unclear


@pytest.fixture
def key(store: Store, county: dict[str, int]) -> str:
    """Of ASIM Basic in Cedar Fire, 7 of 10, as it was shown to its lead."""
    return kept(store, Measure.COVERAGE, Scope.agency(county["Cedar Fire"]), {"course": course(store)})


@pytest.mark.postgres
def test_a_number_says_its_rule_its_question_and_what_it_was_counted_of(
    store: Store, county: dict[str, int], key: str
) -> None:
    said = desk(store).lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {key}")
    assert f"Key {key}: 7 of 10 current (70%)" in said.text
    assert "Coverage of ASIM Basic: Cedar Fire. As of 2 Nov 2026, counted on 2 Nov 2026 at 12:00" in said.text
    assert "Shares round down." in said.text
    assert "24 months from the day it was completed" in said.text
    assert "Counted again by the records as they were known then: the same." in said.text
    assert "Nothing that affects 2 Nov 2026 was recorded since." in said.text
    assert "Counted: 10 rows." in said.text
    assert "Person0 OfCedar Fire: current until 2 Aug 2028" in said.text


@pytest.mark.postgres
def test_what_was_recorded_later_is_told_apart_from_what_was_known_then(
    store: Store, county: dict[str, int], key: str
) -> None:
    trains(store, "p8@cedar-fire.example")
    trains(store, "p9@cedar-fire.example")
    office = desk(store)
    office.clock.now = LATER
    said = office.lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {key}")
    assert "known then: the same" in said.text
    assert "Recorded since, of what may affect that day: 2 completions recorded." in said.text
    assert "Then 7 of 10 current (70%)" in said.text
    assert "by what is known now, 2 Nov 2026 is 9 of 10 current (90%)" in said.text
    assert "Today the same question gives 9 of 10 current (90%)" in said.text
    more = office.lead(county["Cedar Fire"], person_id=1).presses(said, "More rows")
    assert "Person9 OfCedar Fire: not yet trained" in more.text


def test_what_is_asked_has_no_history_and_that_is_said(
    store: Store, county: dict[str, int], key: str
) -> None:
    with store.writing() as session:
        session.execute(update(RuleRecord).values(interval_months=36))
        catalogue_changed(session)
    said = desk(store).lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {key}")
    assert "known then: 9 of 10 current (90%)" in said.text
    assert "which is not what was said" in said.text
    assert "Nothing recorded since explains that: what is asked" in said.text


def test_a_key_is_read_as_people_type_it(store: Store, county: dict[str, int], key: str) -> None:
    lead = desk(store).lead(county["Cedar Fire"], person_id=1)
    for typed in (key.lower(), f"{key[:3]} {key[3:]}", f"{key[:3]}-{key[3:]}", f"the key {key}, please"):
        assert f"Key {key}: 7 of 10" in lead.says(f"readiness explain {typed}").text, typed


def test_one_sign_off_is_offered_where_one_key_is_near_and_theirs_to_see(
    store: Store, county: dict[str, int], key: str
) -> None:
    typed = key[:-1] + ("2" if key[-1] != "2" else "3")
    office = desk(store)
    with pytest.raises(Unclear) as unclear:
        office.lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {typed}")
    assert f"one sign off is {key}" in unclear.value.not_understood
    [offer] = unclear.value.offers
    assert offer.value is not None
    pressed = office.lead(county["Cedar Fire"], person_id=1).clicks(offer.action, offer.value.model_dump())
    assert f"Key {key}: 7 of 10" in pressed.text
    with pytest.raises(Unclear) as other:
        office.lead(county["Oak Police"], person_id=1).says(f"readiness explain {typed}")
    assert not other.value.offers
    assert key not in other.value.not_understood


@pytest.mark.parametrize("typed", ["", "ABC", "7KQ2MNB4WD", "x" * 500, "%______", "ß\N{SNOWMAN}7", "'; drop"])
def test_what_is_no_key_here_says_what_to_check(
    store: Store, county: dict[str, int], key: str, typed: str
) -> None:
    with pytest.raises(Unclear) as unclear:
        desk(store).manager(person_id=1).says(f"readiness explain {typed}")
    assert unclear.value.example == "/readiness explain 7KQ2MNA4WD"
    assert len(unclear.value.not_understood) < 300


@pytest.mark.postgres
def test_who_may_not_name_gets_the_rule_and_the_counts_that_were_shown(
    store: Store, county: dict[str, int]
) -> None:
    shown = kept(store, Measure.COVERAGE, question={"course": course(store)}, fewest=5)
    trains(store, "p9@cedar-fire.example")
    office = desk(store)
    office.clock.now = LATER
    said = office.responder(1, county["Cedar Fire"]).says(f"readiness explain {shown}")
    assert "10 of 16 current" not in said.text
    assert f"Key {shown}: 13 of 21 current" in said.text
    assert "by what is known now" not in said.text
    assert "Person" not in said.text
    assert "is for those who can see the names there" in said.text
    assert "Download as CSV" not in said.buttons()
    with pytest.raises(Refused):
        office.responder(1, county["Cedar Fire"]).clicks("number.download", {"key": shown})
    with pytest.raises(Refused):
        office.lead(county["Cedar Fire"], person_id=1).clicks("number.more", {"key": shown, "start": 10})
    seen = office.manager(person_id=1).says(f"readiness explain {shown}")
    assert "14 of 21 current" in seen.text


def test_a_number_counted_for_those_who_may_name_is_for_them_alone(
    store: Store, county: dict[str, int], key: str
) -> None:
    with pytest.raises(Refused, match="counted for those who can see the names there"):
        desk(store).responder(1, county["Cedar Fire"]).says(f"readiness explain {key}")
    with pytest.raises(Refused):
        desk(store).lead(county["Oak Police"], person_id=1).clicks("number.show", {"key": key})


def test_a_lead_sees_their_own_of_a_number_of_the_region(store: Store, county: dict[str, int]) -> None:
    pair = {"course": course(store), "agency": county["Oak Police"]}
    shown = kept(store, Measure.LAPSED, question=pair, fewest=5)
    office = desk(store)
    said = office.lead(county["Oak Police"], person_id=1).says(f"readiness explain {shown}")
    assert f"Key {shown}: 4 of 6 not current" in said.text
    assert "Person1 OfOak Police: expired" in said.text
    other = office.lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {shown}")
    assert "Person" not in other.text


LEFT = TODAY - timedelta(days=10)
"""The last day of one at Cedar Fire."""


@pytest.fixture
def of_before_leaving(store: Store, county: dict[str, int]) -> str:
    """Of Cedar Fire, 20 days before: one who has left since, with records from before and after they did."""
    of = course(store)
    with store.writing() as session:
        person = session.scalars(select(Person.id).where(Person.email == "p9@cedar-fire.example")).one()
        term = session.scalars(select(AffiliationRecord).where(AffiliationRecord.person_id == person)).one()
        term.joined_on, term.left_on = TODAY - timedelta(days=700), LEFT
        session.add(
            AffiliationRecord(
                person_id=person, agency_id=county["Oak Police"], joined_on=LEFT + timedelta(days=1)
            )
        )

        def record(days_before: int, result: str = "pass") -> CompletionRecord:
            there = CompletionRecord(
                person_id=person,
                course_id=of,
                completed_on=TODAY - timedelta(days=days_before),
                result=result,
                verified=True,
                recorded_at=NOON - timedelta(days=days_before),
            )
            session.add(there)
            return there

        record(2)
        record(3, "incomplete")
        record(4).take_back(NOON, "a test", "taken elsewhere")
        record(60, "incomplete")
        record(50).take_back(NOON - timedelta(days=40), "a test", "typed twice")
        record(45).take_back(NOON - timedelta(days=1), "a test", "found out elsewhere")
        record(900, "incomplete")
        session.flush()
        project(session, [person], TODAY)
        scope, on = Scope.agency(county["Cedar Fire"]), TODAY - timedelta(days=20)
        found = coverage_of(Asking(session, scope, on, {"course": of}))
        shown = Shown(Measure.COVERAGE, scope_key(scope), on, dict(found.result), {"course": of})
        [key] = keep_numbers(session, [shown], NOON)
    return key


def test_a_lead_reads_no_record_of_what_somebody_did_after_leaving_or_before_they_came(
    store: Store, county: dict[str, int], of_before_leaving: str
) -> None:
    office = desk(store)
    lead, manager = office.lead(county["Cedar Fire"], person_id=1), office.manager(person_id=1)

    def records(who: Speaker) -> list[str]:
        said = who.says(f"readiness explain {of_before_leaving}")
        [post] = who.presses(said, "Download as CSV").reply.posts
        assert post.file is not None
        assert isinstance(post.file.content, bytes)
        lines = post.file.content.decode("utf-8-sig").splitlines()
        return [line for line in lines if ",of " in line]

    seen = records(lead)
    assert len(seen) == 2
    assert "of 3 Sep 2026" in seen[0]
    assert "not passed" in seen[0]
    assert "typed twice" in seen[1]
    everything = "\n".join(records(manager))
    for each in ("typed twice", "found out elsewhere", "of 16 May 2024"):
        assert each in everything
    assert "Oct" not in everything  # of days after the number's


def test_what_a_lead_may_name_is_counted_today_however_few_are_left(
    store: Store, county: dict[str, int]
) -> None:
    scope = Scope.agency(county["Oak Police"])
    shown = kept(store, Measure.COVERAGE, scope, {"course": course(store)}, fewest=5)
    with store.writing() as session:
        terms = select(AffiliationRecord).where(AffiliationRecord.agency_id == county["Oak Police"])
        there = session.scalars(terms.order_by(AffiliationRecord.id)).all()
        for each in there[:3]:
            each.left_on = TODAY
        session.flush()
        project(session, [each.person_id for each in there], TODAY)
    office = desk(store)
    office.clock.now = LATER
    said = office.lead(county["Oak Police"], person_id=1).says(f"readiness explain {shown}")
    assert "without naming somebody" not in said.text
    assert re.search(r"Today the same question gives \d of 3 current", said.text), said.text
    other = office.lead(county["Cedar Fire"], person_id=1).says(f"readiness explain {shown}")
    assert "Today the same question gives nothing that can be counted without naming" in other.text


def test_rows_come_in_pages_and_as_a_file_that_is_written_down(store: Store, county: dict[str, int]) -> None:
    of_all = kept(store, Measure.COVERAGE, question={"course": None})
    manager = desk(store).manager(person_id=1)
    said = manager.says(f"readiness explain {of_all}")
    assert "Rows 1 to 8 of 42." in said.text
    second = manager.presses(said, "More rows")
    assert second.reply.replaces
    assert "Rows 9 to 16 of 42." in second.text
    got = manager.presses(said, "Download as CSV")
    [post] = got.posts
    assert post.to == manager.member.user
    assert post.file is not None
    assert isinstance(post.file.content, bytes)
    lines = post.file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "what,email,member_id,agency,about,standing,counted,left_out_because"
    assert len(lines) == 43
    with store.reading() as session:
        row = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert row is not None
        assert (row.kind, row.detail["key"], row.detail["rows"]) == ("number.downloaded", of_all, 42)


def test_what_a_number_was_about_and_is_gone_leaves_what_it_said(
    store: Store, county: dict[str, int]
) -> None:
    shown = [
        Shown(Measure.COVERAGE, "agency:999", TODAY, {"current": 3, "expired": 1}, {"course": None}),
        Shown(Measure.COVERAGE, "everyone", TODAY, {"current": 3, "expired": 1}, {"course": 999}),
        Shown(Measure.SCORE, "everyone", TODAY, {"points": 3}, {"item": "G1"}),
    ]
    with store.writing() as session:
        agency, taken_out, score = keep_numbers(session, shown, NOON)
    manager = desk(store).manager(person_id=1)
    said = manager.says(f"readiness explain {agency}")
    assert "3 of 4 requirements current (75%)" in said.text
    assert "no longer on record" in said.text
    assert (
        "The course it was about is no longer in the catalogue"
        in manager.says(f"readiness explain {taken_out}").text
    )
    assert "points 3" in manager.says(f"readiness explain {score}").text
    with pytest.raises(Problem, match="no longer know that number"):
        manager.clicks("number.show", {"key": "2222222"})


def test_a_count_that_is_asked_again_keeps_its_first_instant(
    store: Store, key: str, county: dict[str, int]
) -> None:
    again = kept(
        store, Measure.COVERAGE, Scope.agency(county["Cedar Fire"]), {"course": course(store)}, now=LATER
    )
    assert again == key == key_typed(key)
    with store.reading() as session:
        number = number_of(session, key)
        assert isinstance(number, ShownNumber)
        assert number.counted_at == NOON


def test_a_record_is_left_out_for_a_kind_of_reason_and_told_with_all_of_it() -> None:
    voided = NumberRow("Ada", why="voided", detail="typed twice: again", record=OfRecord(1, TODAY))
    again = replace(voided, detail="not hers")
    new = NumberRow("Ben", why="new", detail="the time allowed at the start is not over")
    first, *_ = rows_blocks([voided, again, new], 0)
    assert "Left out: 2 records voided and 1 new." in text_of([first])
    assert row_line(voided) == "Ada: left out: record voided: typed twice: again"
    assert row_line(new) == "Ben: left out: new: the time allowed at the start is not over"


def test_rows_that_everybody_may_see_are_a_file_for_leads_and_managers_only(
    store: Store, county: dict[str, int]
) -> None:
    with store.writing() as session:
        held(session, "Mill drill", county["Oak Police"], county["Oak Police"], county["Cedar Fire"])
    shown, office = kept(store, Measure.EXERCISES, question={"months": 24}), desk(store)
    responder = office.responder(1, county["Cedar Fire"])
    said = responder.says(f"readiness explain {shown}")
    assert "Mill drill" in said.text
    assert "Download as CSV" not in said.buttons()
    with pytest.raises(Refused):
        responder.clicks("number.download", {"key": shown})
    lead = office.lead(county["Cedar Fire"], person_id=1)
    assert lead.presses(lead.says(f"readiness explain {shown}"), "Download as CSV").posts
