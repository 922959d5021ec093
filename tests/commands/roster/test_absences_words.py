"""Leaves and waivers as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from commands.roster.absences_views import AbsenceSaid
from commands.roster.absences_words import absence_said, split_kind
from readiness.records import AbsenceKind
from storage.engine import Store
from tests.commands.roster.absent_desk import cora, course, person, speaker
from tests.commands.speaking import request_with
from words.problems import Unclear

TODAY = date(2026, 11, 2)
LEAVE, WAIVER = AbsenceKind.LEAVE, AbsenceKind.WAIVER
D = date
BLS = 3


def said(
    kind: AbsenceKind | None, starts: date = TODAY, ends: date | None = None, **more: object
) -> AbsenceSaid:
    return AbsenceSaid.model_validate({"kind": kind, "starts_on": starts, "ends_on": ends, **more})


SAID = [
    ("leave 1 Dec to 15 Jan parental", said(LEAVE, D(2026, 12, 1), D(2027, 1, 15), reason="parental")),
    ("is on leave from 1 Dec until 15 Jan", said(LEAVE, D(2026, 12, 1), D(2027, 1, 15))),
    (
        "leave since 1 Oct through 30 Nov: surgery",
        said(LEAVE, D(2026, 10, 1), D(2026, 11, 30), reason="surgery"),
    ),
    ("leave for 2 weeks flu", said(LEAVE, TODAY, D(2026, 11, 15), reason="flu")),
    ("leave tomorrow for 1 day court", said(LEAVE, D(2026, 11, 3), D(2026, 11, 3), reason="court")),
    ("away deployed until further notice", said(LEAVE, TODAY, is_open=True, reason="deployed")),
    ("leave open-ended military", said(LEAVE, TODAY, is_open=True, reason="military")),
    ("leave until somebody ends it, illness", said(LEAVE, TODAY, is_open=True, reason="illness")),
    (
        "waiver BLS until 30 Jun doctor's note of 3 May",
        said(WAIVER, TODAY, D(2027, 6, 30), course=BLS, reason="doctor's note of 3 May"),
    ),
    (
        "waiver for Basic Life Support 1 Dec to 5 Dec pregnant, approved by Chief Hall",
        said(WAIVER, D(2026, 12, 1), D(2026, 12, 5), course=BLS, reason="pregnant", approved_by="Chief Hall"),
    ),
    ("leave 1 Dec–5 Dec: at 10:30", said(LEAVE, D(2026, 12, 1), D(2026, 12, 5), reason="at 10:30")),
    ("waived for all courses until 1 Dec new", said(WAIVER, TODAY, D(2026, 12, 1), reason="new")),
    ("waiver", said(WAIVER)),
    ("sick until 15 Jan", said(LEAVE, ends=D(2027, 1, 15), reason="sick")),
    (
        "out sick since Friday, back on 15 Nov",
        said(LEAVE, D(2026, 10, 30), D(2026, 11, 14), reason="sick"),
    ),
    ("sick leave 7 Dec to 15 Jan, flu", said(LEAVE, D(2026, 12, 7), D(2027, 1, 15), reason="sick, flu")),
    ("is on medical leave from 7 Dec", said(LEAVE, D(2026, 12, 7), reason="medical")),
    ("maternity leave 7 Dec to 1 Mar", said(LEAVE, D(2026, 12, 7), D(2027, 3, 1), reason="maternity")),
    ("vacation 7 Dec to 15 Dec", said(LEAVE, D(2026, 12, 7), D(2026, 12, 15), reason="vacation")),
    ("deployed until further notice", said(LEAVE, is_open=True, reason="deployed")),
    ("off on 3 Dec until 5 Dec", said(LEAVE, D(2026, 12, 3), D(2026, 12, 5))),
    ("leave parental 1 Dec to 15 Jan", said(LEAVE, D(2026, 12, 1), D(2027, 1, 15), reason="parental")),
    ("excused from BLS until 30 Jun", said(WAIVER, ends=D(2027, 6, 30), course=BLS)),
    ("is exempt until 1 Dec new", said(WAIVER, ends=D(2026, 12, 1), reason="new")),
    ("BLS, excused until 30 Jun", said(WAIVER, ends=D(2027, 6, 30), course=BLS)),
    ("from 7 Dec to 15 Jan, surgery", said(LEAVE, D(2026, 12, 7), D(2027, 1, 15), reason="surgery")),
    ("from 7 Dec to 15 Jan, jury", said(None, D(2026, 12, 7), D(2027, 1, 15), reason="jury")),
    ("BLS until 30 Jun, note", said(None, ends=D(2027, 6, 30), course=BLS, reason="note")),
    ("", AbsenceSaid()),
    ("back from leave", AbsenceSaid()),
    ("is not sick", AbsenceSaid()),
]


def test_what_is_meant(county_store: Store) -> None:
    ben, bls = person(county_store, "Ben Flores"), course(county_store, "BLS")
    lead = speaker(county_store, "Pat Quinn", manages=True)
    with county_store.reading() as session:
        asked = replace(
            request_with(),
            session=session,
            member=lead.member,
            now=lead.clock(),
            today=TODAY,
            region=lead.region,
        )
        for words, meant in SAID:
            wanted = meant.model_copy(update={"person": ben, "course": meant.course and bls})
            assert absence_said(replace(asked, text=f"Ben Flores {words}")) == wanted, words


def test_the_kind_parts_what_stands_before_it_from_the_rest() -> None:
    assert split_kind(["is", "on", "medical", "leave", "from", "today"]) == (
        ["is", "on", "medical"],
        LEAVE,
        ["from", "today"],
    )
    assert split_kind(["sick", "leave,", "flu"]) == ([], LEAVE, ["sick", "flu"])
    assert split_kind(["sick,", "waived"])[1] is WAIVER
    assert split_kind(["from", "today"]) == ([], None, ["from", "today"])


def test_a_kind_that_was_not_said_is_asked_for_and_nobody_is_told_to_be_unknown(county_store: Store) -> None:
    lead = cora(county_store)
    asked = lead.says("muster absent Ada Abbott from 7 Dec to 15 Jan, jury duty")
    assert "Leave or a waiver?" in asked.text
    assert "I understood: Ada Abbott, from 7 Dec 2026, to 15 Jan 2027, why: jury duty." in asked.text
    assert "Is that right?" in lead.presses(asked, "Leave").text
    assert "waiver for all courses, 7 Dec 2026" in lead.presses(asked, "Waiver for all").text
    assert "Is that right?" in lead.says("muster absent abbott sick until 15 Jan").text
    with pytest.raises(Unclear, match="I don't find “Jude Dahl” among"):
        lead.says("muster absent Jude Dahl sick until 15 Jan")
