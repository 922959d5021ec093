"""What was exported, imported into an empty store, gives the same answers; into the same store, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from commands.kit.forms import Modal
from commands.kit.problems import Wrong
from commands.kit.reply import Reply
from commands.language.grants import AWARD, GRANT, funding_of
from commands.training.correcting import REASON
from commands.training.form import INSTRUCTOR, PROVIDER
from files.exports.rows import note_export
from files.guard import guard
from files.imports.planning import plan_import
from files.kinds import COMPLETIONS, KINDS, REQUIREMENTS, ROSTER
from files.table import read_table
from files.write import write_csv, write_xlsx
from storage.audit import AuditRow, Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, Origin, ParticipationRecord
from storage.people import Person
from storage.positions import PositionRecord
from storage.recording import Completed, record_completions
from storage.standing import project
from storage.taking_back import void
from storage.taking_part import (
    Part,
    correct_part,
    standing_parts,
    take_part,
    verify_parts,
    void_part,
)
from storage.training import CompletionRecord, CourseRecord
from tests.commands.speaking import request_with
from tests.conftest import NOTHING, WHOLE, Databases, opened
from tests.files.exports.exported import export_rows
from tests.files.imports.bringing import (
    BY,
    NOW,
    REGION,
    TODAY,
    can_play,
    can_play_rebuilt,
    counts,
    look,
    standing_of,
    take,
    take_county,
    take_small,
    undo,
)
from tests.slices import DATABASES

FORMS = ("xlsx", "csv")


@pytest.fixture
def empty(sqlite_databases: Databases) -> Iterator[Store]:
    """Another store, with nothing in it."""
    yield from opened(sqlite_databases, sqlite_databases.like(*NOTHING))


def files_of(store: Store, form: str) -> dict[str, bytes]:
    """Everything there is, as files by kind; kinds with no record are left out."""
    with store.reading() as session:
        written = {name: export_rows(session, kind, REGION) for name, kind in KINDS.items()}
    make = write_xlsx if form == "xlsx" else write_csv
    return {name: make(*exported) for name, exported in written.items() if exported.rows}


def live_completions(store: Store) -> set[tuple[object, ...]]:
    """The completions that are not voided, by what makes them what they are."""
    with store.reading() as session:
        return {
            (
                r.record,
                r.completed_on,
                r.expires_on,
                r.recorded_from,
                r.result,
                r.hours,
                r.provider,
                r.verified,
                r.verified_by,
                r.void_reason,
            )
            for r in session.scalars(select(CompletionRecord))
        }


CARRIED_ON = list(product(FORMS, DATABASES) if WHOLE else [(FORMS[0], DATABASES[-1])])
"""Files of both forms on both databases under `make prove`; else each form on one of them."""


@pytest.mark.parametrize(("form", "database"), CARRIED_ON, indirect=["database"])
def test_a_county_is_carried_over(store: Store, empty: Store, form: str) -> None:
    carry(store, empty, form)


def carry(store: Store, empty: Store, form: str) -> None:
    """A county with a correction and an import undone, carried to an empty store by files of a form."""
    take_county(store, "messy")
    changed = "email,course,completed_on,hours\nzoe.moreau0@grove.example,ASIM-B,2021-05-15,6"
    take(store, "completions", changed)
    _, mistake = take(store, "completions", changed.replace("2021-05-15", "2021-05-16"))
    undo(store, mistake.id)
    make_history_of_who_took_part(store)
    make_certificates(store)
    make_aliases(store)
    take(store, "courses", "code,title,target,trainer_course,seats\nASIM-B,ASIM Basic,85,ASIM-TTT,12")
    files = files_of(store, form)
    for kind, content in files.items():
        again = look(store, kind, content)
        assert not again.refused, kind
        assert not again.writes, kind
    for kind, content in files.items():
        plan, _ = take(empty, kind, content)
        assert not plan.refused, kind
    assert standing_of(empty) == standing_of(store)
    assert can_play(empty) == can_play(store) == can_play_rebuilt(empty)
    assert live_completions(empty) == live_completions(store)
    assert files_of(empty, "csv") == files_of(store, "csv")


def make_aliases(store: Store) -> None:
    """What else a course is called: a file may name it so, and it is no other course's name."""
    with store.reading() as session:
        there = {each.code: each.title for each in catalogue_of(session).courses.values()}
    head = "code,title,aliases\n"
    take(store, "courses", f"{head}BLS,{there['BLS']},CPR; Heart saver; bls")
    for row, wrong in (
        (f"ASIM-B,{there['ASIM-B']},cpr", "aliases: cpr is what BLS is called"),
        ("NEW-1,Heart  Saver,", "title: Heart Saver is an alias of BLS"),
        (f"ASIM-B,{there['ASIM-B']},training", "says too little to name one by"),
    ):
        [refused] = look(store, "courses", head + row).refused
        assert wrong in refused.reason
    agency = "agency,disciplines,aliases\n"
    take(store, "agencies", f"{agency}Cedar Police Department,law,CPD; Cedar Blue; cpd")
    _, renamed = take(store, "agencies", f"{agency}Cedar Police Department,law,The Blue Ones")
    undo(store, renamed.id)
    with store.reading() as session:
        cedar = catalogue_of(session).agency_named("Cedar Police Department")
        assert cedar is not None
        assert catalogue_of(session).agency_aliases[cedar.key] == ("Cedar Blue", "CPD"), "as it was before"
    for row, wrong in (
        ("Alder Police Department,law,cedar-blue", "aliases: cedar-blue is what cedar police department is"),
        ("CPD,law,", "agency: CPD is an alias of cedar police department"),
        ("Alder Police Department,law,Heart saver", "is the alias of Basic Life Support"),
        ("Alder Police Department,law,911", "is what a discipline is called"),
        (
            "Alder Police Department,law,Cedar PD",
            "aliases: Cedar PD is what cedar police department is called",
        ),
        ("Alder Police Department,law,Cedar", "“Cedar” is understood as Cedar"),
        ("Alder Police Department,law,next month", "is what people say of something else"),
        ("Alder Police Department,law,<!channel>", "has marks that no name has here"),
        ("Alder Police Department,law,Zoe Moreau", "is somebody's name"),
    ):
        [refused] = look(store, "agencies", agency + row).refused
        assert wrong in refused.reason
    zoe = "email,course,completed_on\nzoe.moreau0@grove.example,heart saver,2020-02-02"
    assert not look(store, "completions", zoe).refused
    assert not look(store, "courses", f"{head}BLS,{there['BLS']},").writes, "a blank says nothing"


def make_certificates(store: Store) -> None:
    """Certificates with a day of their own, one known by it only, one corrected to none; who approved."""
    zoe = "zoe.moreau0@grove.example"
    cards = f"email,course,completed_on,expires_on\n{zoe},ASIM-B,2021-05-15,2027-01-31\n{zoe},BLS,,2028-02-01"
    take(store, "completions", cards, date(2026, 10, 20))
    take(store, "completions", f"email,course,expires\n{zoe},BLS,2027-06-30")
    with store.writing() as session:
        certified = CompletionRecord.expires_on == date(2027, 6, 30)
        wrong = session.scalars(select(CompletionRecord).where(certified)).one()
        values = {name: getattr(wrong, name) for name in ("person_id", "course_id", "completed_on")}
        right = CompletionRecord(**values, corrects_id=wrong.id, recorded_by=BY, recorded_at=NOW)
        session.add(right)
        session.flush()
        project(session, [wrong.person_id], TODAY)
    waiver = f"email,kind,course,starts_on,reason,approved_by\n{zoe},waiver,LE-ASR,2026-01-01,knee,Dr. Birch"
    take(store, "absences", waiver)


def make_history_of_who_took_part(store: Store) -> None:
    """One's own word, a correction, a void, a position taken out, and all that an exercise may have."""
    trail = Trail(BY, "slack", NOW, "sentence")
    with store.writing() as session:
        exercise = session.scalars(select(ExerciseRecord).where(ExerciseRecord.code == "SIM-07")).one()
        rows = session.scalars(standing_parts(ParticipationRecord.person_id.is_not(None))).all()
        positions = {each.code: each for each in session.scalars(select(PositionRecord))}
        mine = Part(rows[0].agency_id, rows[0].person_id, position_id=positions["COMMAND"].id, run=3)
        (own,) = take_part(session, exercise, [mine], trail, self_reported=True)
        (wrong,) = take_part(session, exercise, [Part(rows[0].agency_id, headcount=9)], trail)
        void_part(session, wrong.record, "another drill", trail)
        correct_part(session, rows[1], replace(Part.of(rows[1]), run=7), trail, origin=Origin.GIVEN)
        verify_parts(session, [rows[2]], trail)
        positions["PIO"].take_back(NOW, BY, "nobody needs it")
        catalogue_changed(session)
        assert own.is_new
    take(
        store,
        "exercises",
        "exercise,title,type,held_on,plan_revision,poc,capabilities,invited,objectives,strengths,reviewed_on\n"
        "SIM-07,Big one,functional,2025-06-30,Regional ASIM plan 2.0,zoe.moreau0@grove.example,"
        'Planning;Health,Grove 911;Grove County EMS,"- Set staging\nMove fast\n- First patient moved",'
        '"Calm radio\nMaps",2025-07-01',
    )
    take(
        store,
        "actions",
        "action,corrective_action,due_on,poc,issue,element,evidence,grant\n"
        'CA-50,"Buy radios\nand train",2026-12-01,Chief of Elm,Too few,equipment,"=HYPERLINK(1)",SHSP',
    )


def test_a_person_of_two_terms_keeps_both(store: Store, empty: Store) -> None:
    take_small(store)
    take(
        store,
        "roster",
        """
        email,member_id,first_name,last_name,agency,role,joined_on,left_on
        two@x.gov,,Tom,Two,Cedar Fire,,,2020-05-01
        ,M-1,Mia,Min,Cedar Police,chief,,
        two@x.gov,,Tom,Two,Cedar Fire,captain,2022-01-01,""",
    )
    files = files_of(store, "csv")
    assert counts(look(store, "roster", files["roster"])) == (0, 0, 6, 0)
    for kind, content in files.items():
        take(empty, kind, content)
    assert standing_of(empty) == standing_of(store)
    assert files_of(empty, "csv") == files


def test_what_was_taken_back_is_left_out_but_for_completions(store: Store) -> None:
    take_small(store)
    _, rows = take(store, "requirements", "course,disciplines,roles\nBLS,law,chief;captain")
    _, done = take(store, "completions", "email,course,completed_on\nann@x.gov,BLS,2026-01-10")
    with store.reading() as session:
        assert ("BLS", "law", "captain;chief", None) in export_rows(session, REQUIREMENTS, REGION).rows
    undo(store, rows.id)
    undo(store, done.id)
    with store.reading() as session:
        assert len(export_rows(session, REQUIREMENTS, REGION).rows) == 2
        exported = export_rows(session, COMPLETIONS, REGION)
    (row,) = (dict(zip(exported.columns, each, strict=True)) for each in exported.rows)
    assert (row["voided_on"], row["void_reason"]) == (TODAY, f"import {done.id} undone")


def test_no_spreadsheet_runs_a_cell_and_importing_takes_the_guard_off(store: Store, empty: Store) -> None:
    take_small(store)
    text = "email,first_name,last_name,agency,rank\nann@x.gov,Ann,Lee,Cedar Fire,"
    take(store, "roster", (text + guard("=HYPERLINK(1)")).encode())
    files = files_of(store, "csv")
    assert b"'=HYPERLINK(1)" in files["roster"]
    for form in ("csv", "xlsx"):
        assert not look(store, "roster", files_of(store, form)["roster"]).writes
    for kind, content in files.items():
        take(empty, kind, content)
    with empty.reading() as session:
        exported = export_rows(session, ROSTER, REGION)
    assert "=HYPERLINK(1)" in [row[exported.columns.index("rank")] for row in exported.rows]


def test_an_export_has_the_columns_of_its_import(store: Store) -> None:
    with store.reading() as session:
        for kind in KINDS.values():
            assert export_rows(session, kind, REGION) == (kind.columns, [])


def test_an_export_leaves_an_audit_row(store: Store) -> None:
    with store.writing() as session:
        note_export(session, "roster", 3, BY, "command line", NOW)
    with store.reading() as session:
        row = session.scalars(select(AuditRow)).one()
    assert (row.what, row.subject_kind, row.detail) == ("exported", "export", {"kind": "roster", "rows": 3})


TYPED = st.one_of(
    st.text(max_size=8),
    st.text("=+-@'#; \t\u00a0\u202e\n", max_size=4).map("{}N/A".format),
    st.integers(190, 320).map("x".__mul__),
)
LOGGED = Modal("log", "Log", "Log", (PROVIDER, INSTRUCTOR, GRANT, AWARD, REASON), lambda request: Reply())


@settings(
    max_examples=400 if WHOLE else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.lists(st.lists(TYPED, min_size=4, max_size=4), min_size=1, max_size=4))
def test_whatever_a_form_takes_is_read_back_from_an_export(store: Store, typed: list[list[str]]) -> None:
    """Beside a class of a course with the longest title; of each other record it is taken back, too."""
    trail = Trail(BY, "slack", NOW, f"the sign-in of {'x' * 200}, 30 Nov 2026, 18:00")
    with store.writing() as session:
        ann = Person(email="ann@x.gov", first_name="Ann")
        course = CourseRecord(key="bls", code="BLS", title="x" * 200)
        session.add_all([ann, course])
        session.flush()
        for place, said in enumerate(typed):
            fields = dict(zip(("provider", "instructor", "award", "reason"), said, strict=True))
            try:
                fields |= {"grant": "HSGP (SHSP)", "reason": fields["reason"].strip() or "Twice"}
                filled = LOGGED.read(request_with(fields=fields))
                funding = funding_of(filled[GRANT], filled[AWARD])
            except Wrong:
                continue  # said at the field
            held = Completed(ann.id, course.id, date(2026, 1, 1 + place), funding=funding)
            held = replace(held, provider=filled[PROVIDER], instructor=filled[INSTRUCTOR])
            [kept] = record_completions(session, [held], trail, TODAY).kept
            if place % 2:
                void(session, kept.record, filled[REASON], trail, TODAY)
        if not session.scalar(select(CompletionRecord.id).limit(1)):
            session.rollback()
            return  # nothing was taken
        content = write_csv(*export_rows(session, COMPLETIONS, REGION))
        again = plan_import(session, COMPLETIONS, read_table(content, "completions.csv"), REGION, TODAY)
        session.rollback()
    assert not again.refused
    assert not again.writes
