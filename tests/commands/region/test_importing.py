"""Bringing a file in Slack: read in the background, previewed, applied, discarded, taken back."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from jobs import incoming
from storage.catalogue import catalogue_of
from storage.people import AffiliationRecord
from storage.training import CourseRecord
from tests.commands.region.desk import ROSTER, Desk, county, desk, labels, office, server, slack
from tests.commands.speaking import County, audited
from words.problems import Problem, Unclear

__all__ = ["county", "desk", "office", "server", "slack"]


@pytest.mark.postgres
def test_a_roster_from_the_form_to_the_records_and_back(desk: Desk, county: County) -> None:
    said = desk.brings(ROSTER)
    assert said.reply.closes
    assert said.text.startswith("I'm reading the file as import 1.")
    assert desk.works() == 1
    preview = desk.hears_one()
    assert "Import 1: roster.csv, as roster" in preview.text
    assert "3 rows: 1 new, 1 changed, 1 unchanged." in preview.text
    assert "role engineer → captain" in preview.text
    assert "Nothing is written yet." in preview.text
    assert labels(preview) == ["Apply", "Discard"]
    assert desk.people() == 4

    assert desk.presses(preview, "Apply").text.startswith("Applying import 1 (roster.csv).")
    assert desk.works() == 1
    applied = desk.hears_one()
    assert applied.text == (
        "Import 1 (roster.csv) is applied: 1 new, 1 changed, 1 unchanged.\n"
        "0 of 4 people on the roster are linked in Slack. I am going through the workspace for the others, "
        "and say here how many there are."
    )
    assert desk.people() == 5
    assert desk.role_of(county.ada) == "captain"
    assert desk.kept() is None, "the file holds names"

    assert "is being taken back" in desk.presses(applied, "Undo import 1").text
    assert desk.works() == 1
    undone = desk.hears_one()
    assert "was undone. It stays in the history" in undone.text
    assert desk.role_of(county.ada) == "engineer"
    assert audited(desk.store)[-1] == "morgan@county.example undid an import"


@pytest.mark.postgres
def test_pressing_again_changes_nothing_and_says_where_it_stands(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    desk.presses(preview, "Apply")
    assert "Applying import 1" in desk.presses(preview, "Apply").text
    desk.works()
    applied = desk.hears_one()
    assert "is applied: 1 new" in desk.presses(preview, "Apply").text
    assert "is applied: 1 new" in desk.presses(preview, "Discard").text
    assert desk.works() == 0
    assert not desk.hears()
    desk.presses(applied, "Undo import 1")
    desk.presses(applied, "Undo import 1")
    desk.works()
    desk.hears_one()
    assert "was applied and taken back" in desk.presses(applied, "Undo import 1").text
    assert "was applied and taken back" in desk.presses(preview, "Apply").text
    assert desk.works() == 0


@pytest.mark.postgres
def test_discarding_writes_nothing_and_lets_the_file_go(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    assert "was discarded; nothing was written" in desk.presses(preview, "Discard").text
    assert "was discarded" in desk.presses(preview, "Apply").text
    assert desk.works() == 0
    assert desk.people() == 4
    assert desk.kept() is None
    assert audited(desk.store) == ["morgan@county.example discarded an import"]


@pytest.mark.postgres
def test_rows_that_cant_be_taken_come_back_as_a_file(desk: Desk) -> None:
    desk.brings(ROSTER + "x@y.example,,Xi,Yew,Nowhere Fire,\nbad,,Zoe,Zinn,Cedar Fire Department,\n")
    desk.works()
    preview = desk.hears_one()
    assert "5 rows: 1 new, 1 changed, 1 unchanged; 2 rows left out." in preview.text
    assert "Line 5: agency: Nowhere Fire isn't an agency here" in preview.text
    assert labels(preview) == ["Apply", "Answer", "Discard"], "which agency is meant can be said first"
    desk.presses(preview, "Apply")
    desk.works()
    applied, rejected = desk.hears()
    assert rejected.file is not None
    assert rejected.file["name"] == "roster.csv.rejected.csv"
    content = b64decode(rejected.file["content"]).decode("utf-8-sig")
    assert [line.split(",")[0] for line in content.splitlines()] == ["line", "5", "6"]
    assert "2 left out" in applied.text
    assert desk.people() == 5


@pytest.mark.postgres
def test_those_missing_from_a_roster_end_only_on_an_explicit_yes(desk: Desk, county: County) -> None:
    without_ben = "\n".join(line for line in ROSTER.splitlines() if "Ben" not in line)
    desk.brings(without_ben)
    desk.works()
    preview = desk.hears_one()
    assert "missing from this file, 1 membership: Ben Birch (Cedar Fire Department)" in preview.text
    assert labels(preview) == ["Apply", "Apply and end that membership", "Discard"]
    desk.presses(preview, "Apply")
    desk.works()
    desk.hears_one()

    def left_on() -> object:
        with desk.store.reading() as session:
            query = select(AffiliationRecord.left_on).where(AffiliationRecord.person_id == county.ben)
            return session.scalars(query).one()

    assert left_on() is None
    desk.brings(without_ben)
    desk.works()
    desk.presses(desk.hears_one(), "Apply and end that membership")
    desk.works()
    assert "1 ended" in desk.hears_one().text
    assert left_on() is not None


def test_what_deserves_a_look_is_said_though_it_is_taken(desk: Desk) -> None:
    plans = "plan,revision,effective_on\nRegional plan,{},{}\n"
    desk.brings(plans.format("2.0", "2020-03-01"), "plans", "plans.csv")
    desk.works()
    desk.presses(desk.hears_one(), "Apply")
    desk.works()
    desk.hears_one()
    desk.brings(plans.format("1.0", "2019-03-01"), "plans", "plans.csv")
    desk.works()
    preview = desk.hears_one()
    assert "1 row: 1 new, 0 changed, 0 unchanged." in preview.text
    assert "Worth a look:\nRegional plan 1.0 from 2019-03-01: dates from before 2.0" in preview.text
    assert labels(preview) == ["Apply", "Discard"]


def test_a_file_that_changes_nothing_has_nothing_to_apply(desk: Desk) -> None:
    desk.brings("agency,disciplines\nOak Police,law\n", "agencies", "agencies.csv")
    desk.works()
    preview = desk.hears_one()
    assert "Nothing would change" in preview.text
    assert labels(preview) == ["Import another"]
    assert desk.kept() is None


@pytest.mark.postgres
def test_what_changed_since_the_preview_is_shown_before_it_is_applied(desk: Desk, county: County) -> None:
    desk.brings(ROSTER.replace("Ben,Birch,Cedar Fire Department,", "Ben,Birch,Cedar Fire Department,medic"))
    desk.works()
    preview = desk.hears_one()
    with desk.store.writing() as session:
        row = session.scalars(
            select(AffiliationRecord).where(AffiliationRecord.person_id == county.ben)
        ).one()
        row.role = "chief"
    desk.presses(preview, "Apply")
    desk.works()
    anew = desk.hears_one()
    assert "The records changed since you looked. Nothing was written" in anew.text
    assert "role chief → medic" in anew.text
    assert desk.role_of(county.ada) == "engineer"
    desk.presses(anew, "Apply")
    desk.works()
    assert "is applied" in desk.hears_one().text
    assert desk.role_of(county.ada) == "captain"


@pytest.mark.postgres
def test_a_change_of_the_rules_shows_whom_it_moves(desk: Desk) -> None:
    with desk.store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="Basic life support"))
    for kind, content in (
        ("rules", "course,effective_on,interval_months\nBLS,2020-01-01,24\n"),
        ("requirements", "course,disciplines\nBLS,fire\n"),
    ):
        desk.brings(content, kind, f"{kind}.csv")
        desk.works()
        preview = desk.hears_one()
        desk.presses(preview, "Apply")
        desk.works()
        desk.hears_one()
    assert "2 people change on 2 Nov 2026\nBLS:\n• 2 people: not asked → not yet trained" in preview.text
    with desk.store.reading() as session:
        assert len(catalogue_of(session).rulebook.requirements) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "empty.csv is empty"),
        (b"%PDF-1.7 x", "roster.pdf", "roster.pdf is a PDF"),
        (b"email,agency\n", "heads.csv", "no rows under them"),
        (b"name,agency\nAda,Cedar\n", "roster.csv", "has no column email or member_id"),
    ],
)
def test_a_file_that_cant_be_read_is_said_with_what_was_found(
    desk: Desk, content: bytes, name: str, said: str
) -> None:
    desk.brings(content, name=name)
    desk.works()
    came = desk.hears_one()
    assert said in came.text
    assert came.text.endswith("Nothing was written.")
    assert labels(came) == ["Import again"]
    assert desk.works() == 0


def test_import_again_opens_the_form_with_the_kind_chosen(desk: Desk) -> None:
    desk.brings(b"", name="empty.csv")
    desk.works()
    opened = desk.presses(desk.hears_one(), "Import again").reply.modal
    assert opened is not None
    [kind] = [each for each in opened.to_dict()["blocks"] if each.get("block_id") == "kind"]
    assert kind["element"]["initial_option"]["value"] == "roster"


def test_a_form_asked_for_in_a_conversation_keeps_the_kind_that_was_said(desk: Desk) -> None:
    said = desk.manager.says("muster import courses", Door.DIRECT)
    opened = desk.manager.presses(said, "Import a file").reply.modal
    assert opened is not None
    assert "'initial_option': {'text': {'emoji': False, 'text': 'courses'" in str(opened.to_dict())


def test_a_button_of_a_kind_there_is_no_more_still_opens_the_form(desk: Desk) -> None:
    for carried in ({}, {"kind": "spells"}):
        opened = desk.manager.clicks("import.open", carried).reply.modal
        assert opened is not None
        assert "initial_option" not in str(opened.to_dict())


def test_names_of_files_and_people_stay_what_they_are(desk: Desk) -> None:
    desk.brings(ROSTER.replace("Eve", "<!channel> *Eve*"), name="<b> & co.csv")
    desk.works()
    preview = desk.hears_one()
    assert "<b> & co.csv" in unescape(preview.text)
    assert "<!channel>" not in preview.text, "escaped, since a message's text is markup"
    kinds = {part["type"] for block in preview.blocks for part in [block.get("text")] if part}
    assert kinds == {"plain_text"}


def test_while_slack_is_away_the_file_waits(desk: Desk) -> None:
    desk.slack.instead["/api/files.info"] = (503, {}, b"away")
    desk.brings(ROSTER)
    for _ in range(3):
        assert desk.works() == 0
    assert not desk.hears()
    desk.slack.instead.clear()
    assert desk.works() == 1
    assert "1 new" in desk.hears_one().text


def test_after_a_quarter_of_an_hour_it_is_given_up(desk: Desk) -> None:
    desk.slack.instead["/api/files.info"] = (503, {}, b"away")
    desk.brings(ROSTER)
    for _ in range(16):
        desk.works()
    assert "Slack could not be reached. Bring the file again." in desk.hears_one().text
    assert desk.run().state == "failed"


def test_slack_is_not_asked_again_before_it_wants_to_be(desk: Desk) -> None:
    desk.slack.instead["/api/files.info"] = (
        429,
        {"Retry-After": "90"},
        b'{"ok":false,"error":"ratelimited"}',
    )
    desk.brings(ROSTER)
    desk.works()
    desk.slack.instead.clear()
    assert desk.works() == 0
    assert desk.works() == 1


def test_a_file_slack_does_not_know(desk: Desk) -> None:
    opened = desk.manager.says("muster import")
    desk.manager.submits(opened, kind="roster", file=["F404"])
    desk.works()
    assert "The file is no longer there in Slack. Bring it again." in desk.hears_one().text


@pytest.mark.postgres
def test_nobody_decides_for_a_week(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    desk.office.clock.now += timedelta(days=8)
    assert desk.works() == 1
    assert "was discarded" in desk.hears_one().text
    assert desk.kept() is None
    assert "was discarded" in desk.presses(preview, "Apply").text


@pytest.mark.postgres
def test_a_failure_of_ours_writes_nothing_and_can_be_tried_again(
    desk: Desk, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.brings(ROSTER)
    desk.works()
    desk.presses(desk.hears_one(), "Apply")

    def breaks(*args: Any, **more: Any) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(incoming, "apply_plan", breaks)
        desk.works()
    failed = desk.hears_one()
    assert "went wrong on our side, and nothing was written" in failed.text
    assert labels(failed) == ["Apply", "Discard"]
    assert desk.role_of(county.ada) == "engineer"
    desk.presses(failed, "Apply")
    desk.works()
    assert "is applied" in desk.hears_one().text


@pytest.mark.several
@pytest.mark.postgres
def test_two_processes_read_a_file_once(desk: Desk) -> None:
    desk.brings(ROSTER)
    now, region = desk.office.clock(), desk.office.region
    waiting = desk.run()
    for _ in range(2):
        incoming._read(desk.store, desk.slack.client, region, waiting, now)
    assert len(desk.hears()) == 1


@pytest.mark.postgres
def test_undo_in_words(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    desk.presses(desk.hears_one(), "Apply")
    desk.works()
    desk.hears_one()
    last = desk.office.manager(person_id=1).says("muster undo")
    assert "is applied" in last.text, "what takes a whole file back is shown first"
    assert "Undo import 1" in last.buttons()
    assert desk.run().state == "applied"
    other = desk.office.manager("UPAT", name="Pat Poe")
    stands = other.says("muster import undo 1")
    assert "is applied" in stands.text
    other.presses(stands, "Undo import 1")
    desk.works()
    [came] = desk.hears()
    assert came.recipient == "UPAT", "who took it back hears of it"
    assert "was undone" in came.text
    for said, problem in (("undo", Unclear), ("undo seven", Unclear), ("undo 99", Problem)):
        with pytest.raises(problem):
            desk.manager.says(f"muster import {said}")


def test_the_form_asks_for_a_kind_and_one_file(desk: Desk) -> None:
    opened = desk.manager.says("muster import Roster")
    view = opened.reply.modal
    assert view is not None
    assert view.to_dict()["blocks"][0]["element"]["initial_option"]["value"] == "roster"
    with pytest.raises(Wrong) as wrong:
        desk.manager.submits(opened, kind="poems", file=[])
    assert set(wrong.value.fields) == {"kind", "file"}
    with pytest.raises(Unclear, match="no kind of import"):
        desk.manager.says("muster import poems")


def test_importing_is_the_managers_affair(desk: Desk, county: County) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview, lead = desk.hears_one(), desk.office.lead(county.cedar)
    for label in ("Apply", "Discard"):
        with pytest.raises(Refused):
            desk.presses(preview, label, lead)
    for sentence in ("muster import", "muster import undo 1"):
        with pytest.raises(Refused):
            lead.says(sentence)
    assert desk.run().state == "previewed"
