from datetime import date
from typing import Any

import pytest

from files.intake import MissingColumn, Parsed, Refused, check_columns, parse_rows
from files.kinds import (
    ABSENCES,
    ACTIONS,
    ADOPTIONS,
    AGENCIES,
    COMPLETIONS,
    COURSES,
    EQUIVALENTS,
    EXERCISES,
    KINDS,
    PARTICIPATION,
    PLANS,
    POSITIONS,
    RATINGS,
    REQUIREMENTS,
    ROSTER,
    RULES,
    AgencyRow,
    CompletionRow,
    Kind,
    RequirementRow,
    RosterRow,
    RuleRow,
    UnknownKind,
    kind_named,
)
from files.table import Table, read_table
from readiness.records import AbsenceKind, Anchor, Relation
from readiness.vocabulary import Discipline, ExerciseType, Governance, Result, Role
from words.written import DateOrder

TODAY = date(2026, 11, 1)


def table_of(*lines: str) -> Table:
    return read_table("\n".join(lines).encode(), "brought.csv")


def outcomes(kind: Kind[Any], *lines: str) -> list[Parsed[Any] | Refused]:
    return list(parse_rows(kind, table_of(*lines), DateOrder.MDY, TODAY))


def taken(kind: Kind[Any], *lines: str) -> Any:
    (outcome,) = outcomes(kind, *lines)
    assert isinstance(outcome, Parsed), outcome
    return outcome.values


def reason(kind: Kind[Any], *lines: str) -> str:
    (outcome,) = outcomes(kind, *lines)
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def test_the_kinds_in_the_order_a_county_goes_in() -> None:
    assert list(KINDS) == [
        "agencies",
        "roster",
        "plans",
        "courses",
        "rules",
        "requirements",
        "equivalents",
        "completions",
        "absences",
        "adoptions",
        "positions",
        "exercises",
        "participation",
        "ratings",
        "actions",
    ]
    assert [kind.order for kind in KINDS.values()] == sorted(kind.order for kind in KINDS.values())
    assert kind_named(" Roster ") is ROSTER
    with pytest.raises(UnknownKind, match='"rooster" is no kind of import; there are agencies, roster'):
        kind_named("rooster")


@pytest.mark.parametrize(
    ("kind", "must"),
    [
        (AGENCIES, [("agency",), ("disciplines",)]),
        (ROSTER, [("email", "member_id"), ("first_name",), ("last_name",), ("agency",)]),
        (COURSES, [("code",), ("title",)]),
        (RULES, [("course",), ("effective_on",)]),
        (REQUIREMENTS, [("course",), ("disciplines",)]),
        (EQUIVALENTS, [("course",), ("counts_for",), ("kind",)]),
        (COMPLETIONS, [("email", "member_id"), ("completed_on", "expires_on"), ("course",)]),
        (ABSENCES, [("email", "member_id"), ("kind",), ("starts_on",)]),
        (PLANS, [("plan",), ("revision",), ("effective_on",)]),
        (ADOPTIONS, [("agency",), ("plan",), ("revision",), ("adopted_on",)]),
        (POSITIONS, [("position",), ("title",)]),
        (EXERCISES, [("exercise",), ("title",), ("type",), ("held_on",)]),
        (PARTICIPATION, [("email", "member_id", "headcount"), ("exercise",), ("agency",)]),
        (RATINGS, [("exercise",), ("task",), ("rating",)]),
        (ACTIONS, [("action",), ("corrective_action",), ("due_on",)]),
    ],
)
def test_the_bold_columns(kind: Kind[Any], must: list[tuple[str, ...]]) -> None:
    assert list(kind.must) == must


def test_a_missing_column_is_named_with_what_was_found_instead() -> None:
    with pytest.raises(MissingColumn) as refusal:
        check_columns(COMPLETIONS, table_of("Who,Course,Date", "Zoë,BLS,2026-01-01"))
    message = str(refusal.value)
    assert "brought.csv has no column email or member_id and no column completed_on" in message
    assert "Found instead: Who, Course, Date." in message
    with pytest.raises(MissingColumn):
        parse_rows(COMPLETIONS, table_of("email", "a@b.example"), DateOrder.MDY, TODAY)


def test_unknown_columns_are_named_once_as_they_were_brought() -> None:
    table = table_of("line,rejection_reason,Code,Shoe Size,Title,,", "2,why,BLS,44,Basic,,noted")
    report = check_columns(COURSES, table)
    assert report.given == ("code", "title")
    assert report.unknown == ("Shoe Size", "column 7, which has no name")


def test_an_agency() -> None:
    row = taken(
        AGENCIES, "agency,disciplines,governance,strength", " Elm  Fire ,Fire;EMS,Special_District,23"
    )
    assert row == AgencyRow(
        given=frozenset({"agency", "disciplines", "governance", "strength"}),
        agency="Elm Fire",
        disciplines=frozenset({Discipline.FIRE, Discipline.EMS}),
        governance=Governance.SPECIAL_DISTRICT,
        strength=23,
    )
    assert "strength" in reason(AGENCIES, "agency,disciplines,strength", "Elm,fire,-1")
    assert "one of law, fire" in reason(AGENCIES, "agency,disciplines", "Elm,navy")
    assert "disciplines: empty" in reason(AGENCIES, "agency,disciplines", "Elm,;")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Fire/EMS", {"fire", "ems"}),
        ("Fire / EMS", {"fire", "ems"}),
        ("Fire and EMS", {"fire", "ems"}),
        ('"Fire, EMS & Law"', {"fire", "ems", "law"}),
        ("Sheriff", {"law"}),
        ("Sheriff's Office", {"law"}),
        ("Police; 911 and dispatch", {"law", "dispatch"}),
        ("Fire/Rescue", {"fire"}),
        ("E-911", {"dispatch"}),
        ("Public Works/School", {"public_works", "school"}),
    ],
)
def test_disciplines_as_people_write_several(said: str, meant: set[str]) -> None:
    assert taken(AGENCIES, "agency,disciplines", f"Elm,{said}").disciplines == meant
    assert taken(REQUIREMENTS, "course,disciplines", f"BLS,{said}").disciplines == meant


def test_a_discipline_among_several_that_is_none_is_named() -> None:
    assert "navy" in reason(AGENCIES, "agency,disciplines", "Elm,Fire/Navy").lower()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("TTX", "tabletop"),
        ("FSE", "full-scale"),
        ("FE", "functional"),
        ("DR", "drill"),
        ("SEM", "seminar"),
        ("Table Top Exercise", "tabletop"),
        ("Full-Scale Exercise", "full-scale"),
        ("WS", "workshop"),
    ],
)
def test_exercises_as_their_program_shortens_them(said: str, meant: str) -> None:
    row = taken(EXERCISES, "exercise,title,type,held_on", f"EX-1,Elm,{said},2026-01-01")
    assert row.type.value == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Actor", "simulator"),
        ("Role Player", "simulator"),
        ("Evaluators", "evaluator"),
        ("Lead Controller", "controller"),
        ("Safety", "safety officer"),
        ("Player", "player"),
    ],
)
def test_roles_by_what_else_they_are_called(said: str, meant: str) -> None:
    row = taken(PARTICIPATION, "exercise,agency,email,role", f"EX-1,Elm,a@b.example,{said}")
    assert row.role.value == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("FMLA", "leave"),
        ("Military Leave", "leave"),
        ("Leave of Absence", "leave"),
        ("Waived", "waiver"),
        ("Workers' Comp", "leave"),
        ("Deployed", "leave"),
        ("Exempt", "waiver"),
    ],
)
def test_leaves_by_what_else_they_are_called(said: str, meant: str) -> None:
    row = taken(ABSENCES, "email,kind,starts_on", f"a@b.example,{said},2026-01-01")
    assert row.kind.value == meant


def test_defaults_of_empty_cells_and_of_absent_columns_are_told_apart() -> None:
    absent = taken(RULES, "course,effective_on", "BLS,2015-01-01")
    empty = taken(
        RULES,
        "course,effective_on,interval_months,anchor,window_days,month_end,cycle_start,grace_days,initial_days,"
        "lapse_months",
        "BLS,2015-01-01,,,,,,,,",
    )
    for row in (absent, empty):
        assert (row.interval_months, row.anchor, row.window_days) == (None, Anchor.COMPLETION, 60)
        assert (row.month_end, row.cycle_start, row.grace_days) == (False, None, 0)
        assert (row.initial_days, row.lapse_months) == (0, 36)
    assert absent.given == {"course", "effective_on"}
    assert empty.given == absent.given, "a blank cell says nothing"
    (cleared,) = parse_rows(
        RULES,
        table_of("course,effective_on,window_days", "BLS,2015-01-01,"),
        DateOrder.MDY,
        TODAY,
        None,
        True,
    )
    assert isinstance(cleared, Parsed)
    assert cleared.values.given == {"course", "effective_on", "window_days"}, "unless blanks clear"
    completion = taken(COMPLETIONS, "email,course,completed_on,result,verified", "a@b.example,BLS,1/5/26,,")
    assert completion == CompletionRow(
        given=frozenset({"email", "course", "completed_on"}),
        email="a@b.example",
        course="BLS",
        completed_on=date(2026, 1, 5),
        result=Result.PASS,
        verified=False,
    )


def test_a_rule() -> None:
    header = "course,effective_on,interval_months,anchor,cycle_start"
    row = taken(RULES, header, "LE-ASR,2015-01-01,24,Cycle,2015-09-01")
    assert isinstance(row, RuleRow)
    assert (row.anchor, row.cycle_start) == (Anchor.CYCLE, date(2015, 9, 1))
    assert "cycle_start: empty" in reason(RULES, header, "LE-ASR,2015-01-01,24,cycle,")
    for months in ("0", "601", "-1"):
        assert "months from 1 to 600" in reason(RULES, header, f"BLS,2015-01-01,{months},,")
    assert "completion, anniversary, cycle" in reason(RULES, header, "BLS,2015-01-01,24,yearly,")


def test_a_requirement_of_all_or_of_some() -> None:
    header = "course,disciplines,roles,effective_on"
    row = taken(REQUIREMENTS, header, "ICS-100,ALL,,")
    assert row == RequirementRow(
        given=frozenset({"course", "disciplines"}), course="ICS-100", disciplines=frozenset()
    )
    some = taken(REQUIREMENTS, header, "BLS,ems;fire;EMS,Medic; driver;medic,2024-01-01")
    assert some.disciplines == {"ems", "fire"}
    assert some.roles == ("Medic", "driver")
    assert "disciplines: found" in reason(REQUIREMENTS, header, "BLS,all;fire,,")
    assert "disciplines: empty" in reason(REQUIREMENTS, header, "BLS,,,")


def test_a_course_and_an_equivalent() -> None:
    assert taken(COURSES, "code,title,hours", "ROLL-CALL,roll-call micro-training,0.25").hours == 0.25
    assert taken(COURSES, "code,title,hours", "BLS,Basic,4h").hours == 4
    assert taken(COURSES, "code,title,hours", "BLS,Basic,N/A").hours == 0
    assert "hours from 0" in reason(COURSES, "code,title,hours", "BLS,Basic,four to six")
    header = "course,counts_for,kind"
    assert taken(EQUIVALENTS, header, "ASIM-TTT,ASIM-B, Renews ").kind is Relation.RENEWS
    assert "satisfies, renews" in reason(EQUIVALENTS, header, "ASIM-TTT,ASIM-B,replaces")


def test_a_roster_row() -> None:
    header = "member_id,first_name,last_name,agency,joined_on,left_on"
    row = taken(ROSTER, header, "A-17,Pia,O'Neil,Elm Fire,5/1/2021,4/30/2031")
    assert isinstance(row, RosterRow)
    assert (row.email, row.member_id, row.left_on) == (None, "A-17", date(2031, 4, 30))
    assert "comes before joined_on, 2021-05-01" in reason(
        ROSTER, header, "A-17,P,O,Elm,2021-05-01,2021-04-30"
    )
    assert "email and member_id: empty" in reason(
        ROSTER, "email,member_id,first_name,last_name,agency", ",,Pia,O'Neil,Elm Fire"
    )


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    said = reason(ROSTER, "email,first_name,last_name,agency,joined_on", "pia,,O'Neil,Elm,2/30/2021")
    assert [part.split(":")[0] for part in said.split("; ") if ":" in part] == [
        "email",
        "first_name",
        "joined_on",
    ]


def test_a_two_digit_year_of_the_last_century_is_refused() -> None:
    header = "email,first_name,last_name,agency,joined_on,left_on"
    assert "the year with four digits" in reason(ROSTER, header, "a@b.example,A,B,Elm,3/15/98,")
    assert taken(ROSTER, header, "a@b.example,A,B,Elm,3/15/1998,12/31/2099").left_on == date(2099, 12, 31)
    assert taken(ROSTER, header, "a@b.example,A,B,Elm,3/15/27,").joined_on == date(2027, 3, 15)


def test_a_completion_today_counts_and_tomorrow_does_not() -> None:
    header = "email,course,completed_on"
    assert taken(COMPLETIONS, header, "a@b.example,BLS,11/1/2026").completed_on == TODAY
    assert "lies in the future (today is 2026-11-01)" in reason(
        COMPLETIONS, header, "a@b.example,BLS,11/2/2026"
    )


def test_what_an_export_adds_to_a_completion() -> None:
    header = (
        "email,course,completed_on,record,corrects,voided_on,void_reason,verified_by,verified_on,recorded_by"
    )
    row = taken(
        COMPLETIONS,
        header,
        "a@b.example,BLS,2026-01-05,17,12,2026-02-01,entered twice,b@b.example,2026-01-06,c",
    )
    assert (row.record, row.corrects, row.voided_on) == ("17", "12", date(2026, 2, 1))
    assert (row.void_reason, row.verified_by, row.recorded_by) == ("entered twice", "b@b.example", "c")
    assert "void_reason: empty" in reason(
        COMPLETIONS, header, "a@b.example,BLS,2026-01-05,17,,2026-02-01,,,,"
    )
    assert "voided_on: empty" in reason(COMPLETIONS, header, "a@b.example,BLS,2026-01-05,17,,,twice,,,")
    assert "is the record itself" in reason(COMPLETIONS, header, "a@b.example,BLS,2026-01-05,17,17,,,,,")


def test_absences() -> None:
    header = "email,kind,course,starts_on,ends_on"
    assert taken(ABSENCES, header, "a@b.example,Leave,,2026-01-05,").kind is AbsenceKind.LEAVE
    assert taken(ABSENCES, header, "a@b.example,waiver,BLS,2026-01-05,2026-01-05").course == "BLS"
    assert "a leave is for all courses" in reason(ABSENCES, header, "a@b.example,leave,BLS,2026-01-05,")
    assert "comes before starts_on" in reason(ABSENCES, header, "a@b.example,waiver,,2026-01-05,2026-01-04")


def test_a_blank_cell_of_the_newer_kinds_says_nothing() -> None:
    """What a row fills is what it says; the rest are the defaults of a new record."""
    row = taken(PARTICIPATION, "exercise,agency,email,role,run,verified", "EX-1,Elm,a@b.example,,,")
    assert row.given == {"exercise", "agency", "email"}
    assert (row.role, row.run, row.verified) == (Role.PLAYER, 1, False)
    row = taken(POSITIONS, "position,title,disciplines,needed", "PIO,Public information,all,0")
    assert (row.disciplines, row.needed, row.current_months) == (frozenset(), 0, 12)
    assert row.given == {"position", "title", "disciplines", "needed"}
    row = taken(
        EXERCISES,
        "exercise,title,type,held_on,mission_area,capabilities",
        "X,X,Full scale,2027-01-05,RESPONSE,A;B",
    )
    assert (row.type, row.mission_area, row.capabilities) == (ExerciseType.FULL_SCALE, "response", ("A", "B"))


def test_what_an_export_adds_to_participation() -> None:
    header = "exercise,agency,headcount,record,replaced_by,voided_on,void_reason"
    assert taken(PARTICIPATION, header, "EX-1,Elm,3,r1,r2,2026-02-01,twice").replaced_by == "r2"
    assert "void_reason: empty" in reason(PARTICIPATION, header, "EX-1,Elm,3,r1,,2026-02-01,")
    assert "voided_on: empty" in reason(PARTICIPATION, header, "EX-1,Elm,3,r1,,,twice")
    assert "record: empty" in reason(PARTICIPATION, header, "EX-1,Elm,3,,r2,,")
    assert "is the record itself" in reason(PARTICIPATION, header, "EX-1,Elm,3,r1,R1,,")


def test_the_order_of_days_is_the_settings() -> None:
    table = table_of("email,course,completed_on", "a@b.example,BLS,5/1/2026")
    for order, day in ((DateOrder.MDY, date(2026, 5, 1)), (DateOrder.DMY, date(2026, 1, 5))):
        (outcome,) = parse_rows(COMPLETIONS, table, order, TODAY)
        assert isinstance(outcome, Parsed)
        assert outcome.values.completed_on == day


def test_a_row_that_cannot_be_told_apart_is_refused_with_its_problem() -> None:
    assert "4 cells and the header 3" in reason(
        COMPLETIONS, "email,course,completed_on", "a@b.example,BLS,November 1, 2026"
    )


@pytest.mark.parametrize(
    ("cell", "disciplines"),
    [
        ("Law Enforcement", {Discipline.LAW}),
        ("police;Fire Dept", {Discipline.LAW, Discipline.FIRE}),
        ("911", {Discipline.DISPATCH}),
        ("9-1-1; Medics", {Discipline.DISPATCH, Discipline.EMS}),
        ("Emergency Management", {Discipline.EM}),
        ("Public-Works", {Discipline.PUBLIC_WORKS}),
    ],
)
def test_disciplines_by_all_that_they_are_called(cell: str, disciplines: set[Discipline]) -> None:
    [parsed] = outcomes(AGENCIES, "agency,disciplines", f"Elm,{cell}")
    assert isinstance(parsed, Parsed)
    assert parsed.values.disciplines == disciplines
