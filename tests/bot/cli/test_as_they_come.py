"""Files as they come, through the command line: each case people report in public, with its right value."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from storage.engine import Store
from storage.people import AffiliationRecord, AgencyRecord, Person
from storage.training import CompletionRecord, CourseRecord
from tests.bot.cli.conftest import Muster, Said
from tests.files.imports.bringing import person

MARCH_12 = date(2026, 3, 12)
ADA, BEN, CORA = "ada.abbott@cedar.example", "ben.flores@cedar.example", "cora.diaz@cedar.example"
ROSTER = "email,member_id,first_name,last_name,agency,joined_on\n"


class Desk:
    """Somebody at the command line, with files to bring in."""

    def __init__(self, muster: Muster, folder: Path, store: Store) -> None:
        self._muster, self._folder, self._store = muster, folder, store

    def brings(self, kind: str, content: str | bytes, *options: str, suffix: str = "csv") -> Said:
        """What is said when a file is imported with --yes."""
        path = self._folder / f"brought.{suffix}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self._muster("import", kind, path, "--yes", *options)

    @property
    def records(self) -> list[tuple[str | None, str, date, float | None, str]]:
        """The completions that stand: whose, of what, when, how long, and how it ended."""
        corrected = select(CompletionRecord.corrects_id).where(CompletionRecord.corrects_id.is_not(None))
        query = (
            select(
                Person.email,
                CourseRecord.code,
                CompletionRecord.completed_on,
                CompletionRecord.hours,
                CompletionRecord.result,
            )
            .join(Person, Person.id == CompletionRecord.person_id)
            .join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
            .where(CompletionRecord.voided_at.is_(None), CompletionRecord.id.not_in(corrected))
            .order_by(Person.email, CourseRecord.code)
        )
        with self._store.reading() as session:
            return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query)]

    @property
    def passes(self) -> list[tuple[str | None, str, date]]:
        """Who passed what when."""
        return [(who, what, when) for who, what, when, _, result in self.records if result == "pass"]


@pytest.fixture
def desk(muster: Muster, tmp_path: Path, cedar: Store) -> Desk:
    """Somebody at the command line of a county with four agencies."""
    return Desk(muster, tmp_path, cedar)


def workbook(rows: Sequence[Sequence[Any]], formats: dict[str, str] | None = None) -> bytes:
    """A workbook of one sheet, some of its cells with a number format of their own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def agencies_of(store: Store, email: str) -> list[str]:
    """Where somebody belongs."""
    with store.reading() as session:
        query = select(AgencyRecord.name).join(
            AffiliationRecord, AffiliationRecord.agency_id == AgencyRecord.id
        )
        return list(session.scalars(query.where(AffiliationRecord.person_id == person(store, email).id)))


def test_h01_a_familys_mailbox_is_nobodys_identity(desk: Desk, cedar: Store) -> None:
    said = desk.brings(
        "roster",
        ROSTER + "bakers@mail.example,CFD-130,Jim,Baker,Cedar Fire Department,2022-01-01\n"
        "bakers@mail.example,CFD-131,Sue,Baker,Cedar Fire Department,2023-06-01\n",
    )
    assert (
        "line 3: email: bakers@mail.example is Jim Baker, CFD-130, on line 2 (another first name and another "
        "member id), not Sue Baker"
    ) in said.out
    jim = person(cedar, "bakers@mail.example")
    assert (jim.name, jim.member_id) == ("Jim Baker", "CFD-130")


def test_h01b_a_stations_mailbox_across_files(desk: Desk, cedar: Store) -> None:
    mailbox = "station4@cedar.example"
    desk.brings("roster", f"{ROSTER}{mailbox},CFD-130,Jim,Baker,Cedar Fire Department,2022-01-01\n")
    desk.brings("completions", "member_id,course,completed_on\nCFD-130,ASIM-B,2026-03-12\n")
    said = desk.brings("roster", f"{ROSTER}{mailbox},G911-9,Ann,Cole,Grove 911,2024-01-01\n")
    assert said.status == 2
    assert f"line 2: email: {mailbox} is Jim Baker, CFD-130, Cedar Fire Department" in said.out
    jim = person(cedar, mailbox)
    assert (jim.name, jim.member_id) == ("Jim Baker", "CFD-130")
    assert agencies_of(cedar, mailbox) == ["Cedar Fire Department"]
    assert desk.passes == [(mailbox, "ASIM-B", MARCH_12)]


def test_h02_who_failed_or_did_not_come_has_no_pass(desk: Desk) -> None:
    said = desk.brings(
        "completions",
        f"email,course,completed_on,Status,Score\n{ADA},ASIM-B,3/12/2026,Failed,41\n"
        f"{BEN},ASIM-B,3/12/2026,No Show,\n{CORA},ASIM-B,3/12/2026,Passed,92\n",
    )
    assert 'line 3: result: found "No Show", so nothing was completed' in said.out
    assert desk.passes == [(CORA, "ASIM-B", MARCH_12)]
    assert (ADA, "ASIM-B", MARCH_12, None, "incomplete") in [
        (who, what, when, hours or None, result) for who, what, when, hours, result in desk.records
    ]


def test_h03_midnight_is_no_time_of_day_and_short_years_are_years(desk: Desk) -> None:
    desk.brings(
        "completions",
        f"email,course,completed_on\n{ADA},ASIM-B,3/12/2026 12:00:00 AM\n{BEN},ASIM-B,2026-03-12 00:00:00\n"
        f"{CORA},ASIM-B,12-Mar-26\n",
    )
    assert desk.passes == [(who, "ASIM-B", MARCH_12) for who in (ADA, BEN, CORA)]


DAY_FIRST = (
    f"email,course,completed_on\n{ADA},ASIM-B,03/10/2026\n{BEN},ASIM-B,04/10/2026\n{CORA},ASIM-B,25/11/2025\n"
)


def test_h04_a_file_that_is_day_first_waits(desk: Desk) -> None:
    said = desk.brings("completions", DAY_FIRST)
    assert said.status == 2
    assert not desk.records


def test_h04_a_file_that_is_day_first_goes_in_after_a_yes(desk: Desk) -> None:
    said = desk.brings("completions", DAY_FIRST)
    assert "25/11/2025, which can only be day first" in said.out + said.err
    assert "--date-order dmy" in said.out + said.err
    desk.brings("completions", DAY_FIRST, "--date-order", "dmy")
    days = [when for _, _, when in desk.passes]
    assert days == [date(2026, 10, 3), date(2026, 10, 4), date(2025, 11, 25)]


def test_h05_title_rows_above_and_a_total_below(desk: Desk) -> None:
    day = datetime(2026, 3, 12)
    book = workbook(
        [
            ["Cedar Fire Department"],
            ["Training Completions 1/1/2026 - 3/31/2026"],
            ["Run by: Training Office"],
            [],
            ["Email", "Member ID", "Course", "Completed On", "Hours"],
            [ADA, "CFD-101", "ASIM-B", day, 4],
            [BEN, "CFD-102", "ASIM-B", day, 4],
            ["Total", None, None, None, 8],
        ]
    )
    said = desk.brings("completions", book, suffix="xlsx")
    assert desk.records == [(who, "ASIM-B", MARCH_12, 4, "pass") for who in (ADA, BEN)]
    assert "Total" in said.out + said.err


def test_h06_columns_by_other_names(desk: Desk) -> None:
    desk.brings(
        "completions",
        "Email Address,Employee ID,Course Code,Date Completed,Credit Hours,Status,Certificate #\n"
        f"{ADA},CFD-101,ASIM-B,3/12/2026,4,Completed,A-1\n",
    )
    assert desk.records == [(ADA, "ASIM-B", MARCH_12, 4, "pass")]


def test_h07_a_logbook(desk: Desk) -> None:
    head = (
        "email,course_name,completion_date,hours,training_type,certification_number,expiration_date,"
        "instructor,location,score,notes\n"
    )
    row = "{},ASIM Basic,2026-03-12,4,certification,,2028-03-12,Cora Diaz,Station 4,95,\n"
    desk.brings("completions", head + row.format(ADA) + row.format(BEN))
    assert desk.records == [(who, "ASIM-B", MARCH_12, 4, "pass") for who in (ADA, BEN)]


def test_h08_a_course_by_its_title(desk: Desk) -> None:
    desk.brings(
        "completions",
        f"email,course,completed_on\n{ADA},ASIM Basic,3/12/2026\n{BEN},basic life-support,3/12/2026\n",
    )
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12), (BEN, "BLS", MARCH_12)]


def test_h09_a_line_that_names_the_delimiter(desk: Desk) -> None:
    text = f"sep=,\nemail,course,completed_on\n{ADA},ASIM-B,3/12/2026\nghost@cedar.example,ASIM-B,3/12/2026\n"
    said = desk.brings("completions", text)
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12)]
    assert "line 4: email: ghost" in said.out


def test_h10_blank_cells_say_nothing_of_a_record_that_is_there(desk: Desk, cedar: Store) -> None:
    head = "email,course,completed_on,hours,provider,verified,evidence\n"
    desk.brings("completions", f"{head}{ADA},ASIM-B,2026-03-12,4,County,yes,https://files.example/1\n")
    said = desk.brings("completions", f"{head}{ADA},ASIM-B,2026-03-12,,,,\n")
    assert "changes nothing" in said.out
    with cedar.reading() as session:
        record = session.scalars(select(CompletionRecord)).one()
        assert (record.hours, record.provider, record.verified) == (4, "County", True)
        assert record.evidence == "https://files.example/1"


def test_h11_one_line_in_another_encoding(desk: Desk, cedar: Store) -> None:
    maria = "maria.garcia-lopez@birch.example,BPD-11,María,García-López,Birch Police Department,2021-05-01\n"
    zoe = "zoe@birch.example,BPD-12,Zoë,Núñez,Birch Police Department,2022-01-01\n"
    said = desk.brings("roster", ROSTER.encode() + maria.encode() + zoe.encode("latin-1"))
    assert "line 3: this line is not in UTF-8 as the rest of the file is" in said.out
    assert person(cedar, "maria.garcia-lopez@birch.example").name == "María García-López"
    assert "changes nothing" in said.out


def test_h12_two_unknown_columns_of_one_name(desk: Desk) -> None:
    said = desk.brings("completions", f"email,course,completed_on,Notes,Notes\n{ADA},ASIM-B,3/12/2026,a,b\n")
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12)]
    assert "left alone: Notes" in said.out


def test_h13_member_ids_shown_by_a_number_format(desk: Desk) -> None:
    day = datetime(2026, 3, 12)
    book = workbook(
        [
            ["Email", "course", "completed_on", "member_id"],
            [None, "ASIM-B", day, 101],
            [None, "ASIM-B", day, 104],
        ],
        {"D2": '"CFD-"000', "D3": "00000"},
    )
    said = desk.brings("completions", book, suffix="xlsx")
    assert said.status == 0
    assert desk.passes == [(who, "ASIM-B", MARCH_12) for who in (ADA, "warren.oakes@cedar.example")]
    plain = "member_id,course,completed_on\n101,BLS,3/12/2026\n104,BLS,3/12/2026\n"
    said = desk.brings("completions", plain)
    assert "line 2: member_id: 101 is nobody on the roster; did you mean CFD-101 (Ada" in said.out
    assert "line 3: member_id: 104 is nobody on the roster; did you mean 00104 (Warren" in said.out


def test_h14_people_by_courses(desk: Desk) -> None:
    book = workbook(
        [
            ["Employee", "Email", "ICS-100", "ICS-200", "ASIM-B", "BLS"],
            [
                "Abbott, Ada",
                ADA,
                datetime(2019, 4, 2),
                datetime(2019, 4, 9),
                datetime(2026, 3, 12),
                "11/5/2025",
            ],
            ["Flores, Ben", BEN, datetime(2020, 2, 2), None, "exempt", "expired"],
        ]
    )
    said = desk.brings("completions", book, suffix="xlsx")
    assert desk.passes == [
        (ADA, "ASIM-B", MARCH_12),
        (ADA, "BLS", date(2025, 11, 5)),
        (ADA, "ICS-100", date(2019, 4, 2)),
        (ADA, "ICS-200", date(2019, 4, 9)),
        (BEN, "ICS-100", date(2020, 2, 2)),
    ]
    for cell, text in (("E3", "exempt"), ("F3", "expired")):
        assert cell in said.out
        assert text in said.out


NAMES_ONLY = (
    "Last Name,First Name,Agency,Course,Completed On\nAbbott,Ada,Cedar Fire Department,ASIM-B,3/12/2026\n"
)


def test_h15_names_alone_wait_for_a_yes(desk: Desk) -> None:
    said = desk.brings("completions", NAMES_ONLY)
    assert said.status == 2
    assert "Ada Abbott, CFD-101, Cedar Fire Department" in said.out + said.err
    assert not desk.records


def test_h15_names_are_taken_after_a_yes(desk: Desk) -> None:
    said = desk.brings("completions", NAMES_ONLY)
    assert "--match-names" in said.out + said.err
    desk.brings("completions", NAMES_ONLY, "--match-names")
    assert desk.passes == [(ADA, "ASIM-B", MARCH_12)]


def test_h16_a_sign_in_forms_timestamps(desk: Desk) -> None:
    desk.brings(
        "completions",
        'Timestamp,Email Address,"Your name (First and Last)",Agency,"Which class did you attend?"\n'
        f"3/12/2026 18:02:11,{ADA},Ada Abbott,Cedar Fire,ASIM Basic\n"
        "3/12/2026 18:02:40,Ben.Flores@cedar.example,Ben Flores,Cedar FD,ASIM Basic\n",
    )
    assert desk.passes == [(who, "ASIM-B", MARCH_12) for who in (ADA, BEN)]


OWN_ROSTER = "Email,First Name,Last Name,Rank,Station\nnew.hand@cedar.example,Nia,Hand,FF,2\n"


def test_one_agencys_own_roster_is_asked_whose_it_is(desk: Desk, cedar: Store) -> None:
    said = desk.brings("roster", f"Cedar Fire Department Roster,,,,\n{OWN_ROSTER}")
    assert said.status == 2
    assert "Whose roster is it?" in said.err
    assert '--agency "Cedar Fire Department"' in said.err, "what the title says is offered first"
    said = desk.brings("roster", OWN_ROSTER, "--agency", "Cedar FD")
    assert said.status == 0, said.err
    assert agencies_of(cedar, "new.hand@cedar.example") == ["Cedar Fire Department"]
    again = desk.brings("roster", OWN_ROSTER.replace("new.hand", "next.hand"))
    assert again.status == 2, "no layout remembers whose a roster was"
    assert "Whose roster is it?" in again.err


@pytest.mark.parametrize("above", ["Agency: Cedar Fire Department,,,,", "Department,Cedar FD,,,"])
def test_a_label_above_a_roster_says_whose_it_is(desk: Desk, cedar: Store, above: str) -> None:
    said = desk.brings("roster", f"{above}\n{OWN_ROSTER}")
    assert said.status == 0, said.err
    assert "Of the whole file the agency is Cedar Fire Department" in said.out
    assert agencies_of(cedar, "new.hand@cedar.example") == ["Cedar Fire Department"]


def test_whose_a_roster_is_must_be_an_agency_and_the_only_answer(desk: Desk) -> None:
    none = desk.brings("roster", OWN_ROSTER, "--agency", "Oz Fire")
    assert none.status == 2
    assert "Oz Fire isn't an agency here" in none.err
    both = desk.brings("roster", ROSTER + f"{ADA},,Ada,Abbott,Grove 911,\n", "--agency", "Grove 911")
    assert 'in its column "agency"' in both.err
