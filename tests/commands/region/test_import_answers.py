"""What a file leaves open, asked in one form; the second file of its header is asked nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from storage.course_aliases import aliases_of
from storage.imports import ImportRun, ImportState
from storage.training import CompletionRecord, CourseRecord
from tests.commands.region.desk import Desk, county, desk, labels, office, server, slack
from tests.commands.speaking import County, Said

__all__ = ["county", "desk", "office", "server", "slack"]

TRAINING = (
    "Who,Course,Finished,Signed\n"
    "ada@cedar.example,BLS,2026-03-01,2026-03-04\n"
    "ben@cedar.example,CPR 101,2026-03-02,2026-03-04\n"
    "eve@cedar.example,CPR 101,2026-03-02,2026-03-04\n"
)


@pytest.fixture(autouse=True)
def courses(desk: Desk) -> None:
    with desk.store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="Basic life support"))
        session.add(CourseRecord(key="haz", code="HAZ", title="Hazardous materials"))


def answers(desk: Desk, came: object, label: str = "Answer") -> Said:
    return desk.presses(came, label)  # type: ignore[arg-type]


def fields(opened: Said) -> dict[str, dict[str, object]]:
    view = opened.reply.modal
    assert view is not None
    return {each["block_id"]: each for each in view.to_dict()["blocks"] if each["type"] == "input"}


@pytest.mark.postgres
def test_from_open_columns_to_the_records_and_the_second_file_of_the_header(desk: Desk) -> None:
    two_days = TRAINING.replace("Finished", "Date Completed").replace("Signed", "Completion Date")
    desk.brings(two_days, "completions", "training.csv")
    desk.works()
    asked = desk.hears_one()
    assert desk.run().state is ImportState.ASKED
    assert "I understood it as completions, 3 rows." in asked.text
    assert "1 question is open before I can take any row. Nothing is written yet." in asked.text
    assert "Which column is the day it was completed" in asked.text
    assert "2026-03-01" in asked.text, "the first values stand beside it"
    assert labels(asked) == ["Answer", "Discard"]

    opened = answers(desk, asked)
    assert "First values: Date Completed (2026-03-01, 2026-03-02); Completion Date (2026-03-04)." in str(
        fields(opened)["open0"]["hint"]
    )
    said = desk.manager.submits(opened, open0="0")
    assert said.reply.closes
    assert said.text.startswith("I'm reading the file again as import 1.")
    assert "still being read" in answers(desk, asked).text, "the old card's button shows where it stands"
    assert "still being read" in desk.manager.submits(opened, open0="1").text, "and so does a form sent twice"

    desk.works()
    preview = desk.hears_one()
    assert "2 rows say CPR 101, which isn't a course here." in preview.text
    assert "their rows wait" in preview.text
    assert labels(preview) == ["Apply", "Answer", "Verified", "Discard"]

    opened = answers(desk, preview)
    found = desk.manager.looks_up("import.answers/open0", "haz", opened.carried)
    assert list(found) == ["HAZ: Hazardous materials"]
    desk.manager.submits(opened, open0=found["HAZ: Hazardous materials"], keep=["keep"])
    desk.works()
    preview = desk.hears()[0]
    assert labels(preview) == ["Apply", "Verified", "Discard"]
    assert "Nobody here, so their rows are left out (1):\neve@cedar.example" in preview.text
    desk.presses(preview, "Apply")
    desk.works()
    assert "2 new" in desk.hears_one().text
    with desk.store.reading() as session:
        taken = session.scalars(select(CompletionRecord.completed_on)).all()
        assert sorted(map(str, taken)) == ["2026-03-01", "2026-03-02"]
        haz = session.scalars(select(CourseRecord).where(CourseRecord.code == "HAZ")).one()
        assert aliases_of(session, haz.id) == ["CPR 101"]
    assert (desk.run().questions, desk.run().preview) == ([], [])

    desk.brings(two_days.replace("2026-03-0", "2026-04-0"), "completions", "april.csv")
    desk.works()
    preview = desk.hears()[0]
    assert "Read as last time: " in preview.text
    assert labels(preview) == ["Apply", "Verified", "Change how it is read", "Discard"]
    desk.presses(preview, "Change how it is read")
    desk.works()
    assert "Which column is the day it was completed" in desk.hears_one().text


def test_two_columns_that_are_to_be_one_are_said_at_the_field(desk: Desk) -> None:
    desk.brings("a,b,c\n1,2,3\n4,5,6\n", "roster", "odd.csv")
    desk.works()
    asked = desk.hears_one()
    opened = answers(desk, asked, "Answer 4")
    columns = fields(opened)
    assert all(not each["optional"] for each in columns.values())
    with pytest.raises(Wrong) as wrong:
        desk.manager.submits(opened, open0="0", open1="0", open2="1", open3="0")
    assert set(wrong.value.fields) == {"open1"}
    assert "chosen for" in wrong.value.fields["open1"]
    with pytest.raises(Wrong) as wrong:
        desk.manager.submits(opened, open0="0")
    assert len(wrong.value.fields) == 3
    assert desk.run().state is ImportState.ASKED, "a form that was not sent leaves nothing"
    assert desk.run().settled == {}


def test_of_two_managers_at_once_the_later_sees_where_it_stands(desk: Desk) -> None:
    desk.brings(
        "email,course,Date Completed,Completion Date\nada@cedar.example,BLS,1/2/2026,1/3/2026\n",
        "completions",
    )
    desk.works()
    asked = desk.hears_one()
    first, later = answers(desk, asked), answers(desk, asked)
    desk.manager.submits(first, open0="0")
    other = desk.office.manager("UPAT", name="Pat Poe")
    assert "still being read" in other.submits(later, open0="1").text
    desk.works()
    [preview] = desk.hears()
    assert preview.recipient == "UMORGAN"
    assert "1 new" in preview.text


def test_days_and_people_by_name_are_asked_with_their_choices(desk: Desk, county: County) -> None:
    desk.brings(
        "name,agency,course,completed_on\nAda Abbott,Cedar Fire Department,BLS,25/03/2026\n"
        "Ben Birch,Cedar Fire Department,BLS,26/03/2026\n",
        "completions",
    )
    desk.works()
    opened = answers(desk, desk.hears_one())
    options = fields(opened)["open0"]["element"]["options"]  # type: ignore[index]
    assert [each["text"]["text"] for each in options] == ["Day first", "Month first"]
    desk.manager.submits(opened, open0="0")
    desk.works()
    preview = desk.hears()[0]
    assert "2 people are known by name alone" in preview.text
    desk.manager.submits(answers(desk, preview), open0="0")
    desk.works()
    preview = desk.hears_one()
    assert "Known by their names alone:\nline 2: “Ada Abbott” is Ada Abbott" in preview.text
    assert "2 new" in preview.text


def test_what_is_plainly_something_else_than_was_said_is_asked(desk: Desk) -> None:
    content = "email,course,completed_on\nada@cedar.example,BLS,2026-03-01\n"
    desk.brings(content, "agencies", "list.csv")
    desk.works()
    asked = desk.hears_one()
    assert "list.csv is a table. What does it hold?" in asked.text
    assert labels(asked) == ["Read it as completions", "Read it as agencies", "Discard"]
    assert "reading the file again" in desk.presses(asked, "Read it as completions").text
    assert "still being read" in desk.presses(asked, "Read it as agencies").text, "it was said already"
    desk.works()
    assert "1 new" in desk.hears_one().text
    desk.brings(content, "roster", "list.csv")
    desk.works()
    desk.presses(desk.hears_one(), "Read it as roster")
    desk.works()
    assert "list.csv, as roster" in desk.hears_one().text, "who insists is asked for the columns"
    desk.brings("one,two\nX,Y\n", "roster", "odd.csv")
    with desk.store.writing() as session:
        session.get_one(ImportRun, 3).kind = ""  # as one that was dropped without a word
    desk.works()
    asked = desk.hears_one()
    assert labels(asked) == ["Discard"]
    assert "reading the file again" in desk.manager.chosen("import.kind", "courses:3").text
    desk.works()
    assert "odd.csv, as courses" in desk.hears_one().text


def test_what_nobody_answers_for_a_week_is_let_go(desk: Desk) -> None:
    desk.brings("one,two\nX,Y\n", "courses", "odd.csv")
    desk.works()
    asked = desk.hears_one()
    desk.office.clock.now += timedelta(days=8)
    assert desk.works() == 1
    assert "was discarded; nothing was written" in desk.hears_one().text
    run = desk.run()
    assert (desk.kept(), run.questions, run.preview) == (None, [], [])
    assert "was discarded" in answers(desk, asked, "Answer 2").text


def test_agencies_nobody_knows_are_made_as_answered_and_seen_before(desk: Desk) -> None:
    desk.brings(
        "email,first_name,last_name,agency\nmoe@oak.example,Moe,Oak,Elm Fire & EMS\n"
        "pia@oak.example,Pia,Oak,Elm PD\n"
    )
    desk.works()
    asked = desk.hears_one()
    assert "2 questions are open before I can take any row." in asked.text
    opened = answers(desk, asked, "Answer 2")
    hint = "A new agency is made when this import is applied; the preview shows it first."
    assert hint in str(fields(opened)["open0"]["hint"])
    found = desk.manager.looks_up("import.answers/open0", "new agency", opened.carried)
    assert list(found)[:2] == ["A new agency: Fire and EMS", "A new agency: Law enforcement"]
    law = desk.manager.looks_up("import.answers/open1", "law", opened.carried)
    desk.manager.submits(
        opened,
        open0=found["A new agency: Fire and EMS"],
        open1=law["A new agency: Law enforcement"],
    )
    desk.works()
    preview = desk.hears_one()
    made = "Made with this import, as you answered (2):\nthe agency Elm Fire &amp; EMS (EMS, Fire)"
    assert made in preview.text
    desk.presses(preview, "Apply")
    desk.works()
    assert "2 new" in desk.hears_one().text
    desk.brings("email,first_name,last_name,agency\nmax@oak.example,Max,Oak,Elm PD\n")
    desk.works()
    assert "Answer" not in labels(desk.hears_one()), "it is there now, and asked about no more"


def test_whoever_has_the_lists_says_so_but_confirms_nothing_of_their_own(desk: Desk, county: County) -> None:
    ada = desk.office.manager("UMORGAN", county.ada)
    other = desk.office.manager("UPAT", name="Pat Poe")
    desk.brings(
        "email,course,completed_on\nada@cedar.example,BLS,2026-03-01\nben@cedar.example,BLS,2026-03-01\n",
        "completions",
    )
    desk.works()
    preview = desk.hears()[0]
    assert "so 2 completions go in as unverified" in preview.text
    assert labels(preview) == ["Apply", "Verified", "Discard"]
    shown = desk.presses(preview, "Verified", other)
    assert "names people: it is in our direct messages" in shown.text, "who has not seen it is shown it first"
    desk.hears()
    desk.presses(preview, "Verified", ada)
    desk.works()
    preview = desk.hears()[0]
    assert "They go in as verified by" in preview.text
    assert labels(preview) == ["Apply", "Discard"]
    desk.presses(preview, "Apply")
    desk.works()
    with desk.store.reading() as session:
        columns = CompletionRecord.person_id, CompletionRecord.verified, CompletionRecord.verified_by
        found = {person: (verified, by) for person, verified, by in session.execute(select(*columns))}
    assert found == {county.ada: (False, ""), county.ben: (True, "morgan@county.example")}


def test_what_an_answer_lets_in_is_confirmed_by_nobody_who_has_not_seen_it(
    desk: Desk, county: County
) -> None:
    desk.brings(
        "email,course,completed_on\nada@cedar.example,BLS,2026-03-01\nben@cedar.example,CPR 101,2026-03-01\n",
        "completions",
    )
    desk.works()
    first = desk.hears()[0]
    desk.presses(first, "Verified")
    desk.works()
    confirmed = desk.hears()[0]
    assert "They go in as verified by" in confirmed.text
    opened = answers(desk, confirmed)
    found = desk.manager.looks_up("import.answers/open0", "haz", opened.carried)
    desk.manager.submits(opened, open0=found["HAZ: Hazardous materials"])
    desk.works()
    answered = desk.hears()[0]
    assert "so 2 completions go in as unverified" in answered.text
    assert labels(answered)[:2] == ["Apply", "Verified"]
    late = desk.presses(first, "Verified")
    assert "verified by" not in late.text
    assert "newer" in late.text
