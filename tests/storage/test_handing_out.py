"""Templates handed out: never twice to one, brought up to date when somebody asks, undone while untouched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from files.imports.ready_templates import AGENCY_READINESS, ROADMAP
from files.imports.starting_templates import READY, load_ready_template
from storage.audit import AuditRow, Trail
from storage.checklist_closing import close_item, drop_item
from storage.checklist_keeping import change_item, items_of
from storage.checklist_progress import most_open, progress_of
from storage.checklists import ChecklistItem, ChecklistRecord, ItemState, TemplateRecord
from storage.engine import Store
from storage.handing_out import (
    HandedOut,
    NotForThem,
    Worked,
    bring_up_to_date,
    hand_out,
    lists_of,
    newer,
    undo_handing_out,
)
from storage.letters import CHECKLIST_HANDED, LetterLine
from storage.people import AgencyRecord, RightKind
from storage.rights import give_right
from storage.templates import (
    LONGEST_LINE,
    MOST_LINES,
    LineSaid,
    NoLongerThere,
    NoName,
    TemplateSaid,
    TitleTaken,
    TooManyLines,
    add_line,
    change_line,
    change_template,
    lines_of,
    said_in,
    take_line_out,
    take_template_out,
    template_by_key,
    templates_of,
    write_template,
)
from tests.commands.speaking import County, small_county
from tests.counting import statements

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
TODAY = date(2026, 11, 2)
TRAIL = Trail("morgan@county.example", "slack", NOW)
LATER = Trail("morgan@county.example", "slack", NOW + timedelta(days=30))
RADIO = LineSaid("Radio plan on file", "Radio", due_after_days=30)
ROSTER = LineSaid("Roster current", "People", due_after_days=10, every_months=6)
SIGNED = LineSaid("Agreement signed", due_after_days=60, needs_evidence=True)


@pytest.fixture
def county(store: Store) -> County:
    return small_county(store)


def ours(session: Session, *lines: LineSaid) -> TemplateRecord:
    return write_template(session, TemplateSaid("Our Readiness!"), lines or (RADIO, ROSTER, SIGNED), TRAIL)


def said(session: Session, checklist: ChecklistRecord) -> list[str]:
    return [each.text for each in items_of(session, checklist.id)]


def item(session: Session, checklist: ChecklistRecord, text: str) -> ChecklistItem:
    return next(each for each in items_of(session, checklist.id) if each.text == text)


def test_what_comes_with_muster_can_be_loaded_as_it_is_and_stands_once(store: Store) -> None:
    with store.writing() as session:
        for ready in READY:
            steps = list(dict.fromkeys(each.step for each in ready.lines))
            assert len(ready.lines) <= MOST_LINES
            assert [each.step for each in ready.lines] == sorted(
                (each.step for each in ready.lines), key=steps.index
            )
            assert all(each.due_after_days and len(each.text) <= LONGEST_LINE for each in ready.lines)
            record = load_ready_template(session, ready, TRAIL)
            assert record.is_ours
            assert load_ready_template(session, ready, LATER) is record
        assert [each.key for each in templates_of(session)] == [
            "hostile-event",
            "roadmap",
            "agency-readiness",
        ]
    six = {each.step for each in ROADMAP.lines}
    assert len(six) == 6
    assert all(3 <= sum(line.step == step for line in ROADMAP.lines) <= 6 for step in six)


def test_a_template_is_written_and_changed_line_by_line(store: Store) -> None:
    with store.writing() as session:
        template = ours(session)
        assert (template.key, template.revision) == ("our-readiness", 1)
        for title in ("our readiness!", "Our-Readiness"):
            with pytest.raises(TitleTaken):
                write_template(session, TemplateSaid(title), [], TRAIL)
        with pytest.raises(NoName):
            write_template(session, TemplateSaid("!!!"), [], TRAIL)
        with pytest.raises(TooManyLines):
            write_template(session, TemplateSaid("Long"), [RADIO] * (MOST_LINES + 1), TRAIL)

        add_line(session, template, LineSaid("Batteries charged", "radio"), TRAIL)
        assert [each.text for each in lines_of(session, template.id)] == [
            "Radio plan on file",
            "Batteries charged",
            "Roster current",
            "Agreement signed",
        ]
        radio = lines_of(session, template.id)[0]
        changed = change_line(
            session, template, radio, LineSaid("Radio plan in every car", "Radio"), TRAIL, 4
        )
        assert said_in(radio) == RADIO
        assert radio.void_reason == "another line stands in its place"
        assert (changed.follows_id, changed.place, template.revision) == (radio.id, 4, 3)
        with pytest.raises(NoLongerThere):
            change_line(session, template, radio, RADIO, TRAIL)
        change_line(session, template, changed, said_in(changed), TRAIL, 4)
        assert template.revision == 3
        take_line_out(session, template, changed, TRAIL)
        with pytest.raises(NoLongerThere):
            take_line_out(session, template, changed, TRAIL)
        assert template.revision == 4
        assert change_template(session, template, TemplateSaid("Ready"), TRAIL)
        assert not change_template(session, template, TemplateSaid("Ready"), TRAIL)
        take_template_out(session, template, TRAIL)
        assert template_by_key(session, "our-readiness") is None
        with pytest.raises(NoLongerThere):
            add_line(session, template, RADIO, TRAIL)


def test_a_template_handed_twice_makes_no_second_list(store: Store, county: County) -> None:
    with store.writing() as session:
        give_right(session, county.ada, RightKind.LEAD, county.cedar, "a test", NOW)
        give_right(session, county.cy, RightKind.LEAD, county.oak, "a test", NOW)
        template = ours(session)
        with pytest.raises(NotForThem):
            hand_out(session, template, None, TODAY, TRAIL)
        first = hand_out(session, template, [county.cedar, county.cedar], TODAY, TRAIL, by=county.ada)
        [cedar] = first.new
        assert [(each.text, each.due_on, each.due_day) for each in items_of(session, cedar.id)] == [
            ("Radio plan on file", date(2026, 12, 2), None),
            ("Roster current", date(2026, 11, 12), 12),
            ("Agreement signed", date(2027, 1, 1), None),
        ]
        second = hand_out(session, template, [county.oak, county.cedar], TODAY, LATER, by=county.ada)
        assert [each.agency_id for each in second.new] == [county.oak]
        assert list(second.had_already) == [cedar]
        assert hand_out(session, template, [county.cedar], TODAY, LATER).row is None
        told = session.scalars(select(LetterLine).where(LetterLine.matter == CHECKLIST_HANDED)).all()
        assert [(each.person_id, each.about_id) for each in told] == [(county.cy, second.new[0].id)]


def test_a_list_says_what_its_template_said_until_somebody_brings_it_up_to_date(
    store: Store, county: County
) -> None:
    with store.writing() as session:
        template = ours(session, RADIO, ROSTER, SIGNED, LineSaid("Old"), LineSaid("Older"))
        [cedar] = hand_out(session, template, [county.cedar], TODAY, TRAIL).new
        close_item(session, item(session, cedar, "Roster current"), TODAY, "", TRAIL)
        close_item(session, item(session, cedar, "Older"), TODAY, "", TRAIL)
        change_item(session, item(session, cedar, "Agreement signed"), {"text": "Signed by all"}, TRAIL)
        radio, roster, signed, old, older = lines_of(session, template.id)
        change_line(
            session, template, radio, LineSaid("Radio plan in every car", "Radio", needs_evidence=True), LATER
        )
        change_line(session, template, roster, LineSaid("Roster is current", "People", every_months=3), LATER)
        change_line(session, template, signed, LineSaid("Agreement renewed"), LATER)
        take_line_out(session, template, old, LATER)
        take_line_out(session, template, older, LATER)
        add_line(session, template, LineSaid("Dispatch tested", due_after_days=5), LATER)
        before = said(session, cedar)
        found = newer(session, template, [cedar])[cedar.id]
        assert [each.text for each in found.added] == ["Dispatch tested"]
        assert [each.text for each in found.gone] == ["Old"]
        assert said(session, cedar) == before

        [done] = bring_up_to_date(session, template, [cedar], date(2026, 12, 2), LATER)
        assert (done.added, done.reworded, done.dropped, done.left) == (1, 3, 0, 1)
        rows = [
            (each.text, each.state, each.due_on, each.every_months, each.needs_evidence)
            for each in items_of(session, cedar.id)
        ]
        assert rows == [
            ("Radio plan in every car", ItemState.OPEN, date(2026, 12, 2), None, True),
            ("Roster current", ItemState.DONE, date(2026, 11, 12), 6, False),
            ("Roster is current", ItemState.OPEN, date(2027, 5, 12), 3, False),
            ("Signed by all", ItemState.OPEN, date(2027, 1, 1), None, False),
            ("Old", ItemState.OPEN, None, None, False),
            ("Older", ItemState.DONE, None, None, False),
            ("Dispatch tested", ItemState.OPEN, date(2026, 12, 7), None, False),
        ]
        assert newer(session, template, [cedar]) == {}
        assert not any(bring_up_to_date(session, template, [cedar], TODAY, LATER))
        [done] = bring_up_to_date(session, template, [cedar], TODAY, LATER, drops=True)
        assert done.dropped == 1
        assert item(session, cedar, "Old").state is ItemState.DROPPED


def test_what_is_dropped_is_dropped_today_whatever_day_due_days_count_from(
    store: Store, county: County
) -> None:
    ahead = date(2027, 3, 1)
    with store.writing() as session:
        template = ours(session, RADIO, ROSTER)
        [cedar] = hand_out(session, template, [county.cedar], TODAY, TRAIL).new
        take_line_out(session, template, lines_of(session, template.id)[0], LATER)
        add_line(session, template, LineSaid("Dispatch tested", due_after_days=5), LATER)
        hand_out(session, template, [county.cedar], TODAY, LATER, None, True, True, first_day=ahead)
        assert item(session, cedar, "Radio plan on file").closed_on == TODAY
        assert item(session, cedar, "Dispatch tested").due_on == date(2027, 3, 6)


def test_who_left_an_agency_is_told_of_its_lists_no_more(store: Store, county: County) -> None:
    with store.writing() as session:
        give_right(session, county.dee, RightKind.LEAD, county.oak, "a test", NOW)
        template = ours(session, RADIO)
        hand_out(session, template, [county.oak], TODAY, TRAIL)
        add_line(session, template, ROSTER, LATER)
        bring_up_to_date(session, template, list(lists_of(session, template.id).values()), TODAY, LATER)
        assert session.scalars(select(LetterLine)).all() == []


def test_many_lists_are_begun_brought_up_to_date_and_taken_back_with_as_few_questions_as_few(
    store: Store,
) -> None:
    asked = list[tuple[int, int, int]]()
    for number in (3, 40):
        with store.writing() as session:
            agencies = [
                AgencyRecord(key=f"{number} {each}", name=f"Agency {number} {each}") for each in range(number)
            ]
            session.add_all(agencies)
            session.flush()
            keys = [each.id for each in agencies]
            template = write_template(session, TemplateSaid(f"Of {number}"), [RADIO, ROSTER], TRAIL)
        with store.writing() as session, statements(store) as handing:
            template = session.get_one(TemplateRecord, template.id)
            hand_out(session, template, keys, TODAY, TRAIL)
        with store.writing() as session:
            template = session.get_one(TemplateRecord, template.id)
            add_line(session, template, SIGNED, LATER)
            radio = lines_of(session, template.id)[0]
            change_line(session, template, radio, LineSaid("Radio plan in every car", "Radio"), LATER)
        with store.writing() as session, statements(store) as updating:
            template = session.get_one(TemplateRecord, template.id)
            lists = list(lists_of(session, template.id).values())
            done = bring_up_to_date(session, template, lists, TODAY, LATER)
            assert [(each.added, each.reworded) for each in done] == [(1, 1)] * number
        with store.writing() as session:
            fresh = write_template(session, TemplateSaid(f"Anew for {number}"), [RADIO, ROSTER], TRAIL)
            row = hand_out(session, fresh, keys, TODAY, TRAIL).row
            assert row is not None
        with store.writing() as session, statements(store) as undoing:
            assert len(undo_handing_out(session, session.get_one(AuditRow, row.id), LATER)) == number
        asked.append((len(handing), len(updating), len(undoing)))
    assert asked[0] == asked[1]


def test_one_that_comes_back_adds_no_line_twice(store: Store, county: County) -> None:
    with store.writing() as session:
        template = load_ready_template(session, AGENCY_READINESS, TRAIL)
        [cedar] = hand_out(session, template, [county.cedar], TODAY, TRAIL).new
        before = said(session, cedar)
        take_template_out(session, template, TRAIL)
        assert load_ready_template(session, AGENCY_READINESS, LATER) is template
        assert template.revision == 2
        assert not any(bring_up_to_date(session, template, [cedar], TODAY, LATER))
        assert said(session, cedar) == before


def test_handing_out_is_undone_while_nobody_did_anything(store: Store, county: County) -> None:
    with store.writing() as session:
        template = ours(session)
        handed = hand_out(session, template, [county.cedar, county.oak], TODAY, TRAIL)
        assert handed.row is not None
        radio = item(session, handed.new[0], "Radio plan on file")
        drop_item(session, radio, "no radios", TODAY, LATER)
        with pytest.raises(Worked) as worked:
            undo_handing_out(session, handed.row, LATER)
        assert list(worked.value.lists) == [handed.new[0]]

        again = hand_out(session, ours_too(session), [county.cedar, county.oak], TODAY, TRAIL)
        assert again.row is not None
        assert undo_handing_out(session, again.row, LATER) == list(again.new)
        assert undo_handing_out(session, again.row, LATER) == []
        assert [items_of(session, each.id) for each in again.new] == [[], []]
        assert hand_out(session, ours_too(session), [county.cedar], TODAY, LATER).new


def ours_too(session: Session) -> TemplateRecord:
    return template_by_key(session, "too") or write_template(session, TemplateSaid("Too"), [RADIO], TRAIL)


def test_progress_is_counted_list_by_list(store: Store, county: County) -> None:
    with store.writing() as session:
        template = ours(session)
        hand_out(session, template, [county.cedar, county.oak], TODAY, TRAIL)
        cedar = lists_of(session, template.id)[county.cedar]
        for each in items_of(session, cedar.id):
            close_item(session, each, TODAY, "signed", TRAIL)
        on = date(2026, 12, 20)
        found = {each.agency_id: each for each in progress_of(session, template, on)}
        ready, late = found[county.cedar], found[county.oak]
        assert (ready.is_done, ready.counts.done, ready.counts.all, ready.next_on) == (
            True,
            3,
            3,
            date(2027, 5, 12),
        )
        assert (late.is_done, late.counts.overdue, late.next_on) == (False, 2, date(2027, 1, 1))
        assert [each.agency_id for each in progress_of(session, template, on, [county.oak])] == [county.oak]
        assert most_open(session, template, on, 3) == []
        assert most_open(session, template, date(2027, 5, 1), 1) == [("Roster current", 2)]


@pytest.mark.postgres
def test_two_who_hand_it_out_at_once_make_one_list_an_agency(store: Store, county: County) -> None:
    begin, handed, failed = Barrier(2), list[HandedOut](), list[Exception]()

    def hand(agencies: Sequence[int]) -> None:
        try:
            with store.writing() as session:
                if store.url.drivername.startswith("postgres"):
                    begin.wait(10)
                template = load_ready_template(session, AGENCY_READINESS, TRAIL)
                handed.append(hand_out(session, template, agencies, TODAY, TRAIL))
        except Exception as problem:  # noqa: BLE001 - told below
            failed.append(problem)

    there = [county.cedar, county.oak]
    threads = [Thread(target=hand, args=(each,)) for each in (there, there[::-1])]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert failed == []
    assert sorted((len(each.new), len(each.had_already)) for each in handed) == [(0, 2), (2, 0)]
    with store.reading() as session:
        assert len(session.scalars(select(ChecklistRecord)).all()) == 2
        assert len(session.scalars(select(ChecklistItem)).all()) == 2 * len(AGENCY_READINESS.lines)
        assert [each.revision for each in templates_of(session)] == [1]
