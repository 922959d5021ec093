"""What a letter says of refreshers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.due.letter import ENTRIES, OVER, settled
from storage.engine import Store
from storage.letters import RefresherNotice
from tests.commands.letters_read import MONDAY, person, texts, told
from tests.conversations import county


@pytest.mark.postgres
def test_each_course_is_a_line_with_a_log_and_old_news_is_none(county_store: Store) -> None:
    ada, ben, jo = (person(county_store, f"{name}@grove.example") for name in ("ada", "ben", "jo.lee"))
    lines = told(county_store, ENTRIES, [ada, ben, jo])
    assert texts(lines) == [
        "Basic Life Support: due 31 Dec 2026, in 59 days",
        "ASIM Basic: due 20 Nov 2026, in 18 days (unverified)",
    ]
    assert [line.is_urgent for line in lines] == [False, False]
    button = lines[0].button
    assert button is not None
    assert button.to_dict()["text"]["text"] == "Log"


def test_on_the_day_and_after_it_is_urgent_and_a_class_that_was_taken_ends_it(county_store: Store) -> None:
    jo = person(county_store, "jo.lee@grove.example")
    with county_store.writing() as session:
        settled(session, MONDAY, told(county_store, ENTRIES, [jo]), [])
    assert told(county_store, ENTRIES, [jo], date(2026, 11, 19)) == []
    [line] = told(county_store, ENTRIES, [jo], date(2026, 11, 20))
    assert (line.text, line.is_urgent) == ("ASIM Basic: due today (unverified)", True)
    [line] = told(county_store, ENTRIES, [jo], date(2026, 11, 24))
    assert line.text == "ASIM Basic: expired 20 Nov 2026, in its days of grace (unverified)"
    pass_ = "email,course,completed_on,result,verified\njo.lee@grove.example,ASIM-B,2026-11-24,pass,yes\n"
    county.take(county_store, "completions", pass_, now=datetime(2026, 11, 24, 18, tzinfo=UTC))
    [over] = told(county_store, ENTRIES, [jo], date(2026, 11, 25))
    assert (over.matter, over.text) == (OVER, "")
    with county_store.writing() as session:
        settled(session, date(2026, 11, 25), [], [over])
        assert session.query(RefresherNotice).filter_by(person_id=jo).count() == 0
    assert told(county_store, ENTRIES, [jo], date(2026, 11, 26)) == []
