"""`muster courses`: what is asked of whom and how often, on a day, and what else each course is called."""

from __future__ import annotations

import pytest

from storage.engine import Store
from tests.bot.cli.conftest import Muster
from tests.files.imports.bringing import take


@pytest.mark.usefixtures("small")
def test_each_course_is_told_as_of_a_day(muster: Muster, small: Store) -> None:
    take(small, "courses", "code,title,aliases\nBLS,Basic life support,CPR; Heart saver")
    take(small, "rules", "course,effective_on,interval_months,month_end\nBLS,2027-01-01,12,yes")
    said = muster("courses", "--on", "2026-11-01", "--format", "csv")
    assert said.status == 0, said.err
    assert said.out.splitlines() == [
        "course,title,hours,how often,asked of,aliases",
        'ASIM-B,ASIM Basic,4,every 24 months,"everybody, since ever",',
        'BLS,Basic life support,4,every 24 months,"EMS, since ever",CPR;Heart saver',
    ]
    later = muster("courses", "--on", "2027-02-01", "--format", "csv").out
    assert '"every 12 months, at the end of the month"' in later
