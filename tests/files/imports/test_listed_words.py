"""Words of a fixed list that nobody reads: asked once a file, and answered in every row."""

from __future__ import annotations

import pytest

from files.settled import Settled, answered
from files.write import write_rejected
from storage.engine import Store
from tests.files.imports.bringing import counts, look, reasons, take

EXERCISES = "exercise,title,type,held_on\nE1,Blue,Walkthrough,2026-03-01\nE2,Red,walkthrough,2026-04-01\n"


@pytest.mark.parametrize(
    ("kind", "text", "asked", "answer"),
    [
        ("exercises", EXERCISES, "2 rows say Walkthrough as the type of exercise", "seminar"),
        (
            "absences",
            "email,kind,starts_on\nann@x.gov,Jury duty,2026-03-01",
            "1 row says Jury duty as the kind",
            "leave",
        ),
        (
            "agencies",
            "agency,disciplines\nElm,Lifeguards",
            "1 row says Lifeguards as the discipline",
            "other",
        ),
        ("agencies", "agency,disciplines\nElm,fire; Lifeguards", "1 row says Lifeguards as", "other"),
        (
            "agencies",
            "agency,disciplines,governance\nElm,fire,Parish",
            "1 row says Parish as the governance",
            "county",
        ),
        (
            "requirements",
            "course,disciplines\nBLS,Fire/Lifeguards",
            "1 row says Lifeguards as the discipline",
            "ems",
        ),
        (
            "equivalents",
            "course,counts_for,kind\nASIM-B,BLS,covers",
            "1 row says covers as the kind",
            "satisfies",
        ),
    ],
)
def test_a_word_nobody_reads_is_asked_once(
    small: Store, kind: str, text: str, asked: str, answer: str
) -> None:
    plan = look(small, kind, text)
    (question,) = plan.open
    assert question.said.startswith(asked)
    assert answer in dict(question.choices)
    rows = len(text.strip().splitlines()) - 1
    plan, _ = take(small, kind, text, settled=answered(Settled(), question, answer))
    assert (counts(plan), plan.open) == ((rows, 0, 0, 0), ())
    later = text.replace("2026-0", "2026-1").replace("Elm", "Oak")
    assert not look(small, kind, later).open, "the next file of the header is not asked about"


def test_the_rows_left_out_by_an_answer_come_back_as_they_were_brought(small: Store) -> None:
    text = EXERCISES + "E3,Green,tabletop,2026-05-01\n"
    (question,) = look(small, "exercises", text).open
    plan = look(small, "exercises", text, settled=answered(Settled(), question, ""))
    assert (counts(plan), plan.open) == ((1, 0, 0, 2), ())
    assert reasons(plan)[2] == "type: Walkthrough is left out, as was answered"
    _, content = write_rejected(plan.table, plan.refused)
    assert content.decode("utf-8-sig").splitlines()[:2] == [
        "line,rejection_reason,exercise,title,type,held_on",
        '2,"type: Walkthrough is left out, as was answered",E1,Blue,Walkthrough,2026-03-01',
    ]
    both = "agency,disciplines\nElm,fire; Lifeguards; Divers\n"
    settled = Settled(values={"disciplines": {"lifeguards": "other"}})
    plan = look(small, "agencies", both, settled=settled)
    assert [each.seen for each in plan.open] == [("Divers",)]
    _, content = write_rejected(plan.table, plan.refused)
    assert "Elm,fire; Lifeguards; Divers" in content.decode(), "never as it was answered"
