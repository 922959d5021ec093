"""What is said of a class that changed, as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from commands.training.telling_classes import how_it_is, line
from storage.classes import ClassRecord, ClassState
from storage.engine import Store
from storage.letters import CLASS_CANCELLED, CLASS_MOVED, CLASS_SEAT
from tests.commands.speaking import request_with
from tests.conversations.classes import a_class
from tests.conversations.county import NOW, REGION


def test_a_matter_says_how_a_class_is_and_nothing_once_it_is_not_so(county_store: Store) -> None:
    key = a_class(county_store, date(2026, 12, 3))
    with county_store.reading() as session:
        held = session.get_one(ClassRecord, key)
        request = replace(request_with(), session=session, region=REGION, now=NOW, today=REGION.day(NOW))
        before = how_it_is(request, held)
        assert before == "Thu 3 Dec 2026, 08:00 to 12:00, Station 4"
        held.start_time = time(10)
        moved = "ASIM Basic is moved: it is now Thu 3 Dec 2026, 10:00 to 14:00, Station 4."
        assert line(request, held, CLASS_MOVED, before) == f"{moved} It was: {before}."
        assert line(request, held, CLASS_CANCELLED) == ""
        held.state, held.cancel_reason = ClassState.CANCELLED, "Ice"
        assert "is cancelled: Ice." in line(request, held, CLASS_CANCELLED)
        assert line(request, held, CLASS_SEAT) == ""
