"""`muster projection` and `muster wave`: the numbers that are said in Slack, as tables."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from readiness.due import EVERYONE
from storage.engine import Store
from storage.pacing import courses_paced, pace_of, wave_of
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import take

ON = date(2026, 11, 1)


def rows(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said)))


@pytest.mark.usefixtures("small")
def test_they_say_what_the_records_say(muster: Muster, small: Store) -> None:
    head = "code,title,target,trainer_course,classes_a_month,seats\n"
    take(small, "courses", f"{head}TTT,Trainers,,,,\nASIM-B,ASIM Basic,80%,ttt,2,12")
    said = rows(muster("projection", "--on", "2026-11-01", "--by", "1 Mar 2027", "--format", "csv").out)
    waves = rows(muster("wave", "--on", "2026-11-01", "--course", "ASIM-B", "--format", "csv").out)
    with small.reading() as session:
        keys = [key for key, _ in courses_paced(session, EVERYONE, ON, 1)]
        whole = {
            each.course.code: each for key in keys if (each := pace_of(session, EVERYONE, key, ON, 1, 1))
        }
        basic = whole["ASIM-B"]
        wave = wave_of(session, EVERYONE, basic.course.id, ON, 1, 1)
    assert {each["course"] for each in said} == set(whole)
    found = next(each for each in said if each["course"] == "ASIM-B" and each["scope_kind"] == "everyone")
    assert (found["target"], found["seats"], found["classes_possible"]) == ("80", "12", "0")
    assert (found["required"], found["current"]) == (
        str(basic.whole.counts.required),
        str(basic.whole.counts.current),
    )
    assert found["classes_needed"] == str(basic.classes_needed(basic.whole, date(2027, 3, 1)))
    assert wave is not None
    assert [int(each["due"]) for each in waves] == [people for _, people in wave.months]
    assert {each["capacity"] for each in waves} == {"0"}


@pytest.mark.usefixtures("small")
def test_a_day_that_is_over_is_refused(muster: Muster) -> None:
    said = muster("projection", "--on", "2026-11-01", "--by", "2026-11-01")
    assert said.status == 2
    assert "nothing can be taught by then any more" in said.err
    assert muster("projection", "--course", "ROLL-CALLS").status == 2
