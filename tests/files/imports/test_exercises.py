"""Positions, exercises, who took part, how it went, and what came of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from files.kinds import kind_named
from storage.audit import AuditKind, Trail, note
from storage.engine import Store
from storage.exercises import (
    ActionRecord,
    ExerciseRecord,
    ExerciseState,
    ParticipationRecord,
    RatingRecord,
    TaskRecord,
)
from storage.people import Person
from storage.positions import PositionRecord
from storage.taking_part import Part, standing_parts, take_part
from tests.files.exports.exported import export_rows
from tests.files.imports.bringing import (
    BY,
    NOW,
    REGION,
    audit_of,
    can_play,
    can_play_rebuilt,
    counts,
    look,
    notices,
    reasons,
    rows_in,
    take,
    undo,
)

POSITIONS = """
    position,title,disciplines,needed,current_months
    COMMAND,Incident command,all,1,12
    TACTICAL,Tactical,law,1,12
    TRIAGE,Triage,ems;fire,1,12"""
EXERCISES = """
    exercise,title,type,held_on,host_agency,simulation
    EX-1,Vine campus drill,drill,2026-01-14,Cedar Fire,
    EX-2,Elm tabletop,tabletop,2026-03-02,Cedar Police,no
    EX-9,Fall functional,functional,2026-12-05,,"""
PARTICIPATION = """
    exercise,agency,email,headcount,role,position,run,verified
    EX-1,Cedar Fire,ann@x.gov,,player,COMMAND,1,yes
    EX-1,Cedar Fire,ann@x.gov,,player,TRIAGE,2,
    EX-1,Cedar Police,,3,player,,,
    EX-2,Cedar Police,cid@x.gov,,,TACTICAL,,"""


@pytest.fixture
def played(small: Store) -> Store:
    """The small region with positions, three exercises, and who took part in two of them."""
    for kind, text in (("positions", POSITIONS), ("exercises", EXERCISES), ("participation", PARTICIPATION)):
        plan, _ = take(small, kind, text)
        assert not plan.refused
    return small


def catalogue(store: Store) -> list[str]:
    with store.reading() as session:
        live = select(PositionRecord).where(PositionRecord.voided_at.is_(None))
        return [each.code for each in session.scalars(live.order_by(PositionRecord.place))]


def parts(store: Store) -> list[tuple[str | None, str, bool, bool]]:
    """Whose, in which position, verified, and whether it stands."""
    with store.reading() as session:
        query = (
            select(ParticipationRecord, Person.email, PositionRecord.code)
            .outerjoin(Person, Person.id == ParticipationRecord.person_id)
            .outerjoin(PositionRecord, PositionRecord.id == ParticipationRecord.position_id)
            .order_by(ParticipationRecord.id)
        )
        return [
            (email, code or "", row.verified, row.voided_at is None and row.replaced_by_id is None)
            for row, email, code in session.execute(query)
        ]


@pytest.mark.postgres
def test_who_took_part_can_play_and_the_same_again_changes_nothing(played: Store) -> None:
    assert can_play(played) == {
        ("ann@x.gov", "COMMAND"): (date(2026, 1, 14), None, date(2027, 1, 14)),
        ("ann@x.gov", "TRIAGE"): (date(2026, 1, 14), None, date(2027, 1, 14)),
        ("cid@x.gov", "TACTICAL"): (None, date(2026, 3, 2), None),
    }
    before = rows_in(played)
    for kind, text in (("positions", POSITIONS), ("exercises", EXERCISES), ("participation", PARTICIPATION)):
        again = look(played, kind, text)
        assert not again.writes
        assert counts(again) == (0, 0, len(again.table.rows), 0)
    _, run = take(
        played, "exercises", EXERCISES.replace("tabletop,2026-03-02,Cedar Police,no", "game,2026-03-03,,yes")
    )
    assert (run.counts.new, run.counts.changed) == (0, 1)
    assert can_play(played)["cid@x.gov", "TACTICAL"] == (date(2026, 3, 3), None, date(2027, 3, 3))
    take(played, "positions", "position,title,current_months\nTACTICAL,Tactical,24")
    assert can_play(played)["cid@x.gov", "TACTICAL"][2] == date(2028, 3, 3)
    undo(played, run.id)
    assert can_play(played)["cid@x.gov", "TACTICAL"] == (None, date(2026, 3, 2), None)
    assert can_play(played) == can_play_rebuilt(played)
    assert rows_in(played)["participation"] == before["participation"]


def test_an_exercise_by_its_title_is_the_same_one(played: Store) -> None:
    by_title = PARTICIPATION.replace("EX-1", "Vine  Campus Drill").replace("exercise,", "Exercise Title,", 1)
    assert counts(look(played, "participation", by_title)) == (0, 0, 4, 0)
    host = "exercise,title,type,held_on,Host\nEX-5,Vine campus drill,DR,2026-04-01,Cedar Police"
    plan, _ = take(played, "exercises", host)
    assert not plan.unknown_columns
    (reason, *_) = reasons(look(played, "participation", by_title)).values()
    assert "Vine Campus Drill isn't an exercise here" in str(reason), "two bear that title now"


def test_rows_about_an_exercise_that_can_not_be_are_refused(played: Store) -> None:
    with played.writing() as session:
        session.add(_exercise("OFF", state=ExerciseState.CANCELLED))
        note(session, NOW, BY, "slack", AuditKind.EXERCISE_CANCELLED)
    take(played, "positions", "position,title,taken_out_on\nPIO,Public information,2026-05-01")
    plan = look(
        played,
        "participation",
        """
        exercise,agency,email,member_id,headcount,role,position,run
        EX-3,Cedar Fire,,,3,,,
        EX-9,Cedar Fire,,,3,,,
        OFF,Cedar Fire,,,3,,,
        EX-1,Elm Fire,,,3,,,
        EX-1,Cedar Fire,gus@x.gov,,,,,
        EX-1,Cedar Fire,ann@x.gov,,3,,,
        EX-1,Cedar Fire,,,,,,
        EX-1,Cedar Fire,,,3,,TRIAGE,
        EX-1,Cedar Fire,,,-3,,,
        EX-1,Cedar Fire,,,10000,,,
        EX-1,Cedar Fire,,,0,,,
        EX-1,Cedar Fire,ann@x.gov,,,,WIZARD,
        EX-1,Cedar Fire,ann@x.gov,,,,PIO,
        EX-1,Cedar Fire,ann@x.gov,,,chief,,
        EX-1,Cedar Fire,ann@x.gov,,,,,0
        EX-1,Cedar Fire,ann@x.gov,,,evaluator,,""",
    )
    said = reasons(plan)
    assert [said[line].split(";")[0] for line in sorted(said)] == [
        "exercise: EX-3 isn't an exercise here",
        "exercise: EX-9 is to come, on 2026-12-05 (today is 2026-11-01)",
        "exercise: OFF was cancelled, so there is no who took part to record",
        "agency: Elm Fire isn't an agency here",
        "email: gus@x.gov is nobody on the roster",
        "headcount: 3, beside a person",
        "email and member_id and headcount: empty",
        "position: TRIAGE beside a headcount",
        'headcount: found "-3"',
        'headcount: found "10000"',
        'headcount: found "0"',
        "position: WIZARD isn't a position here",
        "position: PIO was taken out of the catalogue, so it can't be played any more",
        'role: found "chief"',
        'run: found "0"',
    ]
    assert counts(plan) == (1, 0, 0, 15)
    rated = look(
        played,
        "ratings",
        "exercise,task,rating,run\nEX-9,Set staging,P,\nEX-1,,P,\nEX-1,Set staging,A,\nEX-1,Set staging,P,1",
    )
    assert reasons(rated)[2].startswith("exercise: EX-9 is to come")
    assert reasons(rated)[3] == "task: empty; it is required"
    assert reasons(rated)[4] == 'rating: found "A"; wanted one of P, S, M, U, N'
    assert counts(rated) == (1, 0, 0, 3)
    assert "people took part" not in str(reasons(look(played, "exercises", EXERCISES)))
    ahead = look(played, "exercises", "exercise,title,type,held_on\nEX-1,Vine campus drill,drill,2027-01-14")
    assert "held_on: 2027-01-14 lies in the future" in reasons(ahead)[2]


def _exercise(code: str, **values: object) -> ExerciseRecord:
    return ExerciseRecord(
        key=code.lower(),
        code=code,
        title=code,
        type="drill",
        held_on=date(2026, 2, 2),
        recorded_at=NOW,
        **values,
    )


def test_a_position_their_discipline_does_not_fill_is_recorded_and_said(played: Store) -> None:
    plan, _ = take(
        played,
        "participation",
        """
        exercise,agency,email,role,position
        EX-1,Cedar Fire,bob@x.gov,,TACTICAL
        EX-1,Cedar Fire,bob@x.gov,controller,TRIAGE
        EX-1,Cedar Fire,bob@x.gov,,COMMAND""",
    )
    assert notices(plan) == {
        2: "Tactical is filled by Law enforcement, and Bob Ray is EMS and Fire; recorded all the same",
        3: "Triage as controller: only players play a position; recorded so",
    }
    assert counts(plan) == (3, 0, 0, 0)


@pytest.mark.postgres
def test_a_file_confirms_corrects_and_takes_back_what_it_names(played: Store) -> None:
    """A blank cell of `verified` says nothing, and what somebody confirmed here no file takes back."""
    with played.writing() as session:
        command, triage, *_ = session.scalars(select(ParticipationRecord).order_by(ParticipationRecord.id))
        triage.verified, triage.verified_by, triage.verified_at = True, BY, NOW
        note(session, NOW, BY, "slack", AuditKind.TOOK_PART_VERIFIED, ("participation", triage.id))
        names = command.record, triage.record
    head = "exercise,agency,email,position,run,verified"
    assert not look(played, "participation", f"{head}\nEX-1,Cedar Fire,ann@x.gov,TRIAGE,2,no").writes
    assert not look(played, "participation", f"{head}\nEX-1,Cedar Fire,ann@x.gov,COMMAND,1,").writes
    plan, _ = take(played, "participation", f"{head}\nEX-1,Cedar Fire,ann@x.gov,COMMAND,1,no")
    assert [each.column for each in plan.rows[0].changes] == ["verified"]
    twice = f"{head}\nEX-2,Cedar Fire,bob@x.gov,,,\nEX-2,Cedar Fire,bob@x.gov,,,yes"
    assert counts(take(played, "participation", twice)[0]) == (1, 1, 0, 0)
    assert not look(played, "participation", twice).writes

    text = f"""
        exercise,agency,email,position,run,record,voided_on,void_reason
        EX-1,Cedar Fire,ann@x.gov,TACTICAL,1,{names[0]},,
        EX-1,Cedar Fire,ann@x.gov,TRIAGE,2,{names[1]},2026-02-01,another Ann"""
    plan, run = take(played, "participation", text)
    assert [(c.column, c.before, c.after) for row in plan.rows for c in row.changes] == [
        ("position", "COMMAND", "TACTICAL"),
        ("voided_on", None, date(2026, 2, 1)),
    ]
    assert set(can_play(played)) == {("ann@x.gov", "TACTICAL"), ("cid@x.gov", "TACTICAL")}
    assert not look(played, "participation", text).writes
    old = look(played, "participation", PARTICIPATION)
    assert not old.writes
    assert [row.remark for row in old.rows][:2] == [
        "corrected here since",
        "voided here on 2026-02-01: another Ann",
    ]
    with played.writing() as session:  # somebody says here again what the file corrected, and what it voided
        again = [Part.of(session.get_one(ParticipationRecord, each.id)) for each in (command, triage)]
        drill = session.get_one(ExerciseRecord, command.exercise_id)
        take_part(session, drill, again, Trail(BY, "slack", NOW, "the form"))
    undone = undo(played, run.id)
    assert (undone.taken_back, undone.put_back) == ({"participation": 1}, {"participation": 2})
    with played.reading() as session:
        there = [Part.of(each) for each in session.scalars(standing_parts())]
    assert [there.count(each) for each in again] == [1, 1]
    assert {key for key in can_play(played) if key[0] == "ann@x.gov"} == {
        ("ann@x.gov", "COMMAND"),
        ("ann@x.gov", "TRIAGE"),
    }
    assert can_play(played) == can_play_rebuilt(played)


def test_a_history_that_can_not_be_is_refused(played: Store) -> None:
    plan, _ = take(
        played,
        "participation",
        """
        exercise,agency,headcount,record,replaced_by,voided_on,void_reason
        EX-1,Cedar Fire,11,a,b,,
        EX-1,Cedar Fire,12,b,a,,
        EX-1,Cedar Fire,13,c,nowhere,,
        EX-1,Cedar Fire,14,d,e,,
        EX-1,Cedar Fire,15,e,,,
        EX-1,Cedar Fire,15,e,,,
        EX-1,Cedar Fire,16,e,,,
        EX-1,Cedar Fire,17,f,,2026-02-01,entered twice""",
    )
    assert reasons(plan) == {
        2: "replaced_by: b isn't a record here or one that is taken from this file",
        3: "replaced_by: a isn't a record here or one that is taken from this file",
        4: "replaced_by: nowhere isn't a record here or one that is taken from this file",
        8: "record: e stands on line 6 with other values",
    }
    assert counts(plan) == (3, 0, 1, 4)
    with played.reading() as session:
        rows = session.scalars(select(ParticipationRecord).where(ParticipationRecord.headcount > 10)).all()
        by_record = {row.record: row for row in rows}
        assert by_record["d"].replaced_by_id == by_record["e"].id
        assert (by_record["f"].void_reason, by_record["f"].voided_by) == ("entered twice", BY)


@pytest.mark.postgres
def test_undoing_leaves_what_others_build_upon(played: Store) -> None:
    _, rated = take(played, "ratings", "exercise,task,rating\nEX-1,Set staging,U\nEX-2,Set staging,P")
    _, acts = take(
        played, "actions", "action,corrective_action,due_on,exercise\nCA-1,Practise,2026-12-01,EX-2"
    )
    undone = undo(played, _run_of(played, "exercises"))
    assert undone.taken_back == {"exercise": 1}  # the one to come, of which nothing is known yet
    assert {(each.what, each.why) for each in undone.kept} == {
        ("exercise EX-1 2026-01-14", "people took part in it"),
        ("exercise EX-2 2026-03-02", "people took part in it"),
    }
    for number in (acts.id, rated.id, _run_of(played, "participation")):
        assert not undo(played, number).kept
    assert can_play(played) == {} == can_play_rebuilt(played)
    assert undo(played, _run_of(played, "positions")).taken_back == {"position": 3}
    assert catalogue(played) == []
    for kind, text in (("positions", POSITIONS), ("exercises", EXERCISES), ("participation", PARTICIPATION)):
        plan, _ = take(played, kind, text)
        assert not plan.refused
    assert catalogue(played) == ["COMMAND", "TACTICAL", "TRIAGE"]
    assert len(can_play(played)) == 3
    assert counts(take(played, "actions", "action,corrective_action,due_on\nCA-1,Anew,2026-12-09")[0])[0] == 1
    with played.reading() as session:
        action = session.scalars(select(ActionRecord)).one()
        assert (action.corrective_action, action.exercise_id, action.voided_at) == ("Anew", None, None)
        assert session.scalars(select(RatingRecord).where(RatingRecord.voided_at.is_(None))).all() == []


def _run_of(store: Store, kind: str) -> int:
    """The number of the first import of a kind."""
    return next(row.subject_id or 0 for row in audit_of(store, "imported") if row.detail["kind"] == kind)


def test_the_catalogue_keeps_the_order_of_its_file_and_has_room_for_sixteen(small: Store) -> None:
    take(small, "positions", POSITIONS)
    plan, _ = take(
        small, "positions", "position,title\nTRIAGE,Triage\nSTAGING,Staging\nCOMMAND,Incident command"
    )
    assert catalogue(small) == ["TRIAGE", "TACTICAL", "STAGING", "COMMAND"]
    assert [(c.column, c.before, c.after) for row in plan.rows for c in row.changes] == [
        ("place in the catalogue", 3, 1),
        ("place in the catalogue", 1, 4),
    ]
    many = "position,title,needed\n" + "\n".join(f"P{number},P{number},1" for number in range(14))
    plan, _ = take(small, "positions", f"{many}\nP99,P99,0")
    assert reasons(plan) == {
        14: "needed: 16 positions are needed for a team already, and there can be no more; 0 records P12 "
        "without a team needing it",
        15: "needed: 16 positions are needed for a team already, and there can be no more; 0 records P13 "
        "without a team needing it",
    }
    assert counts(plan) == (13, 0, 0, 2)
    assert not look(small, "positions", POSITIONS.replace("TACTICAL", "tactical")).refused


def test_an_exercise_has_all_that_was_planned(small: Store) -> None:
    take(
        small, "plans", "plan,revision,effective_on\nRegional plan,3.0,2026-01-01\nRadio plan,3.0,2026-01-01"
    )
    head = (
        "exercise,title,type,held_on,plan_revision,poc,mission_area,capabilities,invited,objectives,"
        "strengths\n"
    )
    plan = look(
        small,
        "exercises",
        head + "EX-1,Drill,drill,2026-01-14,3.0,,,,,,\nEX-2,Drill,drill,2026-01-14,,,,,Elm,,",
    )
    assert reasons(plan) == {
        2: "plan_revision: 3.0 may be Radio plan 3.0 or Regional plan 3.0; name the plan with it",
        3: "invited: Elm isn't an agency here",
    }
    cells = (
        '"Unified command\n- Name the command post\n- Set staging\n\\- Not a task","Calm radio\nGood maps"'
    )
    row = "EX-1,Drill,drill,2026-01-14,Regional plan 3.0,ANN@x.gov,RESPONSE,Planning;Health,"
    text = f"{head}{row}cedar police;Cedar Fire,{cells}".encode()
    take(small, "exercises", text)
    assert not look(small, "exercises", text).writes
    with small.reading() as session:
        exercise = session.scalars(select(ExerciseRecord)).one()
        ann = session.scalars(select(Person).where(Person.email == "ann@x.gov")).one()
        assert (exercise.poc_id, exercise.poc, exercise.mission_area) == (ann.id, "", "response")
        tasks = session.scalars(select(TaskRecord).order_by(TaskRecord.place)).all()
        assert [each.task for each in tasks] == ["Name the command post", "Set staging"]
        assert tasks[0].objective_id is not None
    _, run = take(
        small, "exercises", text.replace(b"\n- Set staging", b"").replace(b"ANN@x.gov", b"Ann the neighbour")
    )
    with small.reading() as session:
        exercise = session.scalars(select(ExerciseRecord)).one()
        assert (exercise.poc_id, exercise.poc) == (None, "Ann the neighbour")
        assert len(session.scalars(select(TaskRecord)).all()) == 1
    assert undo(small, run.id).put_back == {"exercise": 1}
    assert not look(small, "exercises", text).writes


def test_actions_whose_days_or_reasons_do_not_fit_are_refused(played: Store) -> None:
    plan, _ = take(
        played,
        "actions",
        """
        action,corrective_action,due_on,starts_on,status,done_on,reason,exercise,agency,element
        CA-1,Practise,2026-01-01,2026-02-01,open,,,,,
        CA-2,Practise,2026-02-01,,done,,,,,
        CA-3,Practise,2026-02-01,,done,2026-11-02,,,,
        CA-4,Practise,2026-02-01,,not_doing,,,,,
        CA-5,Practise,2026-02-01,,extended,,,,,
        CA-6,Practise,2026-02-01,,,,,EX-7,,
        CA-7,Practise,2026-02-01,,,,,,Elm,
        CA-8,Practise,,,,,,,,
        CA-10,Practise,2026-02-01,2026-01-01,done,2025-12-31,,,,
        CA-9,Practise,2026-02-01,2026-01-01,done,2026-01-20,,ex-1,cedar fire,training""",
    )
    assert [each.split(":")[0] for each in reasons(plan).values()] == [
        "due_on",
        "done_on",
        "done_on",
        "reason",
        "reason",
        "exercise",
        "agency",
        "due_on",
        "done_on",
    ]
    again = "action,corrective_action,due_on,status,starts_on\nCA-9,Practise,{},{},{}"
    assert not look(played, "actions", again.format("2026-02-01", "done", "")).writes
    assert reasons(look(played, "actions", again.format("2025-12-01", "", "")))[2] == (
        "due_on: 2025-12-01 comes before starts_on, 2026-01-01"
    )
    reopened = take(played, "actions", again.format("2026-02-01", "open", ""))[0].rows[0]
    assert [(c.column, c.before, c.after) for c in reopened.changes] == [("status", "done", "open")]


def test_what_took_place_no_file_cancels_and_ratings_of_a_cancelled_one_stay_behind(played: Store) -> None:
    take(played, "ratings", "exercise,task,rating\nEX-2,Set up,P")
    header = "exercise,title,type,held_on,host_agency,state\n"
    rows = (
        "EX-1,Vine campus drill,drill,2026-01-14,Cedar Fire",
        "EX-2,Elm tabletop,tabletop,2026-03-02,Cedar Police",
    )
    cancelled = header + "\n".join(f"{each},cancelled" for each in rows)
    told = reasons(look(played, "exercises", cancelled))
    assert [each.split(":")[1] for each in told.values()] == [" EX-1 took place", " EX-2 took place"]
    with played.writing() as session:
        held = session.scalars(select(ExerciseRecord).where(ExerciseRecord.code == "EX-2")).one()
        held.state = ExerciseState.CANCELLED
    assert reasons(look(played, "exercises", cancelled)).keys() == {2}
    with played.reading() as session:
        assert export_rows(session, kind_named("ratings"), REGION).rows == []
