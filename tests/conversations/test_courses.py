"""What is asked, and how often: read by everybody, changed by the emergency manager, never by others."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from storage.answers import asked_on
from storage.audit import AuditKind, AuditRow
from storage.catalogue import catalogue_of
from tests.conversations.conftest import Stage
from tests.conversations.county import take

BLS = "Basic Life Support (BLS)"


def test_a_responder_reads_what_is_asked_and_how_often(stage: Stage) -> None:
    stage.ada.says("/training courses")
    seen = stage.ada.sees(
        f"{BLS}, 4 hours\nEvery 24 months, at the end of the month; asked of EMS and Fire, since ever."
    )
    assert "ASIM Basic (ASIM-B), 4 hours\nEvery 24 months; asked of everybody, since 1 Jan 2020." in seen.text
    assert "For it counts ASIM Advanced (ASIM-A), in full." in seen.text
    assert "ASIM Advanced (ASIM-A), 24 hours\nEvery 24 months; asked of nobody." in seen.text

    stage.ada.says("courses bls")
    seen = stage.ada.sees("In force since 1 Jan 2015: every 24 months, at the end of the month.")
    assert "It is asked of you: current until 31 Jan 2028." in seen.text

    stage.ada.says("How often do I need BLS?", stage.ada.dm)
    seen = stage.ada.sees(
        f"{BLS}: every 24 months, at the end of the month; you are current until 31 Jan 2028. Asked of you "
        "at Cedar Fire Department (of EMS and Fire, since ever)."
    )
    assert "ASIM" not in seen.text
    stage.ada.says("@Muster what is asked of me, and how often?", stage.room)
    seen = stage.ada.sees("2 courses are asked of you today.")
    assert "ASIM Basic (ASIM-B): every 24 months; yours expired 1 Mar 2025. Asked of you" in seen.text
    assert "(of everybody, since 1 Jan 2020)." in seen.text
    stage.ada.says("how often is ASIM Advanced required?", stage.ada.dm)
    stage.ada.sees(
        "ASIM Advanced (ASIM-A) is not required of you today. Anyone who must hold it: every 24 months."
    )

    stage.cora.says("/training courses add")
    stage.cora.sees("An emergency manager can do this.")


def standings(stage: Stage, on: date, code: str) -> Counter[str]:
    """How many stand how with a course on a day, as everybody who asks is answered."""
    with stage.store.reading() as session:
        keys = [key for key, each in catalogue_of(session).courses.items() if each.code == code]
        return Counter(each.outlook.status(on).value for each in asked_on(session, on, courses=keys))


@pytest.mark.postgres
def test_the_manager_changes_what_is_asked_and_sees_before_whom_it_moves(stage: Stage) -> None:
    dana, day = stage.dana, date(2027, 1, 1)
    before = standings(stage, day, "BLS")
    dana.says("/training courses BLS")
    dana.presses("New version")
    dana.fills({"In effect from": "2015-01-01", "Every so many months": "12"})
    dana.submits()
    assert "A version takes effect on that day already" in str(dana.modal_errors)
    dana.fills({"In effect from": "2027-01-01", "Every so many months": "12"})
    dana.submits()
    dana.sees(f"{BLS}: from 1 Jan 2027 every 12 months, at the end of the month")
    dana.sees(
        "2 people change on 1 Jan 2027 BLS: • 1 person: current → due soon • 1 person: current → expired"
    )
    dana.sees("Today it moves nobody.")
    dana.sees("Nothing is changed until you confirm it. Undo is available for 10 minutes")
    assert standings(stage, day, "BLS") == before
    dana.submits()
    dana.sees(f"Recorded. {BLS}: from 1 Jan 2027 every 12 months, at the end of the month")
    after = standings(stage, day, "BLS")
    assert (after - before, before - after) == (
        Counter({"due_soon": 1, "expired": 1}),
        Counter({"current": 2}),
    )
    stage.ada.says("how often do I need BLS?", stage.ada.dm)
    stage.ada.sees(f"Still to come {BLS}: from 1 Jan 2027 every 12 months, at the end of the month.")

    dana.presses("Undo")
    dana.sees("Undone: it is as it was before")
    assert standings(stage, day, "BLS") == before
    dana.presses("Who changed what")
    seen = dana.sees("dana@grove.example: undone a version of the rule")
    assert "added a version of the rule (from 1 Jan 2027; months 12;" in seen.text

    dana.says("/training courses asim-a")
    dana.presses("Ask it of somebody")
    dana.fills({"Of which disciplines": ["Law enforcement"], "From": None})
    dana.submits()
    dana.sees("No day was given, so it is asked from the start")
    dana.sees("4 people change on 2 Nov 2026 ASIM-A: • 4 people: not asked → not yet trained")
    dana.submits()
    dana.sees("Law enforcement, since ever")
    stage.clock.moves(minutes=11)
    dana.presses("Undo")
    dana.sees("Undo is available for 10 minutes. After that the change stays.")


def test_an_alias_names_a_course_wherever_courses_are_named(stage: Stage) -> None:
    stage.dana.says("/training courses BLS")
    stage.dana.presses("Aliases")
    stage.dana.fills({"Also called": "CPR; asim b"})
    stage.dana.submits()
    assert "“ASIM-B” is the code of ASIM Basic." in str(stage.dana.modal_errors)
    stage.dana.fills({"Also called": "CPR; refresher"})
    stage.dana.submits()
    assert "“refresher” says too little to name one by." in str(stage.dana.modal_errors)
    stage.dana.fills({"Also called": "CPR; Healthcare Provider"})
    stage.dana.submits()
    stage.dana.sees("Recorded: also called CPR and Healthcare Provider.")

    stage.ben.says("/training log cpr today")
    stage.ben.sees("Basic Life Support")
    stage.ben.says("/due mine for healthcare provider")
    stage.ben.sees("Basic Life Support")
    stage.ben.says("how often do I need CPR?", stage.ben.dm)
    stage.ben.sees(f"{BLS}: every 24 months")


def test_what_was_shown_is_what_is_confirmed_whoever_changes_it_meanwhile(stage: Stage) -> None:
    """Two managers at once, and a press delivered twice."""
    stage.dana.says("/training courses BLS")
    stage.dana.presses("What counts")
    stage.dana.fills({"Which course": "ASIM-B: ASIM Basic", "How": "In full"})
    stage.dana.submits()
    stage.dana.sees("What counts for what has no day of its own")
    stage.dana.sees("2 people change on 2 Nov 2026 BLS: • 1 person: due soon → current")
    take(stage.store, "requirements", "course,disciplines\nBLS,law\n")
    stage.dana.submits()
    stage.dana.sees(
        "What is asked was changed since you looked. Nothing was recorded; this is how it is now."
    )
    stage.dana.sees("3 people change on 2 Nov 2026")
    stage.dana.submits()
    stage.dana.sees("Recorded. For Basic Life Support (BLS) counts: ASIM Basic (ASIM-B), in full.")
    stage.dana.repeats_last(2)
    with stage.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.COURSE_CHANGED.value).count()
    assert rows == 1
    stage.dana.presses("End it")
    stage.dana.sees("What is asked has no last day: ended, it counts as never asked")
    stage.dana.submits()
    stage.dana.sees("is no longer asked of")
