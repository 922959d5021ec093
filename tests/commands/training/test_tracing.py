"""How a record came about: traced from its making to its end, for those it concerns."""

from __future__ import annotations

import pytest

from commands.kit.problems import Refused
from commands.kit.request import Door
from commands.training.tracing import CORRECT, TRACE
from storage.training import CompletionRecord
from tests.commands.training.desk import Desk


def traced(desk: Desk, who: str, record: int) -> str:
    view = getattr(desk, who).clicks(TRACE, {"record": record}).reply.modal
    assert view is not None
    return str(view.to_dict())


def test_every_record_of_a_lineage_is_told_newest_first(desk: Desk) -> None:
    desk.ada.says("training log BLS yesterday", Door.DIRECT)
    [first] = desk.standing()
    form = desk.cora.clicks(CORRECT, {"record": first.id})
    again = {"course": str(desk.course("BLS")), "day": "2026-11-01", "hours": "5", "result": "pass"}
    desk.cora.submits(form, **again)
    said = traced(desk, "ada", first.id)
    assert said.index("Basic Life Support on 1 Nov 2026, 5 h") < said.index("on 1 Nov 2026, 4 h\\n")
    for line in (
        "Recorded by ada@grove.example on 2 Nov 2026, 09:00, from a direct message.\\nNot verified.",
        "Corrected by cora@grove.example on 2 Nov 2026, 09:00: Basic Life Support on 1 Nov 2026, 5 h took",
        "Recorded by cora@grove.example on 2 Nov 2026, 09:00, from the form Correct a record.",
        "Verified by cora@grove.example on 2 Nov 2026, 09:00.\\nIt stands.",
    ):
        assert line in said
    assert "'Correct'" not in said, "it was confirmed: it is not hers to change"
    assert "'Correct'" in traced(desk, "cora", first.id)


def test_what_a_file_brought_names_the_file_and_it_is_for_those_it_concerns(desk: Desk) -> None:
    with desk.store.reading() as session:
        theirs = session.query(CompletionRecord).filter_by(person_id=desk.person("Ben Flores")).first()
        assert theirs is not None
        record = theirs.id
    assert "(import " in traced(desk, "manager", record), traced(desk, "manager", record)
    with pytest.raises(Refused, match="That record is not for you"):
        traced(desk, "ada", record)
