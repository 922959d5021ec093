"""A record mended or taken back: what may be said, what follows, and what was settled meanwhile."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused, Wrong
from commands.training.tracing import CORRECT, VOID
from tests.commands.speaking import Said
from tests.commands.training.desk import Desk, shown_in
from words.problems import Problem


def fields(desk: Desk, **more: object) -> dict[str, object]:
    return {"course": str(desk.course("BLS")), "day": "2026-11-01", "hours": "4", "result": "pass", **more}


def opens(desk: Desk, who: str, action: str = CORRECT) -> Said:
    record = desk.standing()[-1]
    said: Said = getattr(desk, who).clicks(f"{action}:{record.id}", {"record": record.id})
    return said


@pytest.mark.postgres
def test_a_self_report_stays_one_until_a_lead_corrects_it(desk: Desk) -> None:
    desk.ada.says("training log ASIM Basic yesterday")
    asim = str(desk.course("ASIM-B"))
    nothing = desk.ada.submits(opens(desk, "ada"), **fields(desk, course=asim))
    assert nothing.text.startswith("Nothing was changed.")
    mended = desk.ada.submits(opens(desk, "ada"), **fields(desk, course=asim, hours="6", grant="EMPG"))
    assert mended.text.startswith("Corrected: Ada Abbott: ASIM Basic on 1 Nov 2026, 6 h. It waits")
    first, second = desk.logged()
    assert (second.corrects_id, second.verified, second.funding) == (first.id, False, "EMPG")
    late = opens(desk, "ada")
    by_lead = desk.cora.submits(opens(desk, "cora"), **fields(desk, course=asim, hours="7"))
    assert by_lead.text.startswith(
        "Corrected: Ada Abbott: ASIM Basic on 1 Nov 2026, 7 h. It is confirmed with that."
    )
    third = desk.logged()[-1]
    assert (third.verified, third.verified_by) == (True, "cora@grove.example")
    assert third.recorded_from == "the form Correct a record"
    with pytest.raises(Problem, match=r"was changed already\. Corrected by cora@grove"):
        desk.ada.submits(late, **fields(desk, course=asim, hours="8"))
    with pytest.raises(Refused, match="That record was confirmed"):
        opens(desk, "ada")


def test_another_course_is_shown_with_what_it_changes_and_then_done(desk: Desk) -> None:
    desk.ada.says("training log ASIM Basic yesterday")
    asked = desk.ada.submits(opens(desk, "ada"), **fields(desk, hours=None))
    told = shown_in(asked)["head"]["text"]["text"]
    assert told.split("\n") == [
        "You would no longer be current in ASIM Basic: due since 1 Mar 2025.",
        "You would be current in Basic Life Support until 30 Nov 2028, not 31 Jan 2028.",
        "Nothing is changed yet: send it again to do so.",
    ]
    assert len(desk.logged()) == 1
    other = desk.ada.submits(asked, **fields(desk, hours=None, day="2026-10-01"))
    assert "until 31 Oct 2028" in shown_in(other)["head"]["text"]["text"], "another change is shown anew"
    done = desk.ada.submits(other, **fields(desk, hours=None, day="2026-10-01"))
    assert "You are no longer current in ASIM Basic: due since 1 Mar 2025." in done.text
    assert [each.hours for each in desk.logged()] == [4, 4]


def test_a_certificate_ends_after_the_day_and_a_day_lies_behind(desk: Desk) -> None:
    desk.ada.says("training log BLS yesterday")
    for more, field in (({"expires": "2026-10-01"}, "expires"), ({"day": "2026-11-03"}, "day")):
        with pytest.raises(Wrong) as wrong:
            desk.ada.submits(opens(desk, "ada"), **fields(desk, **more))
        assert list(wrong.value.fields) == [field]


def test_what_is_taken_back_twice_is_told(desk: Desk) -> None:
    desk.ada.says("training log failed BLS yesterday")
    late = opens(desk, "ada", VOID)
    done = desk.cora.submits(opens(desk, "cora", VOID), reason="never held")
    assert done.text.startswith("Taken back: Ada Abbott: Basic Life Support on 1 Nov 2026, 4 h, incomplete.")
    with pytest.raises(Problem, match=r"Taken back by cora@grove.example on 2 Nov 2026, 09:00: never held."):
        desk.ada.submits(late, reason="a slip")
