"""A year of reminders and nudges, with the clock handed in: a county's checklists, and its meetings' calls.

Both changes of the clocks, restarts, kills before and after a commit, outages, Slack away until the evening,
leaves, owners who leave, people without Slack. Against a plain computation of who is to be told what on which
local day, made from the rules alone. The whole year of 26 municipalities, on both databases and with two
processes, is held under `make prove`.
"""

from __future__ import annotations

import pytest

from commands.letters import letter_views
from storage.engine import Store
from tests.conftest import WHOLE
from tests.jobs.year_of_checklists import Year, from_letters

WHOLE_YEAR, SLICE = (26, 380, "2026-09-20"), (4, 11, "2026-10-27")
"""How many municipalities, for how many days from which on: both changes of the clocks, or one."""

pytestmark = [pytest.mark.postgres] if WHOLE else []


def test_every_reminder_and_nudge_once_and_on_its_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_views, "MOST", 10_000)  # all that is told is read
    year = Year(store, *(WHOLE_YEAR if WHOLE else SLICE))
    year.passes()
    written, counts = from_letters(year), year.counts
    for person in year.people:
        found = written.pop(person.key, {})
        assert found == person.letters, person
        counts["letters"] += len(found)
        counts["told"] += sum(len(said) for said in found.values())
    assert written == {}
    counts.update(people=len(year.people), items=len(year.things), meetings=len(year.meetings))
    print(dict(counts))
    assert counts["letters"] > len(year.people) / 2
    assert year.of_the_silent() == year.left_for_the_silent
