"""The roster: who a row means, what becomes of their affiliations, and who is missing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from files.imports.plan import Change, FieldChange
from files.settled import Settled
from storage.engine import Store
from storage.people import AffiliationRecord, Person, Unit
from tests.files.imports.bringing import (
    affiliations,
    audit_of,
    counts,
    look,
    person,
    reasons,
    rows_in,
    standing_of,
    standing_rebuilt,
    take,
    undo,
)


def test_a_transfer_ends_one_affiliation_and_starts_another(small: Store) -> None:
    plan, _ = take(
        small,
        "roster",
        """
        email,first_name,last_name,agency,joined_on,left_on
        ann@x.gov,Ann,Lee,Cedar Fire,2020-01-01,2026-10-01
        ann@x.gov,Ann,Lee,Cedar Police,2026-10-02,""",
    )
    assert counts(plan) == (1, 1, 0, 0)
    assert affiliations(small, "ann@x.gov") == [
        ("Cedar Fire", date(2020, 1, 1), date(2026, 10, 1), "captain"),
        ("Cedar Police", date(2026, 10, 2), None, ""),
    ]
    assert standing_of(small) == standing_rebuilt(small)


def test_neither_an_absent_column_nor_a_blank_cell_changes_anything(small: Store) -> None:
    take(small, "roster", "email,first_name,last_name,agency\nann@x.gov,Ann,Lee,Cedar Fire")
    assert affiliations(small, "ann@x.gov")[0][3] == "captain"
    silent = "email,first_name,last_name,agency,role,rank\nann@x.gov,Ann,Lee,Cedar Fire,N/A,-"
    assert counts(look(small, "roster", silent)) == (0, 0, 1, 0), "what says nothing is blank"
    blank = "email,first_name,last_name,agency,role\nann@x.gov,Ann,Lee,Cedar Fire,"
    assert counts(look(small, "roster", blank)) == (0, 0, 1, 0)
    take(small, "roster", blank, settled=Settled(blank_clears=True))
    assert affiliations(small, "ann@x.gov")[0][3] == ""


def test_who_is_here_already_and_gets_a_membership_is_named(small: Store) -> None:
    head = "email,first_name,last_name,agency"
    plan = look(small, "roster", f"{head}\nann@x.gov,Ann,Lee,Cedar Police\neve@x.gov,Eve,Hay,Cedar Police")
    assert (plan.whom.new, plan.whom.joining) == (("Eve Hay, Cedar Police",), ("Ann Lee, Cedar Police",))


def test_without_a_first_day_the_open_affiliation_is_meant_else_the_latest(small: Store) -> None:
    take(
        small, "roster", "email,first_name,last_name,agency,left_on\nann@x.gov,Ann,Lee,Cedar Fire,2026-05-01"
    )
    assert affiliations(small, "ann@x.gov") == [("Cedar Fire", date(2020, 1, 1), date(2026, 5, 1), "captain")]
    take(
        small,
        "roster",
        "email,first_name,last_name,agency,joined_on\nann@x.gov,Ann,Lee,Cedar Fire,2026-08-01",
    )
    take(small, "roster", "email,first_name,last_name,agency,role\nann@x.gov,Ann,Lee,Cedar Fire,chief")
    assert [each[3] for each in affiliations(small, "ann@x.gov")] == ["captain", "chief"]


def test_an_end_before_the_recorded_beginning_is_refused(small: Store) -> None:
    plan = look(
        small, "roster", "email,first_name,last_name,agency,left_on\nann@x.gov,Ann,Lee,Cedar Fire,2012-05-01"
    )
    assert reasons(plan) == {2: "left_on: 2012-05-01 comes before joined_on, which is 2020-01-01 here"}


def test_names_compare_without_case_and_spaces(small: Store) -> None:
    before = rows_in(small)
    plan, _ = take(
        small,
        "roster",
        """
        Email,First Name,LAST_NAME,agency,joined on
        ANN@X.gov, Ann ,Lee,"CEDAR   fire",1/1/2020""",
    )
    assert counts(plan) == (0, 0, 1, 0)
    after = rows_in(small)
    assert {name for name in after if after[name] != before[name]} == {"audit", "import_run"}


def test_somebody_known_by_member_id_gets_an_email(small: Store) -> None:
    take(small, "roster", "member_id,first_name,last_name,agency\nC-7,Dee,Fox,Cedar Police")
    plan, _ = take(
        small, "roster", "member_id,email,first_name,last_name,agency\nc-7,dee@x.gov,Dee,Fox,Cedar Police"
    )
    assert [(row.change, [c.column for c in row.changes]) for row in plan.rows] == [
        (Change.CHANGED, ["email"])
    ]
    dee = person(small, "dee@x.gov")
    assert (dee.member_id, dee.member_key) == ("C-7", "c-7")
    assert dee.sort_key.split("\x1f") == ["fox", "dee", "dee@x.gov"]


def test_email_and_member_id_of_two_people_are_refused(small: Store) -> None:
    take(small, "roster", "email,member_id,first_name,last_name,agency\nann@x.gov,C-1,Ann,Lee,Cedar Fire")
    plan = look(
        small,
        "roster",
        """
        email,member_id,first_name,last_name,agency
        bob@x.gov,C-1,Bob,Ray,Cedar Fire
        new@x.gov,C-1,Nat,Orr,Cedar Police""",
    )
    assert "C-1 is Ann Lee, and bob@x.gov is Bob Ray" in reasons(plan)[2]
    assert "put the agency before it" in reasons(plan)[3]


def test_a_changed_name_is_audited_and_found_again(small: Store) -> None:
    head = "email,member_id,first_name,last_name,agency"
    take(small, "roster", f"{head}\nann@x.gov,C-1,Ann,Lee,Cedar Fire")
    before = len(audit_of(small, "changed by import"))
    plan, run = take(small, "roster", f"{head}\nann@x.gov,C-1,Ann,O’Brien,Cedar Fire")
    assert counts(plan) == (0, 1, 0, 0)
    assert person(small, "ann@x.gov").name_key == "ann obrien"
    (row,) = audit_of(small, "changed by import")[before:]
    assert (row.subject_kind, row.subject_id) == ("person", person(small, "ann@x.gov").id)
    assert (row.import_id, row.detail) == (run.id, {"changes": {"last_name": ["Lee", "O’Brien"]}})


def test_two_rows_of_one_person_do_not_quarrel_over_an_empty_cell(small: Store) -> None:
    text = """
        email,first_name,last_name,agency,phone
        ann@x.gov,Ann,Lee,Cedar Fire,555-1234
        ann@x.gov,Ann,Lee,Cedar Police,"""
    take(small, "roster", text)
    assert person(small, "ann@x.gov").phone == "555-1234"
    assert counts(look(small, "roster", text)) == (0, 0, 2, 0)


def test_the_missing_are_listed_and_end_only_on_an_explicit_yes(small: Store) -> None:
    only_ann = "email,first_name,last_name,agency\nann@x.gov,Ann,Lee,Cedar Fire"
    plan, _ = take(small, "roster", only_ann)
    assert [(each.person, each.agency) for each in plan.missing] == [("Bob Ray", "Cedar Fire")]
    assert affiliations(small, "bob@x.gov")[0][2] is None
    _, run = take(small, "roster", only_ann, end_missing=True)
    assert affiliations(small, "bob@x.gov")[0][2] == date(2026, 10, 31)
    assert run.counts.ended == 1
    assert not look(small, "roster", only_ann).missing
    assert standing_of(small) == standing_rebuilt(small)
    undo(small, run.id)
    assert affiliations(small, "bob@x.gov")[0][2] is None


def test_somebody_whose_row_was_refused_is_not_missing(small: Store) -> None:
    plan = look(
        small,
        "roster",
        """
        email,first_name,last_name,agency,joined_on
        ann@x.gov,Ann,Lee,Cedar Fire,2020-01-01
        bob@x.gov,Bob,Ray,Cedar Fire,2/30/2020""",
    )
    assert list(reasons(plan)) == [3]
    assert not plan.missing


def test_an_unknown_agency_is_refused_with_the_nearest_name(small: Store) -> None:
    plan = look(small, "roster", "email,first_name,last_name,agency\nann@x.gov,Ann,Lee,Cedar Fir")
    assert reasons(plan) == {2: "agency: Cedar Fir isn't an agency here; did you mean Cedar Fire?"}


def test_one_last_name_an_email_in_a_file(small: Store) -> None:
    plan = look(
        small,
        "roster",
        """
        email,first_name,last_name,agency
        eve@x.gov,Eve,Hay,Nowhere
        eve@x.gov,Eve,Hill,Cedar Fire
        eve@x.gov,Eve,Hale,Cedar Police""",
    )
    assert list(reasons(plan)) == [2, 4], "the refused first row lends its name to nobody"


def test_a_row_that_ended_one_of_two_affiliations_does_not_end_the_other_next_time(small: Store) -> None:
    take(
        small,
        "roster",
        "email,first_name,last_name,agency,joined_on\nann@x.gov,Ann,Lee,Cedar Fire,2022-01-01",
    )
    text = "email,first_name,last_name,agency,left_on\nann@x.gov,Ann,Lee,Cedar Fire,2026-05-01"
    take(small, "roster", text)
    assert [each[2] for each in affiliations(small, "ann@x.gov")] == [None, date(2026, 5, 1)]
    assert counts(look(small, "roster", text)) == (0, 0, 1, 0)


def test_two_emails_with_one_member_id_are_refused(small: Store) -> None:
    text = """
        email,member_id,first_name,last_name,agency
        eve@x.gov,C-1,Eve,Hay,Cedar Fire
        eva@x.gov,C-1,Eva,Hay,Cedar Police"""
    plan, _ = take(small, "roster", text)
    assert list(reasons(plan)) == [3]
    assert "C-1 is Eve Hay, C-1, on line 2 (another first name), not Eva Hay" in reasons(plan)[3]
    assert not look(small, "roster", text).writes


def test_of_two_member_ids_of_one_person_the_first_stays(small: Store) -> None:
    text = """
        email,member_id,first_name,last_name,agency
        eve@x.gov,F-1,Eve,Hay,Cedar Fire
        eve@x.gov,P-9,Eve,Hay,Cedar Police"""
    take(small, "roster", text)
    assert person(small, "eve@x.gov").member_id == "F-1"
    assert counts(look(small, "roster", text)) == (0, 0, 2, 0)


def test_units_come_with_the_roster_and_go_with_its_undoing(small: Store) -> None:
    def units() -> dict[str, str | None]:
        with small.reading() as session:
            query = (
                select(Person.email, Unit.name)
                .join(AffiliationRecord, AffiliationRecord.person_id == Person.id)
                .outerjoin(Unit, Unit.id == AffiliationRecord.unit_id)
            )
            return {email or "": name for email, name in session.execute(query.order_by(Person.email))}

    head = "email,first_name,last_name,agency"
    stations = f"""
        {head},Station
        ann@x.gov,Ann,Lee,Cedar Fire,4
        bob@x.gov,Bob,Ray,cedar fire,Station 4
        cid@x.gov,Cid,Moe,Cedar Police,Harbor"""
    plan, run = take(small, "roster", stations)
    assert counts(plan) == (0, 3, 0, 0)
    assert not plan.unknown_columns
    assert plan.rows[0].changes == (FieldChange("unit", None, "Station 4"),)
    assert units() == {"ann@x.gov": "Station 4", "bob@x.gov": "Station 4", "cid@x.gov": "Harbor"}
    for again in (
        stations,
        f"{head}\nann@x.gov,Ann,Lee,Cedar Fire",
        f"{head},unit\nann@x.gov,Ann,Lee,Cedar Fire,",
    ):
        assert not look(small, "roster", again).writes
    moved = f"{head},unit,station\nann@x.gov,Ann,Lee,Cedar Fire,harbor,4"
    plan, second = take(small, "roster", moved)
    assert plan.unknown_columns == ("station",)
    assert units()["ann@x.gov"] == "harbor", "a unit of one agency is none of another"
    undo(small, second.id)
    assert units()["ann@x.gov"] == "Station 4"
    undone = undo(small, run.id)
    assert units() == dict.fromkeys(("ann@x.gov", "bob@x.gov", "cid@x.gov"))
    assert undone.names["unit"] == 2
    assert not undone.kept
